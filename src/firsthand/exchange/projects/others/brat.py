"""brat's standoff: for each text a .txt, and beside it an .ann of the same name with a line for each annotation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.others.making import NOT_SHOWN, Making
from firsthand.exchange.projects.others.parts import Files
from firsthand.exchange.projects.project import Code, Coding, Selection, Text

_PIECE = re.compile(r"(\d{1,12}) (\d{1,12})")
OWN = noop("Only brat knows what to do with it.")


def read(files: Files, making: Making) -> None:
    """All pairs of files into `making`."""
    names = files.names()
    codes: dict[str, str] = {}
    apart: list[str] = []
    for name in names:
        if not name.endswith(".ann"):
            continue
        beside = name.removesuffix(".ann") + ".txt"
        if beside not in names:
            making.report.lost("sources", name, noop("There is no .txt of the same name beside it."))
            continue
        words = files.read(beside).decode("utf-8", errors="replace")
        text = making.text(words, beside, name=PurePosixPath(beside).stem)
        making.found.append(text)
        apart += _Reading(name, making, text, codes).run(
            files.read(name).decode("utf-8-sig", errors="replace")
        )
    for name in names:
        if name.endswith(".txt") and name.removesuffix(".txt") + ".ann" not in names:
            text = making.text(
                files.read(name).decode("utf-8", errors="replace"), name, name=PurePosixPath(name).stem
            )
            making.found.append(text)
    if apart:
        making.report.remark(
            noop("Some annotations are of several stretches at once: each stretch is a coding here.")
        )


@dataclass(slots=True)
class _Reading:
    name: str
    making: Making
    text: Text
    codes: dict[str, str]
    made: dict[str, Selection] = field(default_factory=dict)  # by the annotation's id: its first stretch
    events: dict[str, str] = field(default_factory=dict)  # of events: the annotation that each hangs on
    told: Counter[str] = field(default_factory=Counter)

    def run(self, written: str) -> list[str]:
        """All annotations; answers with those of several stretches."""
        lines = [line.split("\t") for line in written.replace("\r\n", "\n").split("\n") if line.strip()]
        apart = [parts[0] for parts in lines if parts[0].startswith("T") and self._stretches(parts)]
        for parts in lines:
            if parts[0].startswith("E") and len(parts) > 1:
                self.events[parts[0]] = parts[1].split(" ")[0].partition(":")[2]
        for parts in lines:
            self._other(parts[0], parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else "")
        return apart

    def _stretches(self, parts: list[str]) -> bool:
        """An annotation of words; whether it is of several stretches."""
        number, (label, _space, places) = parts[0], (parts[1] if len(parts) > 1 else "").partition(" ")
        found = [(int(one[1]), int(one[2])) for one in map(_PIECE.fullmatch, places.split(";")) if one]
        if not found:
            self.making.report.lost(
                "codings", self._at(number), noop("It does not say where in the text it is.")
            )
            return False
        if label not in self.codes:
            self.codes[label] = self.making.guid("code", len(self.codes) + 1)
            self.making.project.codes.append(Code(guid=self.codes[label], name=label))
        for place, (start, end) in enumerate(found):
            quote = parts[2] if len(parts) > 2 and len(found) == 1 else ""
            selection = self.making.select(self.text, start, end, self.name, number, place, quote=quote)
            selection.codings.append(
                self.making.coding(self.codes[label], self.name, number, place, "coding")
            )
            self.made.setdefault(number, selection)
        return len(found) > 1

    def _other(self, number: str, said: str, more: str) -> None:
        """What is not of words itself: relations, events, attributes, notes."""
        match number[:1]:
            case "T":
                return
            case "R":
                label, *ends = said.split(" ")
                self._link(number, label, [one.partition(":")[2] for one in ends])
            case "E":
                for role in said.split(" ")[1:]:
                    label, _colon, end = role.partition(":")
                    self._link(number, label, [number, end], label)
            case "*":
                label, *ends = said.split(" ")
                for place, end in enumerate(ends[1:]):
                    self.told[number] += 1
                    self._link(number, label, [ends[place], end], self.told[number])
            case "A" | "M":
                self._attribute(number, said)
            case "#":
                self._note(number, said, more)
            case _:
                self.making.report.lost("other", self._at(number), OWN)

    def _link(self, number: str, label: str, ends: list[str], *what: object) -> None:
        found = [self._selection(end) for end in ends]
        origin, target = found if len(found) == 2 else (None, None)
        if origin is None or target is None:
            self.making.report.lost(
                "links",
                self._at(number),
                noop("It does not lead from one annotation of the file to another."),
            )
            return
        self.making.link(label, origin.guid, target.guid, self.name, number, *what)

    def _attribute(self, number: str, said: str) -> None:
        name, of, *value = [*said.split(" ", 2), ""]
        selection = self._selection(of)
        if selection is None:
            self.making.report.lost(
                "other", self._at(number), noop("What it says something of is not in the file.")
            )
            return
        written = f"{name}: {value[0]}" if value and value[0] else name
        selection.description = "; ".join(filter(None, [selection.description, written]))
        self.making.report.kept("other", self._at(number), NOT_SHOWN)

    def _note(self, number: str, said: str, words: str) -> None:
        of = said.partition(" ")[2]
        selection = self._selection(of)
        coding: Coding | None = selection.codings[0] if selection else None
        about = coding.notes if coding else self.text.notes
        self.making.note(words, self.name, number, about=about)

    def _selection(self, end: str) -> Selection | None:
        return self.made.get(self.events.get(end, end))

    def _at(self, number: str) -> str:
        return f"{self.name} {number}"
