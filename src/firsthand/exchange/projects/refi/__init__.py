"""REFI-QDA, the format in which programs for qualitative analysis hand projects and codebooks to each other."""
