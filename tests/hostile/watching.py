"""What is watched while a hostile file comes in, and what became of it.

A file may be taken or refused with a sentence. It may not: end in anything but a `Problem`, leave rows behind when it
was refused, take long, take much memory (the child that reads it, or this process), have anybody asked over a network,
or lie anywhere afterwards.
"""

from __future__ import annotations

import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from firsthand.field.sources.extract.process import Process
from guard import undone
from hostile.attacks import ESCAPE
from hostile.doors import Door

MOST_SECONDS = 60.0
MOST_MEMORY = 512 * 1024 * 1024  # of the child
MOST_GROWN = 400 * 1024 * 1024  # of this process, by one file
SENTENCE = re.compile(r"\S.*[.?!”)]$", re.DOTALL)


@dataclass
class Seen:
    """What this process did meanwhile."""

    on: bool = False
    asked: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    held: int = 0  # the most that a process of a project did, in bytes


_seen = Seen()


def _hear(event: str, said: tuple[Any, ...]) -> None:
    if not _seen.on:
        return
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        _seen.asked.append(f"{event} {said[1:]}")
    elif event == "open" and isinstance(said[0], str) and said[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        _seen.written.append(said[0])
    elif event in ("os.system", "os.exec", "ctypes.dlopen"):
        _seen.run.append(f"{event} {said[0]!r}")


sys.addaudithook(_hear)  # it cannot be taken off again: it hears only while it is asked to


@contextmanager
def watched() -> Iterator[Seen]:
    """What is done inside is heard."""
    _seen.asked, _seen.written, _seen.run, _seen.held = [], [], [], 0
    _seen.on = True
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Process, "stop", _weighed_first(Process.stop))
            yield _seen
    finally:
        _seen.on = False


def _weighed_first(stop: Callable[[Process], None]) -> Callable[[Process], None]:
    def weighed(process: Process) -> None:
        _seen.held = max(_seen.held, held_by(process.number))
        stop(process)

    return weighed


class Canary:
    """A server on this machine that nobody may ask: nor may the child, which is not heard otherwise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        canary = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *said: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Outcome:
    """What became of a file: `said` is the sentence, or empty where it was taken."""

    said: str = ""
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    held: int = 0  # by the process that read it, in bytes

    @property
    def taken(self) -> bool:
        return not self.said and not self.wrong


def outcome(
    door: Door, by: Any, name: str, data: bytes, *, scratch: Path, child: Any = None, own: Path | None = None
) -> Outcome:
    """Have a file come in by a door, and see; then everything is as it was before.

    `own`: the program's folder, where it may unpack things for as long as it looks at them.
    """
    found, before, size = Outcome(), rows(), from_here_on()
    with undone(), watched() as seen:
        began = time.process_time()  # a busy machine is no fault of a file; the child has a clock of its own
        found.said = _comes_in(found, door, by, name, data)
        found.seconds = time.process_time() - began
        if found.said and (left := differing(before, rows())):
            found.wrong.append(f"refused, and it left something: {left}")
    if found.said and not SENTENCE.match(found.said):
        found.wrong.append(f"no sentence: {found.said!r}")
    if found.seconds > MOST_SECONDS:
        found.wrong.append(f"it took {found.seconds:.0f} seconds")
    found.held = max(seen.held, child() if child else 0)
    if (held := found.held) > MOST_MEMORY:
        found.wrong.append(f"the child held {held / 2**20:.0f} MB")
    if (grown := held_by(os.getpid()) - size) > MOST_GROWN:
        found.wrong.append(f"this process grew by {grown / 2**20:.0f} MB")
    found.wrong += [f"asked: {one}" for one in seen.asked] + [f"ran: {one}" for one in seen.run]
    found.wrong += [f"wrote {one}" for one in seen.written if one != os.devnull and not _is_in(own, one)]
    found.wrong += [f"{one} lies there" for one in (own.glob(".scratch-*") if own else ())]
    found.wrong += [f"{one} lies there" for one in lying_about(scratch)]
    return found


def _is_in(folder: Path | None, path: str) -> bool:
    return folder is not None and Path(path).is_relative_to(folder)


def _comes_in(found: Outcome, door: Door, by: Any, name: str, data: bytes) -> str:
    from firsthand.core.problems import Problem

    try:
        door(by, name, data)
    except Problem as problem:
        return str(problem) or "?"
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        last = traceback.extract_tb(fault.__traceback__)[-6:]
        where = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(last))
        found.wrong.append(f"{type(fault).__name__}: {str(fault)[:200]} at {where}")
    return ""


def rows() -> dict[str, int]:
    """How many rows each table has, of both databases."""
    from django.db import connections

    found = {}
    for alias in ("default", "keyring"):
        connection = connections[alias]
        quoted = connection.ops.quote_name
        names = sorted(connection.introspection.table_names())
        with connection.cursor() as cursor:
            counts = ", ".join(f"(SELECT count(*) FROM {quoted(one)})" for one in names)  # noqa: S608
            cursor.execute(f"SELECT {counts}")
            found |= {f"{alias} {name}": count for name, count in zip(names, cursor.fetchone(), strict=True)}
    return found


def differing(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - many for name, many in before.items() if after[name] != many}


def from_here_on() -> int:
    """What this process holds, in bytes. The most that it ever held is counted anew from here on."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return held_by(os.getpid())


def held_by(process: int) -> int:
    """The most that a process ever held, in bytes; 0 where it is gone."""
    try:
        said = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", said)
    return int(found[1]) * 1024 if found else 0


def lying_about(scratch: Path) -> list[str]:
    """What a file left where temporary files go, or where it tried to be unpacked."""
    tried = [Path("/tmp"), Path.home(), Path.cwd(), Path.cwd().parent, scratch.parent, Path("/")]
    return [str(one) for one in scratch.iterdir()] + [
        str(folder / ESCAPE) for folder in tried if (folder / ESCAPE).exists()
    ]
