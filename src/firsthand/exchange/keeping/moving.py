"""An installation carried over: from the files of its folder into PostgreSQL, and back, or from one server to another.

Nobody writes to what is left while it is read, and nothing of it is changed. All of it is there in the end, verified
before it stands, or nothing of it: rows are in one transaction, files take their names last.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.utils.translation import gettext as _

from firsthand.config import databases
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import carrying, footing, tables
from firsthand.exchange.keeping.beside import turned_to
from firsthand.exchange.keeping.copies import LIST_FILE
from firsthand.exchange.keeping.files import flush, scratch
from firsthand.exchange.keeping.folder import ALIASES, served
from firsthand.exchange.keeping.verify import Findings, verify
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import SECRET_FILE, Secret

POSTGRESQL = ("postgresql://", "postgres://")
MODEL = "model"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over, and what has to be set so that the program works on it."""

    tables: int
    rows: int
    seconds: float
    findings: Findings
    settings: Mapping[str, str]
    left: list[str]


def move(to: str, keyring: str = "", say: Callable[[str, int], None] = lambda step, rows: None) -> Moved:
    """Carry this installation over to a server's address, or into a folder. Raises `Problem`, and nothing is there.

    `say` is told of each step, and how many rows of it are done.
    """
    began = time.monotonic()
    with served():
        if to.startswith(POSTGRESQL):
            sums, findings, left = _to_server(to, keyring, say)
            wanted = {"FIRSTHAND_DATABASE": _without_password(to)}
            if keyring:
                wanted["FIRSTHAND_KEYRING"] = _without_password(keyring)
        else:
            if keyring:
                raise Problem(
                    _("A folder has its keyring in it: a place for it is given for a server alone.")
                )
            folder = Path(to).absolute()
            sums, findings, left = _to_folder(folder, say)
            wanted = {"FIRSTHAND_DATA": str(folder), "FIRSTHAND_DATABASE": "", "FIRSTHAND_KEYRING": ""}
    rows = sum(one.rows for one in sums.values())
    return Moved(len(sums), rows, time.monotonic() - began, findings, wanted, left)


Carried = tuple[dict[str, carrying.Sum], Findings, list[str]]


def _to_server(to: str, keyring: str, say: carrying.Say) -> Carried:
    with turned_to(databases.both(Path(settings.DATA), to, keyring)) as left:
        for alias in ALIASES:
            _require_fit(alias)
        for alias in ALIASES:
            _refuse_occupied(alias)
            tables.bring_up_to_date(alias)
        with _carried(left, say) as (sums, findings):
            pass
        return sums, findings, _names(left)


def _to_folder(folder: Path, say: carrying.Say) -> Carried:
    _refuse_taken(folder)
    footing.refuse_folder(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with scratch(folder) as inside:
        files = {KEYRING: inside / KEYRING_FILE, DEFAULT_DB_ALIAS: inside / DATA_FILE}
        with turned_to({alias: databases.sqlite(path) for alias, path in files.items()}) as left:
            for alias in files:
                footing.refuse_database(alias)
                tables.bring_up_to_date(alias)
            with _carried(left, say) as (sums, findings):
                pass
            for alias in files:
                with connections[alias].cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            names = _names(left)
        _take_the_rest(folder)
        for path in files.values():  # the keyring first: data without its keys would be a fright
            flush(path)
            path.rename(folder / path.name)
        flush(folder)
    return sums, findings, names


@contextmanager
def _carried(
    left: Mapping[str, str], say: carrying.Say
) -> Iterator[tuple[dict[str, carrying.Sum], Findings]]:
    """All rows, in the databases that the program is turned to. Kept where nothing is wrong: the keyring's, then the
    data's, so that whatever happens in between no text is without its key."""
    with ExitStack() as open_:
        for name in left.values():
            open_.enter_context(carrying.one_moment(name, held=True))
        for alias in (DEFAULT_DB_ALIAS, KEYRING):
            open_.enter_context(transaction.atomic(using=alias, durable=True))
        sums: dict[str, carrying.Sum] = {}
        for alias, name in left.items():
            sums |= carrying.carry(name, alias, say)
        say(_("looking it over"), 0)
        findings = verify(lambda step: say(step, 0))
        if findings.faults:
            raise Problem(
                _("What was carried over is not sound, so nothing of it was kept: %(faults)s")
                % {"faults": " ".join(findings.faults[:3])}
            )
        yield sums, findings


def _require_fit(alias: str) -> None:
    """Raises `Problem` where a server cannot be reached, or does not keep every character and all that was answered."""
    where = connections[alias].settings_dict
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = str(cursor.fetchone()[0])
    except OperationalError as refused:
        raise Problem(
            _("The database %(name)s cannot be reached: %(why)s Make it first, empty: createdb %(name)s")
            % {"name": where["NAME"], "why": str(refused).splitlines()[0]}
        ) from refused
    if encoding != "UTF8":
        raise Problem(
            _("The database %(name)s keeps %(encoding)s and not every character: make one with -E UTF8.")
            % {"name": where["NAME"], "encoding": encoding}
        )
    footing.refuse_database(alias)


def _refuse_occupied(alias: str) -> None:
    if (tables.due(alias) and not tables.empty(alias)) or carrying.occupied(alias):
        raise Problem(
            _(
                "The database %(name)s is not empty: perhaps a move was cut short there, or another installation "
                "is in it. Nothing was changed. Give an empty one (dropdb and createdb, where nobody needs it)."
            )
            % {"name": connections[alias].settings_dict["NAME"]}
        )


def _refuse_taken(folder: Path) -> None:
    taken = [name for name in (DATA_FILE, KEYRING_FILE) if (folder / name).exists()]
    if taken:
        raise Problem(
            _(
                "%(folder)s holds %(files)s already. Nothing was changed. Give another folder, or put those files "
                "away first."
            )
            % {"folder": folder, "files": ", ".join(taken)}
        )
    there, ours = Secret.found_in(folder), Secret.found_in(Path(settings.DATA))
    if there is not None and there != ours:
        raise Problem(
            _("%(folder)s holds the secret of another installation. Give another folder.")
            % {"folder": folder}
        )


def _take_the_rest(folder: Path) -> None:
    """What else a data folder has: its secret, the list of where copies of the keyring lie, the model."""
    data = Path(settings.DATA)
    if folder.resolve() == data.resolve():
        return
    ours = Secret.found_in(data)
    if ours is not None and not (folder / SECRET_FILE).exists():
        Secret.kept_in(folder, ours)
    if (data / LIST_FILE).exists():
        shutil.copy2(data / LIST_FILE, folder / LIST_FILE)
    if (data / MODEL).is_dir():
        shutil.copytree(data / MODEL, folder / MODEL, dirs_exist_ok=True)


def _names(left: Mapping[str, str]) -> list[str]:
    """Where what was left lies."""
    return [str(connections.databases[name]["NAME"]) for name in left.values()]


def _without_password(address: str) -> str:
    """An address as it may be shown."""
    parts = urlsplit(address)
    if parts.password is None:
        return address
    user, _at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:PASSWORD@{host}"))
