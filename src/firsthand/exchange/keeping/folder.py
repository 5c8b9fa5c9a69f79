"""A data folder: made, brought up to date, and refused where its database is not kept safely."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, footing, one_server, restoring, tables, upgrading
from firsthand.exchange.keeping.again import Again, take_out_again
from firsthand.exchange.keeping.files import clear_scratch, size_of
from firsthand.giving_back.leaving.erasing import finish_all
from firsthand.ground.studies import space
from firsthand.ground.vault.secret import SECRET_FILE, Secret
from firsthand.work.forgetting import forget_what_is_due

ALIASES = ("default", "keyring")
LOCK_FILE = "serving.lock"
WAIT = 3  # seconds until another that brings the folder up to date may have done so
_held: list[FileLock] = []


def folder() -> Path:
    """The data folder this process works on."""
    return Path(settings.DATA)


def size() -> int:
    """Bytes of the databases that lie in the folder; 0 where they lie elsewhere."""
    return size_of(folder())


def make(*, fresh: bool = False) -> Secret:
    """Set the data folder up where it is new: folder, secret, both databases. The installation's secret.

    `fresh`: the secret was made just now. Where there are studies already, it is another than theirs, and goes again.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = Secret.found_in(folder())
    if (secret is None or fresh) and _holds_studies():
        if fresh:
            (folder() / SECRET_FILE).unlink()
        raise Problem(
            _(
                "%(folder)s holds studies but not the secret that opens them. "
                "Put the file “%(file)s” back, or restore a backup."
            )
            % {"folder": folder(), "file": SECRET_FILE}
        )
    secret = secret or Secret.made_in(folder())
    bring_up_to_date()
    return secret


def require_there() -> None:
    """Raises `Problem` where a file of the folder is missing: SQLite makes an empty one as soon as it is asked."""
    if backup.embedded():
        for name in (DATA_FILE, KEYRING_FILE, SECRET_FILE):
            if not (folder() / name).exists():
                raise Problem(_missing(name))


def _holds_studies() -> bool:
    """Whether what is kept for the folder has been used: its file, or, on PostgreSQL, tables with a study."""
    if backup.embedded():
        return (folder() / DATA_FILE).exists()
    name = apps.get_model("studies", "Study")._meta.db_table
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if name not in connections[DEFAULT_DB_ALIAS].introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - a name of ours; the table may be an earlier one
        return cursor.fetchone() is not None


def require(*, brought: bool = False) -> list[Again]:
    """Raises `Problem` where the data folder holds nothing yet, or is not safe to use.

    `brought`: a backup was just brought back. What was taken out of studies since it was made, it takes out again, and
    says so: now, or at the next start, where that was cut short.
    """
    require_there()
    footing.require_made()
    footing.refuse_unsound()
    clear_scratch()  # copies, the keyring's too, that were being made when a process was ended
    if brought:
        upgrading.forget_what_was_begun()
    before = restoring.before()
    bring_up_to_date()
    if before is not None:
        with alone():
            return _take_over_from(before)
    if space.halted():
        return []  # this process only reads any more: whoever is begun next does what is due
    finish_all()  # keys that were to be destroyed when the program last stopped
    forget_what_is_due()
    return take_out_again()


def _take_over_from(before: Path) -> list[Again]:
    """What was said in the data that stood here, of which `before` is a backup, since this was made."""
    finish_all()
    forget_what_is_due()
    with backup.data_in(before) as stood:
        again = take_out_again(str(stood))
    finish_all()  # and keys that were to be destroyed, in the data that stood here
    restoring.ended()
    return again


@contextmanager
def served(seconds: float = 0) -> Iterator[None]:
    """Hold the folder while its pages are served. Raises `Problem` where another Firsthand does already.

    Two servers, or a restore under a running one, would lose acknowledged writes: the lock is the system's own and
    ends with the process, so that a crash leaves nothing behind to clear away.
    """
    guard = FileLock(folder() / LOCK_FILE, mode=0o600)
    try:
        guard.acquire(timeout=seconds)
    except Timeout as held:
        raise Problem(
            _("Firsthand is open on %(folder)s already. Use that one, or stop it first.")
            % {"folder": folder()}
        ) from held
    _held.append(guard)
    try:
        with nullcontext() if backup.embedded() else one_server.held(seconds):
            yield
    finally:
        _held.remove(guard)
        guard.release()


def alone() -> AbstractContextManager[None]:
    """Hold the folder for something that nobody may work through, unless this process holds it already."""
    return nullcontext() if _held else served(seconds=WAIT)


def bring_up_to_date() -> None:
    """Make or change both databases’ tables where they are behind, after a backup where there is something to lose."""
    due = [alias for alias in ALIASES if tables.due(alias)]
    if not due:
        return
    for alias in due:
        if tables.empty(alias):
            tables.bring_up_to_date(alias)
    if any(tables.due(alias) for alias in due):
        with alone():
            upgrading.upgrade()


def _missing(name: str) -> str:
    if not any((folder() / other).exists() for other in (DATA_FILE, KEYRING_FILE, SECRET_FILE)):
        return _(
            "There is no Firsthand data in %(folder)s yet. "
            'Start with: firsthand --data %(folder)s init --study "Title"'
        ) % {"folder": folder()}
    return _(
        "%(file)s is missing from %(folder)s. "
        "Nothing was made in its place: put it back, or restore a backup."
    ) % {"file": name, "folder": folder()}
