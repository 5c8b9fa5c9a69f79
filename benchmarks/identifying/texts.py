"""The texts that are looked through: the demonstration study's, and real ones where they lie on this machine."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from firsthand.core.identifying import Document, Given
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, spoken
from firsthand.demo.material import CORPUS, listed
from firsthand.field.sources.extract import read_file

HERE = Path(__file__).parent
# Where the real texts lie; they are not a part of this repository, and the measure says so where they are not there.
REAL = Path(os.environ.get("FIRSTHAND_TEXTS", HERE.parents[2] / "shared" / "data"))
TURNS = 40  # of a meeting, from its beginning


@dataclass(frozen=True, slots=True)
class Marked:
    """What a person marked in one text: stretches, each with its rule."""

    name: str
    file: str
    sha256: str
    words: int
    held_out: bool
    marks: tuple[tuple[Span, str], ...]
    participants: frozenset[str] = frozenset()  # the labels of those who are asked
    known: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The file on this machine; it need not be there."""
        kind, _, rest = self.file.partition(":")
        return CORPUS / rest if kind == "demo" else REAL / self.file


def marked() -> list[Marked]:
    """All texts with marks, in order of their names."""
    return [
        _of(path.stem, json.loads(path.read_text("utf-8")))
        for path in sorted((HERE / "marks").glob("*.json"))
    ]


def _of(name: str, read: dict[str, Any]) -> Marked:
    marks = tuple((Span(start, end), rule) for start, end, rule in read["marks"])
    people, known = frozenset(read.get("participants", ())), tuple(read.get("known", ()))
    return Marked(name, read["text"], read["sha256"], read["words"], read["held_out"], marks, people, known)


def reading(path: Path) -> Reading:
    """A file as the program itself reads it; of a meeting the first turns."""
    if path.suffix == ".json":
        turns = json.loads(path.read_text("utf-8"))["meeting_transcripts"][:TURNS]
        text = "\n".join(f"{turn['speaker']}: {turn['content']}" for turn in turns)
        return read_file("meeting.txt", text.encode())[0]
    readings = read_file(path.name, path.read_bytes())
    if len(readings) == 1:
        return readings[0]
    return Reading("\n".join(one.text for one in readings))


def fingerprint(text: str) -> str:
    """By which marks know that they stand in the text they were made in."""
    return hashlib.sha256(text.encode()).hexdigest()


def real(one: Marked) -> Document:
    """A real text by itself, with who speaks where."""
    read = reading(one.path)
    labels = {label: "P" if label in one.participants else "" for label in read.structure.voices}
    return Document(one.name, read.text, tuple(_talk(read.structure, labels)))


def demonstration() -> list[Document]:
    """All texts of the demonstration study, as its sources say who speaks and who is there."""
    people = {one["id"] for one in listed("people")}
    return [_source(row, people) for row in listed("sources")]


def _source(row: dict[str, Any], people: set[str]) -> Document:
    read = reading(CORPUS / row["file"])
    present = frozenset(row.get("present", ()))
    labels = {label: who if who in people else "" for label, who in row["voices"].items()}
    talk = tuple(_talk(read.structure, labels)) if labels else ()
    if "person" in row:
        talk = ((Span(0, len(read.text)), row["person"]),)
    return Document(f"demo:{row['file']}", read.text, talk, present)


def _talk(structure: Structure, labels: dict[str, str]) -> Iterator[tuple[Span, str]]:
    for turn in structure.turns:
        said = spoken(turn)
        if said:
            yield said, labels.get(structure.voices[turn.voice], "")


def told() -> tuple[list[Given], list[str]]:
    """What somebody would have told the program about the demonstration study: names, and what is no secret."""
    read = yaml.safe_load((HERE / "told.yaml").read_text("utf-8"))
    return [Given(**one) for one in read["given"]], read["known"]
