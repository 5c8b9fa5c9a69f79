"""The pages of the work: each says whose it is and where to turn, and shows its writer's own and nobody else's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from firsthand.work.contact import choose_contact
from firsthand.work.log.entries import Said
from firsthand.work.log.selectors import my_entries
from firsthand.work.log.services import write_entry
from firsthand.work.reflection.services import my_reflections, peers
from firsthand.work.story.services import my_story
from web.conftest import Browser, Desk

MOMENT = "We sat on the step until the rain was over."


def entry(**other: Any) -> dict[str, Any]:
    return {"what": ["talk"], "moment": MOMENT, "day": date.today().isoformat(), "act": "1"} | other


@pytest.mark.parametrize("who", ["lea", "cody", "rea", "gil", "pia"])
def test_every_page_says_whose_it_is_what_it_is_not_for_and_where_to_turn(
    desk: Desk, browser: Browser, who: str
) -> None:
    browser.sit(getattr(desk.cast, who))
    for name, address in desk.work_pages().items():
        if (name, who) == ("work-reflections", "pia"):
            browser.says(address, status=403)
            continue
        page = browser.says(address)
        assert "not for emergencies, billing or your boss" in page, name
        assert "Where to turn instead" in page, name
        assert "You have no secret of your own here" in page, name
        assert "Soup" not in page, name


def test_the_host_is_shown_none_of_it(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.hope)
    for address in desk.work_pages().values():
        assert "This is not open to you" in browser.says(address, status=403)


def test_nothing_is_ticked_before_one_ticks_it(desk: Desk, cody_sits: Browser) -> None:
    for name in ("work", "work-story"):
        assert " checked" not in cody_sits.says(desk.url(name))


def test_an_entry_is_kept_for_its_writer_alone_and_sent_twice_it_is_one(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.cody)
    for _time in range(2):
        browser.send(desk.url("work"), **entry())
    assert MOMENT in browser.says(desk.url("work-entries"))
    assert len(my_entries(desk.cast.cody)) == 1
    browser.sit(desk.cast.lea)
    assert MOMENT not in browser.says(desk.url("work-entries"))
    assert MOMENT not in browser.says(desk.url("trail"))


def test_what_looks_like_a_name_is_asked_about_once_and_is_no_bar(desk: Desk, cody_sits: Browser) -> None:
    told = entry(moment="Denise Halloran and I peeled potatoes.")
    asked = cody_sits.send(desk.url("work"), status=200, **told)
    assert "Could this tell who it was?" in asked
    assert "Denise Halloran" in asked
    assert my_entries(desk.cast.cody) == []
    cody_sits.send(desk.url("work"), **told, asked="yes")
    assert len(my_entries(desk.cast.cody)) == 1


def test_who_wants_to_talk_is_shown_whom_they_chose(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("work-contact"), text="Rea, on Thursdays")
    where = cody_sits.send(desk.url("work"), **entry(me="talk"))
    page = cody_sits.says(where)
    assert "You want to talk to someone" in page
    assert "Rea, on Thursdays" in page
    assert "Rea, on Thursdays" not in Browser().sit(desk.cast.lea).says(desk.url("work"))


def test_words_without_their_yes_are_refused_and_what_was_typed_stays(desk: Desk, cody_sits: Browser) -> None:
    page = cody_sits.send(desk.url("work"), status=400, **entry(words="A room with a door."))
    assert "where they said so" in page
    assert "A room with a door." in page


def test_keeping_and_deleting(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("work"), **entry())
    (mine,) = my_entries(desk.cast.cody)
    cody_sits.send(desk.url("work-keep", mine.id))
    assert "Kept until you delete it" in cody_sits.says(desk.url("work-entries"))
    cody_sits.send(desk.url("work-delete", mine.id))
    assert my_entries(desk.cast.cody) == []


def test_my_story_and_what_changed_meanwhile(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("work-story"), S1="A winter.", version="", act="1")
    page = cody_sits.send(desk.url("work-story"), status=409, S1="Another.", version="", act="2")
    assert "As it stands" in page
    assert "A winter." in page
    assert my_story(desk.cast.cody).said == {"S1": "A winter."}
    cody_sits.send(desk.url("work-story-delete"))
    assert my_story(desk.cast.cody).said == {}


def test_two_reflect_together(desk: Desk, browser: Browser) -> None:
    cody, rea = desk.cast.cody, desk.cast.rea
    peers(rea)
    browser.sit(cody)
    browser.send(desk.url("work-reflections"), peer=str(rea.id))
    browser.sit(rea)
    assert "Cody asks" in browser.says(desk.url("work-reflections"))
    browser.send(desk.url("work-agree", my_reflections(rea)[0].id))
    browser.send(desk.url("work-lines", my_reflections(rea)[0].id), line0="Ask first.", line1="")
    for who in (cody, rea):
        assert "Ask first." in browser.sit(who).says(desk.url("work-reflections"))
    assert "Ask first." not in browser.sit(desk.cast.lea).says(desk.url("work-reflections"))


def test_an_entry_is_taken_to_a_reflection_by_its_writer_alone(desk: Desk, browser: Browser) -> None:
    write_entry(desk.cast.cody, said=Said(date.today(), ("talk",), MOMENT))
    (mine,) = my_entries(desk.cast.cody)
    address = f"{desk.url('work-reflections')}?entry={mine.id}"
    assert MOMENT in browser.sit(desk.cast.cody).says(address)
    browser.sit(desk.cast.lea).says(address, status=404)


def test_the_card_has_no_way_to_send_anything_and_the_blank_one_is_a_page(
    desk: Desk, cody_sits: Browser
) -> None:
    page = cody_sits.says(desk.url("work-card"))
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert not re.search(r"<textarea[^>]*\bname=", main)
    paper = cody_sits.get(desk.url("work-card-file"))
    assert paper.content.startswith(b"%PDF")


def test_giving_shows_what_goes_and_a_wrong_code_gives_nothing(desk: Desk, cody_sits: Browser) -> None:
    choose_contact(desk.cast.cody, "")
    write_entry(
        desk.cast.cody, said=Said(date.today(), ("talk",), MOMENT, words="A boat, one day."), ok_words=True
    )
    (mine,) = my_entries(desk.cast.cody)
    page = cody_sits.says(desk.url("gift-give", mine.id))
    assert MOMENT in page
    assert "A boat, one day." not in page
    assert "eight groups" in cody_sits.send(desk.url("gift-give", mine.id), status=400, code="abc")
