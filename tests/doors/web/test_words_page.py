"""The page on which words are looked for and counted."""

from __future__ import annotations

from doors.web.conftest import Browser, Desk


def look(lea_sits: Browser, desk: Desk, status: int = 200, **said: str) -> str:
    sent = {"do": "search", "how": "words", "where": "both"} | said
    return lea_sits.send(desk.url("words"), status, **sent)


def test_words_are_found_with_what_stands_around_them(lea_sits: Browser, desk: Desk) -> None:
    page = look(lea_sits, desk, sought="soup, whose")
    assert "2 places" in page
    assert '<mark class="kwic-word">Soup</mark>' in page
    assert "On silence" in page
    assert "It is said nowhere" in look(lea_sits, desk, sought="zither")


def test_what_was_looked_for_stands_in_no_address(lea_sits: Browser, desk: Desk) -> None:
    assert "Soup" not in lea_sits.says(desk.url("words"), sought="soup", do="search")


def test_a_pattern_that_is_none_is_said_at_its_field_and_stays(lea_sits: Browser, desk: Desk) -> None:
    page = look(lea_sits, desk, 400, sought="(", how="pattern")
    assert "This is no regular expression" in page
    assert 'value="("' in page
    assert "Say what to look for" in look(lea_sits, desk, 400, sought="")


def test_participants_words_are_counted_and_compared(lea_sits: Browser, desk: Desk) -> None:
    counted = lea_sits.send(desk.url("words"), 200, do="count", language="", word="", person="")
    assert "words of 1 person" in counted
    assert ">soup<" in counted
    assert ">bring<" not in counted  # what Lea asks
    beside = lea_sits.send(desk.url("words"), 200, do="count", language="en", word="key", person="")
    assert "Beside “key”" in beside
    assert ">spare<" in beside
    more = lea_sits.send(
        desk.url("words"), 200, do="count", language="en", word="", person=str(desk.participant.id)
    )
    assert "Marigold says more often" in more
    wrong = lea_sits.send(desk.url("words"), 400, do="count", language="", word="kettle", person="")
    assert "Nobody here says" in wrong
