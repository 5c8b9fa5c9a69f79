"""The copies of the keyring that were made: where they lie, and letting go of the old ones.

A text whose key was destroyed is gone from every copy of the data, but for whoever still has a copy of the keyring
from before. So the keyring's copies are kept for a short time only: `firsthand backup FILE --keyring-keep N`.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from firsthand.core.problems import Problem

LIST_FILE = "keys-copies.json"
KEYS_SUFFIX = ".keys"
KEYS_KIND = "firsthand keys"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class KeysCopy:
    """A copy of the keyring, as far as this program knows of it."""

    path: Path
    made_at: datetime


def note(path: Path) -> None:
    """Remember that the keyring was copied to a file."""
    _write({*_listed(), path.absolute()})


def known() -> list[KeysCopy]:
    """The copies that are there, the newest first: those that were noted, and others that lie beside them."""
    folders = {Path(settings.DATA), *(path.parent for path in _listed())}
    paths = {*_listed(), *(path.absolute() for folder in folders for path in folder.glob(f"*{KEYS_SUFFIX}"))}
    found = [KeysCopy(path, made_at) for path in paths if (made_at := _made_at(path)) is not None]
    return sorted(found, key=lambda copy: (copy.made_at, str(copy.path)), reverse=True)


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
    _write({path for path in _listed() if path.exists()})
    return gone


def _listed() -> set[Path]:
    try:
        return {Path(path) for path in json.loads((Path(settings.DATA) / LIST_FILE).read_text("utf-8"))}
    except (OSError, ValueError):
        return set()


def _write(paths: set[Path]) -> None:
    file = Path(settings.DATA) / LIST_FILE
    part = file.with_name(file.name + ".part")
    part.write_text(json.dumps(sorted(map(str, paths)), indent=1) + "\n", "utf-8")
    part.chmod(0o600)
    part.replace(file)


def _made_at(path: Path) -> datetime | None:
    """When a copy was made, as it says itself; None where it is no copy of a keyring, or not there."""
    try:
        with zipfile.ZipFile(path) as bundle:
            manifest = json.loads(bundle.read(MANIFEST))
        return datetime.fromisoformat(manifest["made_at"]) if manifest.get("kind") == KEYS_KIND else None
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
