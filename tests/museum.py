"""Entries of tests/data/schemas: made into folders, read by plain SQLite and the vault's own cipher, of any version."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import clean
from on_postgresql import as_files, on_postgresql

INTO = str(Path(__file__).with_name("into_postgresql.py"))
SCHEMAS = Path(__file__).parent / "data" / "schemas"
TOLD: dict[str, Any] = json.loads((SCHEMAS / "museum.json").read_text("utf-8"))
NAMES = sorted(TOLD)
CODING = "id, version_id, code_id, coder_id, start, end, fingerprint"
# What is forgotten on its day, and what Django keeps of itself.
OF_NO_STUDY = ("sqlite_", "django_", "auth_", "vault_private")


@dataclass
class Held:
    """What a folder holds that must never be lost."""

    words: dict[str, str] = field(default_factory=dict)  # digest of every text that the study's key opens
    codings: set[tuple[Any, ...]] = field(default_factory=set)
    entries: set[tuple[Any, ...]] = field(default_factory=set)
    rows: dict[str, set[str]] = field(default_factory=dict)  # ids, by table
    migrations: set[tuple[str, str]] = field(default_factory=set)

    def missing_in(self, other: Held) -> list[str]:
        """What is here and not, or otherwise, in another."""
        found = [f"words {one}" for one, digest in self.words.items() if other.words.get(one) != digest]
        found += [f"coding {one}" for one in self.codings - other.codings]
        found += [f"entry {one}" for one in self.entries - other.entries]
        return found + [
            f"rows of {table}" for table, ids in self.rows.items() if ids - other.rows.get(table, set())
        ]


def folder_of(name: str, folder: Path) -> Path:
    """The data folder that an entry was made from."""
    folder.mkdir(mode=0o700)
    for file in (f"{name}.backup", f"{name}.backup.keys"):
        with zipfile.ZipFile(SCHEMAS / file) as bundle:
            for one in bundle.namelist():
                if one != "manifest.json":
                    (folder / one).write_bytes(bundle.read(one))
    (folder / "secret").chmod(0o600)
    return folder


def standing(name: str, folder: Path) -> Path:
    """The same, its rows where this run of the suite has them: in files, or on the server."""
    folder_of(name, folder)
    if on_postgresql():
        subprocess.run([sys.executable, INTO, str(folder)], env=clean(folder), check=True)
    return folder


def held(folder: Path) -> Held:
    """Read it all."""
    with TemporaryDirectory() as scratch:
        return _held(folder, as_files(folder, Path(scratch)))


def _held(folder: Path, files: Path) -> Held:
    with (
        closing(sqlite3.connect(files / "firsthand.sqlite3")) as data,
        closing(sqlite3.connect(files / "keyring.sqlite3")) as keyring,
    ):
        found = Held()
        secret = bytes.fromhex((folder / "secret").read_text().strip())
        for text, words in _opened(data, keyring, secret):
            found.words[text] = hashlib.sha256(words).hexdigest()
        found.codings = set(data.execute(f"SELECT {CODING} FROM coding_coding"))  # noqa: S608
        found.entries = set(data.execute("SELECT id, number, act, by_id, changes FROM trail_entry"))
        found.migrations = set(data.execute("SELECT app, name FROM django_migrations"))
        made = data.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in made:
            columns = [row[1] for row in data.execute(f"PRAGMA table_info({table})")]
            if "id" in columns and not table.startswith(OF_NO_STUDY):
                found.rows[table] = {row[0] for row in data.execute(f"SELECT id FROM {table}")}  # noqa: S608
        return found


def _opened(
    data: sqlite3.Connection, keyring: sqlite3.Connection, secret: bytes
) -> Iterator[tuple[str, bytes]]:
    from firsthand.ground.vault.cipher import WrongKey, unseal
    from firsthand.ground.vault.keys import StudyKey
    from firsthand.ground.vault.secret import Secret

    for member, study, box in keyring.execute("SELECT member_id, study_id, box FROM keyring_wrap"):
        salt, about = UUID(member).bytes, UUID(study).bytes
        try:
            material = unseal(AESGCM(Secret(secret).derived("study key", salt)), box, salt + about)
        except WrongKey:
            continue
        key = StudyKey(UUID(study), material)
        kept = dict(
            keyring.execute(
                "SELECT id, box FROM keyring_textkey WHERE study_id = ? AND box IS NOT NULL", (study,)
            )
        )
        for text, sealed in data.execute("SELECT id, box FROM vault_sealed WHERE study_id = ?", (study,)):
            if text in kept:
                name = UUID(text).bytes
                yield text, unseal(AESGCM(key.opened(kept[text], name)), sealed, name)
        return
