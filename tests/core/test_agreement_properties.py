"""What must hold of agreement whatever was coded: reckoned a second way, place by place, on layouts drawn at random."""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product
from math import prod
from random import Random
from typing import Any

import numpy as np
import pytest

from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Basis
from firsthand.core.agreement.coefficients import MANY, PAIR, of_many, of_pair
from firsthand.core.agreement.histogram import Histogram, sweep
from firsthand.core.agreement.matching import likeness, matched
from firsthand.core.agreement.multivalued import mv_alpha
from firsthand.core.agreement.segmenting import RULES, Segmented, in_units
from firsthand.core.agreement.tallies import Fourfold, added, fourfold, of_one, tallies, weighed
from firsthand.core.agreement.unitizing import unitized
from firsthand.core.agreement.units import Table, every
from firsthand.core.spans import Span

Row = tuple[int, int, int, int, int]
LAYOUTS, CONTINUA = 300, 200


class Layout:
    """Some documents coded by some coders with some codes, overlaps of their own included."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.lengths = [self.random.randint(0, 40) for _ in range(self.random.randint(1, 4))]
        self.codes, self.coders = self.random.randint(1, 3), self.random.randint(2, 5)
        self.seen = [
            sum(1 << coder for coder in range(self.coders) if self.random.random() < 0.8)
            for _ in self.lengths
        ]
        self.rows = [row for _ in range(self.random.randint(0, 30)) for row in self._row()]

    def _row(self) -> list[Row]:
        doc = self.random.randrange(len(self.lengths))
        if self.lengths[doc] == 0:
            return []
        start = self.random.randrange(self.lengths[doc])
        end = self.random.randint(start + 1, min(self.lengths[doc], start + 15))
        return [(doc, self.random.randrange(self.codes), self.random.randrange(self.coders), start, end)]

    def codings(self, rows: list[Row] | None = None) -> Codings:
        return Codings.of(
            self.rows if rows is None else rows,
            lengths=self.lengths, codes=self.codes, coders=self.coders, seen=self.seen,
        )  # fmt: skip

    def characters(self) -> np.ndarray:
        """H[document, code, mask] by painting every character."""
        table = np.zeros((len(self.lengths), self.codes, 1 << self.coders), dtype=np.int64)
        for doc, length in enumerate(self.lengths):
            for code in range(self.codes):
                painted = [0] * length
                for row_doc, row_code, coder, start, end in self.rows:
                    if (row_doc, row_code) == (doc, code) and self.seen[doc] >> coder & 1:
                        for place in range(start, end):
                            painted[place] |= 1 << coder
                for mask in painted:
                    table[doc, code, mask] += 1
        return table


def values(histogram: Histogram) -> list[dict[str, float | None]]:
    """Every coefficient of every code and of every two coders, pooled."""
    found = []
    many = added(tallies(histogram))
    for code in range(histogram.codes):
        sums = of_one(many, code)
        found.append({name: one.value for name, one in of_many(sums, Basis("character")).items()})
        for pair in combinations(range(histogram.coders), 2):
            counts = of_one(added(fourfold(histogram, *pair)), code)
            found.append({name: one.value for name, one in of_pair(counts, Basis("character")).items()})
    return found


@pytest.mark.parametrize("start", range(0, LAYOUTS, 50))
def test_the_sweep_is_what_painting_every_character_gives(
    start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(start, start + 50):
        layout = Layout(seed)
        assert np.array_equal(sweep(layout.codings()).dense(), layout.characters()), seed
        with monkeypatch.context() as few:
            few.setattr("firsthand.core.agreement.histogram.AT_ONCE", 0)  # as where there are very many cells
            few.setattr("firsthand.core.agreement.histogram.SOME", 4)  # and very many codings
            assert np.array_equal(sweep(layout.codings()).dense(), layout.characters()), seed


def test_every_coefficient_is_that_of_a_table_with_a_row_a_character() -> None:
    for seed in range(60):
        layout = Layout(seed)
        layout.seen = [(1 << layout.coders) - 1] * len(layout.lengths)
        histogram = sweep(layout.codings())
        dense = histogram.dense().sum(axis=0)
        for code in range(layout.codes):
            rows = [
                [mask >> coder & 1 for coder in range(layout.coders)]
                for mask, times in enumerate(dense[code].tolist())
                for _ in range(times)
            ]
            _same_as_table(Table.of(rows, values=(0, 1)), of_one(added(tallies(histogram)), code))
            for first, second in combinations(range(layout.coders), 2):
                counts = of_one(added(fourfold(histogram, first, second)), code)
                if rows:
                    _same_as_pair(Table.of(rows, values=(0, 1)).of_coders(first, second), counts)


def _same_as_table(table: Table, sums: Any) -> None:
    of_table, of_text = every(table), of_many(sums, Basis("character"))
    for name in ("percent", "fleiss", "alpha", "ac1", "s"):
        assert of_text[name].value == pytest.approx(of_table[name].value), name


def _same_as_pair(table: Table, counts: Fourfold) -> None:
    of_table = every(table) | {"kappa_max": table.kappa_max()}
    of_text = of_pair(counts, Basis("character"))
    for name in ("percent", "kappa", "kappa_max", "pi", "alpha", "ac1", "s"):
        assert of_text[name].value == pytest.approx(of_table[name].value), name


def test_a_document_that_some_never_opened_is_a_table_with_codings_missing() -> None:
    for seed in range(60):
        layout = Layout(seed)
        histogram = sweep(layout.codings())
        for code in range(layout.codes):
            rows = [
                [mask >> coder & 1 if seen >> coder & 1 else None for coder in range(layout.coders)]
                for seen, masks in zip(layout.seen, histogram.dense()[:, code].tolist(), strict=True)
                for mask, times in enumerate(masks)
                for _ in range(times)
            ]
            table, sums = Table.of(rows, values=(0, 1)), of_one(added(tallies(histogram)), code)
            of_table, of_text = every(table), of_many(sums, Basis("character"))
            for name in ("percent", "alpha", "s"):
                assert of_text[name].value == pytest.approx(of_table[name].value), (seed, name)


def test_other_numbers_for_coders_documents_and_codes_change_nothing() -> None:
    for seed in range(60):
        layout = Layout(seed)
        before = values(sweep(layout.codings()))
        coders, docs = (
            layout.random.sample(range(many), many) for many in (layout.coders, len(layout.lengths))
        )
        renamed = Codings.of(
            [(docs[doc], code, coders[coder], start, end) for doc, code, coder, start, end in layout.rows],
            lengths=[layout.lengths[docs.index(doc)] for doc in range(len(docs))],
            codes=layout.codes, coders=layout.coders,
            seen=[
                sum(1 << coders[bit] for bit in range(layout.coders) if layout.seen[docs.index(doc)] >> bit & 1)
                for doc in range(len(docs))
            ],
        )  # fmt: skip
        symmetric = set(PAIR) - {"precision", "recall"}
        assert _sorted(before, symmetric) == pytest.approx(
            _sorted(values(sweep(renamed)), symmetric), nan_ok=True
        )


def _sorted(found: list[dict[str, float | None]], names: set[str]) -> list[float]:
    """All numbers in some order of their own; what has no value is nan."""
    rows = sorted(
        [9.0 if row.get(name) is None else round(row[name] or 0.0, 9) for name in sorted(names | set(MANY))]
        for row in found
    )
    return [number for row in rows for number in row]


def test_a_coding_cut_into_two_that_touch_and_a_coding_made_twice_change_nothing() -> None:
    for seed in range(100):
        layout = Layout(seed)
        cut: list[Row] = []
        for doc, code, coder, start, end in layout.rows:
            middle = layout.random.randint(start, end)
            cut += [
                (doc, code, coder, *edges)
                for edges in ((start, middle), (middle, end))
                if edges[0] < edges[1]
            ]
        before = sweep(layout.codings()).dense()
        assert np.array_equal(sweep(layout.codings(cut)).dense(), before)
        assert np.array_equal(sweep(layout.codings(layout.rows + layout.rows[::2])).dense(), before)


def test_pooling_documents_is_adding_their_histograms() -> None:
    for seed in range(100):
        layout = Layout(seed)
        whole = sweep(layout.codings())
        assert values(whole.pooled()) == [pytest.approx(one) for one in values(whole)]
        codes = np.arange(layout.codes)[::-1]
        assert np.array_equal(whole.of_codes(codes).dense(), whole.dense()[:, ::-1])


def test_uncoded_text_raises_kappa_towards_f1_and_never_past_it() -> None:
    random = Random(3)
    for _ in range(200):
        both, first, second = (random.randint(1, 200), random.randint(0, 200), random.randint(0, 200))
        if first + second == 0:
            continue
        found = [
            of_pair(Fourfold(both, first, second, neither), Basis("character"))
            for neither in (0, 1, 10, 100, 10_000, 10**7)
        ]
        kappas = [one["kappa"].value for one in found]
        assert kappas == sorted(kappas)
        assert len(set(kappas)) == len(kappas)
        assert all(kappa < one["f1"].value for kappa, one in zip(kappas, found, strict=True))
        assert found[-1]["f1"].value - kappas[-1] < 1e-4


def test_drawing_documents_anew_is_weighing_their_sums() -> None:
    layout = Layout(11)
    sums = tallies(sweep(layout.codings()))
    times = np.array(
        [[layout.random.randint(0, 3) for _ in layout.lengths] for _ in range(5)], dtype=np.float64
    )
    by_hand = [
        sum(times[row][doc] * sums.split[doc] for doc in range(len(layout.lengths))) for row in range(5)
    ]
    assert np.allclose(weighed(sums, times).split, by_hand)
    assert weighed(sums, times).even == sums.even


# Units --------------------------------------------------------------------------------------------------------------


def test_units_are_marked_as_counting_their_letters_one_by_one_says() -> None:
    for seed in range(100):
        layout = Layout(seed)
        texts = []
        for length in layout.lengths:
            text = "".join(layout.random.choice("ab  \n") for _ in range(length))
            edges = sorted({0, length, *(layout.random.randint(0, length) for _ in range(4))})
            units = [Span(*pair) for pair in pairwise(edges) if text[slice(*pair)].strip()]
            texts.append(Segmented(text, units))
        for rule in RULES:
            found = in_units(layout.codings(), texts, rule)
            rows = zip(
                *(one.tolist() for one in (found.doc, found.code, found.coder, found.start)), strict=True
            )
            assert sorted(rows) == _marked(layout, texts, rule), (seed, rule)


def _marked(layout: Layout, texts: list[Segmented], rule: str) -> list[tuple[int, int, int, int]]:
    marked = []
    for doc, one in enumerate(texts):
        for code in range(layout.codes):
            for coder in range(layout.coders):
                places = {
                    place
                    for row in layout.rows
                    if row[:3] == (doc, code, coder) and layout.seen[doc] >> coder & 1
                    for place in range(row[3], row[4])
                }
                for at, unit in enumerate(one.units):
                    letters = {p for p in range(unit.start, unit.end) if not one.text[p].isspace()}
                    much = len(letters & places)
                    enough = {"any": 1, "half": len(letters) / 2, "all": len(letters)}[rule]
                    if much and much >= enough:
                        marked.append((doc, code, coder, at))
    return sorted(marked)


def test_alpha_by_coincidences_is_alpha_by_taking_every_pair() -> None:
    random = Random(5)
    for _ in range(100):
        coders, values_used = random.randint(2, 5), random.randint(2, 5)
        rows = [
            [random.choice([None, *range(1, values_used + 1)]) for _ in range(coders)]
            for _ in range(random.randint(2, 12))
        ]
        for metric in ("nominal", "interval", "ratio"):
            found = Table.of(rows).alpha(metric).value
            assert found == pytest.approx(_alpha_by_pairs(rows, metric)), rows


def _alpha_by_pairs(rows: list[list[Any]], metric: str) -> float | None:
    apart = {
        "nominal": lambda x, y: float(x != y),
        "interval": lambda x, y: float((x - y) ** 2),
        "ratio": lambda x, y: ((x - y) / (x + y)) ** 2,
    }[metric]
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    every_value = [value for unit in units for value in unit]
    expected = sum(apart(x, y) for x, y in permutations(every_value, 2))
    if not expected:
        return None
    observed = sum(sum(apart(x, y) for x, y in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    return 1 - (len(every_value) - 1) * observed / expected


def test_other_names_for_values_and_another_order_of_coders_and_units_change_nothing() -> None:
    random = Random(8)
    for _ in range(100):
        rows = [
            [random.choice([None, "a", "b", "c"]) for _ in range(3)] for _ in range(random.randint(3, 10))
        ]
        renamed = [
            [{"a": "z", "b": "y", "c": "x", None: None}[one] for one in row[::-1]] for row in rows[::-1]
        ]
        before, after = every(Table.of(rows)), every(Table.of(renamed))
        for name, one in before.items():
            assert after[name].value == pytest.approx(one.value), name
            assert after[name].reason == one.reason


# Continua -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, CONTINUA, 50))
def test_the_unitizing_family_is_what_going_place_by_place_gives(start: int) -> None:
    for seed in range(start, start + 50):
        length, coders = _continuum(seed)
        found, expected = unitized(length, coders), _by_places(length, coders)
        for name, value in expected.items():
            one = getattr(found, name)
            assert one.value == (None if value is None else pytest.approx(float(value))), (seed, name)


def _continuum(seed: int) -> tuple[int, list[list[tuple[int, int, str]]]]:
    random = Random(seed)
    length = random.randint(4, 30)
    coders = []
    for _ in range(random.randint(2, 4)):
        units, at = [], random.randint(0, 3)
        while at < length:
            end = min(length, at + random.randint(1, 6))
            units.append((at, end, random.choice("xyz")))
            at = end + random.choice([0, 0, 1, 4])
        coders.append(units[: random.randint(0, len(units))])
    return length, coders


def _by_places(length: int, coders: list[list[tuple[int, int, str]]]) -> dict[str, Fraction | None]:
    """The definitions, place by place and in fractions; None where the denominator is 0."""
    many = len(coders)
    lines = [["" for _ in range(length)] for _ in coders]
    for line, units in zip(lines, coders, strict=True):
        for begin, end, value in units:
            line[begin:end] = [value] * (end - begin)
    values = sorted({value for line in lines for value in line})
    met = {(c, k): Fraction(0) for c in values for k in values}
    for one, other in permutations(lines, 2):
        for c, k in zip(one, other, strict=True):
            met[c, k] += Fraction(1, many - 1)
    squares = {c: Fraction(0) for c in values}
    for line, units in zip(lines, coders, strict=True):
        squares[""] = squares.get("", Fraction(0)) + line.count("")
        for begin, end, value in units:
            squares[value] += (end - begin) ** 2
    margins = {c: sum(met[c, k] for k in values) for c in values}
    expected = _expected(values, margins, squares)
    coded = [c for c in values if c]
    pairable = {c: sum(met[c, k] for k in coded) for c in coded}
    masses = {c: Fraction(0) for c in coded}
    for at, units in enumerate(coders):
        for begin, end, value in units:
            others = [line for place, line in enumerate(lines) if place != at]
            mass = Fraction(sum(line[p] != "" for line in others for p in range(begin, end)), many - 1)
            masses[value] += mass**2
    of_pieces = _expected(coded, pairable, masses)
    merged = {"": "", **dict.fromkeys(coded, "piece")}
    return {
        "u": _alpha(values, met, expected, lambda c: c),
        "bar_u": _alpha(values, met, expected, lambda c: merged[c]),
        "cu": _alpha(coded, met, of_pieces, lambda c: c),
    }


def _expected(values: list[str], margins: Any, squares: Any) -> dict[tuple[str, str], Fraction]:
    total = sum(margins.values())
    if not total:
        return {(c, k): Fraction(0) for c in values for k in values}
    rest = total - sum(squares[c] for c in values) / total
    return {
        (c, k): (margins[c] * margins[k] - (squares[c] if c == k else 0)) / rest
        for c in values
        for k in values
    }


def _alpha(values: list[str], met: Any, expected: Any, kind: Any) -> Fraction | None:
    apart = [(c, k) for c in values for k in values if kind(c) != kind(k)]
    chance = sum(expected[pair] for pair in apart)
    return 1 - sum(met[pair] for pair in apart) / chance if chance else None


# Segments -----------------------------------------------------------------------------------------------------------


def test_segments_are_matched_as_trying_every_way_does() -> None:
    for seed in range(150):
        random = Random(seed)
        first, second = (
            [Span(at, at + random.randint(1, 12)) for at in random.sample(range(30), random.randint(0, 5))]
            for _ in range(2)
        )
        for least in (0.0, 0.3, 0.5):
            found = matched(first, second, least)
            alike = sum(likeness(first[one], second[other]) for one, other in found.pairs)
            assert (len(found.pairs), pytest.approx(alike)) == _best(first, second, least), seed
            assert (
                len({one for one, _ in found.pairs})
                == len({other for _, other in found.pairs})
                == len(found.pairs)
            )


def _best(first: list[Span], second: list[Span], least: float) -> tuple[int, float]:
    """As many pairs as can be, and the most likeness of as many, by trying every way."""
    if not first:
        return (0, 0.0)
    options = [_best(first[1:], second, least)]
    for at, other in enumerate(second):
        if first[0].touches(other) and likeness(first[0], other) >= least:
            pairs, alike = _best(first[1:], second[:at] + second[at + 1 :], least)
            options.append((pairs + 1, alike + likeness(first[0], other)))
    return max(options)


def test_no_sum_is_lost_between_coders() -> None:
    """The four cells of two coders are all of what both looked at, whatever a third did."""
    for seed in range(60):
        layout = Layout(seed)
        histogram = sweep(layout.codings())
        for first, second in combinations(range(layout.coders), 2):
            both = [one >> first & one >> second & 1 for one in layout.seen]
            counts = fourfold(histogram, first, second)
            length = [length * looked for length, looked in zip(layout.lengths, both, strict=True)]
            assert np.array_equal(sum(astuple(counts)), np.array([length] * layout.codes).T)


# Several codes on a unit -------------------------------------------------------------------------------------------


def weight_of(one: frozenset[str], other: frozenset[str], given: Counter[str]) -> int:
    """How often two ratings with these codes could be drawn, no coding drawn twice."""
    both, either = one & other, one ^ other
    return prod(given[code] for code in either) * prod(given[code] * (given[code] - 1) for code in both)


def expected_by_all_sets(ratings: list[frozenset[str]]) -> Fraction:
    """De by going through all pairs of sets of the sizes that came up."""
    sizes, given = Counter(map(len, ratings)), Counter(code for rating in ratings for code in rating)
    found = Fraction(0)
    for one, other in product(sizes, repeat=2):
        pairs = [
            (frozenset(first), frozenset(second))
            for first, second in product(combinations(given, one), combinations(given, other))
        ]
        weights = [weight_of(*pair, given) for pair in pairs]
        far = sum(
            weight * Fraction(len(first ^ second), max(one + other, 1))
            for weight, (first, second) in zip(weights, pairs, strict=True)
        )
        found += sizes[one] * sizes[other] * far / max(sum(weights), 1)
    return found / len(ratings) ** 2


@pytest.mark.parametrize("seed", range(40))
def test_chance_of_several_codes_is_what_going_through_all_sets_gives(seed: int) -> None:
    random = Random(seed)
    rows = [
        [
            None if random.random() < 0.2 else frozenset(random.sample("abcdef", random.randint(0, 4)))
            for _coder in range(3)
        ]
        for _unit in range(random.randint(1, 5))
    ]
    pairable = [[cell for cell in row if cell is not None] for row in rows]
    ratings = [cell for row in pairable if len(row) > 1 for cell in row]
    found = mv_alpha(Table.of(rows))
    if not ratings:
        assert found.expected is None
        return
    assert found.expected == pytest.approx(float(expected_by_all_sets(ratings)), rel=1e-12)
