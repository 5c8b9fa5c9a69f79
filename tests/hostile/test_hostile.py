"""Ten thousand files that somebody sends who means harm: each is taken or refused with a sentence, and harms nothing.

FIRSTHAND_HOSTILE says how many (the suite: 150); FIRSTHAND_SEED draws others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Cast
from field.hostile import HOSTILE, SLOW
from firsthand.core.problems import Problem
from firsthand.field.sources import importing
from firsthand.field.sources.extract.workshop import Workshop
from harness.figures import note
from hostile import watching
from hostile.attacks import ATTACKS, attacks_on
from hostile.doors import DOORS
from hostile.mutants import mutant
from hostile.seeds import seeds
from hostile.watching import Canary, Outcome, held_by, outcome
from texts import bring

MANY = int(os.environ.get("FIRSTHAND_HOSTILE", "150"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "10"))
KEEP = os.environ.get("FIRSTHAND_HOSTILE_KEEP", "")  # a folder for what did harm, and how far it is
WHOLE = MANY >= 5_000
SLOW_HERE = {"sixty_megabytes_of_nothing", "seven_thousand_parts", "depth", "an_archive_within_itself"}


@dataclass(frozen=True)
class Sent:
    """A hostile file: by which door it comes, its name, and what was done to it."""

    door: str
    name: str
    what: str
    data: bytes


def attacked(canary: str) -> Iterator[Sent]:
    """All that was made by hand: each attack on each honest file, and the files that are hostile from the ground up."""
    for seed in seeds():
        for what, data in attacks_on(seed, canary):
            for door in seed.doors:
                yield Sent(door, seed.name, what, data)
    for name, make in HOSTILE.items():
        if WHOLE or name not in SLOW:
            data = make()
            for door in ("text", "codes"):
                yield Sent(door, name, "from the ground up", data)


def drawn() -> Iterator[Sent]:
    """Without end: an honest file, altered by chance, by one of its doors; one in ten by a door that is not its own."""
    chance = Random(SEED)
    for number in count():
        seed = chance.choice(seeds())
        door = chance.choice(list(DOORS) if chance.random() < 0.1 else seed.doors)
        yield Sent(door, seed.name, f"mutant {number}", mutant(seed, chance))


def to_be_sent(canary: str) -> Iterator[Sent]:
    """The attacks (in the suite: some), then mutants, so many together."""
    return islice(chain(attacked(canary) if WHOLE else some(canary), drawn()), MANY)


def fitting(
    canary: str, names: Iterable[str], chance: Random, doors: Iterable[str] = DOORS
) -> Iterator[Sent]:
    """Attacks of these names on files that come in by these doors, as chance has it, each made when it is asked for."""
    every = [(what, seed, door) for what in names for seed in seeds() for door in seed.doors if door in doors]
    chance.shuffle(every)
    for what, seed, door in every:
        data = ATTACKS[what](seed.data, canary)
        if data is not None:
            yield Sent(door, seed.name, what, data)


def some(canary: str) -> Iterator[Sent]:
    """For the suite: each attack once, on files drawn by chance."""
    chance = Random(SEED)
    return (next(fitting(canary, [what], chance)) for what in ATTACKS if what not in SLOW_HERE)


@contextmanager
def one_workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    """One child for all files, as for the files of one import; it is let go where a file makes it so."""

    class Lent:
        def __enter__(self) -> Workshop:
            return workshop

        def __exit__(self, *said: object) -> None:
            pass

    with Workshop() as workshop:
        monkeypatch.setattr(importing, "Workshop", Lent)
        yield workshop


@pytest.fixture
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.close()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files would go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_every_attack_fits_some_file_and_every_door_has_one() -> None:
    found = {what: fitting("http://127.0.0.1:9", [what], Random(SEED)) for what in ATTACKS}
    assert [what for what, sent in found.items() if next(sent, None) is None] == []
    assert {door for seed in seeds() for door in seed.doors} == set(DOORS)


def test_honest_files_are_taken(cast: Cast, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is made from them leads deep."""
    bring(cast.lea, "LEA: Soup.")
    wrong = []
    with one_workshop(monkeypatch):
        for seed in seeds():
            found = [
                outcome(DOORS[door], cast.lea, seed.name, seed.data, scratch=scratch) for door in seed.doors
            ]
            wrong += [] if any(one.taken for one in found) else [f"{seed.name}: {found}"]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.slow
def test_hostile_files_harm_nothing(
    cast: Cast, canary: Canary, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(cast.lea, "LEA: Soup.")
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    slowest = 0.0
    held = 0
    with one_workshop(monkeypatch) as workshop:

        def child() -> int:
            return held_by(workshop._child.number) if workshop._child else 0

        for one in to_be_sent(canary.address):
            found = outcome(DOORS[one.door], cast.lea, one.name, one.data, scratch=scratch, child=child)
            counted["taken" if found.taken else "refused" if not found.wrong else "wrong"] += 1
            slowest, held = max(slowest, found.seconds), max(held, found.held)
            if KEEP:
                Path(KEEP, "so far").write_text(
                    f"{dict(counted)}, {slowest:.1f} s, {held / 2**20:.0f} MB", "utf-8"
                )
            if found.wrong:
                wrong.append(f"{one.door} {one.name} {one.what}: {found.wrong}")
                kept(one, wrong)
    note(
        "G9",
        refused=counted["refused"],
        taken=counted["taken"],
        wrong=counted["wrong"],
        slowest_s=round(slowest, 1),
        a_child_held_MB=round(held / 2**20),
    )
    assert canary.asked == []
    assert wrong == [], "\n".join(wrong)
    assert counted["taken"] > MANY // 20
    assert counted["refused"] > MANY // 5


def kept(one: Sent, wrong: list[str]) -> None:
    """For whoever mends it, where they said in which folder."""
    if KEEP:
        name = f"{len(wrong)}-{one.door}-{one.what.replace(' ', '_')}-{one.name}"
        Path(KEEP, name).write_bytes(one.data)
        Path(KEEP, f"{name}.why").write_text(wrong[-1], "utf-8")


# The same over HTTP


@pytest.mark.slow
def test_hostile_files_that_are_sent_to_pages_get_a_page(cast: Cast, canary: Canary) -> None:
    browser = Client(raise_request_exception=False)
    begin = f"/s/{cast.lea.study.slug}/"  # type: ignore[attr-defined]
    browser.post(f"{begin}acting/", {"name": "Lea"})
    pages = {
        "text": ("sources/import/", "files"), "project": ("sources/import/", "files"),
        "codes": ("codebook/table/", "table"), "works": ("references/import/", "file"),
        "people": ("people/table/", "table"), "own": ("compare/own/", "file"),
        "guide": ("guides/", "file"), "findings": ("kit/beside/", "file"),
    }  # fmt: skip
    wrong = []
    quick = [what for what in ATTACKS if what not in SLOW_HERE]
    for one in islice(fitting(canary.address, quick, Random(SEED), pages), max(24, MANY // 10)):
        address, field = pages[one.door]
        said = {field: SimpleUploadedFile(one.name, one.data), "do": "keep", "title": "T", "into": ""}
        answer = browser.post(begin + address, said)
        if answer.status_code >= 500:
            wrong.append(f"{one}: {answer.status_code}"[:300])
    assert canary.asked == []
    assert wrong == [], "\n".join(wrong)


# Importers that do what none may: each is found out


def crashes(by: Any, name: str, data: bytes) -> None:
    raise ValueError(name)


def leaves_half(by: Any, name: str, data: bytes) -> None:
    bring(by, "LEA: half of it")
    raise Problem("It breaks off.")


def asks_elsewhere(by: Any, name: str, data: bytes) -> None:
    import socket

    with socket.socket() as asking:
        asking.connect_ex(("127.0.0.1", 9))


def unpacks(by: Any, name: str, data: bytes) -> None:
    import tempfile

    Path(tempfile.gettempdir(), "words.txt").write_bytes(data)


def mumbles(by: Any, name: str, data: bytes) -> None:
    raise Problem("KeyError(7)\nguid")


@pytest.mark.parametrize(
    ("door", "said"),
    [
        (crashes, "ValueError: a.txt"),
        (leaves_half, "it left something"),
        (asks_elsewhere, "asked: socket.connect"),
        (unpacks, "wrote "),
        (mumbles, "no sentence"),
    ],
)
def test_an_importer_that_does_harm_is_found_out(
    cast: Cast, scratch: Path, monkeypatch: pytest.MonkeyPatch, door: Any, said: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    found: Outcome = outcome(door, cast.lea, "a.txt", b"words", scratch=scratch)
    assert any(said in one for one in found.wrong), found


def hoards(by: Any, name: str, data: bytes) -> None:
    held = data * 2**22
    assert held.endswith(data)


def test_an_importer_that_hoards_is_found_out_though_more_was_held_before(
    cast: Cast, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_GROWN", 2**26)
    hoards(cast.lea, "a.txt", bytes(60))
    found = outcome(hoards, cast.lea, "a.txt", bytes(30), scratch=scratch)
    assert any("this process grew" in one for one in found.wrong), found
