"""Projects in the own files of other programs: each reader makes a project of them, in the form of the standard."""
