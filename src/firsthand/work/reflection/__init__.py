"""Two peers reflect together: they talk along six questions, and keep two lines that either can delete."""
