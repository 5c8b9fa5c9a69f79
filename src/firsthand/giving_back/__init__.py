"""Giving back: reports that leave the program, and the record told in sentences."""
