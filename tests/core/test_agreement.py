"""Agreement on published and own examples, at their tolerance: `tests/data/worked/agreement_*.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firsthand.core.agreement import intervals
from firsthand.core.agreement.codings import Codings
from firsthand.core.agreement.coefficient import Basis, Coefficient
from firsthand.core.agreement.coefficients import MANY, PAIR, of_many, of_pair
from firsthand.core.agreement.histogram import sweep
from firsthand.core.agreement.matching import matched, of_segments
from firsthand.core.agreement.multivalued import mv_alpha
from firsthand.core.agreement.segmenting import RULES, Segmented, fingerprint, in_units, segmented
from firsthand.core.agreement.tallies import Fourfold, added, fourfold, of_one, tallies
from firsthand.core.agreement.unitizing import unitized, unitized_over
from firsthand.core.agreement.units import Table, every
from firsthand.core.brought.coders import several
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn

WORKED = Path(__file__).parents[1] / "data" / "worked"


def load(name: str) -> Any:
    return json.loads((WORKED / f"agreement_{name}.json").read_text("utf-8"))


TABLES, TEXTS, CONTINUA = load("tables"), load("texts"), load("continua")
TOLERANCE = TABLES["tolerance"]


def examples(*keys: str) -> list[Any]:
    """The tables that have all of these keys, each named."""
    return [pytest.param(one, id=one["id"]) for one in TABLES["examples"] if all(key in one for key in keys)]


def close(found: Coefficient, value: float | None) -> bool:
    """Whether a coefficient is that value to the tolerance, or has none and says why."""
    if value is None:
        return found.value is None and found.reason != ""
    return found.value is not None and abs(found.value - value) <= TOLERANCE


def printed(found: Coefficient, value: float) -> bool:
    """Whether a published figure is what one gets by rounding, or by cutting off, at as many places."""
    assert found.value is not None
    places = len(str(value).partition(".")[2])
    return abs(found.value - value) < 0.51 * 10**-places


def rows_of(table: list[list[int]]) -> list[tuple[int, int]]:
    """Units by two coders from a table of how often the first gave one value and the second another."""
    return [
        (one, other)
        for one, row in enumerate(table, 1)
        for other, times in enumerate(row, 1)
        for _ in range(times)
    ]


def table_of(example: Any) -> Table:
    return Table.of(example["units"] if "units" in example else rows_of(example["table"]))


# Tables of units by coders ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", examples("alpha"))
def test_alpha_of_a_published_table_is_as_published_under_every_metric(example: Any) -> None:
    table = table_of(example)
    for metric, value in example["alpha"].items():
        assert close(table.alpha(metric), value), metric
    for metric, value in example["published"].items():
        assert printed(table.alpha(metric), value), metric
    if "percent" in example:
        assert close(table.percent(), example["percent"])


@pytest.mark.parametrize("example", examples("expected"))
def test_every_coefficient_of_a_table_is_as_worked_out(example: Any) -> None:
    table = table_of(example)
    found = every(table) | {"ac2_quadratic": table.ac2("quadratic")}
    if table.coders == 2:
        found["kappa_max"] = table.kappa_max()
    known = {name: value for name, value in example["expected"].items() if name in found}
    assert len(known) > 3
    assert [name for name, value in known.items() if not close(found[name], value)] == []
    if "reason" in example:
        assert {found[name].reason for name, value in known.items() if value is None} == {example["reason"]}
    for name, value in example.get("published", {}).items():
        assert printed(found[name], value), name


@pytest.mark.parametrize("example", [one for one in examples("table") if len(one.values[0]["table"]) == 2])
def test_a_table_of_yes_and_no_and_a_text_half_marked_are_the_same_to_every_formula(example: Any) -> None:
    (both, first), (second, neither) = example["table"]
    counts = Fourfold(both, first, second, neither)
    found = of_pair(counts, Basis("unit", counts.n, 2))
    names = {"positive": "f1"}
    shared = {name: value for name, value in example["expected"].items() if names.get(name, name) in found}
    assert {"percent", "kappa", "kappa_max", "pi", "alpha", "ac1", "s"} <= shared.keys()
    assert [name for name, value in shared.items() if not close(found[names.get(name, name)], value)] == []


def test_fleiss_of_each_value_is_as_published() -> None:
    (example,) = (one for one in TABLES["examples"] if "fleiss_by_value" in one)
    found = table_of(example).fleiss_by_value()
    assert all(close(found[int(value)], kappa) for value, kappa in example["fleiss_by_value"].items())


def test_alpha_takes_sets_of_codes_and_two_empty_sets_are_alike() -> None:
    for example in (one for one in TABLES["examples"] if "sets" in one):
        table = Table.of(
            [[None if cell is None else frozenset(cell) for cell in row] for row in example["sets"]]
        )
        for name, value in example["alpha_of_sets"].items():
            assert close(several(table, name).alpha, value), name


def test_alpha_of_several_codes_takes_chance_from_the_single_codes_and_is_as_published() -> None:
    example = next(one for one in TABLES["examples"] if "disagreements" in one)
    table = Table.of([[None if cell is None else frozenset(cell) for cell in row] for row in example["sets"]])
    found = mv_alpha(table)
    assert found.alpha.value == pytest.approx(example["published"]["mv"], abs=5e-8)
    assert {"observed": found.observed, "expected": found.expected} == pytest.approx(
        example["disagreements"], abs=TOLERANCE
    )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("a", "a"), ("a", "a")], "No variation"),
        ([("", "")], "No variation"),
        ([("a", None), (None, "b")], "nothing that two coders coded"),
        ([], "nothing that two coders coded"),
    ],
)
def test_alpha_of_several_codes_has_no_value_where_nothing_could_differ(rows: Any, reason: str) -> None:
    found = mv_alpha(Table.of([[None if cell is None else frozenset(cell) for cell in row] for row in rows]))
    assert found.alpha.value is None
    assert reason in found.alpha.reason


def test_more_codes_than_can_be_gone_through_get_a_sentence() -> None:
    many = frozenset(range(200))
    with pytest.raises(Problem, match="200 codes and up to 200"):
        mv_alpha(Table.of([(many, many)]))


def test_the_same_matches_with_other_marginals_give_another_kappa_and_the_same_percentage() -> None:
    """The paradox of prevalence: 85 % agreement is .70 or .31."""
    found = [
        table_of(one.values[0]) for one in examples("table") if "85" in json.dumps(one.values[0]["expected"])
    ]
    balanced, skewed = (
        next(t for t in found if t.percent().value == 0.85 and t.kappa().value > 0.6),
        found[-1],
    )
    assert balanced.percent().value == skewed.percent().value == 0.85
    assert balanced.kappa().value - skewed.kappa().value > 0.38


def test_more_values_than_were_used_raise_s() -> None:
    rows = [("a", "a"), ("b", "b"), ("a", "b"), ("a", "a")]
    few, many = Table.of(rows), Table.of(rows, values="abcdefgh")
    assert few.s().value == 0.5
    assert many.s().value == pytest.approx((0.75 - 1 / 8) / (1 - 1 / 8))


def test_s_of_the_help_page_is_what_it_says() -> None:
    example = TEXTS["brennan_prediger"]
    # Fourteen alike of fifteen are 93.33 %.
    found = Table.of([(1, 1)] * 14 + [(1, 2)], values=range(1, example["codes"] + 1))
    assert found.percent().value == pytest.approx(example["percent"])
    assert close(found.s(), example["s"])


def test_what_cannot_be_had_has_a_reason_and_never_a_number() -> None:
    nobody, one = Table.of([]), Table.of([("a", None), (None, "b")])
    for table in (nobody, one):
        for found in every(table).values():
            assert found.value is None
            assert found.reason
    three = Table.of([("a", "a", "b")])
    assert three.kappa().reason == three.pi().reason == "It compares two coders, and here are 3."
    uneven = Table.of([("a", "a", None), ("a", "b", "b")])
    assert "equally many ratings" in uneven.fleiss().reason
    assert uneven.alpha().value is not None
    with pytest.raises(Problem, match="needs numbers"):
        Table.of([("a", "b")]).alpha("interval")
    with pytest.raises(Problem, match="true zero"):
        Table.of([(-1, 2)]).alpha("ratio")
    with pytest.raises(Problem, match="same both ways"):
        Table.of([(1, 2)]).alpha(lambda x, y: float(x > y))
    with pytest.raises(Problem, match="same length"):
        Table.of([(1, 2), (1, 2, 3)])


def test_a_coefficient_is_never_nan_and_never_without_a_reason() -> None:
    for value, reason in ((float("nan"), ""), (None, ""), (0.5, "and yet")):
        with pytest.raises(ValueError, match="kappa"):
            Coefficient("kappa", value, reason, "Cohen 1960", 1, Basis("unit"))


# Marked text --------------------------------------------------------------------------------------------------------


def two_coders(example: Any) -> Codings:
    rows = [(0, 0, coder, *span) for coder, spans in enumerate(example["spans"]) for span in spans]
    return Codings.of(rows, lengths=[example["length"]], codes=1, coders=2)


@pytest.mark.parametrize("example", [pytest.param(one, id=one["id"]) for one in TEXTS["spans"]])
def test_two_coders_of_a_text_agree_as_worked_out_by_the_one_sweep(example: Any) -> None:
    found = sweep(two_coders(example))
    both, first, second, neither = example["counts"]
    assert found.dense().tolist() == [[[neither, first, second, both]]]
    counts = of_one(fourfold(found, 0, 1), 0, 0)
    pair = of_pair(counts, Basis("character", int(counts.n), 2))
    many = of_many(of_one(tallies(found), 0, 0), Basis("character", int(counts.n), 2))
    expected = {name: value for name, value in example["expected"].items() if name != "marked"}
    assert len(expected) == 10
    assert [name for name, value in expected.items() if not close(pair[name], value)] == []
    for name in ("percent", "f1", "negative", "alpha", "ac1"):
        assert close(many[name], pair[name].value)
    assert close(many["fleiss"], expected["pi"])
    assert (both * 2 + first + second) / 2 / example["length"] == pytest.approx(example["expected"]["marked"])


def test_coders_who_share_no_character_have_a_high_ac1_and_a_kappa_below_nought() -> None:
    """Why AC1 never stands alone on characters; and a coder's own overlap counts once."""
    rows = [(0, 0, 0, 0, 10), (0, 0, 0, 5, 15), (0, 0, 1, 80, 95)]
    found = sweep(Codings.of(rows, lengths=[100], codes=1, coders=2))
    assert found.dense().tolist() == [[[70, 15, 15, 0]]]
    pair = of_pair(of_one(fourfold(found, 0, 1), 0, 0), Basis("character", 100, 2))
    assert pair["f1"].value == 0
    assert pair["kappa"].value < 0 < 0.5 < pair["ac1"].value


def test_another_programs_kappa_is_not_cohens() -> None:
    example = TEXTS["not_kappa"]
    both, first, second, neither = example["counts"]
    pair = of_pair(Fourfold(both, first, second, neither), Basis("character", 1000, 2))
    for name in ("kappa", "f1", "jaccard"):
        assert close(pair[name], example[name])
    marked = both + first + second
    chance = (both + first) / marked * (both + second) / marked
    chance *= (1 - (both + first) / marked) * (1 - (both + second) / marked)
    assert (both / marked - chance) / (1 - chance) == pytest.approx(example["theirs"], abs=1e-4)


def test_kappa_tends_to_f1_as_uncoded_text_grows_and_percent_does_not() -> None:
    example = TEXTS["towards_f1"]
    for neither, kappa, percent in example["neither_kappa_percent"]:
        counts = Fourfold(example["both"], example["first"], example["second"], neither)
        pair = of_pair(counts, Basis("character", counts.n, 2))
        assert close(pair["kappa"], kappa)
        assert close(pair["percent"], percent)
        assert close(pair["f1"], example["f1"])


def test_pooled_over_documents_is_not_the_mean_of_documents_and_a_code_nobody_used_has_no_kappa() -> None:
    rows = [(0, 0, coder, 0, 100) for coder in (0, 1)] + [(1, 0, 0, 0, 5), (1, 0, 1, 10, 15)]
    found = sweep(Codings.of(rows, lengths=[1000, 1000, 1000], codes=2, coders=2))
    counts = fourfold(found, 0, 1)
    each = [PAIR["kappa"].of(of_one(counts, doc, 0), Basis("character")) for doc in range(3)]
    assert each[0].value == 1
    assert each[1].value == pytest.approx(-0.005, abs=1e-3)
    assert each[2].reason == "No variation: expected disagreement is 0."
    pooled = PAIR["kappa"].of(of_one(added(counts), 0), Basis("character"))
    assert pooled.value == pytest.approx(0.951, abs=1e-3)
    unused = of_pair(of_one(added(counts), 1), Basis("character"))
    assert unused["f1"].reason == unused["jaccard"].reason == "Nobody marked anything with it."
    assert {unused[name].value for name in ("kappa", "pi", "alpha", "ac1", "f1", "jaccard")} == {None}


def test_a_document_that_one_coder_never_opened_is_not_held_against_them() -> None:
    rows = [
        (0, 0, 0, 0, 10),
        (0, 0, 1, 0, 10),
        (1, 0, 0, 0, 10),
        (2, 0, 0, 0, 9),
        (2, 0, 1, 0, 9),
        (2, 0, 2, 0, 9),
    ]
    found = sweep(Codings.of(rows, lengths=[20, 20, 20], codes=1, coders=3, seen=[0b011, 0b001, 0b111]))
    sums = of_one(added(tallies(found)), 0)
    assert (sums.n, sums.ratings, sums.even) == (40, 100, False)
    many = of_many(sums, Basis("character", 40, 3))
    assert many["percent"].value == many["alpha"].value == many["f1"].value == 1
    assert "equally many" in many["fleiss"].reason
    assert of_one(added(fourfold(found, 0, 2)), 0) == Fourfold(9, 0, 0, 11)


def test_text_that_nobody_was_to_code_moves_every_number_and_is_left_out_where_that_is_said() -> None:
    rows = [(0, 0, 0, 0, 30), (0, 0, 1, 10, 40)]
    whole = Codings.of(rows, lengths=[100], codes=1, coders=2)
    assert sweep(whole).dense().tolist() == [[[60, 10, 10, 20]]]
    assert sweep(whole.without([[Span(0, 5), Span(35, 90)]])).dense().tolist() == [[[10, 5, 5, 20]]]
    assert sweep(whole.without([[Span(0, 100)]])).dense().tolist() == [[[0, 0, 0, 0]]]


def test_codings_outside_their_document_and_crowds_of_coders_are_refused_with_a_sentence() -> None:
    with pytest.raises(Problem, match="outside its document"):
        Codings.of([(0, 0, 0, 5, 11)], lengths=[10], codes=1, coders=2)
    with pytest.raises(Problem, match="not 63"):
        Codings.of([], lengths=[10], codes=1, coders=63)
    many = Codings.of([(0, 0, 61, 0, 5), (0, 0, 0, 0, 5)], lengths=[10], codes=1, coders=62)
    assert sweep(many).mask.tolist() == [(1 << 61) | 1]


# Continua -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", [pytest.param(one, id=one["id"]) for one in CONTINUA["examples"]])
def test_the_unitizing_family_is_as_published(example: Any) -> None:
    coders = [[(start, end, value) for start, end, value in units] for units in example["units"].values()]
    found = unitized(example["length"], coders)
    for name, value in example["expected"].items():
        assert close(getattr(found, name), value), name
    assert found.coverage == pytest.approx(example["coverage"], abs=TOLERANCE)
    assert found.per_value.keys() == example["per_value"].keys()
    for value, expected in example["per_value"].items():
        assert close(found.per_value[value].ku, expected["ku"]), value
        assert found.per_value[value].coverage == pytest.approx(expected["coverage"], abs=TOLERANCE)
    for name, value in example.get("published", {}).items():
        assert printed(getattr(found, name), value)


def test_pieces_that_overlap_are_refused_and_no_pieces_have_no_value() -> None:
    with pytest.raises(Problem, match="coder 2 overlap, at 3"):
        unitized(10, [[(0, 5, "x")], [(0, 5, "x"), (3, 8, "y")]])
    with pytest.raises(Problem, match="outside"):
        unitized(10, [[(0, 11, "x")], []])
    with pytest.raises(Problem, match="two coders"):
        unitized(10, [[(0, 5, "x")]])
    empty = unitized(10, [[], []])
    assert (empty.u.value, empty.bar_u.value, empty.cu.value) == (None, None, None)
    assert empty.cu.reason == "No piece of one coder meets a piece of another."
    nothing = unitized(0, [[], []])
    assert nothing.u.reason == "There is nothing that two coders coded."


def test_documents_are_laid_end_to_end_and_their_pieces_stay_apart() -> None:
    one, other = [(0, 4, "x"), (8, 10, "x")], [(2, 6, "x")]
    pieces = [(0, 3, "x")]
    apart = unitized_over([(10, [one, other]), (5, [pieces, pieces])])
    ends = [[(start + 10, end + 10, value) for start, end, value in pieces]] * 2
    as_one = unitized(15, [one + ends[0], other + ends[1]])
    assert apart == as_one
    assert apart.u.basis.n == 15


# Segments -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", TEXTS["segments"]["expected"])
def test_segments_are_matched_one_to_one_as_worked_out(least: str) -> None:
    example = TEXTS["segments"]
    first, second = ([Span(*span) for span in example[who]] for who in ("first", "second"))
    found = matched(first, second, float(least))
    expected = dict(example["expected"][least])
    counts = (expected.pop("both"), expected.pop("first"), expected.pop("second"))
    assert found.counts == counts
    values = of_segments(found.counts, Basis("segment", found.counts.n, 2))
    assert [name for name, value in expected.items() if not close(values[name], value)] == []
    assert (len(found.split), len(found.merged)) == (example["split"], example["merged"])


def test_matching_takes_as_many_pairs_as_can_be_before_the_most_alike() -> None:
    """The best single pair would leave both others alone."""
    first, second = [Span(0, 10), Span(10, 20)], [Span(0, 11), Span(2, 8)]
    found = matched(first, second, 0.0)
    assert found.pairs == [(0, 1), (1, 0)]
    assert matched([], [], 0.5).counts == (0, 0, 0)
    assert of_segments(matched([], [], 0.5).counts, Basis("segment"))["segments"].value is None


# Sentences and turns ------------------------------------------------------------------------------------------------


def test_the_rule_decides_which_sentences_count_as_marked() -> None:
    example = TEXTS["sentences"]
    text, units = example["text"], [Span(*bounds) for bounds in example["units"]]
    rows = [(0, 0, coder, *span) for coder, who in enumerate(("first", "second")) for span in example[who]]
    codings = Codings.of(rows, lengths=[len(text)], codes=1, coders=2)
    for rule in RULES:
        found = in_units(codings, [Segmented(text, units)], rule)
        marked = [[0] * len(units) for _ in range(2)]
        for coder, place in zip(found.coder, found.start, strict=True):
            marked[coder][place] = 1
        assert marked == example["expected"][rule], rule
        assert found.lengths.tolist() == [4]


def test_sentences_and_turns_are_what_is_said_without_who_says_it() -> None:
    text = "A note.\nANA: Yes. No?  Well\nBO: \nCY: So.\n"
    turns = (Turn(8, 13, 28, 0), Turn(28, 32, 33, 1), Turn(33, 37, 41, 2))
    structure = Structure(("ANA", "BO", "CY"), turns)
    sentences = segmented("sentence", text, structure)
    assert [one.words_in(text).strip() for one in sentences.units] == [
        "A note.",
        "Yes.",
        "No?",
        "Well",
        "So.",
    ]
    spoken = segmented("turn", text, structure)
    assert [one.words_in(text).strip() for one in spoken.units] == ["A note.", "Yes. No?  Well", "So."]
    assert fingerprint([sentences]) != fingerprint([spoken])
    assert fingerprint([sentences]) == fingerprint([segmented("sentence", text, structure)])


def test_two_codings_of_one_coder_in_a_sentence_count_together_and_spaces_never() -> None:
    text = "one two three four"
    units = [Segmented(text, [Span(0, 18)])]
    halves = Codings.of([(0, 0, 0, 0, 4), (0, 0, 0, 4, 10)], lengths=[18], codes=1, coders=2)
    assert len(in_units(halves, units, "half").doc) == 1  # 8 of 15 letters
    assert len(in_units(halves, units, "all").doc) == 0
    spaces = Codings.of([(0, 0, 0, 3, 4)], lengths=[18], codes=1, coders=2)
    assert len(in_units(spaces, units, "any").doc) == 0


# Intervals ----------------------------------------------------------------------------------------------------------


def test_two_ways_of_drawing_anew_differ_hugely_and_are_named() -> None:
    (example,) = (one for one in TABLES["examples"] if "units_drawn" in one)
    (data,) = (one for one in TABLES["examples"] if one["id"] == example["of"])
    table = table_of(data)
    pairs = intervals.by_krippendorffs_pairs(table, example["metric"], times=20_000)
    units = intervals.by_units(table, example["metric"], times=600)
    for found, expected in ((pairs, example["pairs"]), (units, example["units_drawn"])):
        assert found.low == pytest.approx(expected["low"], abs=expected["tolerance"])
        assert found.high == pytest.approx(expected["high"], abs=expected["tolerance"])
    for limit, share in example["pairs"]["below"].items():
        assert pairs.below[float(limit)] == pytest.approx(share, abs=0.006)
    assert "Krippendorff" in pairs.method
    assert units.resampled == "units"


@pytest.mark.parametrize("example", examples("alpha"))
def test_a_drawing_of_every_unit_once_is_alpha_itself(example: Any) -> None:
    table = table_of(example)
    rated = table.ratings > 1
    met = intervals._met(table.counts[rated].astype(float), 1 / (table.ratings[rated] - 1))
    assert np.allclose(met, table.coincidences())
    for metric, value in example["alpha"].items():
        assert intervals._alpha(met, table, metric) == pytest.approx(value, abs=TOLERANCE)


def test_a_table_too_large_for_drawing_anew_is_told_so() -> None:
    found = intervals.by_units(Table.of([(1, 2)] * 2_001))
    assert found.low is None
    assert "A table this large is not drawn anew" in found.reason


def drawn(documents: int, seed: int = 1) -> Any:
    generator = np.random.default_rng(7)
    rows = [
        (doc, code, coder, start, start + 20)
        for doc in range(documents)
        for code in range(2)
        for coder in range(2)
        for start in generator.integers(0, 80, 3).tolist()
    ]
    sums = tallies(sweep(Codings.of(rows, lengths=[100] * documents, codes=3, coders=2)))
    return sums, intervals.by_documents(sums, [*MANY.values()], seed=seed)


def test_documents_are_drawn_anew_the_same_way_each_time_and_another_way_with_another_seed() -> None:
    sums, once = drawn(12)
    assert once == drawn(12)[1]
    assert once != drawn(12, seed=2)[1]
    (first, _second, never) = once["alpha"]
    alpha = MANY["alpha"].of(of_one(added(sums), 0), Basis("character"))
    assert first.low < alpha.value < first.high
    assert (first.of, first.times, first.resampled) == (12, 2000, "documents")
    assert never.low is None
    assert never.reason == "It has no value in any resample."


def test_under_six_documents_there_is_no_interval_and_it_says_what_to_look_at() -> None:
    _sums, found = drawn(5)
    assert {one.low for name in found for one in found[name]} == {None}
    assert found["alpha"][0].reason == "Fewer than six documents: see the values of each."
