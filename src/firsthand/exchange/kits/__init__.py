"""Study kits: a study begins with one, keeps it as it came, and tells what it made of it."""
