"""How codings of two codes stand to one another, and how often: operators on pairs, and counts of co-occurrence.

Three counts, never mixed: pairs of codings, units (turns, sentences) that hold both, and shared characters. The
coefficient c is that of ATLAS.ti's manual, n12 / (n1 + n2 - n12); on pairs of codings it can pass 1 or lose its
denominator, where a code overlaps itself, and then says so. The Jaccard coefficient of the characters never does.

>>> coefficient(5, 100, 10).value.__round__(3), is_uneven(100, 10)
(0.048, True)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from firsthand.core.crosstable import sums
from firsthand.core.figures import Figure, ratio, undefined
from firsthand.core.marks import (
    Ints,
    Marks,
    beginning_in,
    in_order,
    meeting,
    meetings,
    merged,
    pairs_within,
    shared,
)

UNEVEN = 5  # times as often: from there on c says little of the rarer code

NO_DENOMINATOR = "there are as many pairs as codings: a code overlaps itself, and c has no denominator"
NO_CODINGS = "one of the codes has no codings"


@dataclass(frozen=True, slots=True)
class Operators:
    """How many pairs of a coding of A and a coding of B stand in each relation. Touching is no overlap."""

    overlap: int
    equal: int
    within: int  # A in B, equal ones too
    encloses: int  # B in A, equal ones too
    followed_by: int  # B begins at most so far after the end of A
    near: int  # at most so far between them; overlap is nought


def operators(one: Marks, two: Marks, distance: int) -> Operators:
    """Every relation at once, for two codes' codings; `distance` in whatever the marks are measured in.

    >>> a, b = Marks.of([(0, 0, 10, 0)]), Marks.of([(0, 2, 4, 1), (0, 10, 12, 1)])
    >>> operators(a, b, 5)
    Operators(overlap=1, equal=0, within=0, encloses=1, followed_by=1, near=2)
    """
    i, j = meeting(one, two, within=distance)
    s, e, t, f = one.starts[i], one.ends[i], two.starts[j], two.ends[j]
    return Operators(
        overlap=int(((s < f) & (t < e)).sum()),
        equal=int(((s == t) & (e == f)).sum()),
        within=int(((t <= s) & (e <= f)).sum()),
        encloses=int(((s <= t) & (f <= e)).sum()),
        followed_by=int(((t >= e) & (t - e <= distance)).sum()),
        near=len(i),
    )


def coefficient(both: int, one: int, two: int) -> Figure:
    """c = n12 / (n1 + n2 - n12). Over 1 it is out of range: see `is_out_of_range`.

    >>> coefficient(4, 2, 2)
    Figure(value=None, reason='there are as many pairs as codings: a code overlaps itself, and c has no denominator')
    """
    if not one or not two:
        return undefined(NO_CODINGS)
    return ratio(both, one + two - both) if both < one + two else undefined(NO_DENOMINATOR)


def is_out_of_range(c: Figure) -> bool:
    """Whether c passes 1: a code overlaps itself, and c says nothing."""
    return c.value is not None and c.value > 1


def is_uneven(one: int, two: int) -> bool:
    """Whether one code stands more than five times as often as the other: then read both directions, not c."""
    return min(one, two) > 0 and max(one, two) > UNEVEN * min(one, two)


def jaccard(both: int, one: int, two: int) -> Figure:
    """The share of what either covers (or has) that both do: always between 0 and 1."""
    return ratio(both, one + two - both, "neither code covers anything")


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """Every code with every code: tables of codes by codes, symmetric but for `touching`.

    `touching[a, b]`: how many codings of a overlap some coding of b; nothing is said of a code with itself. The
    diagonal of `pairs` is how often two codings of the code overlap, that of `characters` what it covers.
    """

    codings: Ints  # by code
    pairs: Ints
    touching: Ints
    characters: Ints

    def c(self, a: int, b: int) -> Figure:
        """c on pairs of codings."""
        return coefficient(int(self.pairs[a, b]), int(self.codings[a]), int(self.codings[b]))

    def jaccard(self, a: int, b: int) -> Figure:
        """Jaccard on characters."""
        return jaccard(*(int(self.characters[cell]) for cell in ((a, b), (a, a), (b, b))))

    def share_with(self, a: int, b: int) -> Figure:
        """Of the codings of a, the share that overlaps some coding of b."""
        return ratio(int(self.touching[a, b]), int(self.codings[a]), NO_CODINGS)

    def is_uneven(self, a: int, b: int) -> bool:
        """Whether one of them stands more than five times as often as the other."""
        return is_uneven(int(self.codings[a]), int(self.codings[b]))


def co_occurrence(codings: Marks, codes: int) -> CoOccurrence:
    """Counted for all codes in one sweep, whoever made the codings. Labels are codes, from 0 up to `codes`.

    >>> found = co_occurrence(Marks.of([(0, 0, 10, 0), (0, 5, 15, 1), (0, 8, 9, 1)]), 2)
    >>> found.pairs.tolist(), found.touching.tolist(), found.characters.tolist()
    ([[0, 2], [2, 1]], [[0, 1], [2, 0]], [[10, 5], [5, 10]])
    """
    codings = in_order(codings)
    once = merged(codings)
    return CoOccurrence(
        codings=np.bincount(codings.labels, minlength=codes).astype(np.int64),
        pairs=_pairs(codings, codes),
        touching=_touching(codings, once, codes),
        characters=_characters(once, codes),
    )


def _pairs(codings: Marks, codes: int) -> Ints:
    cells = np.zeros(codes * codes, np.int64)
    for i, j in pairs_within(codings):
        cells += np.bincount(codings.labels[i] * codes + codings.labels[j], minlength=codes * codes)
    return _both_ways(cells.reshape(codes, codes))


def _touching(codings: Marks, once: Marks, codes: int) -> Ints:
    """Of the stretches of a code that a coding overlaps only the first counts.

    One that began before the coding is the first. One that begins in it is, where the one before had ended.
    """
    cells = np.zeros(codes * codes, np.int64)
    before = np.full(len(once), -1, np.int64)
    if len(once):
        same = (np.diff(once.labels) == 0) & (np.diff(once.docs) == 0)
        before[1:][same] = once.ends[:-1][same]
    by_start = np.argsort(once.docs * (int(once.ends.max(initial=0)) + 1) + once.starts, kind="stable")
    once, before = once[by_start], before[by_start]
    for m, i in beginning_in(once, codings, later=True):
        cells += np.bincount(codings.labels[i] * codes + once.labels[m], minlength=codes * codes)
    for i, m in beginning_in(codings, once):
        first = before[m] <= codings.starts[i]
        met = codings.labels[i] * codes + once.labels[m]
        cells += np.bincount(met[first], minlength=codes * codes)
    found = cells.reshape(codes, codes)
    np.fill_diagonal(found, 0)
    return found


def _characters(once: Marks, codes: int) -> Ints:
    """What is under both of two codes: each covers a place once, so overlaps of what is merged add up."""
    found = np.zeros((codes, codes), np.int64)
    for i, j in pairs_within(once):
        start, end = shared(once, once, i, j)
        found += sums(once.labels[i] * codes + once.labels[j], end - start, (codes, codes))
    covered = sums(once.labels, once.lengths, (codes, 1))[:, 0]
    return _both_ways(found) + np.diag(covered)


def _both_ways(table: Ints) -> Ints:
    """A table in which each pair of codes was counted from one side or the other, the same from both."""
    together = table + table.T
    np.fill_diagonal(together, table.diagonal())
    return together


def together_in(things: Ints, codes_of: Ints, codes: int) -> Ints:
    """In how many things (units, people) two codes both are; on the diagonal, in how many each is.

    `things[k]` holds `codes_of[k]`; what is said twice counts once.

    >>> together_in(np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0]), 2).tolist()
    [[2, 1], [1, 2]]
    """
    if not len(things):
        return np.zeros((codes, codes), np.int64)
    kept = np.unique(things * codes + codes_of)
    held = sparse.csr_array(
        (np.ones(len(kept), np.int64), (kept // codes, kept % codes)), shape=(int(things.max()) + 1, codes)
    )
    both: Ints = (held.T @ held).toarray()
    return both


def in_units(codings: Marks, units: Marks) -> tuple[Ints, Ints]:
    """Which unit (its place in `units`) holds which code. To share a code point is enough."""
    i, j = meeting(codings, units)
    return j, codings.labels[i]


def in_people(codings: Marks, words: Marks, codes: int) -> Ints:
    """In how many people's words two codes meet. Labels of `words` are people; on the diagonal, who has the code.

    What both codings cover counts for whose words it holds.

    >>> codings = Marks.of([(0, 0, 10, 0), (0, 5, 15, 1), (1, 0, 5, 0), (1, 5, 9, 1)])
    >>> in_people(codings, Marks.of([(0, 0, 20, 0), (1, 0, 9, 1)]), 2).tolist()
    [[2, 1], [1, 2]]
    """
    if not len(words):
        return np.zeros((codes, codes), np.int64)
    once, theirs = merged(codings), merged(words)
    people = int(words.labels.max()) + 1
    found = [np.zeros(0, np.int64)]
    alone = Marks(once.docs, once.starts, once.ends, once.labels * (codes + 1))
    for both in (alone, *_both_covered(once, codes)):
        for pair, word in meetings(both, theirs):
            found.append(np.unique(both.labels[pair] * people + theirs.labels[word]))
    cells = np.unique(np.concatenate(found)) // people
    return np.bincount(cells, minlength=codes * codes).reshape(codes, codes).astype(np.int64)


def _both_covered(once: Marks, codes: int) -> list[Marks]:
    """Where two codes meet, labelled by the cell of the two, from both sides."""
    found = []
    for i, j in pairs_within(once):
        start, end = shared(once, once, i, j)
        a, b = once.labels[i], once.labels[j]
        cells = (a * codes + b, b * codes + a)
        found += [Marks(once.docs[i], start, end, cell) for cell in cells]
    return found
