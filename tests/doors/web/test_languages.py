"""Every page is there in Spanish, too: the switch is on it, needs no script, and is remembered."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import formats, translation

from web.conftest import Browser, Desk

MARK = "looks-part"


def choose(browser: Client, **chosen: str) -> Any:
    return browser.post(reverse("looks"), chosen, HTTP_HOST="localhost")


def test_every_page_has_the_switch(lea_sits: Browser, desk: Desk) -> None:
    for name, address in (desk.pages() | desk.writing_pages()).items():
        assert MARK in lea_sits.says(address), name


def test_the_switch_is_also_where_nobody_has_come_in(browser: Browser, desk: Desk) -> None:
    assert MARK in browser.says(reverse("front"))
    assert MARK in browser.says(reverse("begin"))
    assert MARK in browser.says(desk.url("own-page"))
    assert MARK in browser.says("/nowhere/", 404)
    with override_settings(DEBUG=False):
        from firsthand.doors.web.views.trouble import broken

        assert MARK in broken(RequestFactory().get("/")).content.decode()


@pytest.mark.django_db
def test_what_was_chosen_is_remembered_and_leads_back(browser: Browser) -> None:
    english = browser.says(reverse("front"))
    assert 'lang="en" dir="ltr"' in english
    assert "native-speaking" not in english
    answer = choose(browser, language="es", next="/begin/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/begin/?a=1")
    spanish = browser.says(reverse("front"))
    assert '<html lang="es" dir="ltr"' in spanish
    assert re.search(r'value="es" lang="es" aria-current="true"', spanish)
    assert "foot-note" in spanish
    choose(browser, language="en")
    assert 'lang="en"' in browser.says(reverse("front"))


@pytest.mark.parametrize("away", ["https://example.org/x", "//example.org", "javascript:alert(1)"])
def test_it_leads_to_no_other_place(browser: Browser, away: str) -> None:
    assert choose(browser, language="es", next=away)["Location"] == reverse("front")


def test_a_language_that_is_not_offered_changes_nothing(browser: Browser) -> None:
    choose(browser, language="xx", calm="perhaps")
    assert not browser.cookies


@pytest.mark.django_db
def test_what_a_browser_asks_for_is_what_it_gets_at_first(browser: Browser) -> None:
    response = browser.get(reverse("front"), HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9")
    assert 'lang="es"' in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_days_are_written_as_the_language_has_them() -> None:
    said = {}
    for language in ("en", "es"):
        with translation.override(language):
            said[language] = formats.date_format(date(2026, 5, 4), "DATE_FORMAT")
    assert said == {"en": "4 May 2026", "es": "4 de mayo de 2026"}


@pytest.mark.parametrize("part", ["/text", "/codings"])
def test_what_the_reader_keeps_holds_in_the_language_it_was_said_in(
    lea_sits: Browser, desk: Desk, part: str
) -> None:
    address = f"/api/s/{desk.slug}/sources/{desk.source.id}{part}"
    said = {}
    for language in ("en", "es"):
        choose(lea_sits, language=language)
        response = lea_sits.get(address)
        assert "Accept-Language" in response["Vary"]
        said[language] = response.content, response["ETag"]
    assert (said["en"][0] == said["es"][0]) == (said["en"][1] == said["es"][1])
    assert lea_sits.get(address, HTTP_IF_NONE_MATCH=said["es"][1]).status_code == 304


def test_the_page_on_a_phone_is_another_in_another_language(lea_sits: Browser, desk: Desk) -> None:
    english = lea_sits.says(desk.url("phone-worker"))
    choose(lea_sits, language="es")
    assert lea_sits.says(desk.url("phone-worker")) != english
    assert '"lang": "es"' in lea_sits.says(desk.url("phone-manifest"))


def test_calm_is_remembered_on_every_page(lea_sits: Browser, desk: Desk) -> None:
    assert "data-calm" not in lea_sits.says(desk.url("study"))
    choose(lea_sits, calm="yes")
    assert "data-calm" in lea_sits.says(desk.url("study"))
    assert "data-calm" in lea_sits.says(desk.url("own-page"))
    choose(lea_sits, calm="no")
    assert "data-calm" not in lea_sits.says(desk.url("study"))
