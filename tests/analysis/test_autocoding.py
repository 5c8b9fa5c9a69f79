"""Coding by a rule: looked at first, one act, one undo, and marked for good."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.autocoding import autocode, preview, rules
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import all_codings, codings_of
from firsthand.analysis.coding.services import apply_code
from firsthand.core.finding import Rule
from firsthand.core.problems import Clash, NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.sources.models import Source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.services import assign_voice
from firsthand.ground.studies.undoing import redo_last, undo_last
from texts import bring

FIRST = "LENA: Who made tea?\nANNA: I made tea 👍. Tea helps.\n"
SECOND = "LENA: And then?\nBEN: More tea. Then rain.\n"


@pytest.fixture
def talks(cast: Cast) -> list[Any]:
    found = bring(cast.lea, FIRST, SECOND)
    for row in found:
        for voice in row.versions.get().voices.filter(index=0):
            assign_voice(cast.lea, voice=voice, part="interviewer")
    return found


def accepted(by: Any, rule: Rule, **more: Any) -> list[Any]:
    return [
        (Source.objects.get(pk=row.source.id), row.version_id, row.span)
        for row in preview(by, rule, **more).rows
    ]


def words_of(by: Any) -> list[str]:
    texts = {
        row.current: text
        for row, text in zip(Source.objects.order_by("number"), (FIRST, SECOND), strict=True)
    }
    return [one.span.words_in(texts[one.version_id]) for one in all_codings(by)]


def test_a_preview_shows_where_by_whom_and_what_is_there_already(cast: Cast, talks: list[Any]) -> None:
    code = make_code(cast.cody, name="Tea")
    start = FIRST.index("Tea helps")
    apply_code(cast.cody, source=talks[0], code=code, span=Span(start, start + 9))
    found = preview(cast.cody, Rule("words", "tea"), code=code)
    shown = [(row.source.number, row.place, row.said_by, row.words, row.there) for row in found.rows]
    assert shown == [
        (1, "turn 1", ("LENA",), "tea", False), (1, "turn 2", ("ANNA",), "tea", False),
        (1, "turn 2", ("ANNA",), "Tea", True), (2, "turn 2", ("BEN",), "tea", False),
    ]  # fmt: skip
    assert found.total == 4
    assert found.rows[1].before.endswith("ANNA: I made ")
    assert [row.there for row in preview(cast.lea, Rule("words", "tea"), code=code).rows] == [False] * 4
    assert [
        row.source.number for row in preview(cast.cody, Rule("words", "tea"), sources=[talks[1]]).rows
    ] == [2]


def test_all_of_it_is_one_act_and_one_undo_and_says_by_which_rule(cast: Cast, talks: list[Any]) -> None:
    code, rule = make_code(cast.cody, name="Tea"), Rule("words", "tea", "sentence")
    row = autocode(cast.cody, rule=rule, code=code, accepted=accepted(cast.cody, rule))
    assert sorted(words_of(cast.lea)) == ["I made tea 👍.", "More tea.", "Tea helps.", "Who made tea?"]
    assert {one.rule for one in all_codings(cast.lea)} == {row.number} == {1}
    assert [(one.kind, one.reach, one.sought) for one in rules(cast.lea).values()] == [
        ("words", "sentence", "tea")
    ]
    undo_last(cast.cody, whose=cast.cody)
    assert (words_of(cast.lea), rules(cast.lea)) == ([], {})
    redo_last(cast.cody, whose=cast.cody)
    assert {one.rule for one in all_codings(cast.lea)} == {1}


def test_what_meets_ones_own_coding_of_the_code_joins_it(cast: Cast, talks: list[Any]) -> None:
    code, rule = make_code(cast.cody, name="Tea"), Rule("words", "tea", "turn")
    start = FIRST.index("made tea 👍")
    mine = apply_code(cast.cody, source=talks[0], code=code, span=Span(start, start + 10))
    apply_code(cast.lea, source=talks[0], code=code, span=Span(start, start + 10))
    autocode(cast.cody, rule=rule, code=code, accepted=accepted(cast.cody, rule, sources=[talks[0]]))
    here = [(one.id, one.coder, one.rule) for one in codings_of(cast.lea, talks[0])]
    assert len(here) == 3
    assert (mine.id, "Cody", 0) in here
    mine.refresh_from_db()
    assert FIRST[mine.start : mine.end] == "I made tea 👍. Tea helps."


def test_what_is_there_already_keeps_nothing_else_from_being_seen(
    cast: Cast, talks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firsthand.analysis.coding.autocoding.MOST", 3)
    code, rule = make_code(cast.cody, name="Tea"), Rule("words", "tea")
    autocode(cast.cody, rule=rule, code=code, accepted=accepted(cast.cody, rule, code=code))
    assert [(row.words, row.there) for row in preview(cast.cody, rule, code=code).rows].count(
        ("tea", False)
    ) == 1


def test_a_doubt_about_what_a_rule_joins_stays_until_a_person_settles_it(
    cast: Cast, talks: list[Any]
) -> None:
    code, rule = make_code(cast.cody, name="Tea"), Rule("words", "tea")
    old = talks[0].current
    sure, doubted = (
        apply_code(cast.cody, source=talks[0], code=code, span=Span(start, start + len(words)))
        for words in ("I made", "Tea helps")
        for start in [FIRST.index(words)]
    )
    revised = FIRST.replace("Tea helps", "Tea really helps")
    revise_text(cast.lea, source=talks[0], reading=Reading(revised))
    row = Source.objects.get(pk=talks[0].pk)
    both = Span(revised.index("I made"), revised.index("helps"))
    autocode(cast.cody, rule=rule, code=code, accepted=[(row, row.current, both)])
    (joined,) = Coding.objects.filter(version_id=row.current)
    assert joined.id == sure.id
    assert (joined.was_in, joined.was_start, joined.was_end) == (old, doubted.start, doubted.end)


def test_what_is_said_of_somebody_who_was_not_asked_is_neither_found_nor_shown(
    cast: Cast, talks: list[Any]
) -> None:
    start = SECOND.index("More tea")
    mark_bystander(cast.lea, source=talks[1], span=Span(start, start + len("More tea.")))
    rows = preview(cast.lea, Rule("words", "tea, rain")).rows
    assert [row.words for row in rows] == ["tea", "tea", "Tea", "rain"]
    assert rows[-1].before.endswith("[…] Then ")
    bring(cast.lea, "Saffron from the first word on.")
    (row,) = preview(cast.lea, Rule("words", "saffron")).rows
    assert (row.before, row.span.start) == ("", 0)


def test_speakers_and_questions(cast: Cast, talks: list[Any]) -> None:
    code = make_code(cast.lea, name="Said")
    for rule, words in [
        (Rule("speaker", "ben"), ["More tea. Then rain."]),
        (Rule("question", "who"), ["I made tea 👍. Tea helps."]),
    ]:
        autocode(cast.lea, rule=rule, code=code, accepted=accepted(cast.lea, rule))
        assert words_of(cast.lea) == words
        undo_last(cast.lea, whose=cast.lea)


def test_a_text_that_changed_meanwhile_a_reader_and_nothing_accepted_are_refused(
    cast: Cast, talks: list[Any]
) -> None:
    code, rule = make_code(cast.lea, name="Tea"), Rule("words", "tea")
    chosen = accepted(cast.lea, rule)
    with pytest.raises(NotAllowed):
        autocode(cast.rea, rule=rule, code=code, accepted=chosen)
    with pytest.raises(Problem, match="at least one"):
        autocode(cast.lea, rule=rule, code=code, accepted=[])
    revise_text(cast.lea, source=Source.objects.get(pk=talks[1].id), reading=Reading("No more."))
    chosen = [(Source.objects.get(pk=row.pk), version, span) for row, version, span in chosen]
    with pytest.raises(Clash, match="Look again"):
        autocode(cast.lea, rule=rule, code=code, accepted=chosen)
    assert not Coding.objects.exists()
