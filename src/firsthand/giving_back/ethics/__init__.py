"""For the ethics board: the logs that the team keeps, and the package that tells how the study was carried out."""
