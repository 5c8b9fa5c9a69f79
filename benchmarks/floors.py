"""The floors: the least that a machine must do for the same result, without any of our code in between."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.config.databases import DATA_FILE, KEYRING_FILE, SQLITE_PRAGMAS
from firsthand.ground.vault.cipher import NONCE_BYTES
from firsthand.ground.vault.keys import StudyKey

LINE = "id, version_id, code_id, coder_id, start, end, standpoint, stance, at"


def read_and_decoded(files: Sequence[Path]) -> int:
    """The bytes of files, read from disk and decoded; how many letters."""
    return sum(len(path.read_bytes().decode()) for path in files)


class Bare:
    """The two databases, asked by `sqlite3` itself, and AES-GCM by `cryptography` itself."""

    def __init__(self, folder: Path, key: StudyKey) -> None:
        self._data, self._keyring = connected(folder / DATA_FILE), connected(folder / KEYRING_FILE)
        self._key = AESGCM(key.first)

    def boxes(self, ids: Iterable[UUID]) -> list[tuple[AESGCM, bytes, bytes]]:
        """For each sealed text its opened key, its box and what is bound in with it: all at hand, nothing opened."""
        wanted = [one.hex for one in ids]
        keys = self._by_id(self._keyring, "keyring_textkey", wanted)
        boxes = self._by_id(self._data, "vault_sealed", wanted)
        return [
            (AESGCM(_opened(self._key, keys[one], bytes.fromhex(one))), boxes[one], bytes.fromhex(one))
            for one in wanted
        ]

    def texts(self, ids: Iterable[UUID]) -> list[str]:
        """Fetched, decrypted and decoded."""
        return decoded(self.boxes(ids))

    def codings(self, where: str, value: UUID) -> list[tuple[object, ...]]:
        """Coding rows as the database gives them."""
        asked = f"SELECT {LINE} FROM coding_coding WHERE {where} = ? ORDER BY start, end, id"  # noqa: S608 (ours)
        return self._data.execute(asked, [value.hex]).fetchall()

    def _by_id(self, database: sqlite3.Connection, table: str, wanted: list[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            places = ",".join("?" * len(some))
            found.update(database.execute(f"SELECT id, box FROM {table} WHERE id IN ({places})", some))  # noqa: S608
        return found


def decoded(boxes: Iterable[tuple[AESGCM, bytes, bytes]]) -> list[str]:
    """Decrypted and decoded, keys and boxes being at hand."""
    return [words.decode() for words in opened(boxes)]


def opened(boxes: Iterable[tuple[AESGCM, bytes, bytes]]) -> list[bytes]:
    """Decrypted, keys and boxes being at hand."""
    return [_opened(cipher, box, about) for cipher, box, about in boxes]


def _opened(cipher: AESGCM, box: bytes, about: bytes) -> bytes:
    return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about)


def connected(path: Path) -> sqlite3.Connection:
    """A database with the program's own settings; transactions begin and end where we say."""
    database = sqlite3.connect(path, isolation_level=None)
    for name, value in SQLITE_PRAGMAS.items():
        database.execute(f"PRAGMA {name}={value}")
    return database


def durable_insert(folder: Path, name: str, *, indexed: bool) -> Callable[[], None]:
    """One transaction that puts the last coding and its entry, ids apart, into tables of an empty database.

    `indexed`: with the program's own constraints and indexes; otherwise into two tables with nothing but an id.
    """
    real = connected(folder / DATA_FILE)
    coding = list(real.execute("SELECT * FROM coding_coding ORDER BY at DESC LIMIT 1").fetchone())
    entry = list(real.execute("SELECT * FROM trail_entry ORDER BY id DESC LIMIT 1").fetchone())
    bare = connected(folder / f"{name}.sqlite3")
    bare.execute("PRAGMA foreign_keys=0")  # the rows pointed at are not there
    for statement in _tables(real) if indexed else _plain_tables(len(coding), len(entry)):
        bare.execute(statement)
    end_at, number_at = _column(real, "coding_coding", "end"), _column(real, "trail_entry", "number")
    real.close()

    def insert() -> None:
        coding[0] = os.urandom(16).hex()
        coding[end_at] += 1  # no two alike
        entry[0] += 1
        entry[number_at] += 1
        bare.execute("BEGIN IMMEDIATE")
        bare.execute(f"INSERT INTO coding_coding VALUES ({_places(coding)})", coding)  # noqa: S608 (question marks)
        bare.execute(f"INSERT INTO trail_entry VALUES ({_places(entry)})", entry)  # noqa: S608 (question marks)
        bare.execute("COMMIT")

    return insert


def _tables(real: sqlite3.Connection) -> list[str]:
    asked = (
        "SELECT sql FROM sqlite_master WHERE tbl_name IN ('coding_coding', 'trail_entry') AND sql NOT NULL"
        " AND type IN ('table', 'index') ORDER BY type DESC"
    )
    return [sql for (sql,) in real.execute(asked)]


def _column(database: sqlite3.Connection, table: str, name: str) -> int:
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    return names.index(name)


def _plain_tables(coding: int, entry: int) -> list[str]:
    return [
        f"CREATE TABLE {name} (a {kind} PRIMARY KEY, {', '.join(f'c{at}' for at in range(1, columns))})"
        for name, kind, columns in (("coding_coding", "TEXT", coding), ("trail_entry", "INTEGER", entry))
    ]


def _places(row: Sequence[object]) -> str:
    return ",".join("?" * len(row))
