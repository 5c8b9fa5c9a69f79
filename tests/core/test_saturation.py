"""Saturation: the worked examples, and what holds of any interviews."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.worked import meets, worked
from firsthand.core.saturation.curves import KINDS, curve, directly, fitted
from firsthand.core.saturation.incidence import Incidence
from firsthand.core.saturation.richness import Sample, rarefied, rarefied_interval
from firsthand.core.saturation.runs import Orders, assess, every_cell

EXAMPLES = worked("saturation")
NINE = EXAMPLES["nine"]
HELD = Incidence.of(NINE["incidence"])
tables = st.integers(1, 9).flatmap(
    lambda interviews: st.integers(1, 6).flatmap(
        lambda codes: st.lists(
            st.lists(st.integers(0, 1), min_size=codes, max_size=codes),
            min_size=interviews,
            max_size=interviews,
        )
    )
)


def test_nine_interviews_hold_what_they_hold() -> None:
    assert list(HELD.new) == NINE["new"]
    assert list(HELD.cumulative) == NINE["cumulative"]
    assert HELD.frequencies.tolist() == NINE["frequencies"]
    sample = Sample.of(HELD)
    assert [sample.interviews, sample.codes, sample.once, sample.twice, sample.incidences] == NINE["sample"]


@pytest.mark.parametrize("wanted", NINE["runs"], ids=lambda wanted: f"{wanted[0]}+{wanted[1]}")
def test_every_base_and_run_is_assessed_as_the_example_has_it(wanted: Any) -> None:
    base, run, codes, runs, at_five, at_nought = wanted
    (found,) = [one for one in every_cell(HELD) if (one.base, one.run) == (base, run)]
    assert found.base_codes == codes
    assert [(one.first, one.last, one.new) for one in found.runs] == [tuple(one[:3]) for one in runs]
    assert all(meets(one.ratio, each[3]) for one, each in zip(found.runs, runs, strict=True))
    assert (found.reached(0.05), found.reached(0.0)) == (at_five, at_nought)


def test_in_how_many_orders_the_threshold_is_met_is_near_what_other_draws_gave() -> None:
    found = Orders(HELD).share(4, 2, 0.05)
    assert meets(found, NINE["share_of_orders_at_5_with_4_and_2"], within=0.02)
    assert found == Orders(HELD).share(4, 2, 0.05)
    assert Orders(HELD).share(6, 4, 0.05).reason == "a base of 6 and a run of 4 take 10 interviews"


def test_no_base_no_ratio() -> None:
    empty = assess(Incidence.of([[0], [0], [1]]), 1, 1)
    assert [one.ratio.reason for one in empty.runs] == ["the base holds no codes"] * 2
    assert empty.reached(0.05) is None


def test_estimates_are_those_of_the_example() -> None:
    sample, wanted = Sample.of(HELD), NINE["chao2"]
    found = {
        "unseen": sample.unseen, "chao2": sample.chao2, "error": sample.error, "least": sample.interval.least,
        "most": sample.interval.most, "coverage": sample.coverage, "with_9_more": sample.with_more(9),
        "more_for_95": sample.more_for(0.95),
    }  # fmt: skip
    assert {name: meets(figure, wanted[name]) for name, figure in found.items()} == dict.fromkeys(
        wanted, True
    )
    assert rarefied(HELD.frequencies, 9) == pytest.approx(NINE["rarefied"], abs=5e-7)


def test_published_estimates_come_out_again() -> None:
    trees, wanted = Sample(*EXAMPLES["trees"]["sample"]), EXAMPLES["trees"]["expected"]
    figures = (trees.chao2, trees.error, *trees.jackknife)
    assert all(meets(one, wanted[name]) for one, name in zip(figures, wanted, strict=True))
    ants, wanted = Sample(*EXAMPLES["ants"]["sample"]), EXAMPLES["ants"]["expected"]
    figures = (
        ants.unseen, ants.chao2, ants.error, ants.interval.least, ants.interval.most, ants.coverage,
        ants.with_more(599),
    )  # fmt: skip
    assert all(meets(one, wanted[name]) for one, name in zip(figures, wanted, strict=True))


def test_the_three_curves_are_those_of_the_example_and_one_passes_a_hundred() -> None:
    for wanted, first in zip(NINE["directly"], (None, 12.0), strict=True):
        found = directly(HELD, first=first)
        assert meets(found.all_codes, wanted["all_codes"])
        assert meets(found.rate, wanted["rate"])
        assert meets(found.index, wanted["index"])
    for fit in fitted(HELD):
        wanted = NINE["fitted"][fit.kind]
        for name in ("all_codes", "rate", "error"):
            assert getattr(fit, name).value == pytest.approx(wanted[name], rel=0.01)
        assert meets(fit.index, wanted["index"])
        assert fit.passes is (fit.kind == "IS")


@pytest.mark.parametrize("kind", KINDS)
def test_a_curve_is_what_its_recursion_gives(kind: str) -> None:
    """Each interview adds so much of what is left: b always (IS), or less as b (1 - …) falls (SW)."""
    all_codes, b, met = 30.0, 0.3, [0.0]
    for n in range(1, 12):
        if kind == "IW":
            met.append(all_codes * b * n / (1 + b * (n - 1)))
        else:
            met.append(met[-1] + (all_codes - met[-1]) * (b if kind == "IS" else b / n))
    assert curve(kind, np.arange(1.0, 12.0), all_codes, b) == pytest.approx(met[1:])


@given(tables)
def test_rarefaction_is_the_mean_over_all_choices_of_interviews(rows: list[list[int]]) -> None:
    held = Incidence.of(rows)
    found = rarefied(held.frequencies, held.interviews)
    for t in range(1, len(rows) + 1):
        every = [
            sum(any(rows[one][code] for one in chosen) for code in range(len(rows[0])))
            for chosen in combinations(range(len(rows)), t)
        ]
        assert found[t - 1] == pytest.approx(float(Fraction(sum(every), comb(len(rows), t))), abs=1e-9)


@given(tables)
@settings(max_examples=60)
def test_whatever_the_interviews_every_figure_is_in_its_range_or_says_why_there_is_none(
    rows: list[list[int]],
) -> None:
    held = Incidence.of(rows)
    sample = Sample.of(held)
    for figure in (sample.chao2, sample.with_more(5)):
        assert figure.reason if figure.value is None else figure.value >= held.codes
    if sample.coverage.value is not None:
        assert 0 <= sample.coverage.value <= 1
    least, most = sample.interval.least, sample.interval.most
    if least.value is not None and most.value is not None and sample.chao2.value is not None:
        assert held.codes <= least.value <= sample.chao2.value <= most.value
    assert len(rarefied_interval(sample, held.frequencies)) == held.interviews
    for fit in [directly(held), *fitted(held)]:
        assert fit.index.value is None or fit.index.value > 0
    figures = [sample.error, *sample.jackknife, sample.more_for(0.95), sample.more_for(1.0)]
    assert all(one.value is not None or one.reason for one in figures)


def test_one_interview_no_code_and_nothing_that_came_once_say_so() -> None:
    assert (
        Sample.of(Incidence.of([[1, 1]])).chao2.reason
        == "one interview says nothing of how interviews differ"
    )
    assert Sample.of(Incidence.of([[0], [0]])).coverage.reason == "no code was used"
    twice = Sample.of(Incidence.of([[1], [1]]))
    assert (twice.chao2.value, twice.coverage.value, twice.more_for(0.95).value) == (1.0, 1.0, 0.0)
    assert "nothing is estimated to be missing" in twice.interval.least.reason
    assert directly(Incidence.of([[1, 0], [0, 1]])).index.reason.startswith("no code came a second time")
    assert all(fit.index.reason == "it takes three interviews" for fit in fitted(Incidence.of([[1], [1]])))
    assert Sample(9, 24, 3, 6, 98).more_for(1.0).reason.endswith("only after endlessly many")
