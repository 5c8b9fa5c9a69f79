"""Which codes stand on the same words: in how many people first, then in units, pairs of codings and characters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.arrays import Counted, counted, owned, sentences
from firsthand.core import network
from firsthand.core.crosstable import distinct
from firsthand.core.figures import Figure
from firsthand.core.marks import Ints, Marks, pairs_within, shared
from firsthand.core.problems import Problem
from firsthand.core.relations import CoOccurrence, co_occurrence, in_units, together_in
from firsthand.ground.studies.models import Membership

Edge = Literal["people", "units", "pairs", "characters"]
EDGES: tuple[Edge, ...] = get_args(Edge)

Unit = Literal["turn", "sentence", "source"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two codes that stand on the same words somewhere."""

    one: CodeLine
    two: CodeLine
    people: int  # in whose words they meet
    units: int  # turns (or sentences, or sources) that hold both, whether or not on the same words
    pairs: int  # of codings that overlap
    characters: int  # under both
    jaccard: Figure  # of characters
    c: Figure  # of pairs of codings
    one_with_two: Figure  # of the codings of one, the share that overlaps some coding of two
    two_with_one: Figure
    uneven: bool  # one stands more than five times as often as the other

    @property
    def out_of_range(self) -> bool:
        """Whether c passes 1: a code overlaps itself."""
        return self.c.value is not None and self.c.value > 1

    def by(self, edge: Edge) -> int:
        """How strong the pair is, counted in one way."""
        return {
            "people": self.people,
            "units": self.units,
            "pairs": self.pairs,
            "characters": self.characters,
        }[edge]


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A code in the network of codes, and where it is drawn."""

    code: CodeLine
    codings: int
    people: int
    place: network.Place
    at: network.Point


@dataclass(frozen=True, slots=True)
class CoOccurrences:
    """All pairs that meet, those of most people first, and the network that they make."""

    pairs: tuple[PairLine, ...]
    nodes: tuple[NodeLine, ...]
    edge: Edge
    at_least: int
    people: int  # who take part and may be counted
    unit: Unit = "turn"
    as_of: int | None = None
    unopened: int = 0  # texts of then of which nobody can tell any more who spoke


def cooccurrence(
    by: Membership, *, edge: Edge = "people", at_least: int = 1, unit: Unit = "turn",
    coders: Collection[UUID] = (), at: int | None = None,
) -> CoOccurrences:  # fmt: skip
    """Every two codes that share a code point somewhere, whoever put them there (or of these coders alone); as coded
    right after entry `at` of the trail, if given.

    The network has an edge where a pair counts at least so much. Raises `Problem` for a count that there is not.
    """
    _check(edge, EDGES, _("There is no “%(given)s” to count pairs in. There are: %(all)s."))
    _check(unit, UNITS, _("Nothing is counted by “%(given)s”. There are: %(all)s."))
    found = counted(by, coders=coders, at=at)
    codes = len(found.codes)
    together = co_occurrence(found.codings, codes)
    persons = _people(found, codes)
    units = together_in(*in_units(found.codings, _cut(by, found, unit)), codes)
    lines = [
        _line(found, together, persons, units, a, b)
        for a, b in combinations(range(codes), 2)
        if together.pairs[a, b]
    ]
    lines.sort(key=lambda one: (-one.people, -one.units, -one.pairs, one.one.path, one.two.path))
    return CoOccurrences(
        tuple(lines),
        _network(found, together, persons, lines, edge, at_least),
        edge,
        at_least,
        len(found.people),
        unit,
        at,
        found.unopened,
    )


def _check(given: str, there: tuple[str, ...], sentence: str) -> None:
    if given not in there:
        raise Problem(sentence % {"given": given, "all": ", ".join(there)})


def _cut(by: Membership, found: Counted, unit: Unit) -> Marks:
    """The coded texts, cut into units."""
    if unit == "turn":
        return found.turns
    return sentences(by, found) if unit == "sentence" else found.texts


def _line(found: Counted, together: CoOccurrence, persons: Ints, units: Ints, a: int, b: int) -> PairLine:
    return PairLine(
        found.codes[a], found.codes[b], int(persons[a, b]), int(units[a, b]), int(together.pairs[a, b]),
        int(together.characters[a, b]), together.jaccard(a, b), together.c(a, b), together.share_with(a, b),
        together.share_with(b, a), together.is_uneven(a, b),
    )  # fmt: skip


def _people(found: Counted, codes: int) -> Ints:
    """In how many people's words two codes meet: who speaks there, and whose a coder said the words of either are."""
    cells, persons = [], []
    for i, j in pairs_within(found.codings):
        start, end = shared(found.codings, found.codings, i, j)
        both = Marks(found.codings.docs[i], start, end, i)
        a, b = found.codings.labels[i], found.codings.labels[j]
        cell = np.minimum(a, b) * codes + np.maximum(a, b)
        for coding in (i, j):
            place, person, _where = owned(both, found.words, np.arange(len(i)), found.whose[coding])
            cells.append(cell[place])
            persons.append(person)
    coding, person, _where = found.owned
    cells.append(found.codings.labels[coding] * (codes + 1))
    persons.append(person)
    one, two = np.divmod(np.concatenate(cells), max(codes, 1))
    table = distinct(one, two, np.concatenate(persons), (codes, codes))
    return (table + np.triu(table, 1).T).astype(np.int64)


def _network(
    found: Counted, together: CoOccurrence, persons: Ints, lines: list[PairLine], edge: Edge, at_least: int
) -> tuple[NodeLine, ...]:
    names = {str(line.id): line for line in found.codes}
    edges = {
        (str(one.one.id), str(one.two.id)): float(one.by(edge))
        for one in lines
        if one.by(edge) >= max(at_least, 1)
    }
    nodes = [name for name in names if any(name in pair for pair in edges)]
    stands, drawn = network.measures(nodes, edges), network.places(nodes, edges)
    number = {str(line.id): place for place, line in enumerate(found.codes)}
    return tuple(
        NodeLine(
            names[node], int(together.codings[number[node]]), int(persons[number[node], number[node]]),
            stands[node], drawn[node],
        )
        for node in nodes
    )  # fmt: skip
