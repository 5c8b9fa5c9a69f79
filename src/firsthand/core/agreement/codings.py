"""Codings as columns of numbers: a million of them are six arrays, where a million objects would take seconds to make.

Positions are half-open, in code points. Documents, codes and coders are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from firsthand.core.agreement.coefficient import Ints
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.spans import Span, covered

MOST_CODERS = 62  # as many as fit into the bits of one number


@dataclass(frozen=True, slots=True)
class Codings:
    """Who put which code where. `lengths` is how long each document is; `seen` whose work counts in it, as bits.

    Everybody's work counts everywhere unless `seen` says otherwise.
    """

    doc: Ints
    code: Ints
    coder: Ints
    start: Ints
    end: Ints
    lengths: Ints
    codes: int
    coders: int
    seen: Ints

    def __post_init__(self) -> None:
        """Raises `Problem` where there are more coders than can be told apart, or a coding is outside its document."""
        if not 1 <= self.coders <= MOST_CODERS:
            raise Problem(
                _("Agreement is between 2 and %(most_coders)s coders, not %(coders)s.")
                % {"most_coders": MOST_CODERS, "coders": self.coders}
            )
        if np.any(self.start < 0) or np.any(self.end > self.lengths[self.doc]):
            raise Problem(_("A coding lies outside its document."))

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[int, int, int, int, int]],
        *,
        lengths: Sequence[int],
        codes: int,
        coders: int,
        seen: Sequence[int] | None = None,
    ) -> Codings:
        """From rows of document, code, coder, start, end.

        >>> Codings.of([(0, 0, 1, 2, 5)], lengths=[9], codes=1, coders=2).end
        array([5])
        """
        doc, code, coder, start, end = np.array([*rows], dtype=np.int64).reshape(-1, 5).T.copy()
        everybody = [(1 << coders) - 1] * len(lengths)
        return cls(
            doc, code, coder, start, end, np.array(lengths, dtype=np.int64), codes, coders,
            np.array(everybody if seen is None else seen, dtype=np.int64),
        )  # fmt: skip

    @property
    def offsets(self) -> Ints:
        """Where each document begins when all are laid end to end, a place between any two."""
        return np.concatenate([[0], np.cumsum(self.lengths + 1)])

    def counted(self) -> Codings:
        """Those by coders whose work counts in the document."""
        theirs = (self.seen[self.doc] >> self.coder) & 1 == 1
        return self if theirs.all() else self.where(theirs)

    def where(self, wanted: npt.NDArray[np.bool_] | Ints) -> Codings:
        """Some of them: those that are marked, or those at these places."""
        found = {name: getattr(self, name)[wanted] for name in ("doc", "code", "coder", "start", "end")}
        return replace(self, **found)

    def joined(self) -> Codings:
        """With what one coder marked twice with the same code marked once, and what touches made one.

        >>> twice = Codings.of([(0, 0, 0, 0, 4), (0, 0, 0, 2, 9)], lengths=[9], codes=1, coders=1).joined()
        >>> twice.start, twice.end
        (array([0]), array([9]))
        """
        if not len(self.doc):
            return self
        offsets = self.offsets
        # All documents end to end for each code and coder: what is sorted by this number is sorted by all of them.
        begins = (self.code * self.coders + self.coder) * offsets[-1] + offsets[self.doc] + self.start
        order = np.argsort(begins)
        begins = begins[order]
        reach = np.maximum.accumulate(begins + (self.end - self.start)[order])
        first = np.flatnonzero(np.concatenate([[True], begins[1:] > reach[:-1]]))
        last = np.append(first[1:], len(begins)) - 1
        kept = order[first]
        start = self.start[kept]
        return replace(
            self, doc=self.doc[kept], code=self.code[kept], coder=self.coder[kept],
            start=start, end=start + reach[last] - begins[first],
        )  # fmt: skip

    def without(self, outside: Sequence[Iterable[Span]]) -> Codings:
        """As if some stretches of each document were not there: what nobody was to code is neither yes nor no.

        >>> whole = Codings.of([(0, 0, 0, 2, 8)], lengths=[10], codes=1, coders=1)
        >>> left = whole.without([[Span(4, 6)]])
        >>> left.start, left.end, left.lengths
        (array([2]), array([6]), array([8]))
        """
        offsets = self.offsets
        cuts = [
            (offsets[doc] + span.start, offsets[doc] + span.end)
            for doc, spans in enumerate(outside)
            for span in covered(spans)
        ]
        if not cuts:
            return self
        begins, ends = np.array(cuts, dtype=np.int64).T
        gone = np.concatenate([[0], np.cumsum(ends - begins)])

        def left(place: Ints) -> Ints:
            """How many of the places before this one are left."""
            behind = np.searchsorted(begins, place)
            inside = np.where(behind > 0, np.maximum(0, ends[behind - 1] - place), 0)
            return np.asarray(place - gone[behind] + inside)

        first = left(offsets[:-1])
        start = left(offsets[self.doc] + self.start) - first[self.doc]
        end = left(offsets[self.doc] + self.end) - first[self.doc]
        moved = replace(self, start=start, end=end, lengths=left(offsets[:-1] + self.lengths) - first)
        return moved.where(end > start)
