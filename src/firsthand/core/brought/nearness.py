"""Sentences, one a row: how near each two are to a small model, and what that is not.

>>> sentences_in("We had tea, and soup.\\n\\nThe bus was late.\\n").words("sentence")
['We had tea, and soup.', 'The bus was late.']
"""

from __future__ import annotations

import numpy as np

from firsthand.core.brought.grid import Grid, few_enough, grid_of
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.figures import Figure
from firsthand.core.problems import Problem

MOST_SENTENCES = 100
COLUMN = "sentence"
COSINE = "cosine of the two vectors: 1 for the same words"
NOT_MEANING = (
    "Wording and topic, not meaning: what belongs together because of what it means, the model does not see. There is "
    "always a nearest, also where nothing is alike."
)


def sentences_in(text: str) -> Grid:
    """A list of sentences, one a line, with a head or without. Raises `Problem` where it is empty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].casefold() == COLUMN:
        del lines[0]
    if not lines:
        raise Problem("This list is empty. Each line is a sentence.")
    return grid_of([[COLUMN], *([line] for line in lines)])


def of_sentences(grid: Grid, asked: Asked) -> Reckoned:
    """How near each two are, and to each the nearest."""
    if asked.model is None:
        raise Problem("For sentences there has to be a model, and none was given.")
    sentences = grid.called(COLUMN)
    if len(sentences) < 2:
        raise Problem("One sentence is near to nothing: bring two or more.")
    few_enough(len(sentences), MOST_SENTENCES, "sentences")
    vectors = np.array([asked.model.embed(one) for one in sentences], dtype=np.float64)
    near = np.clip(vectors @ vectors.T, -1, 1)
    np.fill_diagonal(near, 1)
    names = [str(at) for at in range(1, len(sentences) + 1)]
    each: list[tuple[Cell, ...]] = []
    for at, sentence in enumerate(sentences):
        other = int(np.argmax(np.where(np.arange(len(names)) == at, -np.inf, near[at])))
        each.append((names[at], sentence, names[other], Figure(float(near[at, other]))))
    parts = (
        Part(
            "table", "How near each two are", tuple(Column(one, one) for one in names),
            tuple((name, *(Figure(float(one)) for one in row)) for name, row in zip(names, near, strict=True)),
            NOT_MEANING,
        ),
        Part(
            "nearest", "The nearest to each",
            (Column("sentence", "Sentence"), Column("nearest", "Nearest"), Column("cosine", "How near", COSINE)),
            tuple(each),
        ),
    )  # fmt: skip
    facts = (
        ("Sentences", len(sentences)), ("Model", asked.model.name), ("Hash of its weights", asked.model.hash),
        ("Bytes sent", 0), ("How near is told", COSINE),
    )  # fmt: skip
    return Reckoned("sentences", facts, parts)
