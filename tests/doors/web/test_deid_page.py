"""Deciding in the browser what is replaced: one by one, all that is always replaced at once, or left for a reason."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from counting import brought

from core.worked import worked
from firsthand.field.deid.selectors import identifiers
from firsthand.field.people.naming import names, set_name
from firsthand.field.sources.texts import text_of
from web.conftest import Browser, Desk


def test_words_are_put_on_the_list_shown_in_their_places_and_replaced_everywhere(
    desk: Desk, lea_sits: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    page, rule = desk.url("deidentify"), {"rule": "D04"}
    assert "Nothing has been looked for" in lea_sits.says(page)
    assert "Write the words" in lea_sits.send(page, status=400, words=" … ", instead="", **rule)
    lea_sits.send(page, words="kettle", instead="[a thing]", **rule)
    body = lea_sits.says(page)
    assert "Visit" not in body.split("What was decided")[0] or "kettle" in body
    assert body.count("<strong>Kettle</strong>") + body.count("<strong>kettle</strong>") >= 2
    (one,) = identifiers(desk.cast.lea)
    decide = desk.url("deidentify-decide", one.id)
    assert "must not hold" in lea_sits.send(decide, status=400, do="accept", instead="the kettle")
    with django_capture_on_commit_callbacks(execute=True):
        lea_sits.send(decide, do="accept", instead="[an object]")
    assert (
        "The [an object] was on."
        in text_of(desk.cast.lea, type(desk.note).objects.get(pk=desk.note.id)).words
    )
    body = lea_sits.says(page)
    assert "kettle" not in body.lower()
    assert "kettle" in lea_sits.says(page, show=str(one.id))
    assert "Nothing was found that still tells" in lea_sits.says(page, check="yes")


def test_what_is_left_needs_a_reason_which_the_log_gives(desk: Desk, cody_sits: Browser) -> None:
    cody_sits.send(desk.url("deidentify"), words="Soup", rule="D10", instead="")
    (one,) = identifiers(desk.cast.cody)
    decide = desk.url("deidentify-decide", one.id)
    assert "Say in a few words why" in cody_sits.send(decide, status=400, do="dismiss", reason="")
    cody_sits.send(decide, do="dismiss", reason="Everybody eats soup.")
    assert "Everybody eats soup." in cody_sits.says(desk.url("deidentify"))


@pytest.mark.parametrize("who", ["cody", "rea", "gil"])
def test_only_the_lead_replaces(desk: Desk, browser: Browser, who: str) -> None:
    browser.sit(getattr(desk.cast, who))
    browser.send(desk.url("deidentify-always"), status=403)


def test_a_coder_writes_a_real_name_down_and_only_the_lead_reads_it(desk: Desk, browser: Browser) -> None:
    browser.sit(desk.cast.cody)
    at = desk.url("person-name", desk.participant.id)
    assert "Write the name" in browser.send(at, status=400, real_name="", known_as="", contact="")
    browser.send(at, real_name="Denise Halloran", known_as="Dee, Nisi", contact="by the door")
    person = desk.url("person", desk.participant.id)
    assert "Denise" not in browser.says(person, name="yes")
    browser.sit(desk.cast.lea)
    assert "Denise" not in browser.says(person)
    shown = browser.says(person, name="yes")
    assert all(words in shown for words in ("Denise Halloran", "Dee, Nisi", "by the door"))
    browser.sit(desk.cast.cody).send(at, do="clear")
    assert names(desk.cast.lea) == []


def test_the_eighteen_kinds_of_identifiers_are_proposed_on_the_page(desk: Desk, lea_sits: Browser) -> None:
    found = [one for one in worked("deidentification") if "by_hand" not in one]
    set_name(desk.cast.lea, participant=desk.participant, real_name="Denise Okafor", known_as=["Dee"])
    brought(desk.cast.lea, "talk.txt", "\n\n".join(one["text"] for one in found))
    lea_sits.send(desk.url("deidentify-look"))
    page = unescape(lea_sits.says(desk.url("deidentify")))
    proposed = re.findall(r"<strong>([^<]+)</strong>", page)
    for one in found:
        for words in one["words"]:
            assert [each for each in proposed if words.lstrip("(") in each], words  # a bracket is no word
