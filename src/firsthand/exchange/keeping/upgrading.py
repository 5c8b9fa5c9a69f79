"""From an earlier version's tables to this one's: a backup that was looked over, then a transaction for each database.

Django changes the tables of each migration in a transaction and notes it after that: whoever is ended between the two
has tables that nobody noted. Here all migrations of both databases, the looking over and the notes stand together or
not at all; a database is as it was, or as it will be. The keyring's stands first. What is between the two commits is
one statement; where a power cut or a full disk falls there, the data is brought up to date at the next start, as it
would have been, and the backup from before both is kept.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, copies, tables
from firsthand.exchange.keeping.files import written
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
    sizes = [path.stat().st_size for path in map(file_of, (DATA_FILE, KEYRING_FILE)) if path.exists()]
    return Plan(names, sum(sizes), _free())


def upgrade() -> Path | None:
    """Bring both databases up to date, where they are behind; the backup from before. Raises `Problem`.

    The caller holds the folder. Where anything goes wrong nothing has changed, or it says what has.
    """
    due = [alias for alias in ALIASES if tables.due(alias)]
    if not due:
        return None
    kept = _kept_before(due)
    try:
        with one_transaction_each():
            before = {alias: _counts(alias) for alias in ALIASES}
            for alias in due:
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            _look_over(before)
    except Exception as wrong:
        raise _failed(wrong, kept) from wrong
    note(state="done", backup=str(kept), version=__version__, due=due)
    log.warning("The data was brought up to date (%s). As it was before: %s", __version__, kept)
    return kept


def _failed(wrong: Exception, kept: Path) -> Problem:
    """What is said of an upgrade that did not come about; the backup before it goes where nothing has changed."""
    known = as_problem(wrong) or (wrong if isinstance(wrong, Problem) else f"{type(wrong).__name__}.")
    why = {"why": str(known)}
    if not _changed_since(noted()):
        _let_go(kept)
        return Problem(
            _(
                "The data of an earlier version could not be brought up to date: %(why)s "
                "Nothing was changed: the version before still opens it."
            )
            % why
        )
    return Problem(
        _(
            "The data of an earlier version could not be brought up to date as a whole: %(why)s "
            "Nothing is lost: the next start of this version goes on. As it was before, it is in %(file)s."
        )
        % (why | {"file": kept})
    )


def noted() -> dict[str, Any]:
    """What the latest upgrade left written."""
    try:
        found = json.loads(file_of(NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


# Before ---------------------------------------------------------------------------------------------------------------


def _kept_before(due: list[str]) -> Path:
    """A backup, looked over; the one from before an upgrade that was cut short between the two databases."""
    earlier = noted()
    if earlier.get("state") == "begun":
        before, changed = Path(str(earlier["backup"])), _changed_since(earlier)
        if len(changed) == 1 and before.exists():
            log.warning("An earlier upgrade was cut short between the keys and the data. It goes on now.")
            return before
        log.warning("An earlier upgrade was cut short. Nothing was half done; it is done now.")
        if not changed:
            _let_go(before)
    path = backup.free_name(file_of("before-upgrade.backup"))
    try:
        kept, keys = backup.make(path)
        look_into(kept, keys)
    except Exception as wrong:
        _take_away(path)
        if isinstance(wrong, Problem) or as_problem(wrong):
            raise
        raise Problem(
            _(
                "No backup could be made before the data of an earlier version is brought up to date "
                "(%(why)s). Nothing was changed: the version before still opens it."
            )
            % {"why": type(wrong).__name__}
        ) from wrong
    stood = {alias: _applied(alias) for alias in ALIASES}
    note(state="begun", backup=str(kept), version=__version__, due=due, stood=stood)
    return kept


def _changed_since(begun: dict[str, Any]) -> list[str]:
    """The databases that are not as an upgrade found them; one that does not answer may not be."""
    return [alias for alias in ALIASES if _applied(alias) != dict(begun.get("stood") or {}).get(alias)]


def _applied(alias: str) -> int | None:
    """How many migrations are noted."""
    try:
        return len(MigrationRecorder(connections[alias]).applied_migrations())
    except Error:
        return None


def forget_what_was_begun() -> None:
    """An upgrade that was cut short, of data in whose place other data was put."""
    if noted().get("state") == "begun":
        file_of(NOTE).unlink(missing_ok=True)


def _let_go(kept: Path) -> None:
    """A backup of what is still there just as it was."""
    if kept.parent != Path(settings.DATA) or not kept.name.startswith("before-upgrade-"):
        return
    _take_away(kept)
    file_of(NOTE).unlink(missing_ok=True)


def _take_away(kept: Path) -> None:
    for path in (kept, backup.keys_file(kept)):
        path.unlink(missing_ok=True)
        copies.forget(path)


# In it ----------------------------------------------------------------------------------------------------------------


@contextmanager
def one_transaction_each() -> Iterator[None]:
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


def note(**words: object) -> None:
    """Write down how far an upgrade, or its taking back, has come."""
    written(file_of(NOTE), json.dumps({"at": datetime.now(UTC).isoformat(), **words}, indent=1) + "\n")


def file_of(name: str) -> Path:
    """A file of the data folder."""
    return Path(settings.DATA) / name


def _free() -> int:
    return shutil.disk_usage(settings.DATA).free
