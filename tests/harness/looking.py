"""Looking at a disk as a power cut left it: is all there that was acknowledged by then?

Most disks are asked in SQL, which takes milliseconds; now and then one is opened as the program opens it, and looked
over by `firsthand verify`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.ground.vault.secret import SECRET_FILE
from harness.disks import Step


@dataclass
class Found:
    """What is wrong with a disk: what was acknowledged and is not there, and what is broken."""

    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.broken)


@dataclass
class Promised:
    """What was acknowledged up to some place in the journal."""

    studies: set[str] = field(default_factory=set)
    acts: set[str] = field(default_factory=set)
    rows: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def promised(steps: Sequence[Step]) -> Promised:
    """What these records acknowledge."""
    found = Promised()
    for told in (json.loads(one.data) for one in steps if one.kind == "A"):
        if "study" in told:
            found.studies.add(told["study"])
        if "act" in told:
            found.acts.add(told["act"])
            found.rows[told["table"]].add(told["row"])
            found.texts.update(told["texts"])
        found.files.update(told.get("files", ()))
    return found


def look(folder: Path, promise: Promised) -> Found:
    """Look at a disk with SQLite's databases on it."""
    found = Found()
    for name in sorted(promise.files):
        if not _whole(folder / name):
            found.lost.append(f"the backup {name}")
    if promise.studies and not (folder / SECRET_FILE).exists():
        found.lost.append("the installation's secret")
    if not (folder / DATA_FILE).exists() or not (folder / KEYRING_FILE).exists():
        found.lost += ["a database"] if promise.studies else []
        return found
    try:
        with closing(_opened(folder / DATA_FILE)) as data, closing(_opened(folder / KEYRING_FILE)) as keys:
            for database in (data, keys):
                (answer,) = database.execute("PRAGMA integrity_check").fetchone()
                if answer != "ok":
                    found.broken.append(str(answer)[:200])
            if promise.studies:
                compare(found, promise, lambda ask: _column(data, ask), lambda ask: _column(keys, ask))
    except sqlite3.DatabaseError as broken:
        found.broken.append(str(broken))
    return found


def compare(found: Found, promise: Promised, data: Any, keys: Any) -> None:
    """Entries, rows, texts, and for each text its key. `data` and `keys` give a column of what is asked."""
    found.lost += _missing("study", promise.studies, data("SELECT id FROM studies_study"))
    acts = data("SELECT sent_as FROM trail_entry WHERE sent_as IS NOT NULL")
    found.lost += _missing("act", promise.acts, acts)
    for table, rows in promise.rows.items():
        found.lost += _missing(table, rows, data(f"SELECT id FROM {table}"))  # noqa: S608 - of our own
    sealed = data("SELECT id FROM vault_sealed")
    found.lost += _missing("text", promise.texts, sealed)
    opening = keys("SELECT id FROM keyring_textkey WHERE box IS NOT NULL OR guarded IS NOT NULL")
    found.lost += _missing("key", set(sealed), opening)
    numbers = data("SELECT number FROM trail_entry ORDER BY number")
    if [str(one) for one in numbers] != [str(one) for one in range(1, len(numbers) + 1)]:
        found.broken.append("the trail has a gap")


def _missing(what: str, wanted: set[str], there: list[str]) -> list[str]:
    return [f"{what} {one}" for one in sorted(wanted - set(there))]


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=20)


def _column(database: sqlite3.Connection, ask: str) -> list[str]:
    """As text, whatever it is: on a disk that was cut off while nothing was flushed, anything may stand there."""
    return [str(row[0]) for row in database.execute(ask)]


def _whole(path: Path) -> bool:
    """A backup with all that its manifest names."""
    try:
        with zipfile.ZipFile(path) as bundle:
            wanted = json.loads(bundle.read("manifest.json"))["sha256"]
            return all(
                hashlib.sha256(bundle.read(name)).hexdigest() == digest for name, digest in wanted.items()
            )
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return False
