"""Codings: one code on one stretch of words by one coder."""
