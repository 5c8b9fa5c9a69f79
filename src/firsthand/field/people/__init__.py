"""Participants: whose words the study rests on."""
