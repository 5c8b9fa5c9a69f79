"""WebAnno TSV 3, which WebAnno, CAT and INCEpTION write: the text sentence by sentence, and below each a line a word.

Positions are UTF-16 units. A text's words are put together again from the sentences and where their first words stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.core.problems import Problem
from firsthand.exchange.projects.others.layers import OF_GRAMMAR, Into, Layers, is_grammar, short
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.project import Selection, Text

SLOT = "ROLE_"
_FORMAT = b"#FORMAT=WebAnno TSV 3"
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_PLACE = re.compile(r"(\d+-\d+(?:\.\d+)?)\t(\d+)-(\d+)\t")
_NUMBERED = re.compile(r"(.*)\[(\d+)\]", re.DOTALL)
_TARGET = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)_(\d+)\])?")
_SLOT_END = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)\])?")
_LONGEST_GAP = 10_000_000


def is_it(data: bytes) -> bool:
    """Whether a file is of this kind."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").startswith(_FORMAT)


def read(name: str, data: bytes, layers: Layers, into: Into) -> None:
    """A file into the project of `layers`."""
    _Reading(name, layers, into).run(data.decode("utf-8-sig", errors="replace"))


@dataclass(slots=True)
class _Layer:
    """A layer as the head of the file declares it. `kind`: SP (of words), RL (between two of those), CH (chains)."""

    kind: str
    name: str
    features: list[str]
    base: str = ""
    slots: tuple[int, ...] = ()  # the columns of roles: the one after each says where it leads

    @property
    def columns(self) -> int:
        """How many columns it takes."""
        return max(1, len(self.features)) + (self.kind == "RL")


@dataclass(slots=True)
class _Unit:
    """A word, or a piece of one, with its columns."""

    id: str
    start: int
    end: int
    columns: list[str]

    def cells(self, layer: _Layer, column: int) -> list[str]:
        """Those of a layer, which begin at `column`; where the line is short, there is nothing in them."""
        return [*self.columns, *["_"] * (column + layer.columns)][column : column + layer.columns]


@dataclass(slots=True)
class _Reading:
    name: str
    codes: Layers
    into: Into
    layers: list[_Layer] = field(default_factory=list)
    units: list[_Unit] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0  # of the pieces, in UTF-16 units
    at: dict[tuple[str, str, str], Selection] = field(default_factory=dict)  # by layer, unit and number
    slots: list[tuple[str, Selection, str, str, str]] = field(default_factory=list)

    @property
    def making(self) -> Making:
        return self.codes.making

    def run(self, written: str) -> None:
        self._lines(written)
        text = self.into.text(self.making, "".join(self.pieces), self.name)
        column = 0
        for layer in self.layers:
            if is_grammar(layer.name):
                self.making.report.lost("other", f"{self.name} {short(layer.name)}", OF_GRAMMAR)
            elif layer.kind == "SP":
                self._spans(layer, column, text)
            elif layer.kind == "CH":
                self._chain(layer, column, text)
            else:
                self._relations(layer, column)
            column += layer.columns
        self._link_slots()

    # ---------- the lines ----------

    def _lines(self, written: str) -> None:
        sentence: list[str] = []
        for line in written.replace("\r\n", "\n").split("\n"):
            if line.startswith("#T_"):
                self.layers.append(_declared(line))
            elif line.startswith("#Text="):
                sentence.append(_plain(line.removeprefix("#Text=")))
            elif found := _PLACE.match(line):
                start, end = int(found[2][:12]), int(found[3][:12])
                if sentence:
                    self._sentence("\n".join(sentence), start)
                    sentence = []
                columns = line[found.end() :].split("\t")[1:]
                self.units.append(_Unit(found[1], start, end, columns))
        if not self.units:
            raise Problem(
                _("%(name)s says that it is WebAnno TSV, but there is no text in it.") % {"name": self.name}
            )

    def _sentence(self, words: str, start: int) -> None:
        gap = start - self.length
        if not 0 <= gap <= _LONGEST_GAP:
            raise Problem(
                _("In %(name)s the sentence at %(start)s does not begin where the one before it ends.")
                % {"name": self.name, "start": start}
            )
        between = "\n" + " " * (gap - 1) if gap and self.pieces else " " * gap
        self.pieces += [between, words]
        self.length = start + len(words.encode("utf-16-le")) // 2

    # ---------- what was said of the words ----------

    def _spans(self, layer: _Layer, column: int, text: Text) -> None:
        """Annotations of words: those of one number are one, over all its words."""
        found: dict[str, list[_Unit]] = {}
        said: dict[str, dict[str, str]] = {}
        first: dict[str, tuple[_Unit, int]] = {}
        for unit in self.units:
            stacks = [list(_stacked(cell)) for cell in unit.cells(layer, column)]
            for place, (_value, number) in enumerate(stacks[0]):
                key = number or f"{unit.id}/{place}"
                found.setdefault(key, []).append(unit)
                said.setdefault(key, {}).update(_said(layer, stacks, place))
                first.setdefault(key, (unit, place))
        for key, units in found.items():
            start, end = min(one.start for one in units), max(one.end for one in units)
            what = (self.name, short(layer.name), key)
            selection = self.codes.annotated(
                text, start, end, layer.name, _listed(said[key]), *what, by=self.into.by
            )
            for unit in units:
                self.at[layer.name, unit.id, "" if "/" in key else key] = selection
                self.at.setdefault((layer.name, unit.id, ""), selection)
            unit, place = first[key]
            self._slots_of(layer, unit, column, place, "" if "/" in key else key, selection)

    def _slots_of(
        self, layer: _Layer, unit: _Unit, column: int, place: int, number: str, host: Selection
    ) -> None:
        """What an annotation links to by its slots: a column holds their roles, and the next one where each leads."""
        cells = unit.cells(layer, column)
        for at in layer.slots:
            roles, ends = (_pieces(cells[one], place, number) for one in (at, at + 1))
            target = layer.features[at + 1].removeprefix(SLOT)
            where = f"{self.name} {short(layer.name)} {unit.id} {place} {at}"
            for count, (role, end) in enumerate(zip_longest(roles, ends, fillvalue="")):
                self.slots.append((f"{where} {count}", host, role, target, end))

    def _link_slots(self) -> None:
        """The slots, once all that they may lead to is known."""
        for where, host, role, layer, end in self.slots:
            found = _SLOT_END.fullmatch(end)
            target = self._selection(layer, found[1], found[2]) if found else None
            if target is None:
                self.making.report.lost("links", where, noop("What it leads to is not in the file."))
            else:
                self.making.link(role or short(layer), host.guid, target.guid, where)

    def _chain(self, layer: _Layer, column: int, text: Text) -> None:
        """The links of chains: each is a coding, and linked to the next."""
        chains: dict[str, list[Selection]] = {}
        for unit in self.units:
            for place, (value, chain) in enumerate(_stacked(unit.cells(layer, column)[0])):
                said = {} if value == "*" else {"type": value}
                what = (self.name, short(layer.name), unit.id, place)
                chains.setdefault(chain, []).append(
                    self.codes.annotated(
                        text, unit.start, unit.end, layer.name, _listed(said), *what, by=self.into.by
                    )
                )
        for chain, links in chains.items():
            for place, (one, other) in enumerate(pairwise(links)):
                self.making.link(
                    short(layer.name),
                    one.guid,
                    other.guid,
                    self.name,
                    short(layer.name),
                    "chain",
                    chain,
                    place,
                )

    def _relations(self, layer: _Layer, column: int) -> None:
        for unit in self.units:
            cells = unit.cells(layer, column)
            targets = [] if cells[-1] == "_" else cells[-1].split("|")
            values = [value for value, _number in _stacked(cells[0])] if layer.features else []
            for place, target in enumerate(targets):
                where = f"{self.name} {short(layer.name)} {unit.id} {place}"
                found = _TARGET.fullmatch(target)
                origin = self._selection(layer.base, found[1], found[2]) if found else None
                end = self._selection(layer.base, unit.id, found[3]) if found else None
                if origin is None or end is None:
                    self.making.report.lost("links", where, noop("One of its two ends is not in the file."))
                    continue
                label = values[place] if place < len(values) and values[place] != "*" else short(layer.name)
                self.making.link(label, origin.guid, end.guid, where)

    def _selection(self, layer: str, unit: str, number: str | None) -> Selection | None:
        return self.at.get((layer, unit, number if number and number != "0" else ""))


def _declared(line: str) -> _Layer:
    kind, _is, rest = line.removeprefix("#T_").partition("=")
    name, *features = rest.split("|")
    base = next((one.removeprefix("BT_") for one in features if one.startswith("BT_")), "")
    features = [one for one in features if one and not one.startswith("BT_")]
    slots = tuple(place for place, feature in enumerate(features[:-1]) if feature.startswith(SLOT))
    for place in slots:
        features[place + 1] = f"{SLOT}{features[place + 1]}"
    return _Layer(kind, name, features, base, slots)


def _said(layer: _Layer, stacks: list[list[tuple[str, str]]], place: int) -> dict[str, str]:
    """What the features of one annotation say; “*” is nothing, and what leads elsewhere is no value."""
    return {
        feature: stack[place][0]
        for feature, stack in zip(layer.features, stacks, strict=False)
        if place < len(stack) and stack[place][0] not in ("*", "") and not feature.startswith(SLOT)
    }


def _listed(said: dict[str, str]) -> dict[str, list[str]]:
    """Each feature with its one value."""
    return {feature: [value] for feature, value in said.items()}


def _stacked(cell: str) -> Iterator[tuple[str, str]]:
    """The annotations in a cell, each its value and its number."""
    if cell == "_":
        return
    for one in re.split(r"(?<!\\)\|", cell):
        found = _NUMBERED.fullmatch(one)
        yield (_plain(found[1]), found[2]) if found and not found[1].endswith("\\") else (_plain(one), "")


def _pieces(cell: str, place: int, number: str) -> list[str]:
    """What the cell of a slot says of one of the annotations in it; the annotation's own number may stand at its end.

    >>> _pieces("p1;p2[3]|p1[4]", 0, "3"), _pieces("*", 0, "")
    (['p1', 'p2'], [])
    """
    stacked = [] if cell == "_" else re.split(r"(?<!\\)\|", cell)
    said = stacked[place].removesuffix(f"[{number}]") if place < len(stacked) else ""
    return [] if said in ("", "*") else [_plain(one) for one in said.split(";")]


def _plain(written: str) -> str:
    """What was written, before its signs were guarded.

    >>> _plain(r"a\\_b\\ttwo\\->")
    'a_b\\ttwo->'
    """
    return _ESCAPED.sub(lambda found: {"t": "\t", "n": "\n", "r": "\r"}.get(found[1], found[1]), written)
