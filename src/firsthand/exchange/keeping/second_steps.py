"""Second steps that come with a backup of another installation: what its secret opened, so that the one here opens it.

Without, nobody who has an app could come in where the machine is another than the one that was lost.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from firsthand.ground.accounts.sealing import sealed_anew
from firsthand.ground.vault.secret import Secret

TABLE = "mfa_authenticator"


def seal_anew(rows: Path, old: Secret, new: Secret) -> None:
    """In a file of rows that is about to be brought. `old`: its installation's secret; `new`: ours."""
    with closing(sqlite3.connect(rows)) as database, database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [TABLE]).fetchone():
            return  # of a version that knew of no accounts
        for number, data in database.execute(f"SELECT id, data FROM {TABLE}").fetchall():  # noqa: S608 - ours
            anew = json.dumps(sealed_anew(json.loads(data), old, new))
            database.execute(f"UPDATE {TABLE} SET data = ? WHERE id = ?", [anew, number])  # noqa: S608
