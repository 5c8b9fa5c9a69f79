"""The guard: a domain write without a trail entry fails the test that made it.

Two nets. While a test runs, every statement that writes a recorded table is looked at: outside an act it fails at
once. When the test ends, the trail is replayed from nothing and must give exactly the rows that are there, so a
write inside an act that was not recorded is caught too.

One exception, the other way round: what members keep for themselves is in no trail, so none of it may be recorded, or
written inside an act that an entry would tell of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

WRITE = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE
)

# Rooms whose rows are their writers' own, and in no trail.
OUTSIDE = ("sums",)


class WrittenRoundTheTrail(AssertionError):
    """A row of a study was written outside an act."""


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside, in either database, is as if it had not been."""
    from django.db import transaction

    with ExitStack() as both:
        for alias in ("default", "keyring"):
            both.enter_context(transaction.atomic(using=alias))
        yield
        for alias in ("default", "keyring"):
            transaction.set_rollback(True, using=alias)


@contextmanager
def nothing_written_round_the_trail() -> Iterator[None]:
    """Watch the SQL of the data connection."""
    from django.apps import apps
    from django.db import connection

    from firsthand.ground.trail.recording import current
    from firsthand.ground.trail.rows import recorded_models

    tables = {model._meta.db_table for model in recorded_models().values()}
    own = {model._meta.db_table for label in OUTSIDE for model in apps.get_app_config(label).get_models()}
    own.add("vault_private")
    if own & tables:
        raise WrittenRoundTheTrail(f"The trail would tell of what is somebody's own: {own & tables}")

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written = WRITE.match(sql)
        if written and written[1] in tables and current() is None:
            raise WrittenRoundTheTrail(f"{written[1]} was written outside an act: {sql[:120]}")
        if written and written[1] in own and current() is not None:
            raise WrittenRoundTheTrail(f"{written[1]} was written inside an act, whose entry says by whom")
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
