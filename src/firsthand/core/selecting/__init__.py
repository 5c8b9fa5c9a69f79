"""Asking for codings: a query as data, as text that a person writes, and what it chooses."""
