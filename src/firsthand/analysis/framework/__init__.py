"""The framework matrix: cases by codes, each cell a summary that somebody wrote, and the excerpts it stands on."""
