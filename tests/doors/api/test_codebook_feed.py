"""A page that is open learns of each change to the codebook what it needs to have it as it is, and no more."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Cast
from firsthand.analysis.codebook.selectors import code, codebook
from firsthand.analysis.codebook.services import change_code, make_code, move_code
from firsthand.analysis.coding.services import delete_code
from firsthand.core.problems import Problem
from firsthand.doors.api import reader
from firsthand.ground.trail import recording
from readers import Reader
from texts import AWKWARD, bring

Codes = list[dict[str, Any]]
NAMED = st.integers(0, 6)
ABOVE, PLACE = st.none() | NAMED, st.integers(0, 3)
MOVES = st.tuples(st.just("move"), NAMED, ABOVE, PLACE)
OTHERS = st.tuples(st.sampled_from(["name", "make", "delete"]), NAMED, ABOVE, PLACE)


@pytest.fixture
def source(cast: Cast) -> Any:
    return bring(cast.lea, AWKWARD)[0]


def test_what_was_changed_is_told_with_all_below_it_and_where_it_stands(cast: Cast, source: Any) -> None:
    lea = Reader(cast.lea, source)
    food, drink = make_code(cast.lea, name="Food"), make_code(cast.lea, name="Drink")
    bread, _soup = (make_code(cast.lea, name=name, parent=food) for name in ("Bread", "Soup"))
    crumb, since = make_code(cast.lea, name="Crumb"), lea.entry()
    move_code(cast.cody, code=crumb, parent=bread)
    news = lea.feed(since)
    assert _places(news) == [("Crumb", None)]
    change_code(cast.cody, code=food, name="Eating")
    news = lea.feed(news["entry"])
    assert _places(news) == [("Eating", None), ("Bread", None), ("Crumb", None), ("Soup", str(bread.id))]
    assert {one["path"][0] for one in news["codes_changed"]} == {"Eating"}
    move_code(cast.cody, code=drink, parent=food, position=1)
    news = lea.feed(news["entry"])
    assert ("Drink", str(bread.id)) in _places(news)
    assert not {"codes", "coders", "rules", "lost", "memos_changed"} & set(news)


def test_a_code_that_another_process_makes_while_a_page_is_being_told_is_never_told_as_gone(
    cast: Cast, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody is let in, a code is made elsewhere, and only then is read what there is."""
    lea, let_in = Reader(cast.lea, source), reader.entered
    since = lea.entry()

    def meanwhile(request: Any, slug: str) -> Any:
        by = let_in(request, slug)
        codebook(by)
        make_code(cast.cody, name="Waiting")
        recording._written -= 1  # this process has not heard of it
        return by

    with monkeypatch.context() as once:
        once.setattr(reader, "entered", meanwhile)
        news = lea.feed(since)
    assert (news["entry"], "codes_gone" in news) == (since, False)
    later = lea.feed(news["entry"])
    assert ([one["name"] for one in later["codes_changed"]], later["codes_gone"]) == (["Waiting"], [])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES | OTHERS, max_size=8))
def test_who_was_told_of_every_change_has_the_codebook_as_it_is(
    cast: Cast, source: Any, acts: list[tuple[str, int, int | None, int]]
) -> None:
    lea = Reader(cast.lea, source)
    start = lea.entry()  # what earlier examples left stands beside
    names = [str(make_code(cast.lea, name=f"Code {start + number}").id) for number in range(7)]
    has, since = lea.beside()["codes"], lea.entry()
    for number, act in enumerate(acts):
        with suppress(
            Problem
        ):  # a code that is gone, that would stand below itself, or with too many below it
            _do(cast, names, act, f"Anew {start} {number}")
        news = lea.feed(since)
        has, since = _told(has, news.get("codes_changed", []), news.get("codes_gone", [])), news["entry"]
        assert _by_parent(has) == _by_parent(lea.beside()["codes"])


def _do(cast: Cast, names: list[str], act: tuple[str, int, int | None, int], name: str) -> None:
    what, which, above, place = act
    one = code(cast.cody, names[which])
    parent = None if above is None else code(cast.cody, names[above])
    if what == "move":
        move_code(cast.cody, code=one, parent=parent, position=place)
    elif what == "name":
        change_code(cast.cody, code=one, name=name)
    elif what == "make":
        make_code(cast.cody, name=name, parent=parent)
    else:
        delete_code(cast.cody, code=one)


def _places(news: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["name"], one["after"]) for one in news["codes_changed"]]


def _told(has: Codes, changed: Codes, gone: list[str]) -> Codes:
    """The codes as the page has them after it was told: what it does, in its least words."""
    other = {one["id"] for one in changed} | set(gone)
    stands = [one for one in has if one["id"] not in other]
    for one in changed:
        after = [at for at, other in enumerate(stands) if other["id"] == one["after"]]
        stands.insert(after[0] + 1 if after else 0, {name: one[name] for name in one if name != "after"})
    return stands


def _by_parent(codes: Codes) -> dict[str | None, Codes]:
    """Those under each one, in their order: in which order the ones stand, nobody sees."""
    below: dict[str | None, Codes] = {}
    for one in codes:
        below.setdefault(one["parent"], []).append(one)
    return below
