"""The real server as a process of its own, which can be killed; and a PostgreSQL that can, with all its backends."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.error import URLError
from urllib.request import urlopen

from commands import Staying, clean, serving
from harness.study import Made

PATIENCE = 90  # seconds
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
SURE = {"wal_recycle": "off"}  # as docs/how-to/server.md and tools/postgresql.sh have it


def free_port() -> int:
    """One that nobody listens on, outside those that connections are given."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class Server:
    """`firsthand serve` on a study, always at one port. `cold`: begun as its users begin it, with nothing loaded."""

    made: Made
    cold: bool = False
    port: int = field(default_factory=free_port)
    running: Staying | None = None

    def start(self) -> float:
        """Begin it, and wait until its first page is there: the seconds that took."""
        began = perf_counter()
        env = {name: self.made.env[name] for name in ("FIRSTHAND_DATABASE",) if name in self.made.env}
        self.running = self._cold(env) if self.cold else serving(self.made.data, self.port, env)
        while True:
            with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{self.port}/", timeout=PATIENCE):
                return perf_counter() - began
            assert not self.running.ended(), self.running.out.read_text("utf-8")
            assert perf_counter() - began < PATIENCE, "It does not answer."
            time.sleep(0.02)

    def _cold(self, env: dict[str, str]) -> Staying:
        out = self.made.data.parent / "served"
        words = ["--data", str(self.made.data), "serve", "--port", str(self.port), "--no-open"]
        with out.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "firsthand.doors.commands", *words],
                env=clean() | env, stdout=file, stderr=file,
            )  # fmt: skip
        process.returncode = 0  # whoever asks how it ended asks the descriptor
        return Staying(os.pidfd_open(process.pid), out)

    def kill(self) -> None:
        """kill -9."""
        assert self.running is not None
        if not self.running.ended():
            self.running.end(signal.SIGKILL)
        os.close(self.running.process)


@contextmanager
def served(made: Made) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    server = Server(made)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@dataclass
class Cluster:
    """A PostgreSQL of our own, whose postmaster is a child of ours."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SURE))
    port: int = field(default_factory=free_port)
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """initdb, as the docs say."""
        own(self.folder)
        asked = [
            binary("initdb"),
            "-k",
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "trust",
            "-U",
            "firsthand",
            "-D",
            self.data,
        ]
        subprocess.run(list(map(str, asked)), check=True, capture_output=True, **as_who())  # type: ignore[call-overload]

    def start(self) -> None:
        """Begin it, and wait until it answers. Raises AssertionError where it does not start."""
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        log = (self.folder / "log").open("ab")
        words = [
            "-D",
            self.data,
            f"-p{self.port}",
            f"-k{self.folder}",
            "-clisten_addresses=127.0.0.1",
            *options,
        ]
        self.process = subprocess.Popen(
            [binary("postgres"), *words],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"]} | self.env, **as_who(),
        )  # type: ignore[call-overload]  # fmt: skip
        log.close()
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, "PostgreSQL does not start: " + self.log()[-1_000:]
            assert time.monotonic() < end, "PostgreSQL does not answer: " + self.log()[-1_000:]
            time.sleep(0.05)

    def address(self, name: str = "kept") -> str:
        return f"postgresql://firsthand@127.0.0.1:{self.port}/{name}"

    def create(self, name: str = "kept") -> str:
        """Two empty databases, for the data and the keyring: the address of the first."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            for one in (name, f"{name}_keyring"):
                connection.execute(f'CREATE DATABASE "{one}"')  # type: ignore[arg-type]
        return self.address(name)

    def kill(self) -> None:
        """kill -9 the postmaster, and every backend."""
        assert self.process is not None
        backends = children(self.process.pid)
        for pid in (self.process.pid, *backends):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        for pid in backends:  # the next one must not find their shared memory in use
            while alive(pid):
                time.sleep(0.01)

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def _answers(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(self.address("postgres"), connect_timeout=5) as connection:
                connection.execute("SELECT 1")
                return True
        except psycopg.OperationalError:
            return False


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """A running PostgreSQL, thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="firsthand-cluster-", dir="/tmp"))  # a short name, for its socket
    made = Cluster(folder, SURE | settings)
    try:
        made.make()
        made.start()
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.kill()
        shutil.rmtree(folder, ignore_errors=True)


def binary(name: str) -> str:
    return str(BINARIES[0] / name)


def as_who() -> dict[str, object]:
    """PostgreSQL refuses to be root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


def own(folder: Path) -> None:
    """Give a folder to who runs PostgreSQL."""
    if os.getuid() == 0:
        who = pwd.getpwnam("postgres")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)


def children(pid: int) -> list[int]:
    """The processes that one has begun."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def alive(pid: int) -> bool:
    """Whether a process goes on; one that only waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
