"""A participant's own page: a slip opens it and nothing else, it has nobody else's words, what is said there holds."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.core.problems import Locked, NotAllowed, NotThere, Problem, Refused, TooOften
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import answers_of, crossed_out, held, history, keeping_out
from firsthand.field.consent.services import exclude_reader
from firsthand.field.people.services import add_participant, remove_participant
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.own_page import writing
from firsthand.giving_back.own_page.card import card
from firsthand.giving_back.own_page.coming_in import come_in, leave, own_page
from firsthand.giving_back.own_page.models import Letter, Shown, Slip, Wish
from firsthand.giving_back.own_page.showing import freshen
from firsthand.giving_back.own_page.slips import make_slip, page_member, slip, slips, take_slip_back
from firsthand.giving_back.own_page.taking_in import take_in
from firsthand.giving_back.own_page.wishes import ask, open_wishes, settle_wish, wish, wishes
from firsthand.giving_back.record import told
from firsthand.ground.studies import attempts
from firsthand.ground.studies.acting import sent_as
from firsthand.ground.studies.entrance import enter_unlocked
from firsthand.ground.studies.models import Attempts
from firsthand.ground.trail.models import Entry, Redaction
from firsthand.ground.vault import codes, unlocking
from firsthand.ground.vault import slips as vault_slips
from firsthand.ground.vault.keyring.models import LetterKey, SlipLock
from texts import bring

TALK = "LENA: What did you do?\nIKE: Tea at night.\nMARIGOLD: Tea by day.\nIKE: And waiting.\n"
ALONE = "IKE: Tea, and only mine.\nLENA: Go on, umbrella.\nIKE: No.\n"


@pytest.fixture
def ike(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Ike")


@pytest.fixture
def marigold(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Marigold")


@pytest.fixture
def talks(cast: Cast, ike: Any, marigold: Any) -> list[Any]:
    """A talk of two and one of Ike alone; words of both are coded."""
    rows = bring(cast.lea, TALK, ALONE)
    for row in rows:
        for speaker in text_of(cast.lea, row).speakers.values():
            who = {"IKE": ike, "MARIGOLD": marigold}.get(speaker.label)
            if who is not None:
                voice = row.versions.get().voices.get(index=speaker.index)
                assign_voice(cast.lea, voice=voice, part="participant", participant=who)
    code = make_code(cast.lea, name="Tea")
    start = text_of(cast.lea, rows[0]).words.index("at night")
    apply_code(cast.cody, source=rows[0], code=code, span=Span(start, start + 30))
    return rows


def opened(cast: Cast, whose: Any) -> Any:
    """A fresh slip for somebody, and the page that its code opens."""
    return page_with(cast, make_slip(cast.lea, participant=whose).code)


def page_with(cast: Cast, code: str) -> Any:
    return own_page(cast.lea.study, come_in(cast.lea.study, code=code))


def words_on(page: Any) -> list[list[str]]:
    return [[turn["words"] for turn in talk["turns"]] for talk in page.content["talks"]]


# --- what a slip opens


def test_a_page_shows_all_words_of_its_own_person_and_nobody_elses(
    cast: Cast, ike: Any, marigold: Any, talks: Any
) -> None:
    page = opened(cast, ike)
    assert words_on(page) == [["Tea at night.", "And waiting."], ["Tea, and only mine.", "No."]]
    everything = json.dumps(page.content)
    for theirs in ("by day", "Marigold", "umbrella", "What did you do", "Lena", str(marigold.id)):
        assert theirs not in everything
    other = json.dumps(opened(cast, marigold).content)
    assert "Tea by day." in other
    assert not [word for word in ("at night", "waiting", "only mine", "Ike") if word in other]


def test_a_coding_over_several_turns_shows_only_what_of_it_is_their_own(
    cast: Cast, ike: Any, talks: Any
) -> None:
    first = opened(cast, ike).content["talks"][0]["turns"]
    assert [turn["picked"] for turn in first] == [["at night."], []]


def test_a_note_that_somebody_keeps_to_themselves_is_on_no_page(cast: Cast, ike: Any, talks: Any) -> None:
    from firsthand.field.fieldwork.notes import write_note
    from firsthand.field.sources.own_words import mark_own_words

    note = write_note(cast.lea, layers={"reflection": "Ike said gravel."})
    mark_own_words(cast.lea, source=note, participant=ike, span=Span(9, 15))
    assert "gravel" not in json.dumps(opened(cast, ike).content)


def test_another_slip_takes_the_place_of_the_first(cast: Cast, ike: Any, talks: Any) -> None:
    first = make_slip(cast.lea, participant=ike).code
    at_it = come_in(cast.lea.study, code=first)
    second = make_slip(cast.gil, participant=ike).code
    with pytest.raises(Refused):
        come_in(cast.lea.study, code=first)
    with pytest.raises(Locked):
        own_page(cast.lea.study, at_it)
    assert page_with(cast, second).content["called"] == "Ike"
    assert [one.opens for one in slips(cast.lea)] == [True, False]


def test_a_slip_that_was_taken_back_opens_nothing_and_who_is_at_the_page_is_out(
    cast: Cast, ike: Any, talks: Any
) -> None:
    made = make_slip(cast.lea, participant=ike)
    at_it = come_in(cast.lea.study, code=made.code)
    take_slip_back(cast.lea, slip=slip(cast.lea, made.slip.id))
    with pytest.raises(Locked):
        own_page(cast.lea.study, at_it)
    with pytest.raises(Refused):
        come_in(cast.lea.study, code=made.code)
    assert not SlipLock.objects.exists()
    assert not Shown.objects.exists()


def test_a_slip_ends(cast: Cast, ike: Any, talks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_slip(cast.lea, participant=ike, days=3)
    at_it = come_in(cast.lea.study, code=made.code)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=3, seconds=1))
    with pytest.raises(Refused):
        come_in(cast.lea.study, code=made.code)
    with pytest.raises(Locked):
        own_page(cast.lea.study, at_it)
    assert [one.opens for one in slips(cast.lea)] == [False]


def test_a_page_closes_after_an_hour_and_when_one_leaves_it(
    cast: Cast, ike: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = make_slip(cast.lea, participant=ike).code
    left = come_in(cast.lea.study, code=code)
    leave(left)
    with pytest.raises(Locked):
        own_page(cast.lea.study, left)
    stays = come_in(cast.lea.study, code=code)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=61))
    with pytest.raises(Locked):
        own_page(cast.lea.study, stays)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_a_slip_lasts_for_some_time_and_not_for_ever(cast: Cast, ike: Any, days: int) -> None:
    with pytest.raises(Problem, match="1 to 730 days"):
        make_slip(cast.lea, participant=ike, days=days)
    assert not Slip.objects.exists()


def test_who_is_not_lead_or_guardian_hands_out_no_slips(cast: Cast, ike: Any) -> None:
    for by in (cast.cody, cast.rea, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            make_slip(by, participant=ike)
        with pytest.raises(NotAllowed):
            slips(by)


def test_what_opens_a_page_opens_no_study_and_what_opens_a_study_no_page(
    cast: Cast, ike: Any, secret: Any
) -> None:
    at_it = come_in(cast.lea.study, code=make_slip(cast.lea, participant=ike).code)
    with pytest.raises(Locked):
        enter_unlocked(cast.lea.study, at_it)
    with pytest.raises(Locked):
        own_page(cast.lea.study, unlocking.begin(cast.lea.id, cast.lea.study_id, secret))
    with pytest.raises(Locked):
        own_page(cast.xeno.study, at_it)


def test_a_code_of_one_study_opens_nothing_in_another(cast: Cast, ike: Any) -> None:
    code = make_slip(cast.lea, participant=ike).code
    with pytest.raises(Refused):
        come_in(cast.xeno.study, code=code)


# --- guessing


def test_thousands_of_wrong_codes_open_nothing_and_all_hear_the_same(
    cast: Cast, ike: Any, talks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = make_slip(cast.lea, participant=ike).code
    revoked = make_slip(cast.lea, participant=add_participant(cast.lea, pseudonym="Juno"))
    take_slip_back(cast.lea, slip=revoked.slip)
    monkeypatch.setattr(attempts, "FROM_AN_ADDRESS", 10**9)
    before = unlocked()
    wrong = [revoked.code, *(codes.new_code() for _ in range(int(os.environ.get("FIRSTHAND_SLIPS", "300"))))]
    heard = {refusal(cast, code) for code in wrong}
    assert len(heard) == 1
    assert unlocked() == before
    refused = Entry.objects.filter(study_id=cast.lea.study_id, act="slip.refused")
    assert refused.count() == len(wrong)
    assert all(entry.changes == [] and entry.result == "" and entry.reason is None for entry in refused)
    assert page_with(cast, right).content["called"] == "Ike"


def unlocked() -> int:
    from firsthand.ground.vault.keyring.models import Unlocked

    return Unlocked.objects.count()


def refusal(cast: Cast, code: str) -> str:
    with pytest.raises(Refused) as refused:
        come_in(cast.lea.study, code=code, address="192.0.2.7")
    return str(refused.value)


def test_a_wrong_code_costs_the_work_of_a_right_one(
    cast: Cast, ike: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from firsthand.ground.vault import cipher
    from firsthand.ground.vault import slips as vault

    right, done = codes.read(make_slip(cast.lea, participant=ike).code), []
    for name in ("derive", "unseal"):
        real = getattr(cipher, name)
        monkeypatch.setattr(
            cipher,
            name,
            lambda *args, _name=name, _real=real, **more: (done.append(_name), _real(*args, **more))[1],
        )
    monkeypatch.setattr("firsthand.ground.vault.secret.derive", cipher.derive)
    assert vault.opened_by(cast.lea.study_id, right) is not None
    work, done[:] = list(done), []
    assert vault.opened_by(cast.lea.study_id, codes.read(codes.new_code())) is None
    assert done == work
    assert work.count("unseal") == 1


def test_who_tries_too_often_waits_from_there_and_is_not_even_tried(cast: Cast, ike: Any) -> None:
    right = make_slip(cast.lea, participant=ike).code
    for _ in range(attempts.FROM_AN_ADDRESS):
        refusal(cast, codes.new_code())
    with pytest.raises(TooOften):
        come_in(cast.lea.study, code=right, address="192.0.2.7")
    come_in(cast.lea.study, code=right, address="192.0.2.8")


def test_whoever_tries_wrong_codes_from_very_many_addresses_shuts_no_participant_out(
    cast: Cast, ike: Any
) -> None:
    right = make_slip(cast.lea, participant=ike).code
    for number in range(205):
        with pytest.raises(Refused):
            come_in(cast.lea.study, code=codes.new_code(), address=f"198.51.100.{number}")
    come_in(cast.lea.study, code=right, address="192.0.2.8")


def test_who_has_very_many_addresses_in_one_network_is_counted_as_one(cast: Cast, ike: Any) -> None:
    right = make_slip(cast.lea, participant=ike).code
    for number in range(attempts.FROM_AN_ADDRESS):
        with pytest.raises(Refused):
            come_in(cast.lea.study, code=codes.new_code(), address=f"2001:db8:0:7::{number:x}")
    with pytest.raises(TooOften):
        come_in(cast.lea.study, code=right, address="2001:db8:0:7:ffff::1")
    come_in(cast.lea.study, code=right, address="2001:db8:0:8::1")


def test_coming_in_is_not_counted_as_guessing(cast: Cast, ike: Any) -> None:
    code = make_slip(cast.lea, participant=ike).code
    for _ in range(3 * attempts.FROM_AN_ADDRESS):
        come_in(cast.lea.study, code=code, address="192.0.2.7")
    assert {row.times for row in Attempts.objects.all()} == {0}


def test_a_slip_of_the_pen_is_told_from_a_wrong_code_and_not_counted(cast: Cast, ike: Any) -> None:
    code = make_slip(cast.lea, participant=ike).code
    with pytest.raises(Problem, match="not quite such a code") as told:
        come_in(cast.lea.study, code=code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert not isinstance(told.value, Refused)
    assert not Attempts.objects.exists()
    come_in(cast.lea.study, code=code.lower().replace("-", " "))


# --- what is written there


def test_what_is_written_there_is_nowhere_in_the_clear_and_opens_with_no_slip(
    cast: Cast, ike: Any, talks: Any
) -> None:
    page = opened(cast, ike)
    writing.remark(page, 1, 1, "not_said", "It was thimbles.")
    (letter,), (key,) = Letter.objects.all(), LetterKey.objects.all()
    assert b"thimbles" not in bytes(letter.box) + bytes(key.box)
    assert not Wish.objects.exists()
    assert (
        own_page(
            cast.lea.study, come_in(cast.lea.study, code=make_slip(cast.lea, participant=ike).code)
        ).waiting
        == 0
    )


def test_a_letter_is_taken_in_before_the_next_is_shown_anything_and_its_key_is_gone(
    cast: Cast, ike: Any, talks: Any
) -> None:
    page = opened(cast, ike)
    writing.hold(page, on=True)
    take_in(cast.rea)
    assert held(cast.lea, ike.id)
    assert [one.title for one in sources(cast.rea)] == [one.title for one in sources(cast.lea)]
    assert len(sources(cast.rea)) == 1
    assert not Letter.objects.exists()
    assert not LetterKey.objects.exists()


def test_an_answer_on_the_page_is_the_participants_own(cast: Cast, ike: Any) -> None:
    page = opened(cast, ike)
    writing.answer(page, "quotes", "none")
    writing.answer(page, "check", ("my_quotes", "the_themes"))
    take_in(cast.cody)
    said = answers_of(cast.lea, ike.id)
    assert said["quotes"].answer.value == "none"
    assert said["check"].answer.chosen == ("my_quotes", "the_themes")
    assert (said["quotes"].how, said["quotes"].asked_by) == ("own page", "own page")
    assert told(cast.lea)[0].by == "own page"


@pytest.mark.parametrize(
    ("scope", "value"), [("quotes", "all"), ("quotes", ""), ("readers", ("x",)), ("hold", "on")]
)
def test_what_is_no_answer_is_not_even_sent(cast: Cast, ike: Any, scope: str, value: Any) -> None:
    with pytest.raises(Problem):
        writing.answer(opened(cast, ike), scope, value)
    assert not Letter.objects.exists()


def test_a_member_is_crossed_out_and_sees_nothing_not_even_that(cast: Cast, ike: Any, talks: Any) -> None:
    writing.cross_out(opened(cast, ike), str(cast.lea.id), out=True)
    take_in(cast.lea)
    assert keeping_out(cast.lea) == {ike.id}
    assert crossed_out(cast.gil, ike.id) == (str(cast.lea.id),)
    assert sources(cast.lea) == []
    assert wishes(cast.lea) == []
    assert not [
        one for one in told(cast.lea) if "Ike" in one.sentence or one.act in ("slip.make", "page.answer")
    ]
    page = page_with(cast, make_slip(cast.gil, participant=ike).code)
    assert [out for _id, name, out in page.content["readers"] if name == "Lea"] == [True]
    assert len(words_on(page)) == 2  # though it was Lea who took it in
    writing.cross_out(page, str(cast.lea.id), out=False)
    take_in(cast.lea)
    assert len(sources(cast.lea)) == 2


def test_the_only_one_who_could_take_their_words_out_is_not_crossed_out(
    cast: Cast, ike: Any, talks: Any
) -> None:
    exclude_reader(cast.lea, participant=ike, reader=cast.gil)
    page = opened(cast, ike)
    with pytest.raises(Problem, match="No one else here could take your words out"):
        writing.cross_out(page, str(cast.lea.id), out=True)
    assert not Letter.objects.exists()
    writing.cross_out(page, str(cast.cody.id), out=True)
    take_in(cast.lea)
    assert set(crossed_out(cast.lea, ike.id)) == {str(cast.gil.id), str(cast.cody.id)}


def test_a_letter_is_read_with_the_key_as_it_was_turned_since(cast: Cast, ike: Any, talks: Any) -> None:
    """A slip seals to the key of the day it was made; a member who leaves turns the key."""
    page = opened(cast, ike)
    writing.answer(page, "quotes", "none")
    turned = cast.lea.key.turned()
    writing.ask_to_leave(page, "L3", "", on_hold=False)
    letters = Letter.objects.order_by("at")
    read = [vault_slips.open_letter(turned, one.id, bytes(one.box)) for one in letters]
    assert [json.loads(one or b"{}").get("kind") for one in read] == ["answers", "leave"]


def test_sent_twice_it_is_one_letter_and_taken_in_twice_it_is_one_act(cast: Cast, ike: Any) -> None:
    from uuid import uuid4

    page, act = opened(cast, ike), uuid4()
    for _ in range(2):
        with sent_as(act):
            writing.answer(page, "quotes", "none")
    (letter,), (key,) = list(Letter.objects.all()), list(LetterKey.objects.all())
    take_in(cast.lea)
    Letter.objects.bulk_create([letter])  # as after a crash between taking it in and letting go of it
    LetterKey.objects.bulk_create([key])
    take_in(cast.lea)
    assert len(history(cast.lea, ike.id)) == 1
    assert not Letter.objects.exists()


def test_a_letter_that_was_altered_is_not_dropped_in_silence(cast: Cast, ike: Any) -> None:
    writing.answer(opened(cast, ike), "quotes", "none")
    Letter.objects.update(box=b"x" * 60)
    take_in(cast.lea)
    assert [one.kind for one in wishes(cast.lea)] == ["unreadable"]
    assert history(cast.lea, ike.id) == []


def test_a_remark_waits_for_lea_who_answers_and_the_answer_is_on_the_page(
    cast: Cast, ike: Any, talks: Any
) -> None:
    code = make_slip(cast.lea, participant=ike).code
    writing.remark(page_with(cast, code), 1, 1, "not_said", "It was coffee.")
    take_in(cast.cody)
    (one,) = wishes(cast.lea)
    assert (one.kind, one.verdict, one.text, one.words) == (
        "turn",
        "not_said",
        "It was coffee.",
        "Tea at night.",
    )
    assert open_wishes(cast.lea) == open_wishes(cast.cody) == 1
    assert open_wishes(cast.rea) == open_wishes(cast.gil) == 0  # Gil reads no words of the study
    settle_wish(cast.lea, wish=wish(cast.lea, one.id), reply="We heard it again. You are right.")
    freshen(cast.lea)
    assert open_wishes(cast.lea) == 0
    assert page_with(cast, code).content["wishes"][0]["reply"] == "We heard it again. You are right."


def test_a_request_to_take_words_out_is_not_put_away_in_silence_and_puts_all_on_hold_where_asked(
    cast: Cast, ike: Any, talks: Any
) -> None:
    writing.ask_to_leave(opened(cast, ike), "L3", "My cousin guessed.", on_hold=True)
    take_in(cast.rea)
    assert held(cast.lea, ike.id)
    (one,) = wishes(cast.gil)
    assert (one.kind, one.level, one.text) == ("leave", "L3_remove_words", "My cousin guessed.")
    for by in (cast.lea, cast.gil):
        with pytest.raises(Problem, match="Write them what was done"):
            settle_wish(by, wish=wish(by, one.id))
    assert open_wishes(cast.lea) == open_wishes(cast.gil) == 1
    assert len(Slip.objects.all()) == 1  # nothing is carried out by itself


def test_a_made_up_name_waits_for_somebody_to_look_and_a_real_one_is_talked_about_first(
    cast: Cast, ike: Any
) -> None:
    page = opened(cast, ike)
    writing.choose_name(page, "chosen_pseudonym", " Hazel ")
    writing.choose_name(page, "real_first_name", "")
    take_in(cast.lea)
    assert answers_of(cast.lea, ike.id)["naming"].answer.value == "chosen_pseudonym"
    assert sorted((one.kind, one.text) for one in wishes(cast.lea)) == [
        ("name", "Hazel"),
        ("name", "My real first name"),
    ]
    with pytest.raises(Problem, match="write the name"):
        writing.choose_name(page, "chosen_pseudonym", "")


def test_a_question_is_answered_on_the_page(cast: Cast, ike: Any) -> None:
    code = make_slip(cast.lea, participant=ike).code
    ask(cast.cody, participant=ike, question="Do you still make tea?")
    freshen(cast.cody)
    page = page_with(cast, code)
    (question,) = writing.questions(page)
    assert open_wishes(cast.lea) == 0
    writing.reply(page, question["id"], "Each night.")
    take_in(cast.lea)
    assert [(one.text, one.reply, one.open) for one in wishes(cast.cody)] == [
        ("Do you still make tea?", "Each night.", True)
    ]
    with pytest.raises(NotThere):
        writing.reply(page_with(cast, code), question["id"], "Again.")


def test_who_found_a_card_cannot_fill_the_disk(cast: Cast, ike: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_WAITING", 1)
    code = make_slip(cast.lea, participant=ike).code
    writing.hold(page_with(cast, code), on=True)
    with pytest.raises(Problem, match="a lot waiting"):
        writing.hold(page_with(cast, code), on=False)
    with pytest.raises(Problem, match="too long"):
        writing.ask_to_leave(opened(cast, ike), "L3", "x" * 5000, on_hold=False)


# --- leaving


def test_after_words_were_taken_out_the_page_shows_what_is_left_and_says_so(
    cast: Cast, ike: Any, marigold: Any, talks: Any, django_capture_on_commit_callbacks: Any
) -> None:
    code = make_slip(cast.lea, participant=ike).code
    writing.remark(page_with(cast, code), 1, 1, "leave_out", "Tea at night is mine.")
    take_in(cast.lea)
    was, box = bytes(SlipLock.objects.get().opens), bytes(Shown.objects.get().box)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=ike, named="L3")
    page = page_with(cast, code)
    assert [
        turn for talk in words_on(page) for turn in talk if "Tea" in turn or "waiting" in turn.lower()
    ] == []
    assert [level for level, _at in page.content["left"]] == ["L3_remove_words"]
    assert page.content["wishes"] == []
    assert bytes(SlipLock.objects.get().opens) != was
    assert (
        vault_slips.shown(page.opened, box) is None
    )  # what an old copy of the data shows, with the keyring of today
    assert not Wish.objects.exists()
    assert Redaction.objects.exists()


def test_what_the_page_showed_is_gone_also_where_the_program_is_killed_before_it_is_made_anew(
    cast: Cast, ike: Any, talks: Any
) -> None:
    code = make_slip(cast.lea, participant=ike).code
    withdraw(
        cast.lea, participant=ike, named="L3"
    )  # in a transaction that has not ended: nothing is made anew yet
    page = page_with(cast, code)
    assert page.content is None
    assert SlipLock.objects.get().opens is None


def test_where_the_link_is_cut_the_page_goes_with_it(cast: Cast, ike: Any, talks: Any) -> None:
    code = make_slip(cast.lea, participant=ike).code
    withdraw(cast.lea, participant=ike, named="L5")
    with pytest.raises(Refused):
        come_in(cast.lea.study, code=code)


@pytest.mark.parametrize("level", ["L1", "L2"])
def test_who_stops_or_is_not_printed_keeps_their_page(cast: Cast, ike: Any, talks: Any, level: str) -> None:
    code = make_slip(cast.lea, participant=ike).code
    withdraw(cast.lea, participant=ike, named=level)
    assert len(words_on(page_with(cast, code))) == 2


def test_a_participant_entered_by_mistake_takes_their_slip_along(cast: Cast, ike: Any) -> None:
    at_it = come_in(cast.lea.study, code=make_slip(cast.lea, participant=ike).code)
    remove_participant(cast.lea, participant=ike)
    with pytest.raises(Locked):
        own_page(cast.lea.study, at_it)


# --- the trail, and the card


def test_nothing_of_a_slip_or_its_code_is_in_the_trail_and_no_name_is_in_the_clear(
    cast: Cast, ike: Any
) -> None:
    made = make_slip(cast.lea, participant=ike)
    body = codes.read(made.code)
    for entry in Entry.objects.filter(study_id=cast.lea.study_id):
        written = json.dumps(entry.changes)
        assert made.code not in written
        assert body not in written
        assert "Ike" not in written
    member = page_member(cast.lea.study)
    assert member is not None
    assert (member.name, member.role, member.account) == ("own page", "participant", None)
    assert [one.act for one in told(cast.lea)][:2] == ["slip.make", "page.open"]


def test_an_excluded_members_slips_and_wishes_are_those_of_a_study_without_that_person(
    cast: Cast, ike: Any, talks: Any
) -> None:
    page = opened(cast, ike)
    writing.remark(page, 1, 1, "right", "")
    take_in(cast.lea)
    exclude_reader(cast.gil, participant=ike, reader=cast.lea)
    assert slips(cast.lea) == []
    assert wishes(cast.lea) == []
    with pytest.raises(NotThere):
        slip(cast.lea, Slip.objects.get().id)
    with pytest.raises(NotThere):
        wish(cast.lea, Wish.objects.get().id)
    assert len(slips(cast.gil)) == 1


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_card_names_no_study_and_nobody(cast: Cast, ike: Any, kind: str) -> None:
    from io import BytesIO

    from pdfminer.high_level import extract_text

    made = make_slip(cast.lea, participant=ike)
    paper = card(
        cast.lea,
        code=made.code,
        address="https://a.example/s/x/mine/",
        ends_at=made.slip.ends_at,
        format=kind,
    )
    said = paper.data.decode() if kind == "html" else extract_text(BytesIO(paper.data))
    assert all(group in said for group in made.code.split("-"))
    assert "a.example" in said
    for name in ("Ike", "P01", cast.lea.study.title, "Lea"):
        assert name not in said + paper.file_name
