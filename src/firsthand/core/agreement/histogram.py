"""The one sweep: how much of each document was marked with each code by which coders.

Go through a document from left to right and keep, for each coder, whether a coding of theirs is open. Between two
places where that changes, the set of coders who marked this stretch is the same: the stretch's length goes to that set.
The result H[document, code, set] is all that percent, F1, Jaccard, kappa, pi, Fleiss, alpha, AC1 and S need. Sets are
numbers whose bits are coders; what nobody marked is the rest of the document.

Two coders, one code, a text of 1,000 characters, of which both marked 45, the first alone 25 and the second alone 20:

>>> first, second = [(0, 10), (100, 160)], [(5, 10), (110, 150), (300, 320)]
>>> rows = [(0, 0, coder, *span) for coder, spans in enumerate((first, second)) for span in spans]
>>> sweep(Codings.of(rows, lengths=[1000], codes=1, coders=2)).dense().tolist()
[[[910, 25, 20, 45]]]
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Ints

SOME = 1 << 17  # so many codings are swept at once
AT_ONCE = 1 << 24  # up to so many cells are kept as one array while summing; beyond, they are sorted


@dataclass(frozen=True, slots=True)
class Histogram:
    """How much of each document was marked with each code by exactly which coders.

    A row is document, code, `mask` (the coders, as bits; never 0) and `size`, in order of code and document.
    `lengths` is how much there is of each document, `seen` who looked at it.
    """

    doc: Ints
    code: Ints
    mask: Ints
    size: Ints
    lengths: Ints
    codes: int
    coders: int
    seen: Ints

    def dense(self) -> Ints:
        """As H[document, code, mask], what nobody marked included: for small ones, and for showing."""
        table = np.zeros((len(self.lengths), self.codes, 1 << self.coders), dtype=np.int64)
        table[self.doc, self.code, self.mask] = self.size
        table[:, :, 0] = self.lengths[:, None] - table.sum(axis=2)
        return table

    def pooled(self) -> Histogram:
        """All documents that the same coders looked at as one."""
        kinds, kind = np.unique(self.seen, return_inverse=True)
        lengths = np.bincount(kind, self.lengths, len(kinds)).astype(np.int64)
        return _summed(replace(self, doc=kind[self.doc], lengths=lengths, seen=kinds))

    def of_codes(self, codes: Ints) -> Histogram:
        """Of some codes, numbered anew in this order."""
        place = np.full(self.codes, -1, dtype=np.int64)
        place[codes] = np.arange(len(codes))
        kept = place[self.code] >= 0
        rows = {name: getattr(self, name)[kept] for name in ("doc", "mask", "size")}
        return replace(self, code=place[self.code[kept]], codes=len(codes), **rows)


def sweep(codings: Codings) -> Histogram:
    """The histogram of codings. Cost: a sort of as many numbers as there are starts and ends.

    Codes are swept a few at a time: what is sorted stays near the processor then, and little memory is needed at once.
    """
    found = codings.counted()
    parts = [_swept(found.where(rows)) for rows in _some_codes(found.code)]
    doc, code, mask, size = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("doc", "code", "mask", "size")
    )
    return replace(parts[0], doc=doc, code=code, mask=mask, size=size)


def _some_codes(code: Ints) -> list[Ints]:
    """The places of the codings of the first codes, then of the next, until all had their turn."""
    small = int(code.max(initial=0)) < 1 << 15  # such numbers are sorted in a tenth of the time
    order = np.argsort(code.astype(np.int16 if small else np.int64), kind="stable")
    parts, begin, end = [], 0, 0
    for after in (np.flatnonzero(np.diff(code[order], append=-1)) + 1).tolist():
        if end > begin and after - begin > SOME:
            parts.append(order[begin:end])
            begin = end
        end = after
    return [*parts, order[begin:]]


def _swept(codings: Codings) -> Histogram:
    """Of some codes that follow each other."""
    lowest = int(codings.code.min(initial=codings.codes))
    highest = int(codings.code.max(initial=lowest))
    found = replace(codings, code=codings.code - lowest, codes=highest - lowest + 1).joined()
    offsets = found.offsets
    bits = (found.coders - 1).bit_length()
    at = (found.code * offsets[-1] + offsets[found.doc] + found.start) << bits
    # A coder's stretches no longer overlap, so that each start and each end flips the coder's bit.
    events = np.concatenate([at, at + ((found.end - found.start) << bits)])
    events |= np.tile(found.coder, 2)
    events.sort()
    places = events >> bits
    mask = np.bitwise_xor.accumulate(1 << (events & ((1 << bits) - 1)))
    size = np.diff(places, append=places[-1:])
    kept = (mask != 0) & (size > 0)
    code, place = np.divmod(places[kept], offsets[-1])
    doc = np.asarray(np.searchsorted(offsets, place, side="right") - 1, dtype=np.int64)
    some = Histogram(doc, code, mask[kept], size[kept], found.lengths, found.codes, found.coders, found.seen)
    summed = _summed(some)
    return replace(summed, code=summed.code + lowest, codes=codings.codes)


def _summed(rows: Histogram) -> Histogram:
    """With one row for each document, code and mask."""
    docs, masks = len(rows.lengths), 1 << rows.coders
    cell = rows.code * docs + rows.doc
    if docs * rows.codes * masks <= AT_ONCE:
        sums = np.bincount(cell * masks + rows.mask, rows.size, docs * rows.codes * masks)
        found = np.flatnonzero(sums)
        cell, mask = np.divmod(found, masks)
        size = sums[found].astype(np.int64)
    else:
        order = np.lexsort((rows.mask, cell))
        cell, mask = cell[order], rows.mask[order]
        new = np.ones(len(cell), dtype=np.bool_)
        new[1:] = (np.diff(cell) != 0) | (np.diff(mask) != 0)
        first = np.flatnonzero(new)
        size = np.add.reduceat(rows.size[order], first) if len(first) else rows.size
        cell, mask = cell[first], mask[first]
    code, doc = np.divmod(cell, max(docs, 1))
    return replace(rows, doc=doc, code=code, mask=mask, size=size)
