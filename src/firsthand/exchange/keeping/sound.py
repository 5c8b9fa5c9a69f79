"""Whether a database is sound in itself, before anybody asks what its rows say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections, models
from django.utils.translation import gettext as _

from firsthand.exchange.keeping.carrying import models_of
from firsthand.ground.trail.models import Entry
from firsthand.ground.vault.routing import KEYRING

# What the first migration of the trail made, on each: nobody can change or delete an entry.
TRIGGERS = {
    "sqlite": (
        {"trail_no_update", "trail_no_delete"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    ),
    "postgresql": (
        {"trail_no_change"},
        "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A')",
    ),
}


def database_faults(alias: str) -> Iterator[str]:
    """What is wrong with a database, a sentence each."""
    look = _faults_of_sqlite if connections[alias].vendor == "sqlite" else _faults_of_postgresql
    yield from look(alias)
    if alias != KEYRING:
        wanted, question = TRIGGERS[connections[alias].vendor]
        if not wanted <= {row[0] for row in _asked(alias, question, [Entry._meta.db_table])}:
            yield _("The database does not refuse changes to the trail any more.")


def _faults_of_sqlite(alias: str) -> Iterator[str]:
    answer = _asked(alias, "PRAGMA integrity_check")[0][0]
    if answer != "ok":
        yield _damaged(alias, answer)
    for table, *_rest in _asked(alias, "PRAGMA foreign_key_check"):
        yield _points_nowhere(table)


def _faults_of_postgresql(alias: str) -> Iterator[str]:
    """Pages that did not come out as they went in, where the server sums them; indexes and rules that hold no more."""
    (failures,) = _asked(
        alias,
        "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()",
    )[0]
    if failures:
        yield _damaged(alias, f"checksum_failures = {failures}")
    for (name,) in _asked(
        alias,
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE relnamespace = current_schema()::text::regnamespace AND NOT (indisvalid AND indisready)",
    ):
        yield _damaged(alias, name)
    for (name,) in _asked(
        alias,
        "SELECT conname FROM pg_constraint "
        "WHERE connamespace = current_schema()::text::regnamespace AND NOT convalidated",
    ):
        yield _damaged(alias, name)
    for model in models_of(alias):
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and _dangling(alias, model, one):
                yield _points_nowhere(model._meta.db_table)


def _dangling(alias: str, model: type[models.Model], key: models.ForeignKey[Any, Any]) -> bool:
    """Whether a row names one that is not there. The server itself looks when rows are written alone."""
    quote = connections[alias].ops.quote_name
    here, there = quote(model._meta.db_table), quote(key.related_model._meta.db_table)
    names, named = quote(key.column or key.attname), quote(key.target_field.column or "")
    return bool(
        _asked(
            alias,
            f"SELECT 1 FROM {here} AS here WHERE {names} IS NOT NULL AND NOT EXISTS "  # noqa: S608
            f"(SELECT 1 FROM {there} AS there WHERE there.{named} = here.{names}) LIMIT 1",
        )
    )


def _asked(alias: str, question: str, values: list[str] | None = None) -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _damaged(alias: str, answer: str) -> str:
    return _("The %(name)s database is damaged: %(answer)s") % {"name": alias, "answer": answer}


def _points_nowhere(table: str) -> str:
    return _("A row of %(table)s points at a row that is not there.") % {"table": table}
