"""Django's SQLite with two things of ours: writers of one process wait in turn, and no column of JSON is checked.

The check, which tables of libraries would be made with, calls a function that SQLite refuses in tables under
trusted_schema=OFF (databases.py): a database file from elsewhere must not be able to call into the program. Our own
rows keep JSON as text (ground/trail/packed.py). Why in turn: turns.py.
"""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from firsthand.config.sqlite.turns import Turn

WRITES = "IMMEDIATE"  # a transaction that has the right to write from its beginning
BUSY = "database is locked"  # as SQLite says it


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection."""

    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = Turn(str(self.settings_dict["NAME"]))

    @property
    def _writes(self) -> bool:
        return bool(self.transaction_mode == WRITES)  # type: ignore[attr-defined]

    def _start_transaction_under_autocommit(self) -> None:
        if self._writes and not self._turn.wait(self.settings_dict["OPTIONS"]["timeout"]):
            raise OperationalError(BUSY)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._turn.over()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._turn.over()  # where it failed there is a transaction yet: it is rolled back, or the connection closed

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._turn.over()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._turn.over()
