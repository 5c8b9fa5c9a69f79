"""The same on PostgreSQL: no word in a dump or in the server's files, and none from an older dump by today's keyring.

Only where a server was started for it (`tools/postgresql.sh`): the test makes databases of its own there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commands import clean
from exchange.test_words_taken_out import MARKER, MEMO, TALK, script
from firsthand.ground.vault import cipher
from firsthand.ground.vault.secret import Secret

SERVER = os.environ.get("FIRSTHAND_DATABASE", "")

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not SERVER.startswith("postgresql"), reason="there is no PostgreSQL to test on"),
]


@dataclass
class Installation:
    """A data folder whose databases are on the server."""

    data: Path
    name: str

    def address(self, name: str = "") -> str:
        return SERVER.rpartition("/")[0] + "/" + (name or self.name)

    @property
    def env(self) -> dict[str, str]:
        return clean() | {
            "FIRSTHAND_DATA": str(self.data), "FIRSTHAND_DATABASE": self.address(),
            "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
        }  # fmt: skip

    def run(self, *words: object) -> str:
        """`firsthand WORDS…`"""
        return self._started("-m", "firsthand.doors.commands", "--data", self.data, *words)

    def script(self, lines: str) -> str:
        return self._started("-c", script(lines))

    def rows(self, question: str, name: str = "") -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.address(name)) as connection:
            return connection.execute(question).fetchall()  # type: ignore[arg-type]

    def lies(self) -> Iterator[tuple[Path, bytes]]:
        """Every file of the server, with what is in it. It is running, and takes some away and makes them anew."""
        (folder,) = self.rows("SHOW data_directory")[0]
        for place, _folders, names in os.walk(folder):
            for path in (Path(place, name) for name in names):
                with suppress(FileNotFoundError):
                    yield path, path.read_bytes()

    def dump(self, name: str, to: Path) -> Path:
        """A plain dump, as a host makes it."""
        (newest,) = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))[-1:]
        subprocess.run([newest, "-f", to, self.address(name)], check=True, capture_output=True)
        return to

    def loaded(self, dump: Path) -> str:
        """A dump, brought back into a database of its own."""
        name = f"{self.name}_{uuid4().hex[:6]}"
        create(name)
        subprocess.run(["psql", "-q", "-f", dump, self.address(name)], check=True, capture_output=True)
        return name

    def _started(self, *words: object) -> str:
        run = subprocess.run(
            [sys.executable, *map(str, words)],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def opened(self, name: str) -> Iterator[str]:
        """What today's keyring opens of the sealed texts in a database."""
        secret = Secret.found_in(self.data)
        assert secret is not None
        ring = f"{self.name}_keyring"
        member, study, box = self.rows("SELECT member_id, study_id, box FROM keyring_wrap", ring)[0]
        about = member.bytes + study.bytes
        key = AESGCM(cipher.unseal(AESGCM(secret.derived("study key", member.bytes)), bytes(box), about))
        keys = dict(self.rows("SELECT id, box FROM keyring_textkey WHERE box IS NOT NULL", ring))
        for text_id, sealed in self.rows("SELECT id, box FROM vault_sealed", name):
            if text_id in keys and sealed:
                opener = AESGCM(cipher.unseal(key, bytes(keys[text_id]), UUID(str(text_id)).bytes))
                yield cipher.unseal(opener, bytes(sealed), text_id.bytes).decode("utf-8", "replace")

    def with_marker(self, name: str) -> int:
        return sum(MARKER in text.casefold() for text in self.opened(name))


def create(name: str) -> None:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    name = f"leaving_{uuid4().hex[:8]}"
    assert urlsplit(SERVER).path
    for one in (name, f"{name}_keyring"):
        create(one)
    return Installation(tmp_path / "data", name)


def test_no_byte_of_the_words_is_left_in_dump_or_server(installation: Installation, tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK, "utf-8")
    installation.run("init", "--study", "Kept")
    installation.run("import", talk, "--participants")
    installation.run(
        "apply", "--source", "S1", "--code", f"on {MARKER}", "--start", 40, "--end", 70, "--as", "Cody"
    )
    installation.script(MEMO)
    old = installation.dump(installation.name, tmp_path / "old.dump")
    held = installation.loaded(old)
    assert installation.with_marker(installation.name) > 3
    assert installation.with_marker(held) > 3
    boxes = installation.rows("SELECT id, box FROM keyring_textkey", f"{installation.name}_keyring")

    installation.run("withdraw", "--participant", "P01", "--level", "L3")
    assert "All is well." in installation.run("verify")
    assert installation.with_marker(installation.name) == 0
    assert installation.with_marker(held) == 0

    dumps = [
        installation.dump(name, tmp_path / f"{name}.dump")
        for name in (installation.name, f"{installation.name}_keyring")
    ]
    wanted = [form.encode(code) for form in (MARKER, MARKER.title()) for code in ("utf-8", "utf-16-le")]
    looked_at = [(path, any(mark in data for mark in wanted)) for path, data in installation.lies()]
    assert len(looked_at) > 500
    assert not [path for path, has_it in looked_at if has_it]
    assert not [path for path in dumps if any(mark in path.read_bytes() for mark in wanted)]
    kept = dict(installation.rows("SELECT id, box FROM keyring_textkey", f"{installation.name}_keyring"))
    gone = [bytes(box) for text_id, box in boxes if kept[text_id] is None]
    everything = [data for path, data in installation.lies() if "base" in path.parts]
    assert len(gone) > 5
    assert not any(
        box in data for box in gone for data in everything
    )  # the keys themselves, in any table's file
    standing = next(bytes(box) for box in kept.values() if box is not None)
    assert any(standing in data for data in everything)

    # The old dump, brought back in place of the data, beside the keyring of today.
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{installation.name}" WITH (FORCE)')  # type: ignore[arg-type]
    create(installation.name)
    subprocess.run(["psql", "-q", "-f", old, installation.address()], check=True, capture_output=True)
    assert "All is well." in installation.run("verify")
    assert installation.run("sources", "--json").count('"id"') == 0
    assert installation.with_marker(installation.name) == 0
    assert MARKER not in installation.run("trail", "--json").casefold()
