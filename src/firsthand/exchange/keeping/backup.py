"""Backup and restore. Two files, never one: the data, and beside it the keys that open it.

Keep them apart. Whoever has both, and the keys file holds this installation's secret, can read everything; the data
file alone opens nothing. A backup is the same two files wherever the databases are: SQLite's are copied through its own
backup, since copying the files of a database in use loses what is still in its log; PostgreSQL's rows of one moment are
written into files that SQLite reads. So each is whole, though people work meanwhile, and either comes back into both.
"""

from __future__ import annotations

import json
import lzma
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import anchors, carrying, copies, restoring, standing, tables, ways_in
from firsthand.exchange.keeping.beside import file_beside, new_file
from firsthand.exchange.keeping.copies import KEYS_KIND, KEYS_SUFFIX, MANIFEST
from firsthand.exchange.keeping.files import digest, flush, part_of, put_in_place, scratch
from firsthand.exchange.keeping.keyrings import bring_keys
from firsthand.exchange.keeping.telling import done, step
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import SECRET_FILE, Secret

DATA_KIND = "firsthand data"
CHUNK = 1024 * 1024
MOST_MANIFEST = 16 * CHUNK
MAY_BE_IN = {DATA_FILE, KEYRING_FILE, SECRET_FILE}
ALWAYS_IN = {DATA_KIND: DATA_FILE, KEYS_KIND: KEYRING_FILE}
# RuntimeError: an archive that is locked or packed in no known way, and a manifest of brackets without end.
_NOT_UNPACKED = (
    OSError, ValueError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
PAGES = 2_000  # copied at once, between being told how far it is


def keys_file(path: Path) -> Path:
    """Where the keys of a backup lie: beside it, unless somebody moved them, as they should."""
    return path.with_name(path.name + KEYS_SUFFIX)


def make(path: Path, *, keep: int | None = None) -> list[Path]:
    """Write the data to `path` and the keys to `path`.keys; both, in that order. Raises `Problem`.

    Nothing half-written stands under either name: each is written aside, flushed to disk and then renamed. `keep`:
    of the copies of the keys, these among them, only so many of the newest stay.
    """
    require_free(path, keys_file(path))
    data = Path(settings.DATA)
    with scratch() as folder:
        # Keys last: a text's key goes to disk before the text, so that keys copied later hold those of all texts in
        # the data copied before. A key too many harms nobody; one that was destroyed meanwhile is told as that.
        began, anchored = datetime.now(UTC), _anchored()
        rows = _copied(DEFAULT_DB_ALIAS, folder / DATA_FILE)
        keyring = _copied(KEYRING, folder / KEYRING_FILE)
        copies.note(keys_file(path))  # before it is there: a copy that nobody knows of would outlive its time
        _write_zip(keys_file(path), KEYS_KIND, [keyring, *_secret_of(data)], began, folder)
        _write_zip(path, DATA_KIND, [rows], began, folder, anchored)
    if keep is not None:
        copies.rotate(keep)
    return [path, keys_file(path)]


def require_free(*wanted: Path) -> None:
    """Raises `Problem` where a file is there already, or its folder is not."""
    for path in wanted:
        if path.exists():
            raise Problem(
                _("%(file)s exists already. A backup never overwrites another: choose a new name.")
                % {"file": path}
            )
        if not path.parent.is_dir():
            raise Problem(_("There is no folder %(folder)s to put the backup in.") % {"folder": path.parent})


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of what stood there, where a backup was brought back."""

    saved: list[Path]  # it was backed up, to these files
    aside: list[Path]  # it could not be read, and lies there under these names


def restore(path: Path) -> Brought:
    """Bring a backup back into the data folder; what was there is backed up first, or put aside where nothing reads it.

    The keys come from `path`.keys where it lies beside it, else from the folder's own keyring. A key that was
    destroyed in either is destroyed, whatever an old keyring says. Raises `Problem`, and then nothing has changed.
    The caller goes on with `folder.require`: until then what was said since is not taken over (`restoring`).
    """
    data = Path(settings.DATA)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = keys_file(path)
    if not keys.exists() and not _keyring_standing():
        raise Problem(_("The keys to this backup are missing: put %(file)s beside it.") % {"file": keys})
    with scratch() as folder:
        rows = unpacked(path, DATA_KIND, folder)[DATA_FILE]
        found = unpacked(keys, KEYS_KIND, folder) if keys.exists() else {}
        for database in filter(None, (rows, found.get(KEYRING_FILE))):
            _require_sound(database)
            _require_known(database)
        aside = standing.put_aside() if embedded() else []
        saved = make(free_name(data / "before-restore.backup")) if _data_standing() else []
        if found and _keyring_standing():
            _bring_keyring_up_to_date(data)
        if saved:
            restoring.begun(saved[0])
        step(_("putting it in its place"))
        _bring(rows, found.get(KEYRING_FILE), _secret_in(found.get(SECRET_FILE)))
    return Brought(saved, aside)


@contextmanager
def data_in(path: Path) -> Iterator[Path]:
    """The database of a backup, unpacked for as long as it is looked at."""
    with scratch() as folder:
        yield unpacked(path, DATA_KIND, folder)[DATA_FILE]


def free_name(path: Path) -> Path:
    """The path with today's date and time in it, so that it is nobody else's."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return path.with_name(f"{path.stem}-{stamp}{path.suffix}")


def _copied(alias: str, to: Path) -> Path:
    """All rows of one moment, as a file, wherever they are kept; without what is open now, which is no part of it."""
    if connections[alias].vendor != "sqlite":
        with (
            new_file(f"copied_{alias}", to, alias) as copy,
            carrying.one_moment(alias),
            transaction.atomic(using=copy),
        ):
            carrying.carry(alias, copy)
        return to
    file = Path(connections[alias].settings_dict["NAME"])
    if file.exists():
        copy_file(file, to)
    else:  # a keyring that is lost, where data is backed up before other data comes: to ask would make an empty one
        to.touch(0o600)
    return to


def copy_file(database: Path, to: Path) -> None:
    """All rows of one moment of a database that is a file, though others write meanwhile."""
    with (
        closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        step(_("copying"), database.stat().st_size)
        source.execute(
            "BEGIN"
        )  # and a look: from here on it sees one moment, else it would begin anew at each write
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES, progress=_Copied(source))
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("PRAGMA secure_delete=1")
        there = {row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(carrying.LEFT_BEHIND):
            target.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)
        target.commit()


def _anchored() -> dict[str, Any]:
    """How the trail of each study stands, so that a backup tells a trail that was made anew since.

    Tables from before entries were linked have nothing to tell: one is made of them before an upgrade.
    """
    with suppress(DatabaseError):
        return {"anchor": anchors.anchors()}
    return {}


def _write_zip(
    path: Path,
    kind: str,
    files: Iterable[Path],
    began: datetime,
    scratch: Path,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    part = part_of(path, scratch)
    manifest = {
        "kind": kind,
        "version": __version__,
        "made_at": began.isoformat(),
        "sha256": {},
        **more,
    }
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
            part.chmod(0o600)
            for file in files:
                manifest["sha256"][file.name] = digest(file)
                step(_("packing"), file.stat().st_size)
                with (
                    file.open("rb") as source,
                    bundle.open(zipfile.ZipInfo.from_file(file, file.name), "w") as target,
                ):
                    _through(source, target)
            bundle.writestr(MANIFEST, json.dumps(manifest, indent=1))
        flush(part)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def size_unpacked(path: Path) -> int:
    """Bytes that the files of a backup come to, as it says itself: no more of them is unpacked. 0 for what is none."""
    with suppress(OSError, ValueError, RuntimeError, zipfile.BadZipFile), zipfile.ZipFile(path) as bundle:
        return sum(one.file_size for one in bundle.infolist())
    return 0


def unpacked(path: Path, kind: str, scratch: Path) -> dict[str, Path]:
    """The files of a backup, checked against its manifest."""
    broken = Problem(
        _("%(file)s is no whole Firsthand backup: it is damaged, cut short, or something else.")
        % {"file": path}
    )
    try:
        with zipfile.ZipFile(path) as bundle:
            found = {}
            for name, told in _told_in(bundle, kind).items():
                found[name] = scratch / name
                step(_("unpacking"), bundle.getinfo(name).file_size)
                with bundle.open(name) as source, found[name].open("wb") as target:
                    _through(source, target)
                if digest(found[name]) != told:
                    raise broken
            return found
    except FileNotFoundError as missing:
        raise Problem(_("There is no file %(file)s.") % {"file": path}) from missing
    except _NOT_UNPACKED as damaged:
        raise broken from damaged


def _told_in(bundle: zipfile.ZipFile, kind: str) -> dict[str, str]:
    """Which files a backup says that it holds, and the SHA-256 of each. Raises `ValueError` for any other manifest."""
    if bundle.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise ValueError(MANIFEST)
    manifest = json.loads(bundle.read(MANIFEST))
    told = manifest.get("sha256") if isinstance(manifest, dict) and manifest.get("kind") == kind else None
    if not isinstance(told, dict) or not {ALWAYS_IN[kind]} <= told.keys() <= MAY_BE_IN:
        raise ValueError(MANIFEST)
    if not all(isinstance(one, str) for one in told.values()):
        raise ValueError(MANIFEST)
    return told


def _through(source: IO[bytes], target: IO[bytes]) -> None:
    while piece := source.read(CHUNK):
        target.write(piece)
        done(len(piece))


class _Copied:
    """Told by SQLite how many pages of a database are left to copy."""

    def __init__(self, source: sqlite3.Connection) -> None:
        self._size = int(source.execute("PRAGMA page_size").fetchone()[0])
        self._left: int | None = None

    def __call__(self, _status: int, left: int, total: int) -> None:
        before = total if self._left is None else self._left
        done(max(0, before - left) * self._size)
        self._left = left


def _require_sound(database: Path) -> None:
    step(_("looking whether it is whole"))
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Problem(_("The database in this backup is damaged; nothing was changed."))


def _require_known(database: Path) -> None:
    """Before anything is replaced: what this version does not know, it could neither read nor bring up to date."""
    with closing(sqlite3.connect(database)) as connection:
        newer = tables.newer_in(connection)
    if newer:
        raise Problem(
            _(
                "This backup was made with a newer version of Firsthand than this one (%(version)s), which would lose "
                "what it does not know. Nothing was changed: restore it with the newer one, or restore a backup from "
                "before."
            )
            % {"version": __version__}
        )


def _secret_of(data: Path) -> list[Path]:
    """The file with the secret. Where it was lost, what is there is copied without: that is why one restores."""
    return [file for file in (data / SECRET_FILE,) if file.exists()]


def _secret_in(file: Path | None) -> Secret | None:
    return Secret(bytes.fromhex(file.read_text("ascii").strip())) if file else None


def _bring(rows: Path, keyring: Path | None, secret: Secret | None) -> None:
    """Keys first: what stands in between is a key too many."""
    own = _secret_from_now_on(secret)
    ways_in.made_ready(rows, secret, own)
    if embedded():
        _bring_keyring(keyring, secret, own)
        connections[DEFAULT_DB_ALIAS].close()
        put(rows, Path(settings.DATA) / DATA_FILE)
        return
    tables.bring_up_to_date(DEFAULT_DB_ALIAS)
    with _all_rows_of(rows, DEFAULT_DB_ALIAS):
        _bring_keyring(keyring, secret, own)


def _secret_from_now_on(brought: Secret | None) -> Secret | None:
    """The one that is here, or else the one that comes."""
    data = Path(settings.DATA)
    own = Secret.found_in(data)
    return Secret.kept_in(data, brought) if own is None and brought is not None else own


def _bring_keyring(keyring: Path | None, secret: Secret | None, own: Secret | None) -> None:
    """Beside a keyring, the keys it never had; where there is none, the keyring as it is, if our secret opens it."""
    if keyring is None:
        return
    there = _keyring_standing()
    if there or secret not in (None, own):
        if not there:
            tables.bring_up_to_date(KEYRING)
        with file_beside("brought_keyring", keyring) as brought:
            bring_keys(brought, secret or own, own)
        connections[KEYRING].close()
        return
    if embedded():
        connections[KEYRING].close()
        put(keyring, Path(settings.DATA) / KEYRING_FILE)
        return
    tables.bring_up_to_date(KEYRING)
    with _all_rows_of(keyring, KEYRING):
        pass


@contextmanager
def _all_rows_of(file: Path, alias: str) -> Iterator[None]:
    """All rows of a file in place of what is in a database, if nothing fails until the end of what is done inside."""
    with file_beside(f"brought_{alias}", file) as brought, transaction.atomic(using=alias, durable=True):
        carrying.emptied(alias)
        carrying.carry(brought, alias)
        yield


def _bring_keyring_up_to_date(data: Path) -> None:
    """An earlier version's keyring has no place for all that a backup's may hold. It is copied before it is changed."""
    if not tables.due(KEYRING):
        return
    if not _data_standing():  # else it is in the backup that was just made
        kept = keys_file(free_name(data / "before-upgrade.backup"))
        with scratch() as folder:
            keyring = _copied(KEYRING, folder / KEYRING_FILE)
            copies.note(kept)
            _write_zip(kept, KEYS_KIND, [keyring, *_secret_of(data)], datetime.now(UTC), folder)
    tables.bring_up_to_date(KEYRING)


def embedded() -> bool:
    """Whether the databases are files in the data folder."""
    return connections[DEFAULT_DB_ALIAS].vendor == "sqlite"


def _data_standing() -> bool:
    if embedded():
        return (Path(settings.DATA) / DATA_FILE).exists()
    return carrying.occupied(DEFAULT_DB_ALIAS)


def _keyring_standing() -> bool:
    return (Path(settings.DATA) / KEYRING_FILE).exists() if embedded() else carrying.occupied(KEYRING)


def put(file: Path, place: Path) -> None:
    """Put a database that lies in a scratch folder in place of another; the other's log goes with it."""
    file.chmod(0o600)
    flush(file)
    for log in ("-wal", "-shm"):
        place.with_name(place.name + log).unlink(missing_ok=True)
    file.replace(place)
    flush(place.parent)


# For whoever looks a backup over without bringing it back.
require_sound = _require_sound
