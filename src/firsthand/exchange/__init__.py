"""Whole studies in and out of the program, and the data folder itself: backup, restore, verify."""
