"""Codes and attributes over people: the worked examples, the rules for few people, and what holds of any table."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import comb, factorial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.worked import meets, worked
from firsthand.core import association
from firsthand.core.association import (
    chi_square,
    exact,
    holm,
    of_codings,
    people,
    smallest_attainable,
    tabled,
)
from firsthand.core.words.beside import Pair

EXAMPLES = worked("association")
labels = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["what"])
def test_the_tests_come_to_what_the_example_says(example: dict[str, Any]) -> None:
    table = example.get("table") or example.get("codings") or tabled(example["attribute"], example["code"])
    found = chi_square(table)
    for name, wanted in (example.get("chi_square", {}) | example.get("chi_square_of_codings", {})).items():
        assert meets(getattr(found, name), wanted), name
    for name, wanted in example.get("exact", {}).items():
        assert meets(getattr(exact(table), name), wanted), name


def test_a_test_over_codings_is_refused_with_the_reason() -> None:
    refused = of_codings(EXAMPLES[3]["codings"])
    assert refused.value is None
    assert "count people" in refused.reason


def test_under_twenty_people_there_is_no_p_until_somebody_asks_and_what_is_attainable_is_said_in_any_case() -> (
    None
):
    nine = EXAMPLES[2]
    off, on = people(nine["attribute"], nine["code"]), people(nine["attribute"], nine["code"], asked=True)
    assert (off.exact.p.value, off.chi_square.p.value, off.exact.greater.value) == (None, None, None)
    assert "off until somebody asks" in off.exact.p.reason
    assert (off.table, off.people) == (((4, 0), (1, 4)), 9)
    assert off.exact.smallest == on.exact.smallest
    assert meets(on.exact.p, 0.047619)
    assert people(nine["attribute"] * 3, nine["code"] * 3).exact.p.value is not None


def test_of_nine_people_only_codes_of_as_many_as_a_group_has_can_reach_anything() -> None:
    assert [smallest_attainable(sizes)[1] for sizes in ((4, 5), (2, 7))] == [(4, 5), (2, 7)]
    assert meets(smallest_attainable((4, 5))[0], 0.007937)
    assert smallest_attainable((2, 7))[0].value == pytest.approx(1 / 36)
    for held in (1, 3, 4, 5, 6, 8):  # of two against seven: any other number cannot reach .05
        arranged = [1] * held + [0] * (9 - held)
        assert exact(tabled([1, 1, 0, 0, 0, 0, 0, 0, 0], arranged)).smallest.value > 0.05
    assert smallest_attainable((0, 9))[0].value is None


def test_where_all_are_alike_there_is_nothing_to_compare() -> None:
    found = people(["a"] * 25, [1, 0] * 12 + [1])
    assert found.chi_square.chi2.reason == found.exact.p.reason == association.ONE_GROUP
    assert chi_square([[0, 0], [3, 4]]).chi2.value is None


@given(labels)
@settings(max_examples=60)
def test_p_is_the_share_of_all_permutations_of_the_people(pairs: list[tuple[int, int]]) -> None:
    rows, columns = [one for one, _two in pairs], [two for _one, two in pairs]
    here = weight(rows, columns)
    found = exact(tabled(rows, columns)).p
    if len(set(rows)) < 2 or len(set(columns)) < 2:
        assert found.value is None
        return
    every = [weight(rows, other) for other in permutations(columns)]
    assert found.value == pytest.approx(
        float(Fraction(sum(one <= here for one in every), len(every))), abs=1e-12
    )


def weight(rows: Any, columns: Any) -> int:
    """How many permutations give the same table, up to what is the same for all tables with its margins."""
    cells = np.bincount(np.array(rows) * 3 + np.array(columns), minlength=9)
    return int(np.prod([factorial(12), 1])) // int(np.prod([factorial(int(cell)) for cell in cells]))


def test_drawing_comes_near_what_going_through_all_tables_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [[5, 1, 2], [1, 6, 3]]
    whole = exact(table)
    monkeypatch.setattr(association, "EXACT_UP_TO", 3)
    drawn = exact(table)
    assert (whole.draws, drawn.draws) == (0, 20_000)
    assert drawn.p.value == pytest.approx(whole.p.value, abs=0.01)
    assert drawn == exact(table)
    assert drawn.smallest.value is None


def test_two_by_two_is_exact_however_many_people_there_are() -> None:
    found = exact([[500, 480], [470, 510]])
    assert found.draws == 0
    assert found.arrangements == comb(1960, 980)
    assert 0 < found.p.value < 1


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=2, max_size=2))
def test_another_library_comes_to_the_same(table: list[list[int]]) -> None:
    if min(map(sum, table)) == 0 or min(map(sum, zip(*table, strict=True))) == 0:
        assert exact(table).p.value is None
        return
    found, theirs = chi_square(table), stats.chi2_contingency(table, correction=False)
    assert found.chi2.value == pytest.approx(theirs.statistic, abs=1e-9)
    assert found.p.value == pytest.approx(theirs.pvalue, abs=1e-9)
    assert exact(table).p.value == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)
    greater = stats.fisher_exact(table, alternative="greater").pvalue
    assert exact(table).greater.value == pytest.approx(greater, abs=1e-9)
    a, b, c, d = (cell for row in table for cell in row)
    likelihood = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert Pair(a + b, a + c, a, a + b + c + d).g2.value == pytest.approx(likelihood, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_falls_never_passes_one_and_is_never_kinder(ps: list[float]) -> None:
    found = holm(ps)
    ordered = [found[one] for one in sorted(range(len(ps)), key=lambda one: ps[one])]
    assert ordered == sorted(ordered)
    assert all(p <= adjusted <= 1 for p, adjusted in zip(ps, found, strict=True))
    assert found[ps.index(min(ps))] == pytest.approx(min(1.0, min(ps) * len(ps)))
