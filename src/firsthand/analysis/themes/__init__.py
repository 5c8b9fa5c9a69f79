"""Themes: what the study says, each claim with the words that carry it and those that speak against it."""
