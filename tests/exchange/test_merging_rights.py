"""A copy comes back to a study from which words were taken out meanwhile, or in which somebody may not read all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import Cast
from exchange.copies import Copy, the_one
from exchange.test_merging import WORDS, arrives, at, standing
from firsthand.analysis.codebook.selectors import code as code_of
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.rounds.services import start_round
from firsthand.exchange.projects.merging.differences import Choices
from firsthand.field.consent.services import exclude_reader
from firsthand.field.deid.material import strings, wordings
from firsthand.field.deid.services import accept, add_identifier
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import source, sources, voice
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.ground.trail.rows import rows_now
from texts import bring

Capture = Callable[..., Any]
ALL = Choices("there", removals=True)


@pytest.fixture
def ike(cast: Cast) -> Any:
    """A participant who speaks in a talk of his own, coded; another talk is there beside it."""
    person = add_participant(cast.lea, pseudonym="Ike", attributes={"Age": "30-49"})
    talk = arrives(cast.lea)
    for speaker in text_of(cast.lea, talk).speakers.values():
        if speaker.label == "IKE":
            row = voice(cast.lea, speaker.id)
            assign_voice(cast.lea, voice=row, part="participant", participant=person)
    code = make_code(cast.lea, name="Doors")
    apply_code(cast.cody, source=talk, code=code, span=at("I make tea"))
    bring(cast.lea, "Somebody else said this.", name="other.txt")
    return person


def said(by: Any) -> str:
    """All words of the study that anything holds."""
    texts = [text_of(by, source(by, line.id)).words for line in sources(by)]
    return "\n".join([*texts, *(text for one in wordings(by) for text in strings(one.words))])


@pytest.mark.parametrize("anew", [False, True])
def test_what_a_participant_took_out_does_not_come_back_with_a_copy(
    cast: Cast, ike: Any, anew: bool, django_capture_on_commit_callbacks: Capture
) -> None:
    copy = Copy.of(cast.lea)
    copy.coded("talk", "Doors", at("Then we talk"), by="Cody")
    copy.case("Ike").values[0].written = "40"
    if anew:
        copy.renumbered()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=ike, named="L3")
    if anew:  # nothing tells whose words these are: whoever brings them in is asked to look
        report = copy.comes(cast.lea, ALL, only_looked_at=True)
        assert any("Words were taken out" in remark for remark in report.remarks)
        return
    for choices in (Choices(), ALL):
        copy.comes(cast.lea, choices)
        assert "make tea" not in said(cast.lea)
        assert "30-49" not in said(cast.lea)
        assert ("talk" in [line.title for line in sources(cast.lea)]) is False or WORDS not in said(cast.lea)
        assert "make tea" not in str(Copy.of(cast.lea).texts)
        assert "Age" not in str(Copy.of(cast.lea).project.cases)


def test_a_name_that_was_replaced_does_not_come_back_with_a_copy(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    bring(cast.lea, "IKE: Gerald lives on Cask Street.\nLENA: And then?", name="talk.txt")
    make_code(cast.lea, name="Living", definition="As Gerald says.")
    copy = Copy.of(cast.lea)
    copy.coded("talk", "Living", _span(copy, "And then?"), by="")
    copy.code("Living").color = "#045464"
    rows = [add_identifier(cast.cody, words="Gerald", rule_id="D01", replacement="Ike")]
    with django_capture_on_commit_callbacks(execute=True):
        accept(cast.lea, identifiers=rows)
    report = copy.comes(cast.lea, ALL)
    assert "Gerald" not in said(cast.lea)
    assert the_one(report, "sources", "words").why.startswith("Its words cannot be taken from the file")
    assert [one.span for one in all_codings(cast.lea)] == [_here(cast.lea, "And then?")]


def _span(copy: Copy, words: str) -> Any:
    from firsthand.core.spans import Span

    text = copy.text("talk").words or ""
    return Span(text.index(words), text.index(words) + len(words))


def _here(by: Any, words: str) -> Any:
    from firsthand.core.spans import Span

    text = text_of(by, source(by, "talk")).words
    return Span(text.index(words), text.index(words) + len(words))


def test_words_that_do_not_leave_are_not_overwritten_by_their_signs(cast: Cast, ike: Any) -> None:
    withdraw(cast.lea, participant=ike, named="L2_no_quotes")
    copy = Copy.of(cast.lea)
    assert "▒" in (copy.text("talk").words or "")
    assert copy.comes(cast.lea, ALL).differences == []
    copy.text("talk").words = (copy.text("talk").words or "") + "\nLENA: So."
    copy.comes(cast.lea, ALL)
    assert text_of(cast.lea, source(cast.lea, "talk")).words == WORDS


def test_who_may_not_read_a_source_neither_overwrites_it_nor_learns_that_it_is_there(
    cast: Cast, ike: Any
) -> None:
    copy = Copy.of(cast.lea)
    copy.text("talk").words = WORDS + "\nLENA: So."
    copy.case("Ike").name = "Dwight"
    exclude_reader(cast.gil, participant=ike, reader=cast.lea)
    hidden = Source.objects.get(study_id=cast.lea.study_id, number=1)
    before = standing(cast.lea)
    report = copy.comes(cast.lea, ALL)
    assert report.counts["sources"]["imported"] == 1  # type: ignore[index]
    assert report.differences == []
    assert [line.title for line in sources(cast.lea)] == ["other", "talk"]
    after = standing(cast.lea)
    for table in before:
        assert all(after[table][row] == values for row, values in before[table].items())
    hidden.refresh_from_db()
    assert text_of(cast.cody, hidden).words == WORDS
    assert people(cast.lea) == []
    assert [one.pseudonym for one in people(cast.cody)] == ["Ike"]
    again = standing(cast.lea)
    copy.comes(cast.lea, ALL)
    assert standing(cast.lea) == again


def test_what_is_only_known_of_by_name_stays_unknown_in_the_report(cast: Cast, ike: Any) -> None:
    """Of what is hidden from her the lead hears what she would hear of something new."""
    copy = Copy.of(cast.lea)
    exclude_reader(cast.gil, participant=ike, reader=cast.lea)
    report = copy.comes(cast.lea, only_looked_at=True)
    hidden = copy.text("talk").guid
    assert not [line for line in report.lines if hidden in line.path]


def test_who_codes_blind_hears_nothing_of_what_others_coded_by_a_copy(cast: Cast, ike: Any) -> None:
    copy = Copy.of(cast.lea)  # it holds what Cody coded before the round began
    talk, code = source(cast.lea, "talk"), code_of(cast.lea, "Doors")
    start_round(
        cast.lea, name="First", sources=[talk], coders=[cast.lea, cast.cody], codes=[code], blind=True
    )
    copy.coded("talk", "Doors", at("Then we talk"), by="Cody")
    apply_code(cast.cody, source=talk, code=code, span=at("Then we talk"))
    before = standing(cast.lea)
    report = copy.comes(cast.lea, ALL)
    assert standing(cast.lea) == before
    assert report.differences == []
    reasons = {line.reason for line in report.lines if line.kind == "codings"}
    assert reasons == {"Its words are not in the text as it is here."}


def test_looking_over_writes_nothing_whatever_is_chosen(cast: Cast, ike: Any) -> None:
    copy = Copy.of(cast.lea)
    copy.code("Doors").name = "Gates"
    change_code(cast.lea, code=code_of(cast.lea, "Doors"), name="Ways in")
    before = rows_now(cast.lea.study_id)
    copy.comes(cast.lea, ALL, only_looked_at=True)
    assert rows_now(cast.lea.study_id) == before
