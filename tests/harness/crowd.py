"""Many people at once: as fast as they are answered, or at a person's pace; and what the disk could do at best."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from firsthand.config.databases import SQLITE_PRAGMAS
from harness.figures import share
from harness.kept import acts_in, faults
from harness.people import Ledger, Person, Write
from harness.study import Made

ROW = b"x" * 700  # about what a coding and its entry take


@dataclass
class Crowd:
    """What many people saw, and what is there of it."""

    people: int
    seconds: float
    ledger: Ledger
    reads: list[float] = field(default_factory=list)  # seconds each
    read_faults: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Acknowledged acts a second."""
        return round(len(self.ledger.kept) / self.seconds, 1)

    @property
    def errors(self) -> list[str]:
        """What was neither kept nor refused with a sentence."""
        told = [f"{one.status} {one.said[:200]!r}" for one in self.ledger.faults]
        return [
            *told,
            *(f"no answer to {write.path}" for _who, write in self.ledger.unanswered),
            *self.read_faults,
        ]

    def figures(self) -> dict[str, object]:
        """In numbers: milliseconds, acts a second."""
        waited = [one.seconds for one in self.ledger.kept]
        told: dict[str, object] = {
            "people": self.people, "seconds": round(self.seconds), "acts": len(self.ledger.kept),
            "acts_a_second": self.rate, "p50": share(waited, 0.5), "p95": share(waited, 0.95),
            "p99": share(waited, 0.99), "errors": len(self.errors), "lost": self.lost, "doubled": self.doubled,
        }  # fmt: skip
        return told | ({"reads": len(self.reads), "read_p99": share(self.reads, 0.99)} if self.reads else {})


def crowd(
    made: Made, port: int, people: int, seconds: float, pace: float = 0.0, *, codings: bool = False
) -> Crowd:
    """So many people write for so long. `pace`: seconds between writes, and two reads a second beside them.

    `codings`: codings alone, for what is set beside the floor.
    """
    seed = 0 if codings else 2 if pace else 1  # who wrote here before begins elsewhere
    crew = [Person(port, made, name, seed) for name in made.names[:people]]
    for one in crew:
        one.come_in()
    found, began, over = Crowd(people, 0, Ledger()), perf_counter(), threading.Event()
    go = _at_a_pace if pace else _write
    threads = [threading.Thread(target=go, args=(found, over, one, pace or codings)) for one in crew]
    began = perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    found.seconds = perf_counter() - began
    for one in crew:
        one.hang_up()
    look(found, made)
    return found


def look(found: Crowd, made: Made) -> None:
    """Whether every act is there, once, and the study is as its trail says."""
    there = acts_in(made)
    found.lost = sum(there[one.write.id] == 0 for one in found.ledger.kept)
    found.doubled = sum(there[one.write.id] > 1 for one in found.ledger.kept)
    found.faults = faults(made)


def _write(found: Crowd, over: threading.Event, one: Person, codings: float) -> None:
    while not over.is_set():
        found.ledger.note(one, one.send(one.coding() if codings else one.something()))


def _at_a_pace(found: Crowd, over: threading.Event, one: Person, pace: float) -> None:
    """Somebody who has a text open: asks twice a second what is new, and now and then does something."""
    source = one.chance.choice(one.made.sources)["id"]
    opened = one.send(Write("", "GET", f"/api/s/{one.made.slug}/sources/{source}/beside", b""))
    since, due = opened.json["entry"], perf_counter() + one.chance.uniform(0, pace)
    while not over.wait(one.chance.uniform(0.25, 0.75)):
        if perf_counter() >= due:
            found.ledger.note(one, one.send(one.something()))
            due += pace
        answered = one.send(
            Write("", "GET", f"/api/s/{one.made.slug}/sources/{source}/feed?since={since}", b"")
        )
        found.reads.append(answered.seconds)
        if answered.status != 200:
            found.read_faults.append(f"{answered.status} {answered.said[:200]!r}")
        else:
            since = answered.json["entry"]


def storm(made: Made, port: int, writes: int, at_once: int = 3) -> Crowd:
    """So many writes, each sent by several connections at one moment, under one id."""
    crews = [[Person(port, made, name) for _copy in range(at_once)] for name in made.names[:4]]
    for one in (one for crew in crews for one in crew):
        one.come_in()
    found = Crowd(len(crews) * at_once, 0, Ledger())
    began = perf_counter()
    threads = []
    for number, crew in enumerate(crews):
        together, same = (
            threading.Barrier(at_once),
            [crew[0].coding() for _write in range(writes // len(crews))],
        )
        same[::5] = [crew[0].memo() for _write in same[::5]]
        same[1::9] = [crew[0].coding_of_a_new_code() for _write in same[1::9]]
        same[2::25] = [crew[0].undo() for _write in same[2::25]] if number % 2 else same[2::25]
        threads += [threading.Thread(target=_send_all, args=(found, one, same, together)) for one in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in (one for crew in crews for one in crew):
        one.hang_up()
    found.seconds = perf_counter() - began
    look(found, made)
    return found


def _send_all(found: Crowd, one: Person, writes: list[Write], together: threading.Barrier) -> None:
    for write in writes:
        together.wait(120)
        found.ledger.note(one, one.send(write))


def unlike(found: Crowd) -> list[str]:
    """The writes whose copies were not all answered alike: all kept, or all refused."""
    kept = Counter(one.write.id for one in found.ledger.kept)
    refused = Counter(one.write.id for one in found.ledger.refused)
    return [act for act in kept if refused[act]]


def floor(folder: Path, seconds: float) -> float:
    """Rows a second that one writer can insert, each flushed to disk: nothing but SQLite, with our settings."""
    path = folder / "floor.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for name, value in SQLITE_PRAGMAS.items():
            database.execute(f"PRAGMA {name}={value}")
        database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, kept BLOB)")
        done, began = 0, perf_counter()
        while perf_counter() - began < seconds:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO row (kept) VALUES (?)", (ROW,))
            database.execute("COMMIT")
            done += 1
        rate = done / (perf_counter() - began)
    for left in folder.glob("floor.sqlite3*"):
        left.unlink()
    return round(rate, 1)


def floor_on_postgresql(address: str, seconds: float) -> float:
    """The same on PostgreSQL."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as database:
        database.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, kept bytea)")
        done, began = 0, perf_counter()
        while perf_counter() - began < seconds:
            database.execute("INSERT INTO floor (kept) VALUES (%s)", (ROW,))
            done += 1
        rate = done / (perf_counter() - began)
        database.execute("DROP TABLE floor")
    return round(rate, 1)
