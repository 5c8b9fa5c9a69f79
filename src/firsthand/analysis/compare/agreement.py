"""How far coders agree, over a study: by code, by two coders, by document, and all together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

import numpy as np

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.compared import Compared, Document, Unit, compared
from firsthand.core.agreement.coefficient import Basis, Coefficient, Interval, Ints
from firsthand.core.agreement.coefficients import MANY, PAIR, of_many, of_pair
from firsthand.core.agreement.histogram import Histogram, sweep
from firsthand.core.agreement.intervals import SEED, by_documents
from firsthand.core.agreement.segmenting import Rule
from firsthand.core.agreement.tallies import (
    Fourfold,
    S,
    Tallies,
    added,
    fourfold,
    gathered,
    of_one,
    tallies,
)
from firsthand.ground.studies.models import Membership

Coefficients = dict[str, Coefficient]


@dataclass(frozen=True, slots=True)
class OfTwo:
    """Two coders: their fourfold table, and every coefficient of two by its name."""

    coders: tuple[str, str]
    counts: Fourfold
    found: Coefficients


@dataclass(frozen=True, slots=True)
class OfCode:
    """One code, or all together where there is none: over all coders, and two by two."""

    code: CodeLine | None
    found: Coefficients
    pairs: list[OfTwo]


@dataclass(frozen=True, slots=True)
class OfDocument:
    """One document, the codes on it taken together."""

    document: Document
    coders: list[str]
    found: Coefficients


@dataclass(frozen=True, slots=True)
class Mean:
    """A coefficient in the mean over the codes that have it, and how many have it and have not."""

    value: float | None
    defined: int
    undefined: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """All of it. `segmentation` names the way in which texts were cut into units, with its fingerprint."""

    unit: Unit
    rule: str
    coders: list[str]
    documents: list[Document]
    segmentation: str
    drawn: str
    codable: str
    settled: int
    whole: OfCode
    codes: list[OfCode]
    by_document: list[OfDocument]
    means: dict[str, Mean]
    everybody: list[tuple[UUID, str]]  # who could have been chosen


def agreement(
    by: Membership,
    *,
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
    unit: Unit = "character",
    rule: Rule = "any",
    seed: int = SEED,
) -> Agreement:
    """How far coders agree: of all codes or some, of all coders or some.

    Pooled over documents; where codes were named or there are but two coders, two by two with intervals, too. Raises
    `Problem` where no two coders coded the same text.
    """
    return reckoned(
        by, compared(by, codes=codes, coders=coders), unit=unit, rule=rule, seed=seed, close=bool(codes)
    )


def reckoned(
    by: Membership,
    found: Compared,
    *,
    unit: Unit = "character",
    rule: Rule = "any",
    seed: int = SEED,
    close: bool = False,
) -> Agreement:
    """How far coders agree on what is compared. `close`: two by two with intervals, also where they are many."""
    codings, segmentation = found.on_characters(), ""
    if unit != "character":
        codings, segmentation = found.on_units(by, unit, rule)
    sums = _Reckoned(found, sweep(codings), unit, "" if unit == "character" else rule, seed)
    close = close or len(found.coders) == 2
    of_codes = [sums.code(place, close) for place in range(len(found.codes))]
    return Agreement(
        unit, sums.rule, found.coders, found.documents, segmentation, found.drawn, found.codable, found.settled,
        sums.whole(), of_codes, sums.documents(), _means(of_codes), found.everybody,
    )  # fmt: skip


class _Reckoned:
    """The sums, over all documents and by the clusters that are drawn anew."""

    def __init__(self, found: Compared, histogram: Histogram, unit: Unit, rule: str, seed: int) -> None:
        self._found, self._histogram, self._unit, self._seed = found, histogram, unit, seed
        self.rule = rule
        pooled = histogram.pooled()
        places = range(len(found.coders))
        self._tallies = tallies(histogram)
        self._many = added(tallies(pooled))
        self._pairs = {pair: added(fourfold(pooled, *pair)) for pair in combinations(places, 2)}
        self._intervals = self._drawn(self._tallies)
        self._close: dict[tuple[int, int], dict[str, list[Interval]]] = {}

    def code(self, place: int, close: bool) -> OfCode:
        """One code. `close`: two coders get intervals as well."""
        sums = of_one(self._many, place)
        found = self._with(of_many(sums, self._basis(sums.n)), self._intervals, place)
        pairs = [self._two(pair, of_one(counts, place), place, close) for pair, counts in self._pairs.items()]
        return OfCode(self._found.codes[place], found, pairs)

    def whole(self) -> OfCode:
        """All codes together: every character is as many yes or no as there are codes."""
        sums = added(self._many, -1)
        drawn = self._drawn(_as_one_code(self._tallies))
        found = self._with(of_many(sums, self._basis(sums.n)), drawn, 0)
        pairs = []
        for pair, counts in self._pairs.items():
            total = added(counts, -1)
            close = self._drawn_two(_as_one_code(fourfold(self._histogram, *pair)))
            of_both = of_pair(total, self._basis_of_two(pair, total))
            pairs.append(OfTwo(self._names(pair), total, self._with(of_both, close, 0)))
        return OfCode(None, found, pairs)

    def documents(self) -> list[OfDocument]:
        """Document by document. What nobody marked there has no kappa there."""
        sums = added(self._tallies, -1)
        return [
            self._document(doc, document, of_one(sums, doc))
            for doc, document in enumerate(self._found.documents)
        ]

    def _document(self, doc: int, document: Document, sums: Tallies) -> OfDocument:
        seen = self._histogram.seen[doc]
        names = [name for bit, name in enumerate(self._found.coders) if seen >> bit & 1]
        return OfDocument(
            document, names, of_many(replace(sums, even=True), self._basis(sums.n, len(names), 1))
        )

    def _two(self, pair: tuple[int, int], counts: Fourfold, place: int, close: bool) -> OfTwo:
        found = of_pair(counts, self._basis_of_two(pair, counts))
        if close:
            if pair not in self._close:
                self._close[pair] = self._drawn_two(fourfold(self._histogram, *pair))
            found = self._with(found, self._close[pair], place)
        return OfTwo(self._names(pair), counts, found)

    def _names(self, pair: tuple[int, int]) -> tuple[str, str]:
        return self._found.coders[pair[0]], self._found.coders[pair[1]]

    def _basis(self, n: float, coders: int = 0, documents: int | None = None) -> Basis:
        every = len(self._found.documents) if documents is None else documents
        return Basis(
            self._unit, int(n), coders or len(self._found.coders), every, self.rule, self._found.codable
        )

    def _basis_of_two(self, pair: tuple[int, int], counts: Fourfold) -> Basis:
        seen = self._histogram.seen
        both = int(((seen >> pair[0]) & (seen >> pair[1]) & 1).sum())
        return self._basis(counts.n, 2, both)

    def _drawn(self, sums: Tallies) -> dict[str, list[Interval]]:
        clustered = _by_cluster(sums, self._found.clusters)
        return by_documents(clustered, [*MANY.values()], seed=self._seed, what=self._found.drawn)

    def _drawn_two(self, sums: Fourfold) -> dict[str, list[Interval]]:
        looked = np.asarray(sums.n).sum(axis=1) > 0
        both = of_one(sums, looked)
        clusters = self._found.clusters[looked]
        return by_documents(
            _by_cluster(both, clusters), [*PAIR.values()], seed=self._seed, what=self._found.drawn
        )

    @staticmethod
    def _with(found: Coefficients, drawn: dict[str, list[Interval]], place: int) -> Coefficients:
        return {
            name: one if one.value is None else replace(one, interval=drawn[name][place])
            for name, one in found.items()
        }


def _by_cluster(sums: S, clusters: Ints) -> S:
    kinds, group = np.unique(clusters, return_inverse=True)
    return gathered(sums, group, len(kinds))


def _as_one_code(sums: S) -> S:
    """All codes added, still as arrays [document, code]."""
    return of_one(added(sums, -1), slice(None), np.newaxis)


def _means(codes: Sequence[OfCode]) -> dict[str, Mean]:
    found = {}
    for name in MANY:
        values = [one.found[name].value for one in codes]
        defined = [value for value in values if value is not None]
        mean = sum(defined) / len(defined) if defined else None
        found[name] = Mean(mean, len(defined), len(values) - len(defined))
    return found
