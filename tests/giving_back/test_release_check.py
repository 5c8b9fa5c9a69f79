"""Before anything leaves: what in a text would break a promise is found, each with what to do; and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from counting import brought

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code, describe_coding
from firsthand.analysis.themes.services import add_evidence, change_claim, make_claim, make_theme
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.naming import set_name
from firsthand.field.people.services import add_participant
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import told
from firsthand.giving_back.release.checking import Checked, checked
from firsthand.giving_back.release.models import Apart
from firsthand.giving_back.release.selectors import apart, kept_apart
from firsthand.giving_back.release.services import keep_apart, let_together
from firsthand.giving_back.reports import looked_over, make
from firsthand.ground.studies.undoing import undo_last

IKE = "The kettle is never mine, it only visits on Thursdays."
RUTH = "I count spoons when the drum begins next door."


@pytest.fixture
def said(cast: Cast) -> dict[str, Any]:
    """Ike may be quoted, Ruth not before she has seen it; a note tells of somebody who was not asked."""
    found: dict[str, Any] = {"code": make_code(cast.lea, name="Ease")}
    for name, answer, words in (("Ike", "short_quotes", IKE), ("Ruth", "quotes_after_i_see_each_one", RUTH)):
        person = add_participant(cast.lea, pseudonym=name)
        set_answers(cast.lea, participant=person, answers={"quotes": answer}, moment="before", how="together")
        source = brought(cast.lea, f"{name}.txt", f"LEA: And?\n{name.upper()}: {words}\n", person)
        found |= {name: person, f"{name} says": source}
    return found


def kinds(found: Checked) -> list[str]:
    return [one.kind for one in found.findings]


def coded(cast: Cast, said: dict[str, Any], name: str, words: str) -> Any:
    source = said[f"{name} says"]
    at = text_of(cast.lea, source).words.index(words)
    return apply_code(cast.lea, source=source, code=said["code"], span=Span(at, at + len(words)))


def test_words_that_may_be_quoted_pass_and_are_known_with_their_people_and_place(
    cast: Cast, said: Any
) -> None:
    found = checked(cast.lea, f"He says: “{IKE.replace(' is', ' …is')}” And so it was.")
    assert kinds(found) == []
    assert found.people == {said["Ike"].id}
    (one,) = found.passages
    assert one.cited == f"{one.source.ref}, turn 2"


def test_who_wants_to_see_it_first_and_who_said_no_stop_it_with_what_to_do(cast: Cast, said: Any) -> None:
    draft = f"First line.\nShe said she would {RUTH[2:]}\n"
    (one,) = checked(cast.lea, draft).findings
    assert (one.kind, one.line) == ("see_first", 2)
    assert "Ruth" in one.sentence
    assert "Until they agree, leave it out" in one.to_do
    set_answers(
        cast.lea,
        participant=said["Ruth"],
        answers={"quotes": "none"},
        moment="after_interview",
        how="together",
    )
    assert kinds(checked(cast.lea, draft)) == ["restricted"]


def test_a_name_that_was_left_in_stops_it(cast: Cast, said: Any) -> None:
    set_name(cast.lea, participant=said["Ike"], real_name="Gerald Tatterlow", contacts={})
    found = checked(cast.lea, "As Tatterlow put it; and Tatterlow again. Nobody else.")
    assert kinds(found) == ["name"]
    assert (found.findings[0].more, found.with_names) == (1, True)
    assert "“Tatterlow”" in found.findings[0].sentence
    assert not checked(cast.cody, "As Tatterlow put it.").with_names


def test_somebody_who_was_not_asked_stops_it(cast: Cast, said: Any) -> None:
    source = said["Ike says"]
    at = text_of(cast.lea, source).words.index("it only visits")
    mark_bystander(cast.lea, source=source, span=Span(at, at + 14))
    assert kinds(checked(cast.lea, f"Here: {IKE}")) == ["bystander"]


def test_two_passages_that_together_tell_who_it_is_stop_it_and_each_alone_does_not(
    cast: Cast, said: Any
) -> None:
    one, other = (
        coded(cast, said, "Ike", "it only visits on Thursdays"),
        coded(cast, said, "Ike", "The kettle is never mine"),
    )
    keep_apart(cast.lea, codings=[one, other], reason="Thursdays and the kettle: there is one such place")
    assert kinds(checked(cast.lea, "The kettle is never mine, so he said.")) == []
    (finding,) = checked(cast.lea, f"Here: {IKE}").findings
    assert finding.kind == "together"
    assert "there is one such place" in finding.sentence
    (line,) = kept_apart(cast.rea)
    assert len(line.places) == 2
    let_together(cast.lea, apart=Apart.objects.get())
    assert kinds(checked(cast.lea, f"Here: {IKE}")) == []
    undo_last(cast.lea)
    assert kinds(checked(cast.lea, f"Here: {IKE}")) == ["together"]


def test_a_report_leaves_without_what_the_check_would_stop_and_says_why(cast: Cast, said: Any) -> None:
    thursday = coded(cast, said, "Ike", "it only visits on Thursdays")
    kettle = coded(cast, said, "Ike", "The kettle is never mine")
    theme = make_theme(cast.lea, name="Ease")
    claim = make_claim(cast.lea, theme=theme, sentence="Things visit.")
    for coding in (kettle, thursday):
        add_evidence(cast.lea, theme=theme, claim=claim, coding=coding, side="for")

    def themes_say() -> str:
        return make(cast.lea, what="themes", format="html").data.decode()

    def table() -> str:
        return make(cast.lea, what="codings", format="csv").data.decode()

    assert "it only visits" in themes_say()
    keep_apart(cast.lea, codings=[kettle, thursday], reason="There is one such place")
    for said_so in (themes_say(), table()):
        assert ("never mine" in said_so, "it only visits" in said_so) == (True, False)
        assert "together with another passage it tells" in said_so
    let_together(cast.lea, apart=Apart.objects.get())
    set_name(cast.lea, participant=said["Ike"], real_name="Thursdays Tatterlow", contacts={})
    for said_so in (themes_say(), table()):
        assert ("never mine" in said_so, "it only visits" in said_so) == (True, False)
        assert "can tell who somebody is" in said_so


def test_keeping_apart_takes_two_passages_and_a_reason(cast: Cast, said: Any) -> None:
    one = coded(cast, said, "Ike", "The kettle")
    with pytest.raises(Problem, match="It takes two passages"):
        keep_apart(cast.lea, codings=[one, one], reason="x")
    with pytest.raises(Problem, match="what they tell together"):
        keep_apart(cast.lea, codings=[one, coded(cast, said, "Ike", "Thursdays")], reason=" ")
    with pytest.raises(NotAllowed):
        keep_apart(cast.rea, codings=[one, coded(cast, said, "Ike", "Thursdays")], reason="x")


def test_a_claim_that_hides_that_people_speak_of_others_stops_it_until_it_says_so(
    cast: Cast, said: Any
) -> None:
    theme = make_theme(cast.lea, name="Ease")
    claim = make_claim(cast.lea, theme=theme, sentence="Members find their way.")
    coding = coded(cast, said, "Ike", "it only visits")
    describe_coding(cast.lea, coding=coding, standpoint="of_member", stance="")
    add_evidence(cast.lea, theme=theme, claim=claim, coding=coding, side="for")
    draft = "We found: members find their way. That is all."
    assert kinds(checked(cast.lea, draft)) == ["standpoint"]
    change_claim(
        cast.lea, claim=claim, sentence="Peers told us that members find their way.", says_whose=True
    )
    assert kinds(checked(cast.lea, f"{draft} Peers told us that members find their way.")) == []


def test_who_is_kept_from_somebodys_words_finds_none_of_them(cast: Cast, said: Any) -> None:
    exclude_reader(cast.gil, participant=said["Ruth"], reader=cast.cody)
    found = checked(cast.cody, f"{RUTH} {IKE}")
    assert found.people == {said["Ike"].id}
    assert kinds(found) == []
    keep_apart(
        cast.lea,
        codings=[coded(cast, said, "Ike", "kettle"), coded(cast, said, "Ruth", "spoons")],
        reason="x",
    )
    assert kept_apart(cast.cody) == []
    rule = Apart.objects.get()
    with pytest.raises(NotThere):
        apart(cast.cody, rule.id)
    assert apart(cast.rea, rule.id) == rule
    acts = [[one.act for one in told(by)] for by in (cast.rea, cast.cody)]
    assert ["apart.keep" in found for found in acts] == [True, False]
    let_together(cast.lea, apart=rule)
    acts = [[one.act for one in told(by)] for by in (cast.rea, cast.cody)]
    assert [{"apart.keep", "apart.end"} & set(found) for found in acts] == [
        {"apart.keep", "apart.end"},
        set(),
    ]


def test_a_report_is_looked_over_as_it_would_leave_and_does_not_leave(cast: Cast, said: Any) -> None:
    from firsthand.giving_back.models import Release

    name, data = looked_over(cast.lea, "codebook")
    assert name == "codebook.html"
    assert b"Ease" in data
    assert not Release.objects.exists()
    with pytest.raises(Problem, match="no report “moon”"):
        looked_over(cast.lea, "moon")


def test_a_stranger_finds_nothing_of_this_study_in_a_text(cast: Cast, said: Any) -> None:
    found = checked(cast.xeno, f"{IKE} {RUTH}")
    assert (found.passages, found.findings) == ((), ())
