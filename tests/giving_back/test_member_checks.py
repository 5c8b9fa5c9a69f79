"""Member checks: people see what they chose and their own words alone, and what they say stands beside the claims."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.analysis.themes.services import add_evidence, change_claim, make_claim, make_theme
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.people.services import add_participant
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.appendix.making import described
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.member_checks import selectors, services
from firsthand.giving_back.member_checks.adding import keep_as_text
from firsthand.giving_back.member_checks.models import Line, Pack, Reply
from firsthand.giving_back.models import Erasure, Release
from firsthand.giving_back.own_page import writing
from firsthand.giving_back.own_page.coming_in import come_in, own_page
from firsthand.giving_back.own_page.slips import make_slip
from firsthand.giving_back.own_page.taking_in import take_in
from firsthand.giving_back.own_page.wishes import wishes
from firsthand.giving_back.record import told
from firsthand.giving_back.release.checking import checked
from firsthand.giving_back.reports import make
from texts import bring

TALK = (
    "LENA: What did you do?\nIKE: I made some tea at night and then we waited for her.\n"
    "MARIGOLD: Tea by day, that is what nobody here will ever tell you about it.\nIKE: And waiting, mostly waiting.\n"
)


@pytest.fixture
def ike(cast: Cast) -> Any:
    person = add_participant(cast.lea, pseudonym="Ike")
    chose(cast, person, ("my_quotes", "the_themes", "short_summary"))
    return person


@pytest.fixture
def marigold(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Marigold")


def chose(cast: Cast, person: Any, what: tuple[str, ...], **more: Any) -> None:
    set_answers(
        cast.lea, participant=person, answers={"quotes": "short_quotes", "check": what} | more,
        moment="after_interview", how="spoken",
    )  # fmt: skip


@pytest.fixture
def talk(cast: Cast, ike: Any, marigold: Any) -> Any:
    (row,) = bring(cast.lea, TALK)
    for speaker in text_of(cast.lea, row).speakers.values():
        who = {"IKE": ike, "MARIGOLD": marigold}.get(speaker.label)
        if who is not None:
            voice = row.versions.get().voices.get(index=speaker.index)
            assign_voice(cast.lea, voice=voice, part="participant", participant=who)
    return row


def coded(cast: Cast, talk: Any, words: str, name: str = "Tea") -> Any:
    start = text_of(cast.lea, talk).words.index(words)
    code = make_code(cast.cody, name=name)
    return apply_code(cast.cody, source=talk, code=code, span=Span(start, start + len(words)))


@pytest.fixture
def claim(cast: Cast, talk: Any) -> Any:
    theme = make_theme(cast.lea, name="Leaving room", plain_name="Room to be", idea="Waiting is work.")
    claim = make_claim(cast.lea, theme=theme, sentence="Waiting is learned.")
    add_evidence(
        cast.lea, theme=theme, claim=claim, coding=coded(cast, talk, "some tea at night"), side="for"
    )
    return claim


def page_of(cast: Cast, whose: Any) -> Any:
    return own_page(cast.lea.study, come_in(cast.lea.study, code=make_slip(cast.lea, participant=whose).code))


def lines_on(page: Any) -> list[Any]:
    return [line for pack in page.content["packs"] for line in pack["lines"]]


def quoted(claim: Any) -> Any:
    from firsthand.analysis.coding.models import Coding

    return Coding.objects.get(pk=claim.evidence.get().coding)


# --- what is sent


def test_people_see_a_quote_where_it_stands_and_the_claim_as_it_was_sent(
    cast: Cast, ike: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim], quotes=[quoted(claim)])
    said, quote = lines_on(page_of(cast, ike))
    assert said["words"] == "Waiting is learned."
    assert quote["quote"] == [["I made ", "some tea at night", " and then we waited for her."]]


def test_a_quote_over_several_turns_shows_their_own_part_alone(cast: Cast, ike: Any, talk: Any) -> None:
    start = TALK.index("waited")
    code = make_code(cast.cody, name="Waits")
    wide = apply_code(cast.cody, source=talk, code=code, span=Span(start, TALK.index("And waiting") + 11))
    services.send_pack(cast.lea, participant=ike, quotes=[wide])
    page = page_of(cast, ike)
    assert [piece[1] for piece in lines_on(page)[0]["quote"]] == ["waited for her.", "And waiting"]
    assert "nobody here" not in json.dumps(page.content)


def test_nobody_is_sent_what_they_did_not_choose(cast: Cast, ike: Any, marigold: Any, claim: Any) -> None:
    chose(cast, ike, ("my_quotes",))
    with pytest.raises(Problem, match="They did not choose to see this: a claim"):
        services.send_pack(cast.lea, participant=ike, claims=[claim], quotes=[quoted(claim)])
    with pytest.raises(Problem, match="a short summary"):
        services.send_pack(cast.lea, participant=marigold, summary="We saw much waiting.")
    chose(cast, ike, ("nothing_please",))
    assert selectors.may_be_sent(cast.lea, ike.id) == frozenset()
    with pytest.raises(Problem, match="Choose what they are to look at"):
        services.send_pack(cast.lea, participant=ike)
    assert not Pack.objects.exists()


def test_nobody_is_sent_the_words_of_somebody_else(cast: Cast, ike: Any, talk: Any, claim: Any) -> None:
    theirs = coded(cast, talk, "Tea by day", "Day")
    with pytest.raises(Problem, match="some of these are not theirs"):
        services.send_pack(cast.lea, participant=ike, quotes=[theirs])
    change_claim(cast.lea, claim=claim, sentence="That is what nobody here will ever tell you about it.")
    with pytest.raises(Problem, match=r"words of somebody else \(S1, turn 3\)"):
        services.send_pack(cast.lea, participant=ike, claims=[claim])


def test_a_summary_is_short(cast: Cast, ike: Any, talk: Any) -> None:
    with pytest.raises(Problem, match="10 sentences at most"):
        services.send_pack(cast.lea, participant=ike, summary="It is so. " * 11)
    services.send_pack(cast.lea, participant=ike, summary="It is so. " * 10)


def test_who_is_on_hold_is_sent_nothing_and_sees_nothing_of_it(cast: Cast, ike: Any, claim: Any) -> None:
    from firsthand.field.consent.services import pause

    services.send_pack(cast.lea, participant=ike, claims=[claim])
    pause(cast.lea, participant=ike)
    with pytest.raises(NotThere):
        services.send_pack(cast.lea, participant=ike, claims=[claim])
    assert selectors.packs(cast.lea) == []
    assert page_of(cast, ike).content["packs"] == []


# --- what is said to it


def answer(cast: Cast, ike: Any, at: int, what: str, text: str = "", *, to_print: bool = False) -> None:
    page = page_of(cast, ike)
    writing.check(page, lines_on(page)[at]["id"], what, text, to_print=to_print)
    take_in(cast.lea)


def test_what_they_answer_stands_beside_the_claim_with_day_and_way_and_the_latest_stands(
    cast: Cast, ike: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "fits")
    answer(cast, ike, 0, "does_not_fit", "I was just tired.")
    (beside,) = selectors.said_to(cast.rea)[claim.id]
    assert (beside.person.pseudonym, beside.reply.told, beside.reply.text, beside.reply.how) == (
        "Ike", "does not fit", "I was just tired.", "own_page",
    )  # fmt: skip
    assert beside.reply.open
    assert Reply.objects.count() == 2
    assert told(cast.lea)[0].by == "own page"


def test_people_who_disagree_are_both_shown(cast: Cast, ike: Any, marigold: Any, claim: Any) -> None:
    chose(cast, marigold, ("the_themes",))
    for person, what in ((ike, "fits"), (marigold, "does_not_fit")):
        services.send_pack(cast.lea, participant=person, claims=[claim])
        answer(cast, person, 0, what)
    found = [(one.person.pseudonym, one.reply.answer) for one in selectors.said_to(cast.lea)[claim.id]]
    assert found == [("Ike", "fits"), ("Marigold", "does_not_fit")]


def test_does_not_fit_asks_for_an_outcome_with_a_reason_and_they_find_it_on_their_page(
    cast: Cast, ike: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "does_not_fit", "I was just tired.", to_print=True)
    assert selectors.open_replies(cast.lea) == 1
    row = Reply.objects.get()
    with pytest.raises(Problem, match="what was done, and why"):
        services.settle_reply(cast.lea, reply=row, outcome="kept", reason=" ")
    with pytest.raises(Problem, match="choose one of the outcomes"):
        services.settle_reply(cast.lea, reply=row, outcome="done", reason="So.")
    assert selectors.to_print(cast.lea) == {}
    services.settle_reply(cast.lea, reply=row, outcome="kept", reason="Others say it.", reread_by=cast.cody)
    assert selectors.open_replies(cast.lea) == 0
    ((who, words),) = selectors.to_print(cast.lea)[claim.id]
    assert (who.id, words) == (ike.id, "I was just tired.")
    printed = make(cast.lea, what="themes", format="html").data.decode()
    assert "Ike says to this: I was just tired." in printed
    assert ike.id.hex in Release.objects.get().people
    (line,) = lines_on(page_of(cast, ike))
    assert (line["outcome"], line["reason"]) == ("kept", "Others say it.")
    (one,) = selectors.said_to(cast.lea)[claim.id]
    withdraw(cast.lea, participant=ike, named="L2_no_quotes")
    assert selectors.to_print(cast.lea) == {}
    assert (one.reply.settled_by, one.reply.reread_by) == ("Lea", "Cody")


def test_the_appendix_tells_that_something_was_sent_back_and_does_not_point_at_one(
    cast: Cast, ike: Any, claim: Any
) -> None:
    def told() -> tuple[str, str]:
        part = next(one for one in described(cast.rea).parts if one.title == "COREQ")
        rows = {row[0]: row for block in part.blocks for row in block.rows}
        return rows["28"][3], rows["23"][3]

    assert told() == ("–", "–")
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    assert told() == ("Sent to people: fewer than three; said something to it: 0", "–")
    answer(cast, ike, 0, "fits")
    assert told()[0] == "Sent to people: fewer than three; said something to it: fewer than three"


def test_an_objection_is_printed_only_where_they_want_that(cast: Cast, ike: Any, claim: Any) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "does_not_fit", "I was just tired.")
    services.settle_reply(cast.lea, reply=Reply.objects.get(), outcome="kept", reason="Others say it.")
    assert selectors.to_print(cast.lea) == {}


def test_words_that_they_want_out_are_quoted_nowhere_from_then_on(cast: Cast, ike: Any, claim: Any) -> None:
    services.send_pack(cast.lea, participant=ike, quotes=[quoted(claim)])
    assert [one.held for one in quotable(cast.rea)] == [""]
    answer(cast, ike, 0, "take_out")
    assert [(one.held, one.words) for one in quotable(cast.rea)] == [("no", "")]
    draft = "They say: I made some tea at night and then we waited for her."
    assert "left_out" in {one.kind for one in checked(cast.rea, draft).findings}
    services.settle_reply(cast.lea, reply=Reply.objects.get(), outcome="done", reason="Not printed.")
    assert [one.held for one in quotable(cast.rea)] == ["no"]
    answer(cast, ike, 0, "fits")
    assert [one.held for one in quotable(cast.rea)] == [""]


def test_words_to_be_changed_wait_until_somebody_says_that_it_was_done(
    cast: Cast, ike: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, quotes=[quoted(claim)])
    answer(cast, ike, 0, "change", "It was morning.")
    assert [one.held for one in quotable(cast.rea)] == ["no"]
    services.settle_reply(cast.lea, reply=Reply.objects.get(), outcome="done", reason="It says morning now.")
    assert [one.held for one in quotable(cast.rea)] == [""]


def test_what_was_told_on_paper_is_written_down_by_a_member(cast: Cast, ike: Any, claim: Any) -> None:
    services.send_pack(cast.cody, participant=ike, claims=[claim])
    services.write_reply(
        cast.cody, line=Line.objects.get(), answer="partly", text="Some days.", how="on_paper"
    )
    (one,) = selectors.said_to(cast.lea)[claim.id]
    assert (one.reply.told_by, one.reply.how) == ("Cody", "on_paper")
    with pytest.raises(NotAllowed):
        services.write_reply(cast.rea, line=Line.objects.get(), answer="fits")
    with pytest.raises(Problem, match="Please write what you want to add"):
        services.write_reply(cast.cody, line=Line.objects.get(), answer="add")
    with pytest.raises(Problem, match="choose one of the answers"):
        services.write_reply(cast.cody, line=Line.objects.get(), answer="perhaps")


def test_an_answer_to_what_was_taken_back_is_not_lost(cast: Cast, ike: Any, claim: Any) -> None:
    pack = services.send_pack(cast.lea, participant=ike, claims=[claim])
    page = page_of(cast, ike)
    services.take_pack_back(cast.lea, pack=pack)
    writing.check(page, lines_on(page)[0]["id"], "fits", "", to_print=False)
    take_in(cast.lea)
    assert not Reply.objects.exists()
    assert "taken back" in wishes(cast.lea)[0].text
    assert page_of(cast, ike).content["packs"] == []


def test_nobody_answers_to_what_somebody_else_was_sent(
    cast: Cast, ike: Any, marigold: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    with pytest.raises(NotThere):
        writing.check(page_of(cast, marigold), Line.objects.get().id.hex, "fits", "", to_print=False)


# --- who may know of it, and what goes


def test_who_is_not_to_read_somebody_knows_of_nothing_they_were_sent(
    cast: Cast, ike: Any, claim: Any
) -> None:
    pack = services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "fits")
    exclude_reader(cast.lea, participant=ike, reader=cast.rea)
    assert selectors.packs(cast.rea) == []
    assert selectors.said_to(cast.rea) == {}
    rows = {selectors.pack: pack, selectors.line: Line.objects.get(), selectors.reply: Reply.objects.get()}
    for ask, row in rows.items():
        with pytest.raises(NotThere):
            ask(cast.rea, row.id)
    acts = {entry.act for entry in told(cast.rea)}
    assert "check.send" not in acts
    assert "page.answer" not in acts
    assert {"check.send", "page.answer"} <= {entry.act for entry in told(cast.lea)}


def test_what_they_were_sent_and_said_goes_with_their_words(cast: Cast, ike: Any, claim: Any) -> None:

    services.send_pack(
        cast.lea, participant=ike, claims=[claim], summary="Ike waits.", quotes=[quoted(claim)]
    )
    answer(cast, ike, 0, "partly", "An umbrella.")
    texts = {Reply.objects.get().said, Line.objects.get(kind="summary").said}
    withdraw(cast.lea, participant=ike, named="L3_remove_words")
    assert not Pack.objects.exists()
    gone = {UUID(one) for one in Erasure.objects.get().texts}
    assert texts <= gone
    assert claim.wording not in gone
    assert selectors.said_to(cast.lea) == {}
    assert "umbrella" not in str([entry.sentence for entry in told(cast.lea)])


def test_a_line_of_which_nothing_is_left_says_so_and_is_on_no_page(cast: Cast, ike: Any, claim: Any) -> None:
    pack = services.send_pack(cast.lea, participant=ike, claims=[claim], quotes=[quoted(claim)])
    remove_coding(cast.lea, coding=quoted(claim))
    change_claim(cast.lea, claim=claim, sentence="Waiting takes a while to learn.")
    said, quote = selectors.pack_whole(cast.lea, pack.id).lines
    assert (said.words, said.said_otherwise) == ("Waiting is learned.", True)
    assert quote.gone
    assert [line["kind"] for line in lines_on(page_of(cast, ike))] == ["claim"]


# --- what they add


def test_what_somebody_adds_becomes_a_text_of_theirs_where_they_say_that_it_may(
    cast: Cast, ike: Any, claim: Any
) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "add", "There was also a drum.")
    with pytest.raises(Problem, match="did not say that what they add may be used"):
        keep_as_text(cast.cody, reply=Reply.objects.get())
    page = page_of(cast, ike)
    writing.check(page, lines_on(page)[0]["id"], "add", "There was also a drum.", to_print=False, to_use=True)
    take_in(cast.lea)
    latest = Reply.objects.order_by("-at").first()
    source = keep_as_text(cast.cody, reply=latest)
    text = text_of(cast.lea, source)
    assert text.words == "There was also a drum."
    assert [one.pseudonym for one in text.people()] == ["Ike"]
    assert selectors.open_replies(cast.lea) == 0
    with pytest.raises(Problem, match="settled already"):
        keep_as_text(cast.cody, reply=selectors.reply(cast.cody, latest.id))
    withdraw(cast.lea, participant=ike, named="L3_remove_words")
    assert not sources(cast.lea)[1:]


def test_only_what_is_added_becomes_a_text(cast: Cast, ike: Any, claim: Any) -> None:
    services.send_pack(cast.lea, participant=ike, claims=[claim])
    answer(cast, ike, 0, "partly", "Some days.")
    with pytest.raises(Problem, match="Only what somebody adds"):
        keep_as_text(cast.lea, reply=Reply.objects.get())
