"""Words: counts of two and of both, counts here and there, and texts whose words are still to be counted."""

from __future__ import annotations

from collections import defaultdict

from firsthand.core.brought.coders import labels
from firsthand.core.brought.grid import Grid
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.words.beside import Pair
from firsthand.core.words.context import lines
from firsthand.core.words.frequency import frequencies
from firsthand.core.words.keyness import Keyness
from firsthand.core.words.tokens import tokens

MOST_WORDS = 500


def of_beside(grid: Grid, asked: Asked) -> Reckoned:
    """How often one word, the other, and both together, of how many in all: a row each."""
    rows: list[tuple[Cell, ...]] = []
    counts = zip(*(grid.numbers(one) for one in ("one", "two", "both", "all")), strict=True)
    for called, row, (one, two, both, all_) in zip(labels(grid), grid.rows, counts, strict=True):
        if both > min(one, two) or one + two - both > all_:
            raise Problem(
                _("Row %(number)s: %(one)s, %(two)s and both %(both)s do not go into %(all)s in all.")
                % {"number": row.number, "one": one, "two": two, "both": both, "all": all_}
            )
        pair = Pair(one, two, both, all_)
        rows.append((
            called, one, two, both, all_, pair.pmi, pair.npmi, pair.t, pair.chi2, pair.g2, pair.dice, pair.log_dice,
        ))  # fmt: skip
    columns = (
        Column("one", "The one", places=0), Column("two", "The other", places=0), Column("both", "Together", places=0),
        Column("all", "In all", places=0), Column("pmi", "PMI", "log2(n12·N/(n1·n2)) (Church and Hanks 1990)"),
        Column("npmi", "Normalised PMI", "Bouma 2009"),
        Column("t", "t", "(n12-n1·n2/N)/sqrt(n12) (Manning and Schütze 1999)"),
        Column("chi2", "Chi-square", "Pearson, of two by two"),
        Column("g2", "G²", "2·sum of O·ln(O/E), four cells (Dunning 1993)"),
        Column("dice", "Dice", "2·n12/(n1+n2)"), Column("log_dice", "logDice", "14 + log2 Dice (Rychlý 2008)"),
    )  # fmt: skip
    return Reckoned(
        "beside", (("Pairs", len(rows)),), (Part("pairs", "Words beside words", columns, tuple(rows)),)
    )


def of_keyness(grid: Grid, asked: Asked) -> Reckoned:
    """How often a word here and there, of how many words: a row each."""
    rows: list[tuple[Cell, ...]] = []
    counts = zip(*(grid.numbers(one) for one in ("here", "there", "words_here", "words_there")), strict=True)
    for called, row, (here, there, words_here, words_there) in zip(
        labels(grid), grid.rows, counts, strict=True
    ):
        if here > words_here or there > words_there:
            raise Problem(
                _("Row %(number)s has a word more often than there are words.") % {"number": row.number}
            )
        one = Keyness(here, there, words_here, words_there)
        rows.append(
            (called, here, there, words_here, words_there, one.two_cells, one.four_cells, one.log_ratio)
        )
    columns = (
        Column("here", "Here", places=0), Column("there", "There", places=0),
        Column("words_here", "Words here", places=0),
        Column("words_there", "Words there", places=0),
        Column("two_cells", "G², two cells", "2·sum of O·ln(O/E) over the word’s own cells (Rayson and Garside 2000)"),
        Column("four_cells", "G², four cells", "the same over the word and all others"),
        Column("log_ratio", "Log ratio", "log2 of the shares’ ratio"),
    )  # fmt: skip
    return Reckoned(
        "keyness", (("Words", len(rows)),), (Part("words", "Here and there", columns, tuple(rows)),)
    )


def of_texts(grid: Grid, asked: Asked) -> Reckoned:
    """Texts, a row each, and who says them: how often words are, how evenly, and the lines in which one stands."""
    texts = grid.words("text")
    said: dict[str, list[str]] = defaultdict(list)
    for row, who, text in zip(grid.rows, grid.words("who"), texts, strict=True):
        said[who or f"row {row.number}"] += [one.counted for one in tokens(text)]
    found = frequencies(said)
    columns = (
        Column("count", "Times", places=0), Column("people", "People", places=0),
        Column("dp", "DP", "half the sum of |share of the word - share of all words| (Gries 2008)"),
    )  # fmt: skip
    rows = tuple((one.word, one.count, one.people, one.dp) for one in found[:MOST_WORDS])
    facts = (
        ("Texts", len(texts)), ("Words", sum(map(len, said.values()))), ("Different words", len(found)),
        ("Rule", "letters and figures with apostrophes inside are a word; lower case is for counting only"),
    )  # fmt: skip
    parts = [Part("words", "How often words are", columns, rows)]
    if asked.word:
        parts.append(_lines(texts, asked))
    return Reckoned("texts", facts, tuple(parts))


def _lines(texts: list[str], asked: Asked) -> Part:
    columns = (
        Column("left", "Before"), Column("match", "Word"), Column("right", "After"), Column("start", "From", places=0),
        Column("end", "To", places=0),
    )  # fmt: skip
    rows = [
        (f"{number}.{at}", one.left, one.match, one.right, one.span.start, one.span.end)
        for number, text in enumerate(texts, 1)
        for at, one in enumerate(lines(text, asked.word, window=asked.window), 1)
    ]
    return Part("lines", "In context", columns, tuple(rows))
