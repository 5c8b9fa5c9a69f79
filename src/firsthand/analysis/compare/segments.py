"""Agreement of coders on whole segments of a study, and on where pieces begin and end, code by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.compared import Compared, compared
from firsthand.core.agreement.coefficient import Basis, Coefficient
from firsthand.core.agreement.matching import ANY, STRICT, USUAL, Found, matched, of_segments
from firsthand.core.agreement.unitizing import unitized_over
from firsthand.core.spans import Span
from firsthand.ground.studies.models import Membership

THRESHOLDS = {"any": ANY, "half": USUAL, "nine tenths": STRICT}
NOT_ALL = "No text was coded by all of these coders."
Spans = dict[tuple[int, int, int], list[Span]]


@dataclass(frozen=True, slots=True)
class Segments:
    """Whole segments of one code by two coders, matched where they are that much alike.

    `split`: segments of the first that the second cut into several; `merged`: the other way round.
    """

    code: CodeLine
    coders: tuple[str, str]
    least: str
    counts: Found
    split: int
    merged: int
    found: dict[str, Coefficient]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Whether coders cut the same pieces out of the texts for a code: |u over texts that all of them coded."""

    code: CodeLine
    bar_u: Coefficient


def segments(by: Membership, *, codes: Sequence[str] = (), coders: Sequence[str] = ()) -> list[Segments]:
    """For each code, two coders and threshold how many segments of the one are segments of the other."""
    found = compared(by, codes=codes, coders=coders)
    spans = found.spans()
    return [
        _of_pair(found, spans, place, pair, least)
        for place in range(len(found.codes))
        for pair in combinations(range(len(found.coders)), 2)
        for least in THRESHOLDS
    ]


def _of_pair(found: Compared, spans: Spans, place: int, pair: tuple[int, int], least: str) -> Segments:
    first, second = pair
    both = (1 << first) | (1 << second)
    docs = [int(doc) for doc in np.flatnonzero(found.codings.seen & both == both)]
    each = [
        matched(spans.get((doc, place, first), ()), spans.get((doc, place, second), ()), THRESHOLDS[least])
        for doc in docs
    ]
    counts = Found(*(sum(one.counts[at] for one in each) for at in range(3)))
    basis = Basis("segment", counts.n, 2, len(docs), least)
    return Segments(
        found.codes[place], (found.coders[first], found.coders[second]), least, counts,
        sum(len(one.split) for one in each), sum(len(one.merged) for one in each), of_segments(counts, basis),
    )  # fmt: skip


def pieces(by: Membership, *, codes: Sequence[str] = (), coders: Sequence[str] = ()) -> list[Pieces]:
    """|u of each code."""
    found = compared(by, codes=codes, coders=coders)
    spans, lengths = found.spans(), found.on_characters().lengths
    every = range(len(found.coders))
    docs = [int(doc) for doc in np.flatnonzero(found.codings.seen == (1 << len(every)) - 1)]
    result = []
    for place, line in enumerate(found.codes):
        lines = [
            (
                int(lengths[doc]),
                [
                    [(one.start, one.end, "coded") for one in spans.get((doc, place, coder), ())]
                    for coder in every
                ],
            )
            for doc in docs
        ]
        basis = Basis("character", int(lengths[docs].sum()), len(every), len(docs))
        none = Coefficient("bar_u", None, NOT_ALL, "Krippendorff and others 2016", 1, basis)
        bar_u = unitized_over(lines).bar_u if lines else none
        result.append(Pieces(line, replace(bar_u, basis=basis)))
    return result
