"""What stands where a backup is to come and cannot be read: damaged, or of a newer version. Nothing of it is deleted.

The data is put aside under a name that says so, since what was destroyed is known to the keyring. A keyring that cannot
be read is not gone round: with the keys of a backup alone, words that were taken out since would open again. Whoever
has nothing better puts it away themselves, and knows what that means.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import tables
from firsthand.exchange.keeping.files import flush
from firsthand.exchange.keeping.telling import step

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
LOGS = ("-wal", "-shm")  # first: without its log, a file that is still there is found unreadable once more


def put_aside() -> list[Path]:
    """Put the data of the folder aside where it cannot be read; its files. Raises `Problem` for such a keyring."""
    data, keyring = (Path(settings.DATA) / name for name in (DATA_FILE, KEYRING_FILE))
    for alias in connections:
        connections[alias].close()
    if keyring.exists() and not readable(keyring):
        raise Problem(
            _(
                "%(keyring)s is damaged, or of a newer version of Firsthand. It alone knows which keys were destroyed "
                "since the backup was made: without it, words that were taken out since can open again. Nothing was "
                "changed. If the newer version is at hand, use that one. Else put %(files)s into another folder, "
                "delete nothing, and restore once more, with the newest copy of the keys that you have (--keys FILE)."
            )
            % {"keyring": keyring, "files": ", ".join(map(str, reversed(_with_logs(keyring))))}
        )
    return _renamed(data) if data.exists() and not readable(data) else []


def readable(database: Path) -> bool:
    """Whether all of a file is there, and this version knows what is in it. It is left as it is, its log too."""
    step(_("looking whether it is whole"))
    how = "mode=ro" if len(_with_logs(database)) > 1 else "immutable=1"  # which makes no log
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?{how}", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
            return whole and made and not tables.newer_in(connection)
    except sqlite3.DatabaseError as wrong:
        if (getattr(wrong, "sqlite_errorcode", 0) & 0xFF) in DAMAGED:
            return False
        raise


def _renamed(database: Path) -> list[Path]:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = database.with_name(f"{database.name}.unreadable-{stamp}")
    moved = [
        one.rename(aside.with_name(aside.name + one.name.removeprefix(database.name)))
        for one in _with_logs(database)
    ]
    flush(database.parent)
    return moved[::-1]


def _with_logs(database: Path) -> list[Path]:
    logs = (database.with_name(database.name + log) for log in LOGS)
    return [*(one for one in logs if one.exists()), database]
