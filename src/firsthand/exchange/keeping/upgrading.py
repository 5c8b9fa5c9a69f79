"""From an earlier version's tables to this one's: a backup that was looked over, then a transaction for each database.

Django changes the tables of each migration in a transaction and notes it after that: whoever is ended between the two
has tables that nobody noted. Here all migrations of both databases, the looking over and the notes stand together or
not at all; a database is as it was, or as it will be. What is between the two commits is one statement; if a power cut
falls there, the keyring is brought up to date at the next start, as it would have been.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, copies, tables
from firsthand.exchange.keeping.copies import flush
from firsthand.exchange.keeping.files import copied, scratch, written
from firsthand.exchange.keeping.looking import look_into
from firsthand.ground.studies.models import Study
from firsthand.ground.studies.space import as_problem
from firsthand.ground.trail.replay import tells_the_rows

ALIASES = ("default", "keyring")
NOTE = "upgrade.json"
NEVER_FEWER = ("trail_entry", "vault_sealed", "keyring_textkey")  # no migration takes a row of these
log = logging.getLogger("firsthand.keeping")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upgrade would do."""

    migrations: tuple[str, ...]
    size: int  # bytes of both databases, as far as they are files
    free: int  # bytes on their disk

    @property
    def room(self) -> bool:
        """Whether the backup before it and the change itself have room: each is as large as what is there."""
        return self.free > 4 * self.size


def plan() -> Plan:
    """What would be done now. Raises `Problem` where the data is of a newer version."""
    due = [alias for alias in ALIASES if tables.due(alias) and not tables.empty(alias)]
    names = tuple(f"{alias}: {name}" for alias in due for name in _due(alias))
    sizes = [path.stat().st_size for path in map(_file, (DATA_FILE, KEYRING_FILE)) if path.exists()]
    return Plan(names, sum(sizes), _free())


def upgrade() -> Path | None:
    """Bring both databases up to date, where they are behind; the backup from before. Raises `Problem`.

    The caller holds the folder. Where anything goes wrong nothing has changed.
    """
    due = [alias for alias in ALIASES if tables.due(alias)]
    if not due:
        return None
    kept = _kept_before(due)
    try:
        with _one_transaction_each():
            before = {alias: _counts(alias) for alias in ALIASES}
            for alias in due:
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            _look_over(before)
    except Exception as wrong:
        _let_go(kept)
        raise Problem(
            _(
                "The data of an earlier version could not be brought up to date: %(why)s "
                "Nothing was changed: the version before still opens it."
            )
            % {
                "why": str(
                    as_problem(wrong) or (wrong if isinstance(wrong, Problem) else f"{type(wrong).__name__}.")
                )
            }
        ) from wrong
    _note(state="done", backup=str(kept) if kept else "", version=__version__, due=due)
    log.warning("The data was brought up to date (%s). As it was before: %s", __version__, kept or "no copy")
    return kept


def roll_back() -> Path:
    """Put back what was there before the latest upgrade; the backup it came from. For the version before: this one
    would bring it up to date again. Keys that were destroyed since stay so. Raises `Problem`.
    """
    note = noted()
    kept = Path(str(note.get("backup") or ""))
    if note.get("state") != "done" or not kept.name or not kept.exists():
        raise Problem(_("There is no upgrade to take back, or the backup from before it is gone."))
    if connections["default"].vendor != "sqlite":
        raise Problem(
            _("On PostgreSQL, restore the backup from before with the version before: %(file)s.")
            % {"file": kept}
        )
    with scratch() as folder:
        rows = backup.unpacked(kept, backup.DATA_KIND, folder)[DATA_FILE]
        keyring = backup.unpacked(backup.keys_file(kept), copies.KEYS_KIND, folder)[KEYRING_FILE]
        for database in (rows, keyring):
            backup.require_sound(database)
        now = backup.make(backup.free_name(_file("before-roll-back.backup")))
        _keep_what_was_destroyed(_file(KEYRING_FILE), keyring)
        for alias in ALIASES:
            connections[alias].close()
        _note(state="rolled back", backup=str(now[0]), version=__version__)
        _put(keyring, _file(KEYRING_FILE))
        _put(rows, _file(DATA_FILE))
    return kept


def noted() -> dict[str, Any]:
    """What the latest upgrade left written."""
    try:
        found = json.loads(_file(NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


# Before ---------------------------------------------------------------------------------------------------------------


def _kept_before(due: list[str]) -> Path | None:
    """A backup, looked over. One from an upgrade that was cut short is let go of, if it changed nothing."""
    earlier = noted()
    if earlier.get("state") == "begun":
        log.warning("An earlier upgrade was cut short. Nothing was half done; it is done now.")
        if earlier.get("due") == due:
            _let_go(Path(str(earlier["backup"])))
    embedded = connections["default"].vendor == "sqlite"
    path = backup.free_name(_file("before-upgrade.backup"))
    try:
        kept, keys = backup.make(path)
        look_into(kept, keys)
    except Exception:
        if embedded:
            raise
        log.warning(
            "No backup could be made of an earlier version’s tables in PostgreSQL: it changes all or nothing."
        )
        return None
    _note(state="begun", backup=str(kept), version=__version__, due=due)
    return kept


def _let_go(kept: Path | None) -> None:
    """A backup of what is still there just as it was."""
    if kept is None or kept.parent != Path(settings.DATA) or not kept.name.startswith("before-upgrade-"):
        return
    for path in (kept, backup.keys_file(kept)):
        path.unlink(missing_ok=True)
        copies.forget(path)
    _file(NOTE).unlink(missing_ok=True)


# In it ----------------------------------------------------------------------------------------------------------------


@contextmanager
def _one_transaction_each() -> Iterator[None]:
    """Both databases in a transaction of their own, inside which tables may be changed."""
    with ExitStack() as both:
        for alias in ALIASES:
            connection = connections[alias]
            if connection.vendor == "sqlite":  # a table is changed by putting another in its place
                connection.disable_constraint_checking()
                both.callback(connection.enable_constraint_checking)
            both.enter_context(transaction.atomic(using=alias, durable=True))
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(7309)")
        yield


def _look_over(before: dict[str, dict[str, int]]) -> None:
    """Raises `Problem` where the new tables do not hold what the old ones did."""
    for alias in ALIASES:
        connections[alias].check_constraints()
        now = _counts(alias)
        for table in NEVER_FEWER:
            if now.get(table, 0) < before[alias].get(table, 0):
                raise Problem(_("rows of %(table)s would be missing.") % {"table": table})
    for study in Study.objects.order_by("made_at"):
        if not tells_the_rows(study.id):
            raise Problem(_("the trail of a study would not give the rows that are there."))


def _counts(alias: str) -> dict[str, int]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        found = {}
        for table in there.intersection(NEVER_FEWER):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (names of our own)
            found[table] = int(cursor.fetchone()[0])
    return found


def _due(alias: str) -> list[str]:
    executor = MigrationExecutor(connections[alias])
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _back in steps]


# After ----------------------------------------------------------------------------------------------------------------


def _keep_what_was_destroyed(now: Path, then: Path) -> None:
    """In the keyring from before, what was destroyed or taken away since, is."""
    with closing(sqlite3.connect(then)) as target:
        target.execute("PRAGMA secure_delete=1")
        target.execute("ATTACH ? AS today", (str(now),))
        with target:
            _destroy(target)
            for table in ("keyring_wrap", "keyring_nameswrap", "keyring_noteswrap", "keyring_lock"):
                if _columns(target, "main", table) and _columns(target, "today", table):
                    key = _columns(target, "main", table)[0]
                    target.execute(
                        f"DELETE FROM main.{table} WHERE {key} NOT IN (SELECT {key} FROM today.{table})"  # noqa: S608
                    )
        target.execute("DETACH today")


def _destroy(target: sqlite3.Connection) -> None:
    gone = target.execute("SELECT destroyed_at, id FROM today.keyring_textkey WHERE destroyed_at IS NOT NULL")
    empty = "".join(
        f", {name} = NULL" for name in ("guarded",) if name in _columns(target, "main", "keyring_textkey")
    )
    target.executemany(
        f"UPDATE main.keyring_textkey SET box = NULL{empty}, destroyed_at = ? WHERE id = ?",  # noqa: S608
        gone.fetchall(),
    )
    if _columns(target, "main", "keyring_keysgone"):
        target.execute("INSERT OR REPLACE INTO main.keyring_keysgone SELECT * FROM today.keyring_keysgone")


def _columns(database: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")]


def _put(file: Path, place: Path) -> None:
    part = place.with_name(place.name + ".part")
    part.unlink(missing_ok=True)
    copied(file, part)
    for end in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            place.with_name(place.name + end).unlink()
    part.replace(place)
    flush(place.parent)


def _note(**words: object) -> None:
    written(_file(NOTE), json.dumps({"at": datetime.now(UTC).isoformat(), **words}, indent=1) + "\n")


def _file(name: str) -> Path:
    return Path(settings.DATA) / name


def _free() -> int:
    return shutil.disk_usage(settings.DATA).free
