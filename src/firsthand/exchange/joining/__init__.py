"""Two copies of a study that worked apart are one again: from their trails it is known what both had."""
