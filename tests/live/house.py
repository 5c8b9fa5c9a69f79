"""A server for many, as a host begins it, with a study in which four people work: what its tests share."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

from commands import clean, done
from exchange.test_words_taken_out import script
from firsthand.config.databases import DATA_FILE
from harness import study
from harness.servers import alive, children, free_port

NAMES = ("Lea", "Cody", "Juno", "Sam")
TALK = "\n".join(f"LEA: On day {day} we waited, and somebody came by with soup." for day in range(400))
PEOPLE = """
import json
from firsthand.ground.studies.secrets import make_token, take_secret
from firsthand.ground.studies.services import invite_member
from firsthand.ground.studies.signing import redeem
words = "four words that are mine"
by = take_secret(by, passphrase=words).by
tokens = {"Lea": make_token(by, current=words, label="a crowd", scope="all")}
for name in ("Cody", "Juno", "Sam"):
    code = invite_member(by, name=name, role="coder").code
    other = redeem(by.study, name=name, code=code, passphrase=words).by
    tokens[name] = make_token(other, current=words, label="a crowd", scope="all")
print(json.dumps(tokens))
"""


@dataclass
class House:
    """A data folder, where its databases are, and a server on it that comes and goes."""

    data: Path
    database: str = ""
    port: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    source: str = ""
    version: str = ""
    log: Path = Path()
    server: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)
    tls: list[str] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        """What the program is told by its environment; no database is said: in files, wherever the suite is."""
        return (
            clean()
            | {
                "FIRSTHAND_DATABASE": self.database,
                "FIRSTHAND_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
                "FIRSTHAND_ACCOUNTS": "1", "FIRSTHAND_HOSTS": "127.0.0.1",
                "FIRSTHAND_ADDRESS": f"http://127.0.0.1:{self.port}",
            }
            | self.more
        )  # fmt: skip

    def run(self, *words: object) -> str:
        """`firsthand WORDS…`"""
        return done(self.data, *words, env=self.env).out

    def script(self, lines: str) -> str:
        """A few lines as the study's lead, whom the installation's secret lets in."""
        return study.run(self.env, "-c", script(lines))

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What the data's database says, asked without the program; ids as they are written."""
        if self.database:
            import psycopg

            with psycopg.connect(self.database) as line:
                found: list[tuple[Any, ...]] = line.execute(question).fetchall()  # type: ignore[arg-type]
        else:
            with closing(sqlite3.connect(self.data / DATA_FILE)) as file:
                found = file.execute(question).fetchall()
        return [tuple(_plain(value) for value in row) for row in found]

    def peopled(self) -> None:
        """A study with one talk and four people, each with a token for programs."""
        self.run("init", "--study", "Waiting", "--slug", "waiting", "--lead", "Lea")
        talk = self.data.parent / "talk.txt"
        talk.write_text(TALK, "utf-8")
        self.run("import", talk)
        self.tokens = json.loads(self.script(PEOPLE))
        self.port = self.port or free_port()

    def begin(self, *words: object, seconds: float = 90) -> None:
        """`firsthand serve --production`, until it answers."""
        self.log = self.data.parent / f"serving-{uuid4().hex[:6]}.log"
        with self.log.open("wb") as out:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "firsthand.doors.commands", "--data", str(self.data), "serve",
                 "--production", "--port", str(self.port), *(self.tls or ["--without-tls"]), *map(str, words)],
                env=self.env, stdout=out, stderr=out,
            )  # fmt: skip
        end = time.monotonic() + seconds
        while not self.answers():
            assert self.server.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < end, f"It does not answer: {self.log.read_text('utf-8')}"
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether somebody is there."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except HTTPError as said:
            return said.code == 404
        except (URLError, OSError):
            return False

    def ask(self, path: str, who: str = "Lea", body: object = None, timeout: float = 60) -> Any:
        """What the API says to somebody."""
        data = json.dumps(body).encode() if body is not None else None
        request = Request(
            f"http://127.0.0.1:{self.port}/api/s/waiting/{path}",
            data=data,
            headers={"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=timeout) as answer:
            return json.loads(answer.read())

    def found(self) -> None:
        """Which talk there is, and in which version."""
        ((self.source,),) = self.rows("SELECT CAST(id AS text) FROM sources_source")
        self.version = self.ask(f"sources/{self.source}/text")["version"]

    def workers(self) -> list[int]:
        """The processes that answer: the server's children, or itself."""
        assert self.server
        return [one for one in children(self.server.pid) if b"spawn_main" in command_of(one)] or [
            self.server.pid
        ]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the server, and wait for that: its exit status."""
        if self.server is None:
            return 0
        workers = self.workers() if self.server.poll() is None else []
        self.server.send_signal(how)
        status = self.server.wait(60)
        self.server = None
        end = time.monotonic() + 60
        while any(alive(one) for one in workers):
            assert time.monotonic() < end, "A process stayed behind."
            time.sleep(0.05)
        return status


def _plain(value: Any) -> Any:
    return str(UUID(value)) if isinstance(value, str) and len(value) == 32 else value


def command_of(process: int) -> bytes:
    """As what a process was begun."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def seconds_of(processes: list[int]) -> float:
    """The processor's seconds that processes have taken."""
    total = 0.0
    for one in processes:
        fields = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total
