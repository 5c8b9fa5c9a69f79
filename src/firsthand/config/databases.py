"""Two databases: the data, and the keyring that opens it. Never one file, never one backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

DATA_FILE = "firsthand.sqlite3"
KEYRING_FILE = "keyring.sqlite3"

# Each of these has a measured reason: see docs/decisions/0003-sqlite-settings.md.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: an answered write survives a power cut
    "secure_delete": "1",
    "journal_size_limit": "16777216",
    "trusted_schema": "0",
    "cell_size_check": "1",
    "foreign_keys": "1",
    "temp_store": "2",  # MEMORY: no temporary file ever holds a row
}


def both(data: Path, database: str, keyring: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: SQLite files in the `data` folder, or the PostgreSQL addresses given.

    Where only the data's address is given, the keyring is the database of that name with “_keyring” after it.
    """
    if not database:
        return {"default": sqlite(data / DATA_FILE), "keyring": sqlite(data / KEYRING_FILE)}
    return {"default": _postgresql(database), "keyring": _postgresql(keyring or f"{database}_keyring")}


def sqlite(path: Path) -> dict[str, Any]:
    """A file of rows, with the settings that keep what was answered."""
    return {
        "ENGINE": "firsthand.config.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {name}={value};" for name, value in SQLITE_PRAGMAS.items()),
        },
        # Real files in tests too: an in-memory database has no write-ahead log to get wrong.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # a database that was begun anew is come back to without an error
    }
