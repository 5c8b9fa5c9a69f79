"""Letting nothing stay of what was overwritten, in the files of a database."""

from __future__ import annotations

from contextlib import suppress

from django.db import ProgrammingError, connections


def press(alias: str, table: str = "") -> bool:
    """Let nothing of what was overwritten stay in a database's files: neither in its log nor in its pages.

    SQLite writes zeros over what is deleted (secure_delete); its log is emptied here. PostgreSQL keeps the old rows
    until their table is written anew. Inside somebody's transaction neither can be done, and its end will do it.
    """
    connection = connections[alias]
    if connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        if table:
            cursor.execute(f"VACUUM FULL {table}")
            with suppress(ProgrammingError):  # a right that this role may lack: the server does it soon
                cursor.execute("CHECKPOINT")
    return True
