"""Claims that stay true: what became of their ground, since when and by whom; and on whom they rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, describe_coding, recode, remove_coding
from firsthand.analysis.themes.flags import Flag
from firsthand.analysis.themes.models import Evidence
from firsthand.analysis.themes.selectors import theme_line
from firsthand.analysis.themes.services import (
    add_evidence,
    answer_evidence,
    change_claim,
    confirm_evidence,
    make_claim,
    make_theme,
)
from firsthand.analysis.themes.without import carried, without
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.people.services import add_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.record import latest
from firsthand.ground.studies.undoing import undo_last


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """A claim with words of two people for it, and a third's against it."""
    people = {name: add_participant(cast.lea, pseudonym=name) for name in ("Ike", "Ruth", "Sol")}
    for person in people.values():
        set_answers(
            cast.lea, participant=person, answers={"quotes": "short_quotes"}, moment="before", how="together"
        )
    code = make_code(cast.lea, name="Carrying")
    theme = make_theme(cast.lea, name="Lifting")
    claim = make_claim(
        cast.lea, theme=theme, sentence="Who carries knows the weight.", tested_by="Nobody carries."
    )
    found: dict[str, Any] = {"theme": theme, "claim": claim, "code": code, **people}
    for name, side, words in (
        ("Ike", "for", "I carried it."),
        ("Ruth", "for", "So did I."),
        ("Sol", "against", "I never did."),
    ):
        source = brought(cast.lea, f"{name}.txt", f"LEA: And?\n{name.upper()}: {words}\n", people[name])
        start = text_of(cast.lea, source).words.index(words)
        coding = apply_code(cast.lea, source=source, code=code, span=Span(start, start + len(words)))
        describe_coding(cast.lea, coding=coding, standpoint="self", stance="")
        found[f"{name} says"] = (
            source,
            coding,
            add_evidence(cast.lea, theme=theme, claim=claim, coding=coding, side=side),
        )
    answer_evidence(cast.lea, evidence=found["Sol says"][2], answer="He lifts with machines.")
    return found


def flags(by: Any, said: dict[str, Any]) -> tuple[Flag, ...]:
    (claim,) = theme_line(by, said["theme"].id).claims
    return claim.flags


def kinds(by: Any, said: dict[str, Any]) -> list[str]:
    return [one.kind for one in flags(by, said)]


def test_a_claim_with_two_people_for_it_and_an_answered_counter_case_has_no_flag(
    cast: Cast, said: Any
) -> None:
    assert kinds(cast.rea, said) == []
    (claim,) = theme_line(cast.rea, said["theme"].id).claims
    assert claim.tested_by == "Nobody carries."
    assert [piece.answer for piece in claim.evidence] == ["", "", "He lifts with machines."]


def test_what_is_recoded_or_gone_is_flagged_with_when_and_by_whom_until_somebody_says_that_it_holds(
    cast: Cast, said: Any
) -> None:
    _source, coding, evidence = said["Ike says"]
    recode(cast.cody, coding=Coding.objects.get(pk=coding.pk), code=make_code(cast.cody, name="Other"))
    (flag,) = flags(cast.rea, said)
    assert (flag.kind, flag.evidence) == ("recoded", evidence.id)
    assert flag.happened is not None
    assert (flag.happened.by, flag.happened.entry) == (cast.cody.name, latest(cast.rea))
    confirm_evidence(cast.lea, evidence=Evidence.objects.get(pk=evidence.pk))
    assert kinds(cast.rea, said) == []
    undo_last(cast.lea)
    assert kinds(cast.rea, said) == ["recoded"]
    undo_last(cast.cody)
    assert kinds(cast.rea, said) == []
    remove_coding(cast.cody, coding=Coding.objects.get(pk=coding.pk))
    gone = flags(cast.rea, said)[0]
    assert (gone.kind, gone.happened.by if gone.happened else "") == ("gone", cast.cody.name)
    with pytest.raises(Problem, match="no such coding any more"):
        confirm_evidence(cast.lea, evidence=Evidence.objects.get(pk=evidence.pk))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("I carried it.", "I carried it all.", ["revised", "doubtful"]), ("And?", "And then?", [])],
)
def test_words_that_were_corrected_are_flagged_and_words_that_only_moved_are_not(
    cast: Cast, said: Any, old: str, new: str, kind: list[str]
) -> None:
    source, _coding, _evidence = said["Ike says"]
    words = text_of(cast.lea, source).words.replace(old, new)
    correct_typed(cast.cody, source=source, version=source.current, text=words)
    found = kinds(cast.rea, said)
    assert len(found) == min(len(kind), 1)
    assert set(found) <= set(kind)


def test_who_leaves_takes_their_words_along_and_the_claim_says_so(
    cast: Cast, said: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=said["Ike"], named="L3_remove_words")
    found = flags(cast.lea, said)
    assert [one.kind for one in found] == ["withdrawn"]
    assert found[0].happened is not None
    assert found[0].happened.by == cast.lea.name


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("retell_in_our_words", "restricted"),
        ("none", "restricted"),
        ("quotes_after_i_see_each_one", "see_first"),
    ],
)
def test_words_that_may_not_be_quoted_any_more_are_flagged(
    cast: Cast, said: Any, answer: str, kind: str
) -> None:
    answers = {"quotes": answer}
    set_answers(cast.lea, participant=said["Ike"], answers=answers, moment="after_interview", how="together")
    assert kinds(cast.rea, said) == [kind]


def test_what_is_thin_is_flagged(cast: Cast, said: Any) -> None:
    lonely = make_claim(cast.lea, theme=said["theme"], sentence="Who never carries forgets.")
    lines = {one.sentence: one for one in theme_line(cast.rea, said["theme"].id).claims}
    assert [one.kind for one in lines["Who never carries forgets."].flags] == ["nothing"]
    _source, coding, _evidence = said["Sol says"]
    describe_coding(cast.lea, coding=Coding.objects.get(pk=coding.pk), standpoint="of_member", stance="")
    put = add_evidence(cast.lea, theme=said["theme"], claim=lonely, coding=coding, side="for")
    lines = {one.sentence: one for one in theme_line(cast.rea, said["theme"].id).claims}
    assert [one.kind for one in lines["Who never carries forgets."].flags] == [
        "one_person", "no_counter_case", "second_hand",
    ]  # fmt: skip
    add_evidence(cast.lea, theme=said["theme"], claim=lonely, coding=coding, side="against")
    lines = {one.sentence: one for one in theme_line(cast.rea, said["theme"].id).claims}
    assert [one.kind for one in lines["Who never carries forgets."].flags] == [
        "unanswered",
        "one_person",
        "second_hand",
    ]
    assert Evidence.objects.get(pk=put.pk).side == "against"


def test_saying_a_claim_otherwise_keeps_what_would_count_against_it(cast: Cast, said: Any) -> None:
    change_claim(cast.lea, claim=said["claim"], sentence="Who carries knows.")
    (claim,) = theme_line(cast.rea, said["theme"].id).claims
    assert (claim.sentence, claim.tested_by) == ("Who carries knows.", "Nobody carries.")


def test_without_somebody_a_claim_stands_gets_thin_or_falls(cast: Cast, said: Any) -> None:
    (left,) = without(cast.rea, said["Ike"].id)
    assert (left.now, left.without, left.people, left.goes, left.falls, left.thin) == (
        2,
        1,
        1,
        1,
        False,
        True,
    )
    assert carried(cast.rea) == {}
    remove_coding(cast.lea, coding=said["Ruth says"][1])
    (left,) = without(cast.rea, said["Ike"].id)
    assert (left.now, left.without, left.falls) == (1, 0, True)
    (left,) = without(cast.rea, said["Sol"].id)
    assert (left.now, left.without, left.goes, left.falls, left.thin) == (1, 1, 1, False, False)
    assert [person.pseudonym for person in carried(cast.rea)] == ["Ike"]


def test_who_is_kept_from_somebodys_words_is_told_of_no_piece_of_theirs(cast: Cast, said: Any) -> None:
    recode(
        cast.lea, coding=Coding.objects.get(pk=said["Ike says"][1].pk), code=make_code(cast.lea, name="Other")
    )
    exclude_reader(cast.gil, participant=said["Ike"], reader=cast.cody)
    (claim,) = theme_line(cast.cody, said["theme"].id).claims
    assert len(claim.evidence) == 2
    assert [one.kind for one in claim.flags] == []
