"""An upgrade taken back: what was there before it, in the tables of then, for the version before.

Keys that were destroyed since stay so, members open the study by the secret that they have today, and accounts are
let in by what lets them in today. In files the old ones are put in place of the new. PostgreSQL makes and drops tables
in a transaction like anything else: there all of a database is changed at once, or nothing of it. The keyring comes
first in both: what a power cut between the two leaves is done again by asking again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, models
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.config import databases
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, carrying, copies, tables, ways_in
from firsthand.exchange.keeping.beside import beside
from firsthand.exchange.keeping.files import scratch
from firsthand.exchange.keeping.keyrings import OF_OWN_SECRETS
from firsthand.exchange.keeping.upgrading import ALIASES, file_of, note, noted, one_transaction_each
from firsthand.field.consent.models import Consent
from firsthand.giving_back.member_checks.models import Reply
from firsthand.giving_back.models import Withdrawal
from firsthand.giving_back.own_page.models import Letter, Wish
from firsthand.ground.vault.keyring.models import (
    HandedOver,
    LetterKey,
    Lock,
    NamesWrap,
    NotesWrap,
    OwnSecret,
    PotKey,
    PrivateKey,
    SlipLock,
    Wrap,
)

SAID = (Consent, Withdrawal, Wish, Reply, Letter)


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What was put back, and what people said since that is not in it: the version before has no place for it."""

    kept: Path
    said: int  # answers, withdrawals, wishes, replies and letters


def roll_back() -> RolledBack:
    """Put back what was there before the latest upgrade. For the version before: this one would bring it up to date
    again. Keys that were destroyed since stay so; accounts are let in by what lets them in today, and links that let
    somebody in once are void. Raises `Problem`.
    """
    earlier = noted()
    kept = Path(str(earlier.get("backup") or ""))
    if earlier.get("state") != "done" or not kept.name or not kept.exists():
        raise Problem(_("There is no upgrade to take back, or the backup from before it is gone."))
    with scratch() as folder:
        rows = backup.unpacked(kept, backup.DATA_KIND, folder)[DATA_FILE]
        keyring = backup.unpacked(backup.keys_file(kept), copies.KEYS_KIND, folder)[KEYRING_FILE]
        for database in (rows, keyring):
            backup.require_sound(database)
        now = backup.make(backup.free_name(file_of("before-roll-back.backup")))
        (folder / "now").mkdir()
        today = backup.unpacked(now[1], copies.KEYS_KIND, folder / "now")[KEYRING_FILE]
        stood = backup.unpacked(now[0], backup.DATA_KIND, folder / "now")[DATA_FILE]
        said = _said_since(stood, rows)
        _keep_what_was_destroyed(today, keyring)
        ways_in.made_ready(rows, None, None)
        ways_in.as_of_today_in(rows, stood)
        if backup.embedded():
            _put_files(rows, keyring)
        else:
            _put_tables(rows, keyring)
        note(state="rolled back", backup=str(now[0]), version=__version__)
    return RolledBack(kept, said)


def _said_since(now: Path, then: Path) -> int:
    """How much participants said in the data of today that is not in the data of then."""
    with closing(sqlite3.connect(then)) as target:
        target.execute("ATTACH ? AS today", (str(now),))
        found = 0
        for table in map(_table, SAID):
            there = bool(_columns(target, "main", table))
            known = f"WHERE id NOT IN (SELECT id FROM main.{table})" if there else ""  # noqa: S608
            found += target.execute(f"SELECT count(*) FROM today.{table} {known}").fetchone()[0]  # noqa: S608
        return found + _answered_since(target)


def _answered_since(both: sqlite3.Connection) -> int:
    """How many wishes and questions that are in the data of then were answered since."""
    table = _table(Wish)
    if "reply" not in _columns(both, "main", table):
        return 0
    changed = f"SELECT count(*) FROM today.{table} AS now JOIN main.{table} AS was ON was.id = now.id "  # noqa: S608
    answered = both.execute(f"{changed} WHERE now.reply IS NOT NULL AND now.reply IS NOT was.reply")
    return int(answered.fetchone()[0])


def _put_files(rows: Path, keyring: Path) -> None:
    for alias in ALIASES:
        connections[alias].close()
    backup.put(keyring, file_of(KEYRING_FILE))
    backup.put(rows, file_of(DATA_FILE))


def _put_tables(rows: Path, keyring: Path) -> None:
    with one_transaction_each():
        for alias, file in zip(ALIASES, (rows, keyring), strict=True):
            _drop_all(alias)
            with beside(f"then_{alias}", databases.sqlite(file)) as then:
                tables.make_like(alias, then)
                carrying.carry(then, alias)


def _drop_all(alias: str) -> None:
    connection = connections[alias]
    names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {names} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS trail_is_append_only()")  # which the trail's table makes anew


def _keep_what_was_destroyed(now: Path, then: Path) -> None:
    """In the keyring from before, what was destroyed or taken away since, is; and who has a secret of their own opens
    what they open by what they have today."""
    with closing(sqlite3.connect(then)) as target:
        target.execute("PRAGMA secure_delete=1")
        target.execute("ATTACH ? AS today", (str(now),))
        with target:
            _destroy(target)
            _empty_again(target)
            for table in map(_table, (Wrap, NamesWrap, NotesWrap, Lock, LetterKey, SlipLock)):
                if key := _key_in_both(target, table):
                    target.execute(
                        f"DELETE FROM main.{table} WHERE {key} NOT IN (SELECT {key} FROM today.{table})"  # noqa: S608
                    )
            _give_members_todays(target)
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


def _empty_again(target: sqlite3.Connection) -> None:
    """Keys whose row stays when they are destroyed, with nothing in it."""
    for table, box in ((_table(PrivateKey), "box"), (_table(PotKey), "box"), (_table(SlipLock), "opens")):
        if key := _key_in_both(target, table):
            target.execute(
                f"UPDATE main.{table} SET {box} = NULL "  # noqa: S608 (names of our own)
                f"WHERE {key} IN (SELECT {key} FROM today.{table} WHERE {box} IS NULL)"
            )


def _give_members_todays(target: sqlite3.Connection) -> None:
    """What opens the study for who has a secret of their own, or had one: keys and locks from before are another
    secret's, or would let in again who left. A version that knows of no such secrets keeps what it had."""
    if not all(_key_in_both(target, _table(model)) for model in (OwnSecret, Lock)):
        return
    members = f"SELECT member_id FROM today.{_table(OwnSecret)}"  # noqa: S608
    for model in OF_OWN_SECRETS:
        table = _table(model)
        if not _key_in_both(target, table):
            continue
        here, there = (_columns(target, schema, table) for schema in ("main", "today"))
        numbered = ("id",) if model is HandedOver else ()  # which the database does by itself
        # A token that may only read would be good for everything where nobody asks what it is for.
        narrow = " AND scope = 'all'" if "scope" in there and "scope" not in here else ""
        names = ", ".join(f'"{name}"' for name in here if name in there and name not in numbered)
        target.execute(f"DELETE FROM main.{table} WHERE member_id IN ({members})")  # noqa: S608
        target.execute(
            f"INSERT INTO main.{table} ({names}) SELECT {names} FROM today.{table} "  # noqa: S608
            f"WHERE member_id IN ({members}){narrow}"
        )


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _key_in_both(database: sqlite3.Connection, table: str) -> str:
    """The key of a table's rows; nothing where one of the two keyrings does not have it."""
    found = [_columns(database, schema, table) for schema in ("main", "today")]
    return found[0][0] if all(found) else ""


def _columns(database: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")]
