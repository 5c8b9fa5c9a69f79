"""Who put which code where: pieces and their edges, characters, and whole segments, of two coders and more.

>>> from firsthand.core.brought.grid import grid_in
>>> found = of_spans(grid_in("coder,start,end\\nAna,0,10\\nBo,5,10\\n"), Asked(length=20))
>>> [part.key for part in found.parts]
['pieces', 'codes', 'characters', 'segments']
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Basis, Coefficient
from firsthand.core.agreement.coefficients import MANY, of_many
from firsthand.core.agreement.histogram import Histogram, sweep
from firsthand.core.agreement.matching import ANY, STRICT, USUAL, Found, matched, of_segments
from firsthand.core.agreement.tallies import added, fourfold, of_one, tallies
from firsthand.core.agreement.unitizing import SOURCE, Unitized, unitized_over
from firsthand.core.brought import gammas
from firsthand.core.brought.coders import NAMES, TWO, figures_of, of_two
from firsthand.core.brought.grid import Grid, few_enough, numbered
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.figures import Figure, undefined
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.spans import Span, covered

OVERLAPPING = "pieces of one coder overlap, and a coder holds one value at a place: see the codes one by one"
Line = list[tuple[int, int, str]]  # a coder’s pieces in a text: from, to, with which code
MOST_CODINGS, MOST_COMPARED = 5_000, 20_000
ALIKE = (("any character", ANY), ("a half", USUAL), ("nine tenths", STRICT))
GIVEN = "given"
FURTHEST = "up to the last end in the table, since nobody says how long a text is"


@dataclass(frozen=True)
class Coded:
    """The rows of such a table, by number; documents, codes and coders in the order in which they come."""

    rows: tuple[tuple[int, int, int, int, int], ...]  # document, code, coder, start, end
    documents: list[str]
    codes: list[str]
    coders: list[str]
    lengths: list[int]
    length_is: str

    @cached_property
    def spans(self) -> dict[tuple[int, int], dict[int, list[Span]]]:
        """Where each coder put each code, by code and coder, then by document."""
        found: dict[tuple[int, int], dict[int, list[Span]]] = defaultdict(dict)
        for document, code, coder, start, end in self.rows:
            found[code, coder].setdefault(document, []).append(Span(start, end))
        return found


def coded_in(grid: Grid, asked: Asked) -> Coded:
    """What a table of codings says. Raises `Problem` where a row is no stretch of its text."""
    documents, document = numbered(_named(grid, "document", "the text"))
    codes, code = numbered(_named(grid, "code", "marked"))
    coders, coder = numbered(_named(grid, "coder", "somebody"))
    starts, ends = grid.numbers("start"), grid.numbers("end")
    for row, start, end in zip(grid.rows, starts, ends, strict=True):
        if start >= end:
            raise Problem(
                _("Row %(number)s: a coding from %(start)s to %(end)s holds no character.")
                % {"number": row.number, "start": start, "end": end}
            )
    lengths = _lengths(grid, asked, document, ends, len(documents))
    for row, where, end in zip(grid.rows, document, ends, strict=True):
        if end > lengths[where]:
            raise Problem(
                _("Row %(number)s ends at %(end)s, and its text at %(lengths)s.")
                % {"number": row.number, "end": end, "lengths": lengths[where]}
            )
    length_is = GIVEN if asked.length or grid.has(["length"]) else FURTHEST
    rows = tuple(zip(document, code, coder, starts, ends, strict=True))
    return Coded(rows, documents, codes, coders, lengths, length_is)


def _named(grid: Grid, column: str, otherwise: str) -> list[str]:
    return grid.called(column) if grid.has([column]) else grid.words(column, otherwise)


def _lengths(grid: Grid, asked: Asked, document: Sequence[int], ends: Sequence[int], many: int) -> list[int]:
    """How long each text is: as its rows say, as is said of all; else as far as anything in it goes."""
    said = grid.numbers("length") if grid.has(["length"]) else ends
    found = [0] * many
    for where, length in zip(document, said, strict=True):
        found[where] = max(found[where], length)
    return [asked.length] * many if asked.length and not grid.has(["length"]) else found


def of_spans(grid: Grid, asked: Asked) -> Reckoned:
    """Everything that can be said of coders who marked a text."""
    coded = coded_in(grid, asked)
    if len(coded.coders) < 2:
        raise Problem(_("Agreement needs two coders: this table has one in its column “coder”."))
    few_enough(len(coded.rows), MOST_CODINGS, _("codings"))
    few_enough(len(coded.codes) * len(coded.coders) ** 2, MOST_COMPARED, _("codes times coders times coders"))
    swept = sweep(
        Codings.of(coded.rows, lengths=coded.lengths, codes=len(coded.codes), coders=len(coded.coders))
    )
    parts = [
        *_pieces(coded),
        Part("characters", "Characters, by code and two coders", TWO, tuple(_of_pairs(coded, swept))),
    ]
    if len(coded.coders) > 2:
        parts.append(_of_all(coded, swept))
    parts.append(_segments(coded))
    if asked.gamma:
        parts += gammas.parts(list(zip(coded.documents, _lines(coded), strict=True)), asked)
    return Reckoned("spans", _stands_on(coded, asked), tuple(parts))


def _lines(coded: Coded) -> list[list[Line]]:
    """Each coder’s pieces, document by document."""
    found: list[list[Line]] = [[[] for _coder in coded.coders] for _document in coded.documents]
    for document, code, coder, start, end in coded.rows:
        found[document][coder].append((start, end, coded.codes[code]))
    return found


def _stands_on(coded: Coded, asked: Asked) -> tuple[tuple[str, str | int], ...]:
    drawn = (("Continua drawn for gamma", asked.samples), ("Seed", asked.seed)) if asked.gamma else ()
    return (
        ("Codings", len(coded.rows)), ("Coders", ", ".join(coded.coders)), ("Codes", len(coded.codes)),
        ("Documents", len(coded.documents)), ("Characters", sum(coded.lengths)), ("How long texts are",
        coded.length_is),
        ("What counted", "all characters of all documents, for every coder"), *drawn,
    )  # fmt: skip


# Pieces and their edges --------------------------------------------------------------------------------------------


def _pieces(coded: Coded) -> Iterator[Part]:
    columns = (
        Column("u", "u-alpha", f"{SOURCE}: cutting and coding together"),
        Column("bar_u", "|u-alpha", f"{SOURCE}: cutting alone"),
        Column("cu", "cu-alpha", f"{SOURCE}: coding what both took for a piece"),
        Column("coverage", "Coverage of cu", "how much of the continuum cu rests on"),
    )
    whole = _unitized(coded, range(len(coded.codes)))
    row = (
        (undefined(OVERLAPPING),) * 4
        if whole is None
        else (*map(_figure, (whole.u, whole.bar_u, whole.cu)), Figure(whole.coverage))
    )
    yield Part("pieces", "Where pieces begin and end, and their codes", columns, (("", *row),))
    yield Part(
        "codes", "Pieces, code by code",
        (
            Column("ku", "(k)u-alpha", f"{SOURCE}: coding of one value"),
            Column("coverage", "Coverage", "how much of what has the code meets a piece of another coder"),
            Column("bar_u", "|u-alpha of the code alone", f"{SOURCE}: cutting alone, the code’s pieces joined"),
        ),
        tuple(_of_code(coded, at, whole) for at in range(len(coded.codes))),
    )  # fmt: skip


def _of_code(coded: Coded, code: int, whole: Unitized | None) -> tuple[Cell, ...]:
    alone = _unitized(coded, [code])
    bar = _figure(alone.bar_u) if alone else undefined(OVERLAPPING)
    if whole is None:
        return coded.codes[code], undefined(OVERLAPPING), undefined(OVERLAPPING), bar
    found = whole.per_value[coded.codes[code]]
    return coded.codes[code], _figure(found.ku), Figure(found.coverage), bar


def _unitized(coded: Coded, codes: Sequence[int]) -> Unitized | None:
    """The family over these codes; None where a coder's pieces overlap. Of one code they are joined first."""
    if len(codes) == 1:
        lines = [coded.spans.get((codes[0], coder), {}) for coder in range(len(coded.coders))]
        pieces = [
            [
                [(span.start, span.end, coded.codes[codes[0]]) for span in covered(line.get(document, ()))]
                for line in lines
            ]
            for document in range(len(coded.documents))
        ]  # fmt: skip
        return unitized_over(zip(coded.lengths, pieces, strict=True))
    by_document = _lines(coded)
    if any(_overlap(line) for document in by_document for line in document):
        return None
    return unitized_over(zip(coded.lengths, by_document, strict=True))


def _overlap(line: Line) -> bool:
    line.sort()
    return any(one[1] > other[0] for one, other in pairwise(line))


def _figure(one: Coefficient) -> Figure:
    return Figure(one.value, one.reason)


# Characters --------------------------------------------------------------------------------------------------------


def _of_pairs(coded: Coded, swept: Histogram) -> Iterator[tuple[Cell, ...]]:
    for first, second in combinations(range(len(coded.coders)), 2):
        counts = added(fourfold(swept, first, second))
        for code, name in enumerate(coded.codes):
            yield _called(coded, name, first, second), *of_two(of_one(counts, code))


def _of_all(coded: Coded, swept: Histogram) -> Part:
    """All of them at once, over all their pairs."""
    columns = tuple(Column(name, NAMES[name], formula.source) for name, formula in MANY.items())
    sums = added(tallies(swept))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, *figures_of(of_many(one, Basis("character", int(one.n), len(coded.coders)))))
        for code, name in enumerate(coded.codes)
        for one in [of_one(sums, code)]
    )
    return Part("everybody", "Characters, by code and all coders", columns, rows)


def _called(coded: Coded, code: str, first: int, second: int) -> str:
    return f"{code}: {coded.coders[first]}, {coded.coders[second]}"


# Whole segments ----------------------------------------------------------------------------------------------------


def _segments(coded: Coded) -> Part:
    columns = (
        Column("both", "Matched", places=0),
        Column("first", "The first alone", places=0), Column("second", "The second alone", places=0),
        Column("split", "Split", places=0), Column("merged", "Merged", places=0),
        Column("segments", "Matched, of all", "2TP/(nA+nB), one to one, by what they share of what either covers"),
        Column("segment_precision", "Precision", "the second coder’s segments that match"),
        Column("segment_recall", "Recall", "the first coder’s segments that match"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (f"{_called(coded, name, first, second)} ({words})", *_matched(coded, code, (first, second), least))
        for first, second in combinations(range(len(coded.coders)), 2)
        for code, name in enumerate(coded.codes)
        for words, least in ALIKE
    ]
    return Part("segments", "Whole segments", columns, tuple(rows))


def _matched(coded: Coded, code: int, pair: tuple[int, int], least: float) -> Sequence[Cell]:
    ours, theirs = (coded.spans.get((code, one), {}) for one in pair)
    found = [matched(ours.get(at, []), theirs.get(at, []), least) for at in {*ours, *theirs}]
    both, first, second = (sum(one.counts[at] for one in found) for at in range(3))
    counts = Found(both, first, second)
    split, merged = sum(len(one.split) for one in found), sum(len(one.merged) for one in found)
    figures = figures_of(of_segments(counts, Basis("segment", counts.n, 2)))
    return (both, first, second, split, merged, *figures)
