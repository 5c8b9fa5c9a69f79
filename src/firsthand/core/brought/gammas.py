"""Gamma of a table of codings, text by text: only where it is asked for, since continua have to be drawn for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.core.agreement.aligning import Lines
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.agreement.gamma import ALONE, COUNTED, SOURCE, Gamma, gamma
from firsthand.core.brought.grid import few_enough
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part
from firsthand.core.figures import Figure, undefined

MOST_TEXTS = 20
DRAWN = "Gamma is drawn: with another seed it is a little other. From and to say how well chance is known."
TWO_WAYS = "Pieces beside nothing weigh much where there are many: look at both readings."
WHOLE = (
    Column("gamma", "Gamma", SOURCE),
    Column("low", "From", "with the lowest mean that so many continua leave possible, 95 %"),
    Column("high", "To", "with the highest"), Column("gamma_cat", "Gamma-cat", COUNTED),
    Column("gamma_cat_aligned", "Gamma-cat, of aligned pieces alone", ALONE),
    Column("observed", "Observed disorder", "of the best alignment"),
    Column("expected", "Expected disorder", "of the best alignments of continua drawn by chance, on average"),
)  # fmt: skip
OF_CODE = (
    Column("gamma_k", "Gamma-k", f"{COUNTED}, of pairs with the code"),
    Column("gamma_k_aligned", "Gamma-k, of aligned pieces alone", f"{ALONE}, of pairs with the code"),
)


def parts(texts: Sequence[tuple[str, Lines]], asked: Asked) -> Iterator[Part]:
    """Gamma of each text, and gamma-k of each of its codes. Raises `Problem` where it would take too long."""
    few_enough(len(texts), MOST_TEXTS, "texts, each of which is drawn anew for gamma")
    found = [(name, gamma(lines, samples=asked.samples, seed=asked.seed)) for name, lines in texts]
    alone = len(found) == 1
    rows = tuple(("" if alone else name, *_of_text(one)) for name, one in found)
    yield Part("gamma", "Pieces put side by side (gamma)", WHOLE, rows, DRAWN)
    codes = tuple(
        (str(code) if alone else f"{name}: {code}", _figure(of.counted), _figure(of.aligned))
        for name, one in found
        for code, of in one.gamma_k.items()
    )
    yield Part("gamma_k", "Codes of pieces side by side, code by code", OF_CODE, codes, TWO_WAYS)


def _of_text(found: Gamma) -> tuple[Cell, ...]:
    whole, why = found.gamma, found.gamma.reason
    ends = (whole.interval.low, whole.interval.high) if whole.interval else (None, None)
    why_none = whole.interval.reason if whole.interval else why
    return (
        _figure(whole), *(_or(end, why_none) for end in ends),
        _figure(found.gamma_cat.counted), _figure(found.gamma_cat.aligned),
        _or(found.observed, why), _or(found.expected, why),
    )  # fmt: skip


def _figure(one: Coefficient) -> Figure:
    return Figure(one.value, one.reason)


def _or(value: float | None, reason: str) -> Figure:
    return Figure(value) if value is not None else undefined(reason)
