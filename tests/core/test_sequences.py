"""What follows what: the worked example, and what shuffling says of it."""

from __future__ import annotations

import numpy as np
import pytest

from core.worked import meets, worked
from firsthand.core.sequences import lags, shuffled

EXAMPLE = worked("sequence")
EVENTS = ["ABC".index(letter) for letter in EXAMPLE["sequence"]]


def test_lag_tables_shares_residuals_and_q_are_those_of_the_example() -> None:
    found = lags([EVENTS], 3)
    assert found.counts.tolist() == EXAMPLE["lag1"]
    assert lags([EVENTS], 3, lag=2).counts.tolist() == EXAMPLE["lag2"]
    for a in range(3):
        for b in range(3):
            assert meets(found.share(a, b), EXAMPLE["shares"][a][b])
            assert meets(found.expected(a, b), EXAMPLE["expected"][a][b])
            assert meets(found.residual(a, b), EXAMPLE["residuals"][a][b], within=5.1e-5)
    assert meets(found.yule_q(0, 1), EXAMPLE["yule_q_of_a_to_b"])


def test_no_transition_crosses_from_one_document_to_the_next() -> None:
    assert lags([EVENTS[:7], EVENTS[7:]], 3).transitions == lags([EVENTS], 3).transitions - 1
    assert lags([[0], [1], []], 2).transitions == 0


def test_where_a_code_is_never_counted_after_itself_there_is_no_residual_and_it_says_why() -> None:
    found = lags([EVENTS], 3, selves=False)
    assert found.counts.diagonal().sum() == 0
    assert found.residual(0, 1).value is None
    assert "by shuffling" in found.residual(0, 1).reason


def test_what_nothing_follows_has_no_share_and_what_always_follows_has_no_residual() -> None:
    found = lags([[0, 1]], 3)
    assert found.share(1, 0).reason == "nothing follows this code"
    assert "none of the transitions, or all of them" in found.residual(0, 1).reason
    assert found.yule_q(0, 1).value is None
    assert lags([], 2).residual(0, 1).reason == "there are no transitions"


def test_shuffling_finds_what_is_in_the_order_and_nothing_where_there_is_none() -> None:
    always = [0, 1, 2] * 12
    p = shuffled([always], 3, draws=199)
    assert p[0, 1] == pytest.approx(1 / 200)
    assert (p == shuffled([always], 3, draws=199)).all()
    random = np.random.default_rng(5).integers(0, 3, 60).tolist()
    assert shuffled([random], 3, draws=199).min() > 0.02
