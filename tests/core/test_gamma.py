"""Gamma: the best alignment against going through all of them, the worked continuum, and what has no value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from firsthand.core.agreement.aligning import Beside, Piece, Unlike, aligned
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.agreement.gamma import NO_DISORDER, Gamma, _shuffled, gamma
from firsthand.core.problems import Problem

WORKED = json.loads(
    (Path(__file__).parents[1] / "data" / "worked" / "agreement_gamma.json").read_text("utf-8")
)
LINES: list[list[Piece]] = [
    [(start, end, code) for start, end, code in units] for units in WORKED["units"].values()
]


@cache
def of_worked() -> Gamma:
    return gamma(LINES, Unlike(**WORKED["parameters"]), samples=WORKED["samples"])


def close(found: Coefficient, wanted: dict[str, float]) -> bool:
    return found.value is not None and abs(found.value - wanted["value"]) <= wanted["within"]


def test_the_worked_continuum_has_its_disorder_exactly_and_its_gamma_as_drawn_elsewhere() -> None:
    found = of_worked()
    assert found.observed == pytest.approx(WORKED["observed"]["value"], abs=1e-12)
    assert close(found.gamma, WORKED["gamma"])
    assert close(found.gamma_cat.counted, WORKED["gamma_cat"])
    for code, wanted in WORKED["gamma_k"].items():
        assert close(found.gamma_k[code].counted, wanted), code
    for code in WORKED["never_above_nought"]:
        value = found.gamma_k[code].counted.value
        assert value is not None
        assert value <= 1e-12, code
    assert found.gamma_k["6"].aligned.value == WORKED["aligned_alone"]["6"]
    assert found.gamma_k["7"].aligned.value is None
    assert found.gamma_cat.aligned.value > found.gamma_cat.counted.value + 0.2  # type: ignore[operator]


def test_gamma_says_with_which_seed_of_how_many_and_how_well_chance_is_known() -> None:
    interval = of_worked().gamma.interval
    assert interval is not None
    assert (interval.seed, interval.times, interval.resampled) == (1, WORKED["samples"], "continua")
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low < of_worked().gamma.value < interval.high  # type: ignore[operator]
    expected = of_worked().expected
    assert expected is not None
    assert interval.low > 1 - of_worked().observed / (0.9 * expected)  # type: ignore[operator]
    assert "2015" in of_worked().gamma.formula
    assert gamma(LINES, samples=5) == gamma(LINES, samples=5)
    assert gamma(LINES, samples=5).gamma.value != gamma(LINES, samples=5, seed=2).gamma.value


# The best alignment ------------------------------------------------------------------------------------------------


def every_alignment(lines: list[list[Piece]], left: frozenset[tuple[int, int]]) -> Iterator[list[Beside]]:
    """All ways to put pieces side by side, each once."""
    if not left:
        yield []
        return
    coder, at = min(left)
    others = [
        [None, *(which for who, which in left if who == other)] if other != coder else [at]
        for other in range(len(lines))
    ]
    for chosen in product(*others):
        taken = {(who, which) for who, which in enumerate(chosen) if which is not None}
        row = tuple(lines[who][which] if which is not None else None for who, which in enumerate(chosen))
        yield from ([row, *rest] for rest in every_alignment(lines, left - taken))


def disorder(rows: list[Beside], unlike: Unlike) -> float:
    """By the definition, pair by pair."""
    total = 0.0
    for row in rows:
        apart = [
            unlike.empty if one is None or other is None
            else unlike.alpha * unlike.places(one, other) + unlike.beta * unlike.codes(one, other)
            for one, other in combinations(row, 2)
        ]  # fmt: skip
        total += sum(apart) / len(apart)
    return total * len(rows[0]) / sum(piece is not None for row in rows for piece in row)


def drawn(random: Random, coders: int) -> list[list[Piece]]:
    return [
        [
            (start := random.randrange(30), start + random.randint(1, 12), random.choice("xyz"))
            for _ in range(random.randint(0, 3))
        ]
        for _coder in range(coders)
    ]


@pytest.mark.parametrize("seed", range(30))
def test_the_best_alignment_is_the_best_of_all_and_takes_every_piece_once(seed: int) -> None:
    random = Random(seed)
    lines = drawn(random, random.choice([2, 2, 3]))
    if not any(lines):
        lines[0].append((0, 5, "x"))
    unlike = Unlike(random.choice([1, 3]), random.choice([0.5, 1]), random.choice([0.5, 1, 2]))
    found = aligned(lines, unlike)
    pieces = frozenset((who, at) for who, line in enumerate(lines) for at in range(len(line)))
    least = min(disorder(rows, unlike) for rows in every_alignment(lines, pieces))
    assert found.disorder == pytest.approx(least, abs=1e-5)
    assert disorder(found.rows, unlike) == pytest.approx(found.disorder, abs=1e-9)
    for who, line in enumerate(lines):
        assert sorted(row[who] for row in found.rows if row[who] is not None) == sorted(line)


def test_chance_moves_a_coders_pieces_together_and_never_two_by_nearly_the_same() -> None:
    random = np.random.default_rng(3)
    first, last = 2, 60
    length = last - first
    for continuum in _shuffled(LINES, 40, random):
        by = []
        for line in continuum:
            ways = {
                move
                for was in LINES
                if [one[2] for one in was] == [one[2] for one in line]
                for move in {(new[0] - old[0]) % length for new, old in zip(line, was, strict=True)}
            }
            assert len(ways) == 1
            by.append(ways.pop())
            assert all(first <= start < last for start, _end, _code in line)
        mean = sum(end - start for line in LINES for start, end, _code in line) / 16
        assert min(abs(one - other) for one, other in combinations(by, 2)) > mean / 2


# What has no value -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "reason"),
    [([], "compares coders"), ([[(0, 5, "x")]], "compares coders"), ([[], []], "Nobody marked")],
)
def test_gamma_needs_two_coders_and_a_piece(lines: list[list[Piece]], reason: str) -> None:
    found = gamma(lines)
    assert found.gamma.value is None
    assert reason in found.gamma.reason
    assert (found.gamma_cat.counted.value, found.observed, found.gamma_k) == (None, None, {})


def test_one_code_alone_says_nothing_of_codes() -> None:
    line: list[Piece] = [(0, 10, "x"), (20, 30, "x"), (50, 60, "x")]
    found = gamma([line, line], samples=5)
    assert found.gamma.value == 1
    assert (found.gamma_cat.aligned.value, found.gamma_cat.aligned.reason) == (None, NO_DISORDER)


def test_what_cannot_be_gone_through_gets_a_sentence() -> None:
    heap: list[Piece] = [(at, at + 100, "x") for at in range(60)]
    with pytest.raises(Problem, match="too much while somebody waits"):
        gamma([heap, heap], samples=1000)
    with pytest.raises(Problem, match="too many pieces so near"):
        gamma([heap] * 6)
    with pytest.raises(Problem, match="holds a character"):
        gamma([[(3, 3, "x")], [(3, 4, "x")]])
    with pytest.raises(Problem, match=r"Between 2 and 1,000"):
        gamma([heap, heap], samples=1)
