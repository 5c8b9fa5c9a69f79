"""Comparing: retrieval, matrices, co-occurrence, agreement, saturation, search."""
