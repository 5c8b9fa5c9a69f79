"""The copies of the keyring that were made: where they lie, and letting go of the old ones.

A text whose key was destroyed is gone from every copy of the data, but for whoever still has a copy of the keyring
from before. So the keyring's copies are kept for a short time only: `firsthand backup FILE --keyring-keep N`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from firsthand.core.problems import Problem
from firsthand.exchange.keeping.files import alone_with, flush, written

LIST_FILE = "keys-copies.json"
KEYS_SUFFIX = ".keys"
SEALED = ".age"
KEYS_KIND = "firsthand keys"
MANIFEST = "manifest.json"
APART = timedelta(
    minutes=5
)  # that a clock may be wrong by; what is later than this from now, a wrong one wrote
Listed = dict[Path, datetime | None]  # where copies lie, and when those were made that cannot tell


@dataclass(frozen=True, slots=True)
class KeysCopy:
    """A copy of the keyring, as far as this program knows of it."""

    path: Path
    made_at: datetime


def note(path: Path, made_at: datetime | None = None) -> None:
    """Remember that the keyring was copied to a file; `made_at`: when, where that is sealed and cannot tell."""
    _change(lambda listed: {**listed, path.absolute(): made_at})


def forget(path: Path) -> None:
    """Let go of the memory of one that is gone, or was only on its way."""
    _change(lambda listed: {one: at for one, at in listed.items() if one != path.absolute()})


def is_noted(path: Path) -> bool:
    """Whether it is remembered, there or not: what somebody took elsewhere is, what was let go of is not."""
    return path.absolute() in _listed()


def known() -> list[KeysCopy]:
    """The copies that are there, the newest first: those that were noted, and others that lie beside them.

    What a clock made that was ahead is last: it would stay in the place of what is made now.
    """
    listed = _listed()
    folders = {Path(settings.DATA), *(path.parent for path in listed)}
    lying = (
        path for folder in folders for end in ("", SEALED) for path in folder.glob(f"*{KEYS_SUFFIX}{end}")
    )
    paths = {*listed, *(path.absolute() for path in lying)}
    found = [
        KeysCopy(path, made_at) for path in paths if (made_at := _made_at(path, listed.get(path))) is not None
    ]
    return sorted(found, key=lambda copy: (not _ahead(copy), copy.made_at, str(copy.path)), reverse=True)


def from_before(moment: datetime) -> list[KeysCopy]:
    """Those that were made before a moment: they hold keys that were destroyed since."""
    return [copy for copy in known() if copy.made_at <= moment]


def rotate(keep: int) -> list[Path]:
    """Delete all copies but the newest `keep`; which were deleted. Raises `Problem` where one cannot be."""
    gone = []
    for copy in known()[keep:]:
        try:
            copy.path.unlink()
        except OSError as refused:
            raise Problem(f"The old keys {copy.path} could not be deleted: {refused.strerror}.") from refused
        flush(copy.path.parent)
        gone.append(copy.path)
    _change(lambda listed: {path: made_at for path, made_at in listed.items() if path.exists()})
    return gone


def _ahead(copy: KeysCopy) -> bool:
    return copy.made_at - datetime.now(UTC) > APART


def _listed() -> Listed:
    try:
        found = json.loads((Path(settings.DATA) / LIST_FILE).read_text("utf-8"))
        told = found if isinstance(found, dict) else dict.fromkeys(found)  # a list, in earlier versions
        return {Path(path): datetime.fromisoformat(at) if at else None for path, at in told.items()}
    except (OSError, ValueError):
        return {}


def _change(change: Callable[[Listed], Listed]) -> None:
    """What is listed is read, changed and written by one at a time: what another notes meanwhile is not lost."""
    file = Path(settings.DATA) / LIST_FILE
    with alone_with(file):
        told = {str(path): at.isoformat() if at else None for path, at in sorted(change(_listed()).items())}
        written(file, json.dumps(told, indent=1) + "\n")


def _made_at(path: Path, noted: datetime | None) -> datetime | None:
    """When a copy was made, as it says itself; None where it is no copy of a keyring, or not there.

    One that is sealed says nothing: what was noted of it holds, or when it was written.
    """
    if path.suffix == SEALED:
        try:
            return noted or datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
        except OSError:
            return None
    try:
        with zipfile.ZipFile(path) as bundle:
            manifest = json.loads(bundle.read(MANIFEST))
        return datetime.fromisoformat(manifest["made_at"]) if manifest.get("kind") == KEYS_KIND else None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None
