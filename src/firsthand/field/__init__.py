"""Gathering: the people, what they said and wrote, and what was seen."""
