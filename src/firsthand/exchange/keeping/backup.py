"""Backup and restore. Two files, never one: the data, and beside it the keys that open it.

Keep them apart. Whoever has both, and the keys file holds this installation's secret, can read everything; the data
file alone opens nothing. Both are made through SQLite's own backup, so that a backup taken while people work is
whole: copying the files of a database in use loses what is still in its log.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import copies
from firsthand.exchange.keeping.copies import KEYS_KIND, KEYS_SUFFIX, MANIFEST, flush
from firsthand.ground.vault import cipher
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import SECRET_FILE, Secret

DATA_KIND = "firsthand data"
CHUNK = 1024 * 1024
OF_OWN_SECRETS = (
    "keyring_wrap", "keyring_nameswrap", "keyring_noteswrap", "keyring_ownsecret", "keyring_lock",
    "keyring_handedover",
)  # fmt: skip

# What is there is of today: destroyed stays destroyed, and only what was never there comes.
ALL_OF = (
    "keyring_textkey",
    "keyring_nameskey",
    "keyring_keysgone",
    "keyring_privatekey",
    "keyring_potskey",
    "keyring_potkey",
)
# What the installation's secret opens, each by a key that is derived for it.
UNDER_THE_FILE = (
    ("keyring_wrap", "study key"), ("keyring_nameswrap", "names key"),
    ("keyring_noteswrap", "key of one's own notes"),
)  # fmt: skip


def keys_file(path: Path) -> Path:
    """Where the keys of a backup lie: beside it, unless somebody moved them, as they should."""
    return path.with_name(path.name + KEYS_SUFFIX)


def make(path: Path, *, keep: int | None = None) -> list[Path]:
    """Write the data to `path` and the keys to `path`.keys; both, in that order. Raises `Problem`.

    Nothing half-written stands under either name: each is written aside, flushed to disk and then renamed. `keep`:
    of the copies of the keys, these among them, only so many of the newest stay.
    """
    if connections["default"].vendor != "sqlite":
        raise Problem(
            _("This installation keeps its data in PostgreSQL: back both databases up with pg_dump.")
        )
    for wanted in (path, keys_file(path)):
        if wanted.exists():
            raise Problem(
                _("%(file)s exists already. A backup never overwrites another: choose a new name.")
                % {"file": wanted}
            )
    data = Path(settings.DATA)
    if not path.parent.is_dir():
        raise Problem(_("There is no folder %(folder)s to put the backup in.") % {"folder": path.parent})
    with tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as scratch:
        # Keys first: a data copy taken later never holds a text whose key is not in the keys copy.
        # A key too many harms nobody.
        began = datetime.now(UTC)
        keyring = _copied(data / KEYRING_FILE, Path(scratch) / KEYRING_FILE)
        rows = _copied(data / DATA_FILE, Path(scratch) / DATA_FILE)
        copies.note(keys_file(path))  # before it is there: a copy that nobody knows of would outlive its time
        _write_zip(keys_file(path), KEYS_KIND, [keyring, data / SECRET_FILE], began)
        _write_zip(path, DATA_KIND, [rows], began)
    if keep is not None:
        copies.rotate(keep)
    return [path, keys_file(path)]


def restore(path: Path) -> list[Path]:
    """Bring a backup back into the data folder; what was there is backed up first, and those files returned.

    The keys come from `path`.keys where it lies beside it, else from the folder's own keyring. A key that was
    destroyed in either is destroyed, whatever an old keyring says. Raises `Problem`, and then nothing has changed.
    """
    data = Path(settings.DATA)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = keys_file(path)
    if not keys.exists() and not (data / KEYRING_FILE).exists():
        raise Problem(_("The keys to this backup are missing: put %(file)s beside it.") % {"file": keys})
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as scratch:
        rows = unpacked(path, DATA_KIND, Path(scratch))[DATA_FILE]
        found = unpacked(keys, KEYS_KIND, Path(scratch)) if keys.exists() else {}
        for database in filter(None, (rows, found.get(KEYRING_FILE))):
            _require_sound(database)
        saved = make(free_name(data / "before-restore.backup")) if (data / DATA_FILE).exists() else []
        if found and (data / KEYRING_FILE).exists():
            _bring_keyring_up_to_date(data)
        for alias in ("default", "keyring"):
            connections[alias].close()
        if found:
            _bring_keys(data, found[KEYRING_FILE], _secret_in(found[SECRET_FILE]))
        _put(rows, data / DATA_FILE)
    return saved


@contextmanager
def data_in(path: Path | None) -> Iterator[Path | None]:
    """The database of a backup, unpacked for as long as it is looked at; None where there is none."""
    if path is None:
        yield None
        return
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".before-") as scratch:
        yield unpacked(path, DATA_KIND, Path(scratch))[DATA_FILE]


def free_name(path: Path) -> Path:
    """The path with today's date and time in it, so that it is nobody else's."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    return path.with_name(f"{path.stem}-{stamp}{path.suffix}")


def _copied(database: Path, to: Path) -> Path:
    with closing(sqlite3.connect(database, timeout=20)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        if _columns(target, "keyring_unlocked"):  # what is unlocked now is no part of a backup
            target.execute("PRAGMA secure_delete=1")
            target.execute("DELETE FROM keyring_unlocked")
            target.commit()
    return to


def _write_zip(path: Path, kind: str, files: Iterable[Path], began: datetime) -> None:
    part = path.with_name(path.name + ".part")
    manifest = {
        "kind": kind,
        "version": __version__,
        "made_at": began.isoformat(),
        "sha256": {},
    }
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle:
            part.chmod(0o600)
            for file in files:
                manifest["sha256"][file.name] = _digest(file)  # type: ignore[index]
                bundle.write(file, file.name)
            bundle.writestr(MANIFEST, json.dumps(manifest, indent=1))
        flush(part)
        part.rename(path)
        flush(path.parent)
    finally:
        part.unlink(missing_ok=True)


def unpacked(path: Path, kind: str, scratch: Path) -> dict[str, Path]:
    """The files of a backup, checked against its manifest."""
    broken = Problem(
        _("%(file)s is no whole Firsthand backup: it is damaged, cut short, or something else.")
        % {"file": path}
    )
    try:
        with zipfile.ZipFile(path) as bundle:
            manifest = json.loads(bundle.read(MANIFEST))
            if manifest.get("kind") != kind or not set(manifest["sha256"]) <= {
                DATA_FILE,
                KEYRING_FILE,
                SECRET_FILE,
            }:
                raise broken
            found = {}
            for name, digest in manifest["sha256"].items():
                found[name] = scratch / name
                with bundle.open(name) as source, found[name].open("wb") as target:
                    while piece := source.read(CHUNK):
                        target.write(piece)
                if _digest(found[name]) != digest:
                    raise broken
            return found
    except FileNotFoundError as missing:
        raise Problem(_("There is no file %(file)s.") % {"file": path}) from missing
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError, zipfile.zlib.error) as damaged:  # type: ignore[attr-defined]
        raise broken from damaged


def _require_sound(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Problem(_("The database in this backup is damaged; nothing was changed."))


def _secret_in(file: Path) -> Secret:
    return Secret(bytes.fromhex(file.read_text("ascii").strip()))


def _bring_keys(data: Path, keyring: Path, secret: Secret) -> None:
    """Into an empty folder, the keyring and secret as they are; beside a keyring, the keys it never had."""
    if not (data / KEYRING_FILE).exists():
        if Secret.found_in(data) is None:
            Secret.kept_in(data, secret)
        _put(keyring, data / KEYRING_FILE)
        return
    own = Secret.found_in(data)
    with (
        closing(sqlite3.connect(data / KEYRING_FILE, timeout=20)) as target,
        closing(sqlite3.connect(keyring)) as source,
    ):
        target.execute("PRAGMA synchronous=FULL")
        with target:
            for name in ALL_OF:
                _bring_rows(source, target, name)
            _bring_destruction(source, target)
            # What opens it for who has a secret of their own here was settled here: an old copy changes nothing.
            settled = _own_secrets(target)
            theirs = _own_secrets(source) - settled
            for name, purpose in UNDER_THE_FILE:
                _bring_wraps(source, target, name, purpose, (secret, own or secret), settled | theirs)
            for name in OF_OWN_SECRETS:
                _bring_rows(source, target, name, theirs)


def _bring_keyring_up_to_date(data: Path) -> None:
    """An earlier version's keyring has no place for all that a backup's may hold. It is copied before it is changed."""
    executor = MigrationExecutor(connections[KEYRING])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not (data / DATA_FILE).exists():  # else it is in the backup that was just made
        kept = keys_file(free_name(data / "before-upgrade.backup"))
        with tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as scratch:
            keyring = _copied(data / KEYRING_FILE, Path(scratch) / KEYRING_FILE)
            copies.note(kept)
            _write_zip(kept, KEYS_KIND, [keyring, data / SECRET_FILE], datetime.now(UTC))
    call_command("migrate", database=KEYRING, verbosity=0, interactive=False)


def _bring_destruction(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """What was destroyed in either of two keyrings is destroyed: the folder's may be the older one."""
    gone = source.execute("SELECT destroyed_at, id FROM keyring_textkey WHERE destroyed_at IS NOT NULL")
    target.executemany(
        "UPDATE keyring_textkey SET box = NULL, guarded = NULL, destroyed_at = ? WHERE id = ? AND destroyed_at IS NULL",
        gone.fetchall(),
    )
    for name in ("keyring_privatekey", "keyring_potkey"):
        if _columns(source, name):
            empty = source.execute(f"SELECT id FROM {name} WHERE box IS NULL").fetchall()  # noqa: S608
            target.executemany(f"UPDATE {name} SET box = NULL WHERE id = ?", empty)  # noqa: S608
    if _columns(source, "keyring_keysgone"):
        times = source.execute("SELECT times, study_id, times FROM keyring_keysgone").fetchall()
        target.executemany("UPDATE keyring_keysgone SET times = ? WHERE study_id = ? AND times < ?", times)


def _own_secrets(database: sqlite3.Connection) -> set[str]:
    """The members who have, or had, a secret of their own."""
    if not _columns(database, "keyring_ownsecret"):
        return set()
    return {row[0] for row in database.execute("SELECT member_id FROM keyring_ownsecret")}


def _bring_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, name: str, members: set[str] | None = None
) -> None:
    """The rows of a table that are not there yet; of these members, in place of what is there, where given.

    An earlier version's keyring has fewer columns, or no such table. What the database numbers it numbers anew.
    """
    columns = [column for column in _columns(source, name) if column in _columns(target, name)]
    if name == "keyring_handedover":
        columns = [column for column in columns if column != "id"]
    if not columns:
        return
    named, places = ", ".join(columns), ", ".join("?" * len(columns))
    rows = source.execute(f"SELECT {named} FROM {name}")  # noqa: S608 (names of our own tables)
    if members is not None:
        whose = columns.index("member_id")
        rows = [row for row in rows if row[whose] in members]  # type: ignore[assignment]
    else_ = "IGNORE" if members is None else "REPLACE"
    target.executemany(f"INSERT OR {else_} INTO {name} ({named}) VALUES ({places})", rows)  # noqa: S608


def _bring_wraps(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    name: str,
    purpose: str,
    secrets: tuple[Secret, Secret],
    but: set[str],
) -> None:
    """What the installation's secret opens for each member."""
    if not (_columns(source, name) and _columns(target, name)):
        return
    for member, study, box in source.execute(f"SELECT member_id, study_id, box FROM {name}"):  # noqa: S608
        old, new = secrets
        if member in but:
            continue
        rewrapped = box if old == new else _rewrapped(member, study, box, purpose, old, new)
        target.execute(
            f"INSERT OR IGNORE INTO {name} (member_id, study_id, box) VALUES (?, ?, ?)",  # noqa: S608
            (member, study, rewrapped),
        )


def _columns(database: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({name})")]


def _rewrapped(member: str, study: str, box: bytes, purpose: str, old: Secret, new: Secret) -> bytes:
    """A key that another installation's secret opened, so that ours opens it."""
    salt, about = bytes.fromhex(member), bytes.fromhex(member) + bytes.fromhex(study)
    material = cipher.unseal(AESGCM(old.derived(purpose, salt)), box, about)
    return cipher.seal(AESGCM(new.derived(purpose, salt)), material, about)


def _put(file: Path, place: Path) -> None:
    """Put a database in place of another; the other's log goes with it."""
    flush(file)
    for log in ("-wal", "-shm"):
        place.with_name(place.name + log).unlink(missing_ok=True)
    file.replace(place)
    flush(place.parent)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
