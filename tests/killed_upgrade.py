"""Brings a data folder up to date and is ended, as by a power cut, before its Nth statement: DATA N [plain].

Without N it says how many statements there are; with “note” it is ended before the first note of a migration whose
tables are changed already, with “between” between the two commits; with “refused” the disk refuses the second of them.
`plain`: as Django does it by itself, a migration at a time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import django

NOTE, BETWEEN, REFUSED = "note", "between", "refused"
MIGRATED = 'INSERT INTO "django_migrations"'


def noted_apart(sql: str, connection: Any) -> bool:
    """Whether a migration is being noted after its tables were changed for good."""
    return sql.startswith(MIGRATED) and not connection.in_atomic_block


def main(data: str, before: int | str, how: str = "") -> None:
    os.environ |= {"FIRSTHAND_DATA": data, "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    django.setup()
    from django.core.management import call_command
    from django.db import OperationalError, connections

    from firsthand.core.problems import Problem
    from firsthand.exchange.keeping import folder

    count, changed = 0, False

    def counted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal count, changed
        count += 1
        changed |= sql.startswith(MIGRATED) and rest[-1]["connection"].alias == "default"
        if count == before or (before == NOTE and noted_apart(sql, rest[-1]["connection"])):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    def second_commit() -> None:
        if not changed:  # of something before the upgrade itself
            return commit()
        if before == BETWEEN:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OperationalError("disk I/O error")

    if before in (BETWEEN, REFUSED):
        commit = connections["default"]._commit  # type: ignore[attr-defined]
        connections["default"]._commit = second_commit  # type: ignore[attr-defined]
    with ExitStack() as both:
        for alias in ("default", "keyring"):
            both.enter_context(connections[alias].execute_wrapper(counted))
        if how == "plain":
            for alias in ("default", "keyring"):
                call_command("migrate", database=alias, verbosity=0, interactive=False)
        else:
            try:
                folder.bring_up_to_date()
            except Problem as problem:
                sys.exit(str(problem))
    print(count)


if __name__ == "__main__":
    at = sys.argv[2] if len(sys.argv) > 2 else "0"
    main(sys.argv[1], int(at) if at.isdigit() else at, *sys.argv[3:])
