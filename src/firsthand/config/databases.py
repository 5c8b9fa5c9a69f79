"""Two databases: the data, and the keyring that opens it. Never one file, never one backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DATA_FILE = "firsthand.sqlite3"
KEYRING_FILE = "keyring.sqlite3"

# What an address may say after “?”, as libpq calls it.
TLS_OF_POSTGRESQL = {"sslmode", "sslrootcert", "sslcert", "sslkey"}

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
    address, mark, said = database.partition("?")
    return {
        "default": _postgresql(database),
        "keyring": _postgresql(keyring or f"{address}_keyring{mark}{said}"),
    }


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
    host = unquote(parts.hostname or "")
    # Over a network only by TLS, to a server that proves that it is the one: or the address says that it need not be.
    elsewhere = host not in ("", "localhost", "127.0.0.1", "::1") and not host.startswith("/")
    by_tls = {"sslmode": "verify-full", "sslrootcert": "system"} if elsewhere else {}
    said = {name: value for name, value in parse_qsl(parts.query) if name in TLS_OF_POSTGRESQL}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": said if "sslmode" in said else by_tls | said,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # a database that was begun anew is come back to without an error
    }
