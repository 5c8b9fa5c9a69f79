"""How many connections a server of several processes wants, and how many PostgreSQL gives.

Where they run out, pages end in a fault in the midst of the day, when most people are there: so it is counted before.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connections

from firsthand.exchange.keeping.files import written
from firsthand.exchange.keeping.footing import Finding, Grade

NOTE = "serving.json"
THREADS = (
    6  # of a process that answer; two of them work at a time (in_turn.py); the others are for what takes long
)
OF_A_PROCESS = {"default": THREADS + 2, "keyring": THREADS}  # each thread has its own; two are the watcher's
FOR_OTHERS = 15  # commands, backups, what is done daily, the lock
GIVEN = """
SELECT sum(CASE WHEN name = 'max_connections' THEN 1 ELSE -1 END * setting::int) FROM pg_settings
WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')
"""


def most() -> int:
    """How many processes there may be for PostgreSQL to have a connection for each of their threads; one at least."""
    wanted: Counter[tuple[str, str]] = Counter()
    for alias, many in OF_A_PROCESS.items():
        wanted[_server(alias)] += many
    there = {_server(alias): _given(alias) for alias in OF_A_PROCESS}
    return max(1, min((there[one] - FOR_OTHERS) // many for one, many in wanted.items()))


def note(processes: int) -> None:
    """Remember of how many processes the server is, for the doctor, who is not one of them."""
    with suppress(OSError):
        written(Path(settings.DATA) / NOTE, json.dumps({"processes": processes}) + "\n")


def finding() -> Finding:
    """Whether the latest server had a connection for each of its threads."""
    try:
        processes = int(json.loads((Path(settings.DATA) / NOTE).read_text("utf-8"))["processes"])
    except (OSError, ValueError, KeyError, TypeError):
        processes = 1
    if processes <= (room := most()):
        return Finding("connections", Grade.GOOD, f"PostgreSQL has connections for {_processes(room)}.")
    return Finding(
        "connections",
        Grade.CARE,
        f"PostgreSQL has connections for {_processes(room)}, and --workers says {processes}: when many people come, "
        "pages fail. Say fewer, or raise max_connections and begin PostgreSQL anew.",
    )


def _processes(many: int) -> str:
    return "1 process" if many == 1 else f"{many} processes"


def _server(alias: str) -> tuple[str, str]:
    where = connections[alias].settings_dict
    return str(where["HOST"]), str(where["PORT"])


def _given(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(GIVEN)
        return int(cursor.fetchone()[0])
