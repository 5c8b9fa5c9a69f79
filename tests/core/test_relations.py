"""Codes beside codes: the worked examples, and what has to hold of any codings."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.worked import meets, worked
from firsthand.core import marks as marks_module
from firsthand.core.crosstable import characters, distinct
from firsthand.core.marks import Marks, meeting, merged, pairs_within
from firsthand.core.proximity import nearest, proximity
from firsthand.core.relations import (
    co_occurrence,
    coefficient,
    in_people,
    in_units,
    is_out_of_range,
    is_uneven,
    operators,
    together_in,
)

EXAMPLES = worked("cooccurrence")
CODES, DOCS, LENGTH = 3, 2, 24
rows = st.lists(
    st.builds(
        lambda doc, start, length, code: (doc, start, min(start + length, LENGTH), code),
        st.integers(0, DOCS - 1), st.integers(0, LENGTH - 1), st.integers(1, 9), st.integers(0, CODES - 1),
    ),
    max_size=12,
)  # fmt: skip


def codings(example: dict[str, Any]) -> Marks:
    return Marks.of(
        (0, start, end, code)
        for code, spans in enumerate((example["A"], example["B"]))
        for start, end in spans
    )


def test_c_is_that_of_the_manual_and_says_where_one_code_is_much_the_rarer() -> None:
    counts, wanted = EXAMPLES[0]["counts"], EXAMPLES[0]["expected"]
    assert meets(coefficient(counts["both"], counts["one"], counts["two"]), wanted["c"])
    assert is_uneven(counts["one"], counts["two"]) is wanted["uneven"]
    assert not is_uneven(50, 10)
    assert not is_uneven(0, 10)


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=lambda example: example["what"])
def test_operators_and_coefficients_are_those_of_the_example(example: dict[str, Any]) -> None:
    both, wanted = codings(example), example["expected"]
    found = operators(both.labelled(0), both.labelled(1), example["distance"])
    for name in ("overlap", "equal", "within", "encloses", "followed_by", "near"):
        assert (name, getattr(found, name)) == (name, wanted[name])
    table = co_occurrence(both, 2)
    assert table.characters[0, 1] == wanted["shared"]
    assert meets(table.jaccard(0, 1), wanted["jaccard"])
    assert (table.touching[0, 1], table.touching[1, 0]) == (wanted["a_touching"], wanted["b_touching"])
    assert meets(table.c(0, 1), wanted["c"])


def test_c_past_one_is_flagged_and_a_code_without_codings_has_none() -> None:
    assert is_out_of_range(coefficient(5, 4, 4))
    assert not is_out_of_range(coefficient(4, 4, 4))
    assert not is_out_of_range(coefficient(8, 4, 4))
    assert coefficient(0, 0, 4).reason == "one of the codes has no codings"
    assert co_occurrence(Marks.of([]), 2).jaccard(0, 1).reason == "neither code covers anything"


@given(rows)
def test_all_that_is_counted_is_what_going_through_each_pair_and_each_character_gives(
    given_rows: Any,
) -> None:
    found = co_occurrence(Marks.of(given_rows), CODES)
    under = [
        {(doc, at) for doc, start, end, code in given_rows if code == one for at in range(start, end)}
        for one in range(CODES)
    ]
    for a in range(CODES):
        assert found.characters[a, a] == len(under[a])
        for b in range(CODES):
            assert found.characters[a, b] == len(under[a] & under[b])
            ours = [row for row in given_rows if row[3] == a]
            theirs = [row for row in given_rows if row[3] == b]
            if a != b:
                assert found.pairs[a, b] == sum(overlap(one, two) for one in ours for two in theirs)
                assert found.touching[a, b] == sum(any(overlap(one, two) for two in theirs) for one in ours)
        assert found.pairs[a, a] == sum(overlap(*two) for two in combinations(ours_of(given_rows, a), 2))


def ours_of(given_rows: Any, code: int) -> list[Any]:
    return [row for row in given_rows if row[3] == code]


def overlap(one: Any, two: Any) -> bool:
    return one[0] == two[0] and one[1] < two[2] and two[1] < one[2]


@given(rows, rows, st.integers(-1, 6))
def test_marks_meet_as_going_through_each_pair_says_in_blocks_of_any_size(
    one: Any, two: Any, within: int
) -> None:
    expected = [
        (i, j)
        for i, (doc, start, end, _label) in enumerate(one)
        for j, (other, begin, stop, _other) in enumerate(two)
        if doc == other and max(start, begin) - min(end, stop) <= within
    ]
    for size in (marks_module.AT_ONCE, 3):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(marks_module, "AT_ONCE", size)
            found = meeting(Marks.of(one), Marks.of(two), within)
            pairs = sorted(
                tuple(sorted(pair))
                for block in pairs_within(Marks.of(one))
                for pair in zip(*(side.tolist() for side in block), strict=True)
            )
        assert list(zip(*(side.tolist() for side in found), strict=True)) == expected
        assert pairs == [(i, j) for i, j in combinations(range(len(one)), 2) if overlap(one[i], one[j])]


@given(rows, st.randoms(use_true_random=False))
def test_a_coding_cut_in_two_or_made_twice_changes_no_count_of_characters(
    given_rows: Any, random: Any
) -> None:
    cut = []
    for doc, start, end, code in given_rows:
        at = random.randint(start, end)
        cut += [(doc, low, high, code) for low, high in ((start, at), (at, end)) if low < high]
    whole = co_occurrence(Marks.of(given_rows), CODES).characters
    assert (co_occurrence(Marks.of(cut), CODES).characters == whole).all()
    assert (co_occurrence(Marks.of(given_rows * 2), CODES).characters == whole).all()


@given(rows, st.permutations(range(CODES)), st.randoms(use_true_random=False))
def test_neither_the_order_of_codings_nor_the_numbers_of_codes_matter(
    given_rows: Any, numbers: list[int], random: Any
) -> None:
    other = [(doc, start, end, numbers[code]) for doc, start, end, code in given_rows]
    random.shuffle(other)
    one, two = co_occurrence(Marks.of(given_rows), CODES), co_occurrence(Marks.of(other), CODES)
    for table in ("pairs", "touching", "characters"):
        assert (getattr(one, table) == getattr(two, table)[np.ix_(numbers, numbers)]).all()


@given(rows)
def test_what_is_merged_covers_the_same_and_does_not_touch(given_rows: Any) -> None:
    once = merged(Marks.of(given_rows))
    places = [
        (doc, label, at)
        for doc, start, end, label in zip(once.docs, once.starts, once.ends, once.labels, strict=True)
        for at in range(start, end)
    ]
    assert len(places) == len(set(places))
    assert set(places) == {
        (doc, label, at) for doc, start, end, label in given_rows for at in range(start, end)
    }
    for label in range(CODES):
        own = once.labelled(label)
        assert (meeting(own, own, within=0)[0] == np.arange(len(own))).all()


@given(rows, rows)
def test_units_and_people_hold_both_codes_where_both_are_in_them(given_rows: Any, words: Any) -> None:
    codings_, theirs = Marks.of(given_rows), Marks.of(words)
    units = together_in(*in_units(codings_, theirs), CODES)
    persons = in_people(codings_, theirs, CODES)
    under = [
        {(doc, at) for doc, start, end, code in given_rows if code == one for at in range(start, end)}
        for one in range(CODES)
    ]
    said: dict[int, set[Any]] = {}
    for doc, start, end, person in words:
        said.setdefault(person, set()).update((doc, at) for at in range(start, end))
    for a in range(CODES):
        for b in range(CODES):
            held = [{(doc, at) for at in range(start, end)} for doc, start, end, _person in words]
            assert units[a, b] == sum(bool(one & under[a]) and bool(one & under[b]) for one in held)
            assert persons[a, b] == sum(bool(one & under[a] & under[b]) for one in said.values())


@given(rows, rows)
def test_the_nearest_is_as_near_as_going_through_all_of_them_says(one: Any, two: Any) -> None:
    gaps = [
        min((max(0, max(a[1], b[1]) - min(a[2], b[2])) for b in two if b[0] == a[0]), default=-1) for a in one
    ]
    assert nearest(Marks.of(one), Marks.of(two)).tolist() == gaps


def test_what_stands_beside_something_every_time_is_nearer_than_chance_and_what_is_alone_says_so() -> None:
    tea = Marks.of([(doc, 100 + 400 * doc, 105 + 400 * doc, 0) for doc in range(5)])
    cup = Marks.of([(doc, 106 + 400 * doc, 110 + 400 * doc, 1) for doc in range(5)])
    lengths = np.full(5, 4000)
    found = proximity(tea, cup, lengths)
    assert (found.gap.value, found.counted) == (1.0, 5)
    assert found.p.value == pytest.approx(0.001)
    assert found == proximity(tea, cup, lengths)
    assert found.by_chance.value is not None
    assert found.by_chance.value > 100
    alone = proximity(tea, Marks.of([(7, 0, 4, 1)]), lengths)
    assert (alone.gap.value, alone.p.reason) == (None, "there is no document with codings of both")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 4)), max_size=20))
def test_a_cell_counts_each_thing_once(triples: list[tuple[int, int, int]]) -> None:
    found = distinct(*(np.array([one[k] for one in triples], np.int64) for k in range(3)), (3, 4))
    for row in range(3):
        for column in range(4):
            assert found[row, column] == len({t for r, c, t in triples if (r, c) == (row, column)})


@given(rows)
def test_characters_of_a_cell_are_counted_once(given_rows: Any) -> None:
    where = Marks.of(given_rows)
    found = characters(where.labels, where.docs, where, (CODES, DOCS))
    for code in range(CODES):
        for doc in range(DOCS):
            assert found[code, doc] == len(
                {at for d, s, e, c in given_rows if (d, c) == (doc, code) for at in range(s, e)}
            )
