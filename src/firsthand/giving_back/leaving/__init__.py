"""Leaving: where somebody's words are, what each way of leaving does there, doing it, and the receipt."""
