"""A package for a research archive: as much of a study as each person in it said may be kept there."""
