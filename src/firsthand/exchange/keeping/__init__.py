"""Keeping a data folder safe: set up, backed up, brought back, looked over."""
