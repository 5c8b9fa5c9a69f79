"""Whether what an installation stands on keeps what is answered: its databases' settings, its folder, its schema.

Each finding is good, or asks for care, or is refused; what is refused, nothing is served on. Each says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils.translation import gettext as _

from firsthand.config.databases import SQLITE_PRAGMAS
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import places, tables
from firsthand.ground.studies import space

ALIASES = ("default", "keyring")
POSTGRESQL = (
    "fsync", "synchronous_commit", "full_page_writes", "wal_recycle", "data_checksums", "server_encoding",
)  # fmt: skip


class Grade(StrEnum):
    """How things are."""

    GOOD = "good"
    CARE = "care"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what there is to say of it."""

    name: str
    grade: Grade
    sentence: str


def refuse_unsound() -> None:
    """Raises `Problem` with what is to be done, where an answered write could be lost.

    Whether a newer program was there is asked where tables are brought up to date, which is next.
    """
    _refuse(findings(schema=False))


def refuse_folder(folder: Path) -> None:
    """The same of a folder in which nothing is kept yet."""
    _refuse([_of_folder(folder)])


def refuse_database(alias: str) -> None:
    """The same of a database that answers, whatever is in it."""
    _refuse(_of_database(alias))


def _refuse(looked_at: Iterable[Finding]) -> None:
    for found in looked_at:
        if found.grade is Grade.REFUSED:
            raise Problem(found.sentence)


def findings(*, schema: bool = True) -> Iterator[Finding]:
    """All that is looked at before anything is served."""
    if connections["default"].vendor == "sqlite":
        yield _of_folder(Path(settings.DATA))
    for alias in ALIASES:
        if _missing(alias):
            yield _refused(
                alias, _("%(file)s is not there.") % {"file": connections[alias].settings_dict["NAME"]}
            )
            continue
        try:
            connections[alias].ensure_connection()
        except (OperationalError, InterfaceError) as wrong:
            yield _refused(alias, _why(wrong))
            continue
        yield from _of_database(alias)
        if schema:
            yield _of_schema(alias)


def _of_database(alias: str) -> Iterator[Finding]:
    if connections[alias].vendor == "sqlite":
        yield _of_sqlite(alias)
    else:
        yield from _of_postgresql(alias)


def _why(wrong: Exception) -> str:
    """A file, too, may not open: where there is no room for what SQLite lays beside it."""
    problem = space.as_problem(wrong)
    return (
        str(problem)
        if problem
        else _("The database does not answer. Is it running, and is its address right?")
    )


def _missing(alias: str) -> bool:
    """Whether SQLite would make an empty file by being asked."""
    return (
        connections[alias].vendor == "sqlite" and not Path(connections[alias].settings_dict["NAME"]).exists()
    )


def _of_folder(folder: Path) -> Finding:
    where = places.network(folder) or places.synchronised(folder)
    if where is None:
        return _good("folder", _("The data folder is on a disk of this machine."))
    return _refused(
        "folder",
        _(
            "%(folder)s lies in %(where)s, which does not keep a database whole while it is written. "
            "Move it to a disk of this machine; for copies elsewhere, make backups."
        )
        % {"folder": folder, "where": where},
    )


def _of_sqlite(alias: str) -> Finding:
    with connections[alias].cursor() as cursor:
        for name, wanted in SQLITE_PRAGMAS.items():
            found = str(cursor.execute(f"PRAGMA {name}").fetchone()[0]).lower()
            if found != wanted:
                return _refused(
                    f"{alias} settings",
                    _(
                        "The database does not keep %(name)s at %(wanted)s (it says %(found)s), so an answered "
                        "write could be lost. Firsthand does not start on it. Is the folder on a network drive?"
                    )
                    % {"name": name, "wanted": wanted, "found": found},
                )
    return _good(
        f"{alias} settings", _("What was answered is on disk, and what was taken out is overwritten.")
    )


def _of_postgresql(alias: str) -> Iterator[Finding]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(POSTGRESQL)])
        is_so = dict(cursor.fetchall())
    name, found = f"{alias} settings", [*_losing(is_so), *_worth_care(is_so)]
    for grade, sentence in found:
        yield Finding(name, grade, sentence)
    if not found:
        yield _good(
            name, _("What was answered is on disk, and what was taken out does not stay in old log files.")
        )


def _losing(is_so: dict[str, str]) -> Iterator[tuple[Grade, str]]:
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if is_so.get(setting) == "off":
            yield (
                Grade.REFUSED,
                _(
                    "PostgreSQL has %(setting)s off: an answered write could be lost, and Firsthand does not start "
                    "on it. As the database’s owner: ALTER SYSTEM SET %(setting)s = on; SELECT pg_reload_conf();"
                )
                % {"setting": setting},
            )
    if is_so.get("server_encoding") != "UTF8":
        yield (
            Grade.REFUSED,
            _(
                "The database keeps letters as %(found)s and cannot keep all of them. "
                "Make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0;"
            )
            % {"found": is_so.get("server_encoding")},
        )


def _worth_care(is_so: dict[str, str]) -> Iterator[tuple[Grade, str]]:
    if is_so.get("wal_recycle") == "on":
        yield (
            Grade.CARE,
            _(
                "PostgreSQL has wal_recycle on: words that were taken out can stay in old log files for a while. "
                "ALTER SYSTEM SET wal_recycle = off; SELECT pg_reload_conf();"
            ),
        )
    if is_so.get("data_checksums") == "off":
        yield (
            Grade.CARE,
            _(
                "PostgreSQL has no checksums, by which a failing disk is noticed. Stop it, and: pg_checksums --enable"
            ),
        )


def _of_schema(alias: str) -> Finding:
    name = f"{alias} schema"
    if tables.newer(alias):
        return _refused(name, tables.newer_sentence())
    return _good(name, _("The program knows everything that the database has."))


def require_made() -> None:
    """Raises `Problem` where PostgreSQL has nothing of this installation: an empty one is never made unasked."""
    for alias in ALIASES:
        if connections[alias].vendor != "sqlite" and tables.empty(alias):
            raise Problem(
                _(
                    "The database “%(name)s” has no Firsthand data, and nothing was made in it. Is it the right one? "
                    'Restore a backup, or start with: firsthand init --study "Title"'
                )
                % {"name": connections[alias].settings_dict["NAME"]}
            )


def _good(name: str, sentence: str) -> Finding:
    return Finding(name, Grade.GOOD, sentence)


def _refused(name: str, sentence: str) -> Finding:
    return Finding(name, Grade.REFUSED, sentence)
