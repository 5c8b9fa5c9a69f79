"""Passages that are worded alike, found by a small model on this machine: off until a study switches it on."""
