"""Django's SQLite, but for one check of tables."""
