"""The guard: a domain write without a trail entry fails the test that made it.

Two nets. While a test runs, every statement that writes a recorded table is looked at: outside an act it fails at
once. When the test ends, the trail is replayed from nothing and must give exactly the rows that are there, so a
write inside an act that was not recorded is caught too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

WRITE = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE
)


class WrittenRoundTheTrail(AssertionError):
    """A row of a study was written outside an act."""


@contextmanager
def nothing_written_round_the_trail() -> Iterator[None]:
    """Watch the SQL of the data connection."""
    from django.db import connection

    from firsthand.ground.trail.recording import current
    from firsthand.ground.trail.rows import recorded_models

    tables = {model._meta.db_table for model in recorded_models().values()}

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written = WRITE.match(sql)
        if written and written[1] in tables and current() is None:
            raise WrittenRoundTheTrail(f"{written[1]} was written outside an act: {sql[:120]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def trail_tells_the_rows() -> None:
    """Replay every study's trail and compare it with what is in the database."""
    from firsthand.ground.studies.models import Study
    from firsthand.ground.trail.replay import as_of
    from firsthand.ground.trail.rows import rows_now

    for study in Study.objects.all():
        told, standing = as_of(study.id), rows_now(study.id)
        if told != standing:
            raise WrittenRoundTheTrail(difference(told, standing))


def difference(told: dict[str, dict[str, Any]], standing: dict[str, dict[str, Any]]) -> str:
    """The first row in which the trail and the database differ, for the person who has to mend it."""
    for table in sorted(told.keys() | standing.keys()):
        ours, theirs = told.get(table, {}), standing.get(table, {})
        for row in ours.keys() | theirs.keys():
            if ours.get(row) != theirs.get(row):
                return f"{table} {row}: the trail says {ours.get(row)}, the database {theirs.get(row)}"
    return "no difference"
