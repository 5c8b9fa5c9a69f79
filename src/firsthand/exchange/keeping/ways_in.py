"""By what people come in, when a backup is brought back or an upgrade taken back.

What was good once is void, and what is of today stays. A backup knows nothing of what was done since: who was let in no
more, which password was changed, which app or passkey was taken away because it was stolen. So none of that goes back
with the data.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User

from firsthand.ground.accounts.sealing import sealed_anew
from firsthand.ground.vault.secret import Secret

LINKS, ACCOUNTS, SECOND_STEPS, IDENTITIES = (
    "accounts_link", "auth_user", "mfa_authenticator", "socialaccount_socialaccount",
)  # fmt: skip
IN_BOTH = (
    f"SELECT was.id FROM main.{ACCOUNTS} AS was JOIN today.{ACCOUNTS} AS now "  # noqa: S608
    "ON now.id = was.id AND now.date_joined = was.date_joined"
)


def made_ready(rows: Path, old: Secret | None, new: Secret | None) -> None:
    """A file of rows that is about to be brought, from the installation whose secret is `old`; `new`: ours.

    Links that let somebody in once may have been used since: they are void. Second steps that another installation's
    secret opened are sealed so that ours opens them: else nobody who has an app could come in on another machine.
    """
    with closing(sqlite3.connect(rows)) as database, database:
        there = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if LINKS in there:
            database.execute(f"DELETE FROM {LINKS}")  # noqa: S608 - a name of ours
        if SECOND_STEPS in there and None not in (old, new) and old != new:
            _seal_anew(database, old, new)  # type: ignore[arg-type]


def _seal_anew(database: sqlite3.Connection, old: Secret, new: Secret) -> None:
    for number, data in database.execute(f"SELECT id, data FROM {SECOND_STEPS}").fetchall():  # noqa: S608 - ours
        anew = json.dumps(sealed_anew(json.loads(data), old, new))
        database.execute(f"UPDATE {SECOND_STEPS} SET data = ? WHERE id = ?", [anew, number])  # noqa: S608


def as_of_today(before: str) -> None:
    """Accounts that stood here until now, in the database `before`: what let them in there does, or nothing."""
    stood = {(one.pk, one.date_joined): one for one in User.objects.using(before)}
    here = [one for one in User.objects.order_by("pk") if (one.pk, one.date_joined) in stood]
    for account in here:
        today = stood[account.pk, account.date_joined]
        User.objects.filter(pk=account.pk).update(is_active=today.is_active, password=today.password)
    _take_over([one.pk for one in here], before)


def as_of_today_in(rows: Path, today: Path) -> None:
    """The same in a file of rows that an earlier version may have written, from a file of today's: in what both have.

    By the tables themselves, since the models are this version's.
    """
    with closing(sqlite3.connect(rows)) as database:
        database.execute("PRAGMA secure_delete=1")
        database.execute("ATTACH ? AS today", (str(today),))
        if not _columns_in_both(database, ACCOUNTS):
            return
        now = f"SELECT is_active, password FROM today.{ACCOUNTS} AS now WHERE now.id = was.id"  # noqa: S608 - ours
        with database:
            database.execute(
                f"UPDATE main.{ACCOUNTS} AS was SET (is_active, password) = ({now}) WHERE id IN ({IN_BOTH})"  # noqa: S608
            )
            for table in (SECOND_STEPS, IDENTITIES):
                _take_table_over(database, table)


def _take_table_over(database: sqlite3.Connection, table: str) -> None:
    """What accounts in both have in a table of today's, in place of what they had. Its rows are numbered anew."""
    names = ", ".join(f'"{name}"' for name in _columns_in_both(database, table) if name != "id")
    if not names:
        return
    database.execute(f"DELETE FROM main.{table} WHERE user_id IN ({IN_BOTH})")  # noqa: S608 - names of ours
    database.execute(
        f"INSERT INTO main.{table} ({names}) SELECT {names} FROM today.{table} "  # noqa: S608
        f"WHERE user_id IN ({IN_BOTH}) ORDER BY id"
    )


def _columns_in_both(database: sqlite3.Connection, table: str) -> list[str]:
    here, there = (
        [row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")]
        for schema in ("main", "today")
    )
    return [name for name in here if name in there]


def _take_over(accounts: list[int], before: str) -> None:
    """Second steps, passkeys, and who they are at a provider of identities. Theirs go first, of all of them: what one
    had at a provider may be another's by now.
    """
    for model in (Authenticator, SocialAccount):
        model.objects.filter(user_id__in=accounts).delete()
        for row in model.objects.using(before).filter(user_id__in=accounts).order_by("pk"):
            row.pk = None
            row.save(using="default", force_insert=True)
