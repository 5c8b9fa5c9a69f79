"""Looking whether everything is there that was acknowledged: in the trail, in the rows, and with its keys."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from uuid import UUID

from firsthand.config.databases import DATA_FILE
from harness.study import Made, run


def acts_in(made: Made) -> Counter[str]:
    """Under which senders' ids there are entries, and how many."""
    question = "SELECT sent_as FROM trail_entry WHERE sent_as IS NOT NULL"
    if address := made.env.get("FIRSTHAND_DATABASE"):
        import psycopg

        with psycopg.connect(address) as connection:
            return Counter(str(UUID(str(row[0]))) for row in connection.execute(question).fetchall())
    with closing(sqlite3.connect(f"file:{made.data / DATA_FILE}?mode=ro", uri=True, timeout=60)) as database:
        return Counter(str(UUID(row[0])) for row in database.execute(question))


def lost(made: Made, acknowledged: Iterable[str]) -> list[str]:
    """The acknowledged acts of which there is no entry, or more than one."""
    there = acts_in(made)
    return [act for act in acknowledged if there[act] != 1]


def faults(made: Made) -> list[str]:
    """What `firsthand verify` finds: rows that the trail does not give, words without keys, damage."""
    told = run(made.env, "-c", VERIFY)
    found: list[str] = json.loads(told.strip().splitlines()[-1])
    return found


# As the command does, but that it does not end with 1.
VERIFY = """
import json
from firsthand.doors.preparing import prepared
prepared()
from firsthand.exchange.keeping.verify import verify
print(json.dumps(verify().faults))
"""
