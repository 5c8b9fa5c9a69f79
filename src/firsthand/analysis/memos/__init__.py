"""Memos: what people think while they work, linked to what they think about."""
