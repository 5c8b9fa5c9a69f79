"""Backups by themselves: made when one is due, looked over, noted, and old ones let go.

A thread of the server asks every minute. Where several processes serve, a lock of the system's lets one make it.
What came of it lies in a small file of the data folder: pages and commands read it there.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from firsthand.config.keeping import Keeping
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import age, copies, restoring, upgrading
from firsthand.exchange.keeping.copies import KEYS_SUFFIX
from firsthand.exchange.keeping.delivering import Delivered, deliver
from firsthand.exchange.keeping.files import alone_with, written

NOTES = "backups.json"
LOCK = "backup.lock"
NAME = "firsthand-"
KEPT_NOTES = 50
LOOK_EVERY = 60  # seconds
AGAIN_AFTER = timedelta(hours=1)  # where one did not come about
TOO_LONG = timedelta(days=7)
BEFORE = (
    "before-upgrade-",
    "before-restore-",
    "before-roll-back-",
)  # what is copied before something is changed


@dataclass(frozen=True, slots=True)
class Last:
    """The latest backup that is whole, and what went wrong since; for pages, `doctor` and whoever watches."""

    at: datetime | None = None
    data: Path | None = None
    keys: Path | None = None
    there: bool = False  # whether the file still lies where it was written
    sealed: bool = False  # to a recipient of age
    failed_at: datetime | None = None
    why: str = ""  # a sentence, without words of any study
    planned: bool = False  # whether backups are made by themselves


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def kept() -> Keeping:
    """What is set."""
    found: Keeping = settings.KEEPING
    return found


def begin() -> threading.Thread | None:
    """Make backups from now on, while this process runs. Raises `Problem` where what is set cannot be meant."""
    if kept().backups is None:
        return None
    require_sensible(kept())
    thread = threading.Thread(target=_forever, daemon=True, name="backups")
    thread.start()
    return thread


def require_sensible(keeping: Keeping) -> None:
    """Raises `Problem` where keys would lie beside what they open, or a folder is not there."""
    age.recipients(keeping.recipients)
    if keeping.keys is None or (keeping.keys == keeping.backups and not keeping.recipients):
        raise Problem(
            _(
                "FIRSTHAND_BACKUPS says where backups go. Say by FIRSTHAND_BACKUP_KEYS where their keys go: "
                "another place, since whoever has both can read everything."
            )
        )
    for folder in (keeping.backups, keeping.keys):
        if folder is not None and not folder.is_dir():
            raise Problem(_("There is no folder %(folder)s for backups.") % {"folder": folder})


def last() -> Last:
    """The latest backup, and the latest failure if nothing came about since.

    What a clock wrote that was ahead does not count: it would be the latest until its time has come, for years.
    """
    notes = _notes()
    planned = kept().backups is not None
    made, failed = ([one for one in notes[name] if not ahead(_at(one))][-1:] for name in ("made", "failed"))
    at = _at(made[0]) if made else None
    failed_at = _at(failed[0]) if failed else None
    if failed_at is not None and at is not None and failed_at < at:
        failed_at = None
    return Last(
        at=at,
        data=Path(made[0]["data"]) if made else None,
        keys=Path(made[0]["keys"]) if made and made[0].get("keys") else None,
        there=bool(made) and Path(made[0]["data"]).exists(),
        sealed=bool(made) and bool(made[0].get("sealed")),
        failed_at=failed_at,
        why=failed[0]["why"] if failed_at is not None else "",
        planned=planned,
    )


def ahead(at: datetime) -> bool:
    """Whether a clock wrote this that was ahead, or the clock of today is behind."""
    return at - now() > copies.APART


def yet_to_come() -> tuple[datetime, Path | None] | None:
    """The latest time that is noted and does not count, with its file where that is there still: one has to look.

    Of notes without a file those are told after which nothing was noted rightly.
    """
    notes = _notes()
    found = [(_at(one), Path(one["data"])) for one in notes["made"] if ahead(_at(one))]
    there = [(at, data) for at, data in found if data.exists()]
    newest = [_at(one) for name in ("made", "failed") for one in notes[name][-1:] if ahead(_at(one))]
    return max(there) if there else (max(newest), None) if newest else None


def overdue(since: datetime, latest: Last | None = None) -> bool:
    """Whether no backup was made for a week of what is there `since`; `latest`: what is known of it already."""
    at = (latest or last()).at
    told = [one for one in (at, since) if one is not None and not ahead(one)]
    return not told or now() - max(told) > TOO_LONG


def due() -> bool:
    """Whether the next backup is to be made now."""
    latest = last()
    if latest.failed_at is not None and now() - latest.failed_at < min(
        AGAIN_AFTER, timedelta(hours=kept().every)
    ):
        return False
    return latest.at is None or now() - latest.at >= timedelta(hours=kept().every)


def run() -> Delivered:
    """Make the backup that is due; what came of it is noted. Raises `Problem`, which is noted too."""
    keeping = kept()
    require_sensible(keeping)
    assert keeping.backups is not None and keeping.keys is not None, "require_sensible()"  # noqa: S101, PT018
    name = f"{NAME}{now():%Y%m%d-%H%M%S}.backup"
    end = age.SUFFIX if keeping.recipients else ""
    began = time.monotonic()
    try:
        found = deliver(
            keeping.backups / name,
            keys=keeping.keys / f"{name}{KEYS_SUFFIX}{end}",
            to=keeping.recipients,
        )
    except Exception as wrong:
        note_failure(_sentence(wrong))
        raise
    note(found, seconds=time.monotonic() - began)
    let_go(keeping, just=found)
    return found


def run_now() -> Delivered:
    """Make one now, due or not, where backups go by themselves. Raises `Problem`."""
    if kept().backups is None:
        raise Problem(
            _("Say where it is to go: firsthand backup FILE. Without, it goes where FIRSTHAND_BACKUPS says.")
        )
    try:
        with FileLock(Path(settings.DATA) / LOCK, timeout=0, mode=0o600):
            return run()
    except Timeout as held:
        raise Problem(_("A backup is being made just now.")) from held


def note(found: Delivered, *, seconds: float) -> None:
    """Remember a backup that is whole; it is that, too, where it cannot be noted."""
    told = {
        "at": now().isoformat(), "data": str(found.data.absolute()), "keys": str(found.keys.absolute()),
        "bytes": found.size, "seconds": round(seconds, 2), "counts": found.looked.counts,
        "opened": found.looked.opened, "sealed": found.sealed,
    }  # fmt: skip
    with suppress(OSError):
        _keep("made", told)


def note_failure(why: str) -> None:
    """Remember that a backup did not come about, and why: a sentence."""
    _keep("failed", {"at": now().isoformat(), "why": why})


def let_go(keeping: Keeping, just: Delivered | None = None) -> list[Path]:
    """Delete what is older than is to be kept; the newest of each, and what was `just` made, always stay.

    Raises `Problem` where it cannot.
    """
    gone = []
    if keeping.backups is not None:
        gone += _by_name(keeping.backups, f"{NAME}*.backup", f"{NAME}*.backup{age.SUFFIX}")[keeping.keep :]
    too_old = now() - timedelta(days=keeping.keys_days)
    if keeping.keys is not None:
        ends = (f"{NAME}*{KEYS_SUFFIX}", f"{NAME}*{KEYS_SUFFIX}{age.SUFFIX}")
        for number, path in enumerate(_by_name(keeping.keys, *ends)):
            if number >= keeping.keep_keys or (number > 0 and _named_at(path) < too_old):
                gone.append(path)
    stays = (just.data, just.keys) if just else ()
    return _deleted(path for path in gone if path not in stays) + let_go_of_before()


def let_go_of_before() -> list[Path]:
    """Delete the copies of the keys from before something was changed, when they are old: daily, whatever is set.

    What they open goes with them, unless a restore or an upgrade is not done with it.
    """
    folder, too_old = Path(settings.DATA).absolute(), now() - timedelta(days=kept().keys_days)
    keys = [
        copy.path
        for copy in copies.known()
        if copy.made_at < too_old and copy.path.name.startswith(BEFORE) and copy.path.parent == folder
    ]
    return _deleted(keys) + _deleted(_without_keys(folder, set(keys), too_old))


def _without_keys(folder: Path, gone: set[Path], too_old: datetime) -> list[Path]:
    """What was copied before a change and the program let the keys go of; whoever took those elsewhere keeps it."""
    found, named = [], _still_named()
    for start in BEFORE:
        for path in folder.glob(f"{start}*.backup"):
            keys = path.with_name(path.name + KEYS_SUFFIX)
            old = keys in gone or datetime.fromtimestamp(path.stat().st_mtime, UTC) < too_old
            if old and path not in named and not keys.exists() and not copies.is_noted(keys):
                found.append(path)
    return found


def _still_named() -> set[Path]:
    """What a restore that was cut short goes on from, and what the latest upgrade is taken back to."""
    restore = Path(settings.DATA) / restoring.NOTE
    told = [upgrading.noted().get("backup")]
    if restore.exists():
        told.append(json.loads(restore.read_text("utf-8"))["before"])
    return {Path(str(one)).absolute() for one in told if one}


def _deleted(wanted: Iterable[Path]) -> list[Path]:
    gone = list(wanted)
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as refused:
            raise Problem(
                _("%(file)s is to be let go of, and cannot be deleted: %(why)s.")
                % {"file": path, "why": refused.strerror}
            ) from refused
        copies.forget(path)
    return gone


def _by_name(folder: Path, *patterns: str) -> list[Path]:
    """The files, the newest first: their names tell when they were made. Those of a clock that was ahead are last."""
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    return sorted(found, key=lambda path: (not ahead(_named_at(path)), path.name), reverse=True)


def _named_at(path: Path) -> datetime:
    try:
        stamp = path.name.removeprefix(NAME).partition(".")[0]
        return datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return now()


def _forever() -> None:
    while True:
        try:
            tick()
        except Exception as wrong:
            _note_quietly(wrong)
        finally:
            connections.close_all()
        time.sleep(LOOK_EVERY)


def tick() -> bool:
    """Make a backup where one is due and no other process is at it; whether one was made."""
    if not due():
        return False
    try:
        with FileLock(Path(settings.DATA) / LOCK, timeout=0, mode=0o600):
            if not due():
                return False
            run()
    except Timeout:
        return False
    return True


def _note_quietly(wrong: Exception) -> None:
    latest = last()
    if latest.failed_at is None or now() - latest.failed_at > AGAIN_AFTER / 2:
        try:
            note_failure(_sentence(wrong))
        except OSError:
            return  # no room even for that; the age of the latest backup tells


def _sentence(wrong: Exception) -> str:
    if isinstance(wrong, Problem):
        return str(wrong)
    why = getattr(wrong, "strerror", None) or type(wrong).__name__
    return _("The backup did not come about: %(why)s.") % {"why": why}


def _at(told: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(told["at"])


def _notes() -> dict[str, list[dict[str, Any]]]:
    try:
        found = json.loads((Path(settings.DATA) / NOTES).read_text("utf-8"))
        return {name: list(found.get(name, [])) for name in ("made", "failed")}
    except (OSError, ValueError, AttributeError):
        return {"made": [], "failed": []}


def _keep(what: str, told: dict[str, Any]) -> None:
    """One note more, beside those that another process makes at the same time."""
    file = Path(settings.DATA) / NOTES
    with alone_with(file):
        notes = _notes()
        notes[what].append(told)
        kept_ones = {name: found[-KEPT_NOTES:] for name, found in notes.items()}
        written(file, json.dumps(kept_ones, indent=1) + "\n")
