"""The demonstration study: invented, marked so on every page, and built through the same services as any other."""
