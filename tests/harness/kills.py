"""Kill the server while people write, begin it again, and look for all that it acknowledged."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from random import Random

from harness.kept import faults, lost
from harness.people import Ledger, Person
from harness.servers import Cluster, Server
from harness.study import Made

WRITERS = 16
TWICE = 4
LOOK_EVERY = 20  # kills after which the whole study is looked over


@dataclass
class Outcome:
    """What came of so many kills."""

    kills: int = 0
    kept: int = 0
    again: int = 0  # writes that were under way, and were sent again
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    back: list[float] = field(default_factory=list)  # seconds until the first page was there again


def killed(
    made: Made, kills: int, chance: Random, cluster: Cluster | None = None, *, cold: bool = False
) -> Outcome:
    """So many kills under sixteen writers."""
    outcome, server = Outcome(), Server(made, cold)
    people = [Person(server.port, made, name) for name in made.names[:WRITERS]]
    server.start()
    for one in people:
        one.come_in()
    try:
        for number in range(kills):
            ledger = _until_killed(server, people, chance, cluster)
            outcome.kills += 1
            if cluster is not None:
                cluster.start()
            outcome.back.append(server.start())
            outcome.lost += lost(made, [one.write.id for one in ledger.kept])
            _send_again(made, ledger, outcome)
            outcome.kept += len(ledger.kept)
            outcome.errors += [f"{one.status} {one.said[:200]!r}" for one in ledger.faults]
            if number % LOOK_EVERY == LOOK_EVERY - 1:
                outcome.faults += faults(made)
    finally:
        server.kill()
        for one in people:
            one.hang_up()
    outcome.faults += faults(made)
    return outcome


def _until_killed(server: Server, people: list[Person], chance: Random, cluster: Cluster | None) -> Ledger:
    ledger, over = Ledger(), threading.Event()

    def write(one: Person) -> None:
        while not over.is_set():
            answered = one.send(one.something())
            ledger.note(one, answered, stopping=over.is_set())
            if answered.status == 0:
                return

    threads = [threading.Thread(target=write, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(0.1, 0.8))
    over.set()
    if cluster is not None:
        cluster.kill()
    server.kill()
    for thread in threads:
        thread.join()
    for one in people:
        one.hang_up()
    return ledger


def _send_again(made: Made, ledger: Ledger, outcome: Outcome) -> None:
    """What was never answered is sent again under its own id, some of it twice: it happens once, in any case."""
    done = []
    for number, (one, write) in enumerate(ledger.unanswered):
        first = one.send(write)
        second = one.send(write) if number < TWICE else first
        if first.kept != second.kept or 0 in (first.status, second.status) or first.status >= 500:
            outcome.errors.append(f"sent again: {first.status}, {second.status}: {second.said[:200]!r}")
        done += [write.id] if second.kept else []
    outcome.again += len(ledger.unanswered)
    outcome.lost += [f"{act}, sent again" for act in lost(made, done)]
