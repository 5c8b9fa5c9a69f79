"""How much of what identifies is found, and how much else: hints beside what a person marked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks.identifying import texts
from benchmarks.identifying.scoring import Score
from benchmarks.identifying.texts import Marked
from firsthand.core.identifying import Document, Given, Hint
from firsthand.core.identifying.looking import hints

SIZES = ((100_000, 200), (1_000_000, 20), (1_000_000, 200))  # words, given names


@dataclass(slots=True)
class Group:
    """Texts that are counted together."""

    title: str
    texts: int = 0
    words: int = 0
    always: Score = field(default_factory=Score)
    decide: Score = field(default_factory=Score)

    def add(self, one: Marked, found: list[Hint]) -> None:
        """Count one text."""
        self.texts += 1
        self.words += one.words
        self.always.add(one.marks, found, always=True)
        self.decide.add(one.marks, found, always=False)


@dataclass(frozen=True, slots=True)
class Speed:
    """How long one look took."""

    words: int
    given: int
    near: bool
    seconds: float
    hints: int


@dataclass(slots=True)
class Measured:
    """What `measured` found; `absent` names the texts that are not on this machine, or are other than were marked."""

    groups: list[Group]
    absent: list[str]
    speeds: list[Speed]


def measured() -> Measured:
    """Look through all marked texts that are here, and through a great many words."""
    demo, tuned, held = (
        Group("The demonstration study's interviews"),
        Group("Real texts, tuned on"),
        Group("Real texts, held out"),
    )
    absent = []
    of_demo = _demonstration()
    for one in texts.marked():
        if one.file.startswith("demo:"):
            demo.add(one, of_demo.get(one.file, []))
        elif (found := _real(one)) is None:
            absent.append(one.file)
        else:
            (held if one.held_out else tuned).add(one, found)
    return Measured([demo, tuned, held], absent, list(_speeds()))


def _demonstration() -> dict[str, list[Hint]]:
    """Hints in all texts of the demonstration study together, as a study is looked through."""
    given, known = texts.told()
    found: dict[str, list[Hint]] = {}
    for hint in hints(texts.demonstration(), given, known=known):
        found.setdefault(str(hint.key), []).append(hint)
    return found


def _real(one: Marked) -> list[Hint] | None:
    """Hints in a real text by itself, with no name given; None where it is not here as it was marked."""
    if not one.path.is_file():
        return None
    document = texts.real(one)
    if texts.fingerprint(document.words) != one.sha256:
        return None
    return hints([document], known=one.known)


def _speeds() -> Iterator[Speed]:
    lines = [
        line for document in texts.demonstration() for line in document.words.split("\n") if line.strip()
    ]
    chance = random.Random(1)
    for words, names in SIZES:
        documents, count = [], 0
        while count < words:
            text = "\n".join(chance.choices(lines, k=300))
            count += len(text.split())
            documents.append(Document(len(documents), text))
        given = [Given(f"{_name(chance)} {_name(chance)}", "D01", "somebody") for _ in range(names)]
        for near in (False, True):
            start = perf_counter()
            found = hints(documents, given, near=near)
            yield Speed(count, names, near, perf_counter() - start, len(found))


def _name(chance: random.Random) -> str:
    """Letters like a name's."""
    return "".join(
        chance.choice("bdfklmnrst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))
    ).title()
