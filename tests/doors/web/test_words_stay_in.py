"""Words of a study are in pages, and nowhere else that a request leaves a trace: no log, no address, no traceback."""

from __future__ import annotations

import logging
import re
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from guard import undone
from web.conftest import TEXT, Browser, Desk
from web.test_role_matrix import API, NEVER, WORDS, Things, addresses, things

__all__ = ["things"]

CANARIES = (*WORDS, "spare key", "Nobody asked her", "kettle was on", "Sitting", "Leaving room")


@pytest.fixture
def logged() -> Any:
    """Whatever any logger says, down to its smallest remark."""
    said, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    named = ("", "django", "django.request", "django.security", "django.security.csrf", "firsthand")
    before = {name: logging.getLogger(name).level for name in named}
    root.addHandler(handler)
    for name in named:
        logging.getLogger(name).setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.slow
def test_no_log_tells_words_whatever_is_asked_and_refused(things: Things, logged: StringIO) -> None:
    browser = Browser(raise_request_exception=False).sit(things.desk.cast.rea)
    for _name, line, address in addresses(things):
        if line.post != NEVER:
            with undone():
                browser.post(
                    address, line.sent(things) | {"sought": TEXT, "words": TEXT, "q": TEXT, "title": TEXT}
                )
    for method, path in API:
        for said in (TEXT, f'{{"act_id": "{TEXT[:20]}", "words": "Soup, and a spare key"}}'):
            with undone():
                browser.generic(method, things.endpoint(path), said, content_type="application/json")
    assert leaks(logged.getvalue()) == []


def test_a_fault_of_ours_tells_nobody_what_it_was_about(
    desk: Desk, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_said: object, **_more: object) -> None:
        raise ValueError(TEXT)

    monkeypatch.setattr("firsthand.doors.web.views.sources.page", breaks)
    browser = Client(raise_request_exception=False)
    browser.post(desk.url("acting"), {"name": "Lea"})
    for name, level in (("django.request", logging.CRITICAL),):  # as the program has it
        logging.getLogger(name).setLevel(level)
    answer = browser.get(desk.url("sources"))
    assert answer.status_code == 500
    assert leaks(answer.content.decode() + logged.getvalue()) == []


def test_no_address_that_a_page_leads_to_holds_words(desk: Desk, lea_sits: Browser) -> None:
    found: set[str] = set()
    for address in {**desk.pages(), **desk.work_pages(), **desk.writing_pages()}.values():
        page = lea_sits.get(address).content.decode()
        found |= {unquote(unescape(one)) for one in re.findall(r'(?:href|src|action)="([^"]*)"', page)}
    assert len(found) > 100
    assert [one for one in found if leaks(one)] == []


def test_words_in_a_log_would_be_found(logged: StringIO) -> None:
    logging.getLogger("firsthand").warning("opened %s", TEXT)
    assert leaks(logged.getvalue())


def leaks(said: str) -> list[str]:
    return [one for one in CANARIES if one.lower() in said.lower()]
