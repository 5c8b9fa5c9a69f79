"""Whole studies as other programs know them: read from their files, and written for them."""
