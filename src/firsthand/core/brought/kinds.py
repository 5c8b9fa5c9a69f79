"""Every kind of table that can be brought, and which one a table is: told by the names of its columns.

Where the columns have names of their own (units by coders, rows by columns) the first one's name says it, or somebody.

>>> from firsthand.core.brought.grid import grid_in
>>> reckoned(grid_in("one,two,both\\n100,10,5\\n")).kind
'pairs'
>>> told_apart(grid_in("participant,newcomer,Tea\\nP1,yes,1\\n"))[0].key
'people'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from firsthand.core.brought import coders, codes, interviews, nearness, order, people, spans, words
from firsthand.core.brought.grid import Grid
from firsthand.core.brought.reckoned import Asked, Reckoned
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table: what it is, its columns as a person would write them, and what can be asked besides.

    `needs`: columns by which it is known. Where there are none, `first` is what its first column may be called, and
    `fits` whether a table could be one.
    """

    key: str
    what: str
    columns: str
    reckon: Callable[[Grid, Asked], Reckoned]
    needs: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    fits: Callable[[Grid], bool] = lambda grid: True
    asks: tuple[str, ...] = ()


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


def _wide(grid: Grid) -> bool:
    return len(grid.head) > 2


def _counts(grid: Grid) -> bool:
    """Whether all but the first column are whole numbers."""
    return _wide(grid) and all(
        cell.isascii() and cell.isdecimal() for row in grid.rows for cell in row.cells[1:]
    )


def _people(grid: Grid) -> bool:
    return _wide(grid) and grid.names[0] in PEOPLE


def _marks(grid: Grid) -> bool:
    known = interviews.YES | interviews.NO
    return _wide(grid) and all(cell.casefold() in known for row in grid.rows for cell in row.cells[1:])


PEOPLE = _names("participant participants person people")
THINGS = _names("segment turn sentence unit person participant source document interview excerpt")

KINDS: tuple[Kind, ...] = (
    Kind(
        "units", "units by coders", "unit, then a column for each coder", coders.of_units,
        first=_names("unit item segment excerpt answer"), fits=_wide, asks=("metric", "weights", "values", "seed"),
    ),
    Kind("spans", "who put which code where", "coder, start, end; code, document, length", spans.of_spans,
         _names("coder start end"), asks=("length", "gamma", "samples", "seed")),
    Kind("fourfold", "how much two coders marked", "both, first, second, neither", coders.of_fourfold,
         _names("both first second neither")),
    Kind("codings", "codings", "code, start, end; document", codes.of_codings, _names("code start end"),
         asks=("distance",)),
    Kind("pairs", "codes together, counted", "one, two, both", codes.of_pairs, _names("one two both")),
    Kind("segments", "segments and their codes", "segment, code", codes.of_segments, _names("code"), THINGS,
         lambda grid: len(grid.head) == 2),
    Kind("edges", "edges of a network", "from, to; weight", codes.of_edges, _names("from to")),
    Kind("crosstable", "rows by columns, counted", "anything, then a column for each group, with whole numbers",
         people.of_crosstable, fits=_counts, asks=("counted", "with_p", "seed")),
    Kind("people", "people, what is said of them, and codes",
         "participant, what is said of them, then a column for each code", people.of_participants,
         first=PEOPLE, fits=_people, asks=("with_p", "seed")),
    Kind("interviews", "interviews by codes", "interview, then a column for each code, with 1 or 0",
         interviews.of_interviews,
         first=_names("interview interviews source session site"), fits=_marks, asks=("seed",)),
    Kind("estimates", "codes in one interview and in two, counted", "interviews, codes, once, twice; incidences",
         interviews.of_estimates, _names("interviews codes once twice")),
    Kind("sequences", "sequences of codes", "sequence, code", order.of_sequences, _names("sequence code"),
         asks=("lag", "selves", "seed")),
    Kind("beside", "words together, counted", "one, two, both, all", words.of_beside, _names("one two both all")),
    Kind("keyness", "words here and there, counted", "here, there, words_here, words_there", words.of_keyness,
         _names("here there words_here words_there")),
    Kind("texts", "texts", "text; who", words.of_texts, _names("text"), asks=("word", "window")),
    Kind("sentences", "sentences, to see how near they are", "sentence", nearness.of_sentences, _names("sentence"),
         fits=lambda grid: len(grid.head) == 1, asks=("model",)),
)  # fmt: skip
BY_KEY = {one.key: one for one in KINDS}


def told_apart(grid: Grid, among: Sequence[str] = tuple(BY_KEY)) -> list[Kind]:
    """The kinds that a table can be: one where its columns say it."""
    kinds = [BY_KEY[key] for key in among]
    known = [
        one for one in kinds
        if one.needs and grid.has(one.needs) and one.fits(grid) and (not one.first or grid.names[0] in one.first)
    ]  # fmt: skip
    if known:
        return [max(known, key=lambda one: len(one.needs))]
    free = [one for one in kinds if not one.needs and one.fits(grid)]
    return [one for one in free if grid.names[0] in one.first] or free


def chosen(grid: Grid, kind: str = "", among: Sequence[str] = tuple(BY_KEY)) -> Kind:
    """Which kind a table is: the one that is named, or as its columns say. Raises `Problem` where they do not."""
    if kind:
        return _named(grid, BY_KEY[kind])
    found = told_apart(grid, among)
    if len(found) > 1:
        several = "; ".join(f"{one.key} ({one.what})" for one in found)
        raise Problem(
            _("By its columns this table can be several things. Say which: %(several)s.")
            % {"several": several}
        )
    if not found:
        known = "; ".join(f"{BY_KEY[key].what} ({BY_KEY[key].columns})" for key in among)
        raise Problem(_("No kind of table has these columns. There are: %(known)s.") % {"known": known})
    return found[0]


def reckoned(grid: Grid, asked: Asked | None = None, *, kind: str = "") -> Reckoned:
    """What a table comes to. Raises `Problem` where it cannot be told what it is, or what stands in it is wrong."""
    return chosen(grid, kind).reckon(grid, asked or Asked())


def _named(grid: Grid, kind: Kind) -> Kind:
    if missing := kind.needs - set(grid.names):
        raise Problem(
            _("For %(what)s this table has no column %(missing)s. Its columns are: %(columns)s.")
            % {"what": _(kind.what), "missing": ", ".join(sorted(missing)), "columns": _(kind.columns)}
        )
    if not kind.needs and not _wide(grid):
        raise Problem(
            _("For %(what)s this table has too few columns. They are: %(columns)s.")
            % {"what": _(kind.what), "columns": _(kind.columns)}
        )
    return kind


OPTIONS = tuple(one.name for one in fields(Asked))
