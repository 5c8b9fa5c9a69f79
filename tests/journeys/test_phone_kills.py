"""Many notes, and entries of a log, written while page, network, browser and server are killed: each arrives once."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from journeys.conftest import Served
from journeys.keeping import LogPhone, log_of
from journeys.noting import Phone, lose_an_answer, notes_there, on_disk
from journeys.reading import STUDY, Server, recorded, until

pytestmark = pytest.mark.journey

HOW_MANY = int(os.environ.get("FIRSTHAND_NOTES", "12"))
MARK = "thornwick"
SEED = int(os.environ.get("FIRSTHAND_SEED", "7"))


@dataclass
class Field:
    """A phone, a server, and chance."""

    phone: Phone
    server: Server
    chance: random.Random
    to: str  # where it is handed over

    def a_moment(self, most: float = 0.5) -> None:
        """Somewhere in the middle of whatever goes on."""
        time.sleep(self.chance.uniform(0, most))

    def serve(self) -> None:
        if self.server.process is None or self.server.process.ended():
            self.server.start()


def calm(field: Field, words: str) -> None:
    field.phone.keep(words)


def network(field: Field, words: str) -> None:
    """The network goes while the note is on its way, and comes back after the next."""
    field.phone.keep(words)
    field.a_moment(0.2)
    field.phone.online(not field.phone.offline)


def server(field: Field, words: str) -> None:
    """The server dies while the note is on its way, and is started again a while later."""
    field.serve()
    field.phone.keep(words)
    field.a_moment(0.25)
    field.server.kill()
    if field.chance.random() < 0.7:
        field.a_moment()
        field.server.start()


def answer(field: Field, words: str) -> None:
    lose_an_answer(field.phone, field.to)
    field.phone.keep(words)
    field.a_moment()


def page(field: Field, words: str) -> None:
    """The page dies while the note is on its way."""
    field.phone.keep(words)
    field.a_moment(0.25)
    field.phone.crash()


def browser(field: Field, words: str) -> None:
    """The browser dies while the note is on its way."""
    field.phone.keep(words)
    field.a_moment(0.25)
    field.phone.kill()
    field.phone.start()


def half(field: Field, words: str) -> None:
    """The browser dies while the note is being written; where there is a network, it is in hand again."""
    field.phone.write(words)
    field.phone.kill()
    field.phone.start()
    with suppress(AssertionError):
        until(field.phone.page, lambda: field.phone.jotting.input_value() == words, "the half note", 3)
    if field.phone.jotting.input_value() == words:
        field.phone.keep()


def both(field: Field, words: str) -> None:
    """Server and browser die together."""
    field.serve()
    field.phone.keep(words)
    field.a_moment(0.25)
    field.server.kill()
    field.phone.kill()
    field.server.start()
    field.phone.start()


FAULTS: list[Callable[[Field, str], None]] = [calm, server, network, page, answer, browser, half, both]


@contextmanager
def taken(kind: type[Phone], to: str, browser: Browser, folder: Path) -> Iterator[Field]:
    """A phone with a page open in it, and a server of its own."""
    server = Server.of_its_own(folder)
    phone = kind(browser, server.served, STUDY, folder / "profile", whole=True)
    phone.start()
    phone.goes("fine")
    yield Field(phone, server, random.Random(SEED), to)
    phone.stop()
    server.kill()


def test_each_of_many_notes_arrives_once_whatever_is_killed(browser: Browser, tmp_path: Path) -> None:
    with taken(Phone, "notes", browser, tmp_path) as field:
        arrive_once(field, "Note", notes_there)
        done = recorded(field.server.served)
        assert (len(done), len(set(done))) == (HOW_MANY, HOW_MANY)


def test_each_entry_of_a_log_arrives_once_whatever_is_killed(browser: Browser, tmp_path: Path) -> None:
    with taken(LogPhone, "log", browser, tmp_path) as field:
        arrive_once(field, "Moment", lambda served: log_of(served, "Lea"))
        assert recorded(field.server.served) == []  # none of it is in the trail


def arrive_once(field: Field, called: str, there: Callable[[Served], list[str]]) -> None:
    """Many are written through one fault after another; each is there once, and no word of them on the phone’s disk."""
    wanted = [f"{called} {number:03d} {MARK}" for number in range(HOW_MANY)]
    faults = Counter[str]()
    for number, words in enumerate(wanted):
        fault = FAULTS[number] if number < len(FAULTS) else field.chance.choice(FAULTS)
        faults[fault.__name__] += 1
        fault(field, words)
    field.serve()
    field.phone.online(True)
    finish(field.phone)
    print(f"{HOW_MANY} of them: {dict(faults)}")
    assert there(field.server.served) == wanted
    assert field.phone.complaints == []
    field.phone.stop()
    assert on_disk(field.phone.profile, MARK) == []


def finish(phone: Phone) -> None:
    """Keep what is half written, and wait until nothing is left."""
    phone.goes("fine")
    while phone.rows("writing").count() or phone.jotting.input_value():
        if not phone.jotting.input_value():
            phone.rows("writing").first.get_by_role("button", name="Write on").click()
            until(phone.page, lambda: phone.jotting.input_value(), "the note in hand")
        phone.keep()
    phone.handed_over()
