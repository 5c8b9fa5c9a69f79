"""The rows of tables that count. A figure that is undefined is empty, and `why` says why: never nought in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from firsthand.doors.tables.columns import Told

Why = Annotated[str, Told("why a figure is undefined; empty where all are there")]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A code by everything that stands in the columns. Cells are counts, never percentages."""

    code: Annotated[UUID, Told("the code")]
    name: Annotated[str, Told("its name")]
    path: Annotated[tuple[str, ...], Told("names from the top of the tree down")]
    people: Annotated[int, Told("of how many people it is")]
    sources: Annotated[int, Told("sources with it")]
    codings: Annotated[int, Told("codings")]
    characters: Annotated[int, Told("characters under it")]
    cells: Annotated[dict[str, int], Told("how much of it there is in each column")]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two codes that stand on the same words somewhere."""

    one: Annotated[UUID, Told("a code")]
    one_name: Annotated[str, Told("its name")]
    two: Annotated[UUID, Told("another")]
    two_name: Annotated[str, Told("its name")]
    people: Annotated[int, Told("in how many people’s words they meet")]
    turns: Annotated[int, Told("turns that hold both")]
    pairs: Annotated[int, Told("pairs of codings that overlap")]
    characters: Annotated[int, Told("characters under both")]
    jaccard: Annotated[float | None, Told("Jaccard, of characters")]
    c: Annotated[float | None, Told("c, of pairs of codings; over 1 it is out of range")]
    share_of_one: Annotated[float | None, Told("codings of the one that overlap the other")]
    share_of_two: Annotated[float | None, Told("codings of the other that overlap the one")]
    uneven: Annotated[bool, Told("whether one stands more than five times as often as the other")]
    why: Why


@dataclass(frozen=True, slots=True)
class StepRow:
    """An interview in its order, or a day of them, and what was new in it."""

    step: Annotated[int, Told("its place in the order")]
    sources: Annotated[tuple[str, ...], Told("the interviews")]
    on: Annotated[date | None, Told("the day, where it is known")]
    codes: Annotated[int, Told("codes in it")]
    new: Annotated[tuple[str, ...], Told("codes that were in none before")]
    so_far: Annotated[int, Told("codes in it and all before")]


@dataclass(frozen=True, slots=True)
class EstimateRow:
    """What more interviews would bring, by one estimator."""

    name: Annotated[str, Told("which figure")]
    value: Annotated[float | None, Told("the figure")]
    why: Why


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """How far coders agree, by one measure: on a code or, where it says none, on all together."""

    code: Annotated[UUID | None, Told("the code; empty for all together")]
    code_name: Annotated[str, Told("its name")]
    coders: Annotated[tuple[str, ...], Told("two coders, or all")]
    measure: Annotated[str, Told("which measure")]
    value: Annotated[float | None, Told("the measure")]
    low: Annotated[float | None, Told("from where 95 % of drawings anew are, where they were made")]
    high: Annotated[float | None, Told("to where they are")]
    unit: Annotated[str, Told("what was compared: character, sentence, turn")]
    n: Annotated[int, Told("how many of them")]
    formula: Annotated[str, Told("by which formula")]
    why: Why


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word that participants say."""

    word: Annotated[str, Told("the word")]
    count: Annotated[int, Told("how often")]
    people: Annotated[int, Told("how many people say it")]
    dp: Annotated[float | None, Told("how unevenly: 0 as often by everybody, near 1 by one alone")]
    why: Why
