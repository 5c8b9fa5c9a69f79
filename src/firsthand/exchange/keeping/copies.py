"""The copies of the keyring that were made: where they lie, and letting go of the old ones.

A text whose key was destroyed is gone from every copy of the data, but for whoever still has a copy of the keyring
from before. So the keyring's copies are kept for a short time only: `firsthand backup FILE --keyring-keep N`.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from firsthand.core.problems import Problem

LIST_FILE = "keys-copies.json"
KEYS_SUFFIX = ".keys"
SEALED = ".age"
KEYS_KIND = "firsthand keys"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class KeysCopy:
    """A copy of the keyring, as far as this program knows of it."""

    path: Path
    made_at: datetime


def note(path: Path, made_at: datetime | None = None) -> None:
    """Remember that the keyring was copied to a file; `made_at`: when, where that is sealed and cannot tell."""
    _write({**_listed(), path.absolute(): made_at})


def forget(path: Path) -> None:
    """Let go of the memory of one that is gone, or was only on its way."""
    _write({one: made_at for one, made_at in _listed().items() if one != path.absolute()})


def known() -> list[KeysCopy]:
    """The copies that are there, the newest first: those that were noted, and others that lie beside them."""
    listed = _listed()
    folders = {Path(settings.DATA), *(path.parent for path in listed)}
    lying = (
        path for folder in folders for end in ("", SEALED) for path in folder.glob(f"*{KEYS_SUFFIX}{end}")
    )
    paths = {*listed, *(path.absolute() for path in lying)}
    found = [
        KeysCopy(path, made_at) for path in paths if (made_at := _made_at(path, listed.get(path))) is not None
    ]
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
    _write({path: made_at for path, made_at in _listed().items() if path.exists()})
    return gone


def _listed() -> dict[Path, datetime | None]:
    try:
        found = json.loads((Path(settings.DATA) / LIST_FILE).read_text("utf-8"))
        told = found if isinstance(found, dict) else dict.fromkeys(found)  # a list, in earlier versions
        return {Path(path): datetime.fromisoformat(at) if at else None for path, at in told.items()}
    except (OSError, ValueError):
        return {}


def _write(paths: dict[Path, datetime | None]) -> None:
    file = Path(settings.DATA) / LIST_FILE
    part = file.with_name(file.name + ".part")
    told = {str(path): at.isoformat() if at else None for path, at in sorted(paths.items())}
    part.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    part.chmod(0o600)
    flush(part)
    part.replace(file)


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


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
