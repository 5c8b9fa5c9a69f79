"""A backup that was just made is opened again: unpacked, looked over, counted, and a sample of its words unsealed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup
from firsthand.exchange.keeping.copies import KEYS_KIND
from firsthand.exchange.keeping.files import scratch
from firsthand.ground.vault import cipher
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.secret import SECRET_FILE, Secret

SAMPLE = 25  # sealed texts of each study
COUNTED = {
    "studies": "studies_study", "sources": "sources_source", "codings": "coding_coding",
    "entries": "trail_entry", "sealed texts": "vault_sealed",
}  # fmt: skip


@dataclass(slots=True)
class Looked:
    """What a backup was found to hold."""

    counts: dict[str, int] = field(default_factory=dict)
    opened: int = 0  # texts that were unsealed as a sample
    locked: int = 0  # studies that open with members' own secrets only


def look_into(data: Path, keys: Path) -> Looked:
    """Read a whole backup back. Raises `Problem` where it would not bring everything back."""
    with scratch() as folder:
        rows = backup.unpacked(data, backup.DATA_KIND, folder)[DATA_FILE]
        found = backup.unpacked(keys, KEYS_KIND, folder)
        for database in (rows, found[KEYRING_FILE]):
            backup.require_sound(database)
        secret = Secret(bytes.fromhex(found[SECRET_FILE].read_text("ascii").strip()))
        with (
            closing(sqlite3.connect(rows)) as words,
            closing(sqlite3.connect(found[KEYRING_FILE])) as keyring,
        ):
            _require_keys(rows, keyring)
            looked = Looked(dict(_counted(words)))
            for study in (UUID(row[0]) for row in words.execute("SELECT id FROM studies_study")):
                _sample(study, words, keyring, secret, looked)
        return looked


def _counted(words: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    for what, table in COUNTED.items():
        yield what, words.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (our own tables)


def _require_keys(rows: Path, keyring: sqlite3.Connection) -> None:
    """Raises `Problem` where a sealed text has no key here, opened or not."""
    keyring.execute("ATTACH ? AS words", (str(rows),))
    missing = keyring.execute(
        "SELECT count(*) FROM words.vault_sealed WHERE id NOT IN (SELECT id FROM keyring_textkey)"
    ).fetchone()[0]
    if missing:
        raise Problem(
            _("The keys beside this backup are not its own: %(number)d of its texts have none.")
            % {"number": missing}
        )


def _sample(
    study: UUID, words: sqlite3.Connection, keyring: sqlite3.Connection, secret: Secret, looked: Looked
) -> None:
    key = _study_key(study, keyring, secret)
    if key is None:
        looked.locked += 1
        return
    kept = keyring.execute(
        "SELECT id, box FROM keyring_textkey WHERE study_id = ? AND box IS NOT NULL", (study.hex,)
    )
    rows = kept.fetchall()
    for text, box in random.sample(rows, min(SAMPLE, len(rows))):
        sealed = words.execute("SELECT box FROM vault_sealed WHERE id = ?", (text,)).fetchone()
        if sealed is None:
            continue  # keys are copied last: this one came for a text that the data copy need not hold
        about = UUID(text).bytes
        try:
            cipher.unseal(AESGCM(key.opened(bytes(box), about)), bytes(sealed[0]), about)
        except cipher.WrongKey as wrong:
            raise Problem(_("The keys in this backup do not open its words.")) from wrong
        looked.opened += 1


def _study_key(study: UUID, keyring: sqlite3.Connection, secret: Secret) -> StudyKey | None:
    """The study's key, where the installation's secret opens it for anybody."""
    for member, box in keyring.execute(
        "SELECT member_id, box FROM keyring_wrap WHERE study_id = ?", (study.hex,)
    ):
        salt = UUID(member).bytes
        try:
            opener = AESGCM(secret.derived("study key", salt))
            return StudyKey(study, cipher.unseal(opener, bytes(box), salt + study.bytes))
        except cipher.WrongKey:
            continue  # a secret of their own
    return None
