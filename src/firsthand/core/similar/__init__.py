"""Passages that are worded alike: cut from texts, turned into vectors on this machine, and found again."""
