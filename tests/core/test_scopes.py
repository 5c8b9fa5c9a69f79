"""What is asked, in words that can be read, and what an answer allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firsthand.core.consent import (
    HOLD,
    LATER,
    WITHDRAWN,
    Answer,
    Outcome,
    Scope,
    allows,
    catalogue,
    fits,
    on_hold,
)
from firsthand.core.readability import age

SCOPES = list(catalogue().scopes.values())
USES = [(scope.id, use) for scope in SCOPES for uses in scope.uses.values() for use in uses]


def words_of(scope: Scope) -> list[str]:
    also = [text for choices in scope.also.values() for text in choices.values()]
    return [scope.ask, scope.explain, *scope.options.values(), *also]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.id)
def test_most_twelve_year_olds_can_read_a_question(scope: Scope) -> None:
    assert age(f"{scope.ask} {scope.explain}") < 12


def test_most_twelve_year_olds_can_read_all_of_it() -> None:
    whole = " ".join(f"{text.rstrip('.?')}." for scope in SCOPES for text in words_of(scope) if text)
    assert age(whole) < 11
    assert all(age(text) < 12.5 for text in catalogue().rights.values())


def test_hard_words_would_be_noticed() -> None:
    assert (
        age("Your participation constitutes authorisation for subsequent dissemination of information.") > 20
    )


@pytest.mark.parametrize(("scope", "use"), USES)
def test_what_was_not_asked_is_not_allowed(scope: str, use: str) -> None:
    for answers in (
        {},
        {scope: Answer(scope, LATER)},
        {scope: Answer(scope, WITHDRAWN)},
        {scope: Answer(scope, ())},
    ):
        assert allows(answers, scope, use) is Outcome.NO


def said_yes(scope: str, use: str) -> Answer:
    known = catalogue().scopes[scope]
    option = next(option for option, uses in known.uses.items() if use in uses)
    return Answer(scope, (option,) if known.many else option)


@pytest.mark.parametrize(("scope", "use"), USES)
def test_on_hold_nothing_is_allowed_and_off_hold_all_is_as_it_was(scope: str, use: str) -> None:
    answers = {scope: said_yes(scope, use)}
    before = allows(answers, scope, use)
    assert before is not Outcome.NO
    held = answers | {HOLD: Answer(HOLD, "on")}
    assert allows(held, scope, use) is Outcome.NO
    assert allows(held | {HOLD: Answer(HOLD, "off")}, scope, use) is before


def test_who_takes_no_part_is_not_shown() -> None:
    assert on_hold({"take_part": Answer("take_part", "no")})
    assert not on_hold({"take_part": Answer("take_part", "yes")})
    assert not on_hold({})


@given(some.dictionaries(some.sampled_from([scope.id for scope in SCOPES]), some.text(max_size=20)))
def test_an_answer_that_is_none_allows_nothing(written: dict[str, str]) -> None:
    answers = {
        scope: Answer(scope, value)
        for scope, value in written.items()
        if value not in catalogue().scopes[scope].options
    }
    assert {allows(answers, scope, use) for scope, use in USES} == {Outcome.NO}


def test_no_question_is_answered_beforehand_by_more_than_the_least() -> None:
    """What holds where a person leaves a question open is a no, a made-up name, or what they agreed to already."""
    for scope in SCOPES:
        assert set(scope.uses.get(scope.default, {}).values()) <= {Outcome.NO}, scope.id


def test_an_answer_is_one_of_the_options() -> None:
    known = catalogue().scopes
    assert fits(known["quotes"], "none")
    assert not fits(known["quotes"], "all")
    assert not fits(known["quotes"], ("none",))
    assert fits(known["check"], ("my_quotes", "the_themes"))
    assert not fits(known["check"], ("my_quotes", "everything"))
    assert fits(known["check"], LATER)


def test_what_is_seen_first_is_no_plain_yes() -> None:
    seen_first = {"quotes": Answer("quotes", "quotes_after_i_see_each_one")}
    assert allows(seen_first, "quotes", "quote") is Outcome.REVIEW
    assert allows({"quotes": Answer("quotes", "retell_in_our_words")}, "quotes", "quote") is Outcome.NO
    assert allows({"quotes": Answer("quotes", "retell_in_our_words")}, "quotes", "retell") is Outcome.YES
