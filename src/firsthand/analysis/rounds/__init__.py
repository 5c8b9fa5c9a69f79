"""Rounds: several people code the same texts, blind or not, and settle where they differ."""
