"""A query: what is written is what is meant, and what is chosen is what the definitions say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.problems import Problem
from firsthand.core.selecting.choosing import chosen, needed
from firsthand.core.selecting.query import (
    APART,
    FIELDS,
    HOWS,
    SIGNS,
    UNITS,
    Attribute,
    Both,
    Coded,
    Distance,
    Either,
    Everything,
    Made,
    Named,
    Not,
    Query,
    Related,
)
from firsthand.core.selecting.reading import Misread, read
from firsthand.core.selecting.sweeps import Stretch, related
from firsthand.core.selecting.writing import WORDS, written

names = st.one_of(
    st.sampled_from(
        ["Hope", "Leaning in", "and", "200", 'the "good" chair', "A › B", "שלום", "“x”", "made by", "a:b"]
    ),
    st.text(min_size=1, max_size=12).filter(lambda text: text.strip() != ""),
)
leaves = st.one_of(
    st.just(Everything()),
    st.builds(Named, st.sampled_from(FIELDS), names),
    st.builds(Attribute, names, st.sampled_from(SIGNS), names),
    st.builds(Made, st.sampled_from(["rule", "hand"])),
    st.builds(Coded, st.sampled_from(["since", "until"]), st.dates()),
)


def _related(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    distances = st.builds(Distance, st.integers(0, 300), st.sampled_from(UNITS))
    return st.one_of(
        st.builds(Related, inner, st.sampled_from([how for how in HOWS if how not in APART]), inner,
                  st.none(), st.booleans()),
        st.builds(Related, inner, st.sampled_from(APART), inner, distances, st.booleans()),
    )  # fmt: skip


queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Both, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner), _related(inner)
    ),
    max_leaves=12,
)


@given(queries)
def test_a_query_that_is_written_down_and_read_is_the_same(query: Query) -> None:
    assert read(written(query)) == query


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused_with_its_place(text: str) -> None:
    read_or_refused = _read(text)
    if isinstance(read_or_refused, Misread):
        assert 1 <= read_or_refused.at <= len(text) + 1
        assert str(read_or_refused).endswith((".", "?"))
    else:
        assert read(written(read_or_refused)) == read_or_refused


def _read(text: str) -> Query | Misread:
    try:
        return read(text)
    except Misread as refused:
        return refused


@given(
    st.lists(
        st.sampled_from(["Hope", '"A b"', "(", ")", ":", "=", "2", "turns", "code", *sorted(WORDS)]),
        max_size=9,
    )
)
def test_words_of_the_language_in_any_order_are_read_or_refused(words: list[str]) -> None:
    query = _read(" ".join(words))
    assert isinstance(query, Misread) or read(written(query)) == query


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Hope", Named("code", "Hope")),
        ('code:"Leaning in"', Named("code", "Leaning in")),
        ("“Leaning in” AND Coder:Cody", Both(Named("code", "Leaning in"), Named("coder", "Cody"))),
        ("A or B and not C", Either(Named("code", "A"), Both(Named("code", "B"), Not(Named("code", "C"))))),
        ("not A overlaps B", Not(Related(Named("code", "A"), "overlaps", Named("code", "B")))),
        ("A within B", Related(Named("code", "A"), "within", Named("code", "B"))),
        (
            "A followed by B within 200 characters",
            Related(Named("code", "A"), "followed by", Named("code", "B"), Distance(200, "characters")),
        ),
        (
            "A near B within 1 turn by the same speaker",
            Related(Named("code", "A"), "near", Named("code", "B"), Distance(1, "turns"), True),
        ),
        ("years > 5", Attribute("years", ">", "5")),
        ('attribute "Years here" ≠ "4-9"', Attribute("Years here", "!=", "4-9")),
        ("made by rule", Made("rule")),
        ("since 2019-06-01", Coded("since", date(2019, 6, 1))),
        ("code:and", Named("code", "and")),
    ],
)
def test_researchers_words_are_understood(text: str, meant: Query) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("Hope overlap Waiting", 6, "Do you mean “overlaps”"),
        ("coder: Cody and codr:Lea", 17, "“codr:” is not known. Do you mean “coder”"),
        ("Leaning in", 9, 'stands in quotation marks: "Leaning in"'),
        ('"Hope', 1, "has no other end"),
        ("(A or B", 1, "never closed"),
        ("A)", 2, "never opened"),
        ("A and", 6, "missing"),
        ("A and or B", 7, "“or” comes too early"),
        ("A near B", 3, "Say how far"),
        ("A near B within few turns", 17, "a number"),
        ("A near B within 2 pages", 19, "characters, sentences, turns, seconds"),
        ("A overlaps B overlaps C", 14, "parentheses"),
        ("since June", 7, "a day"),
        ("made by magic", 6, "made by rule"),
        ("years >", 8, "a value"),
        ("", 1, "missing"),
        ("A B", 3, 'quotation marks: "A B"'),
        ('"A" "B"', 5, "Between two parts"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(text: str, at: int, says: str) -> None:
    with pytest.raises(Misread) as refused:
        read(text)
    assert says in str(refused.value)
    assert refused.value.at == at


def test_what_asks_too_much_is_refused_and_never_breaks() -> None:
    for text in ("(" * 3000, "not " * 3000 + "A", " or ".join(["A"] * 3000), "(" * 41 + "A" + ")" * 41):
        with pytest.raises(Misread):
            read(text)
    deep = " or ".join(["A"] * 200)
    assert read(written(read(deep))) == read(deep)


def test_a_query_that_lacks_something_is_none() -> None:
    for make in (lambda: Named("code", " "), lambda: Attribute("", "=", "x"),
                 lambda: Related(Everything(), "near", Everything()),
                 lambda: Related(Everything(), "within", Everything(), Distance(2, "turns"))):  # fmt: skip
        with pytest.raises(Problem):
            make()


# How two stretches stand to each other, word for word as the definitions have it.
DEFINED = {
    "overlaps": lambda a, b, d: max(a.start, b.start) < min(a.end, b.end),
    "equals": lambda a, b, d: (a.start, a.end) == (b.start, b.end),
    "within": lambda a, b, d: b.start <= a.start and a.end <= b.end,
    "encloses": lambda a, b, d: a.start <= b.start and b.end <= a.end,
    "followed by": lambda a, b, d: b.start - a.end >= 0 and b.first - a.last <= d,
    "near": lambda a, b, d: max(0, max(a.first, b.first) - min(a.last, b.last)) <= d,
}


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    """Codings in two texts of thirty letters, with turns of seven letters to count distance in, or letters."""
    by_turns = draw(st.booleans())
    found = []
    for key in range(draw(st.integers(0, 14))):
        start = draw(st.integers(0, 28))
        end = draw(st.integers(start + 1, 30))
        first, last = (start // 7, (end - 1) // 7) if by_turns else (start, end)
        found.append(Stretch(key, draw(st.sampled_from("ST")), start, end, first, last))
    return found


@given(stretches(), st.data(), st.sampled_from(HOWS), st.integers(0, 9))
def test_how_codings_stand_is_as_defined(
    all_: list[Stretch], data: st.DataObject, how: str, far: int
) -> None:
    left = data.draw(st.lists(st.sampled_from(all_), unique=True)) if all_ else []
    right = data.draw(st.lists(st.sampled_from(all_), unique=True)) if all_ else []
    by_hand = {
        a.key
        for a in left
        for b in right
        if a.key != b.key and a.where == b.where and DEFINED[how](a, b, far)
    }
    assert related(left, how, right, far) == by_hand  # type: ignore[arg-type]


def test_a_coding_that_speaks_with_two_voices_never_stands_beside_itself() -> None:
    both = [Stretch(1, ("S", 0), 0, 9, 0, 9), Stretch(1, ("S", 1), 0, 9, 0, 9)]
    assert related(both, "overlaps", both) == set()
    assert related(both, "overlaps", [*both, Stretch(2, ("S", 1), 3, 4, 3, 4)]) == {1}


@dataclass
class Few:
    """Some codings: a code, a coder and a place each."""

    rows: list[tuple[str, str, int, int]]

    def all(self) -> frozenset[int]:
        return frozenset(range(len(self.rows)))

    def of(self, part: Query) -> frozenset[int]:
        if isinstance(part, Named) and part.field in ("code", "coder"):
            column = 0 if part.field == "code" else 1
            return frozenset(key for key, row in enumerate(self.rows) if row[column] == part.name)
        return frozenset()

    def stretches(self, keys: Iterable[int], unit: str, same_speaker: bool) -> list[Stretch]:
        return [
            Stretch(key, "S", start, end, start, end)
            for key in keys
            for _code, _coder, start, end in [self.rows[key]]
        ]


rows = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.integers(0, 9), st.integers(1, 6)).map(
        lambda row: (row[0], row[1], row[2], row[2] + row[3])
    ),
    max_size=12,
)
small_leaves = st.one_of(
    st.just(Everything()),
    st.builds(Named, st.just("code"), st.sampled_from("ABC")),
    st.builds(Named, st.just("coder"), st.sampled_from("xy")),
)
small = st.recursive(
    small_leaves,
    lambda inner: st.one_of(
        st.builds(Both, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner), _related(inner)
    ),
    max_leaves=6,
)


@given(rows, small)
def test_looking_only_at_the_codes_that_matter_finds_the_same(
    rows: list[tuple[str, str, int, int]], query: Query
) -> None:
    codes = needed(query, lambda named: frozenset({named.name}))
    kept = [row for row in rows if codes is None or row[0] in codes]
    whole, part = Few(rows), Few(kept)
    assert sorted(rows[key] for key in chosen(query, whole)) == sorted(
        kept[key] for key in chosen(query, part)
    )


def test_one_code_by_one_coder_looks_at_that_code_alone() -> None:
    def codes(named: Named) -> frozenset[str]:
        return frozenset({named.name})

    assert needed(read("Hope and coder:Cody and not participant:P04"), codes) == {"Hope"}
    assert needed(read("Hope overlaps Waiting"), codes) == {"Hope", "Waiting"}
    assert needed(read("Hope overlaps (not Waiting)"), codes) is None
    assert needed(read("Hope or coder:Cody"), codes) is None


@given(rows, small)
def test_not_is_the_rest_of_what_is_in_scope(rows: list[tuple[str, str, int, int]], query: Query) -> None:
    scope = Few(rows)
    found, rest = chosen(query, scope), chosen(Not(query), scope)
    assert found | rest == scope.all()
    assert not found & rest


def test_twice_as_many_codings_take_about_twice_as_long() -> None:
    """However deep they lie on each other: nothing is paired off."""

    def cost(many: int) -> float:
        deep = [Stretch(key, key % 50, key % 997, key % 997 + 400, key, key) for key in range(many)]
        best = []
        for _attempt in range(3):
            began = process_time()
            related(deep, "overlaps", deep)
            best.append(process_time() - began)
        return min(best)

    assert cost(40_000) < 4 * cost(20_000)
