"""A number that no page ever showed is answered as any other that is not there: nothing falls over it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from guard import undone
from web.conftest import Browser
from web.test_role_matrix import Things, things

__all__ = ["things"]

HUGE = ["9" * 5000, "9" * 30, "9" * 19, "2147483648", "-" + "9" * 30, "²", "٣"]


@pytest.mark.parametrize("number", HUGE)
def test_no_number_that_is_sent_to_a_page_is_too_great(things: Things, number: str) -> None:
    desk = things.desk
    browser = Browser().sit(desk.cast.lea)
    for query in ({"before": number}, {"as_of": number}):
        assert browser.get(desk.url("trail"), query).status_code < 500
    assert browser.get(desk.url("source", desk.source.id), {"start": number, "end": number}).status_code < 500
    edges = {"start": "1", "end": "9", "code": str(desk.code.id)}
    theirs = {"source": str(desk.note.id), "start": "1", "end": "9"}
    for way, sent in (
        (desk.url("apply", desk.source.id), edges | {"start": number}),
        (desk.url("apply", desk.source.id), edges | {"end": number}),
        (desk.url("consent-theirs", desk.participant.id), theirs | {"start": number}),
        (desk.url("consent-theirs", desk.participant.id), theirs | {"end": number}),
        (desk.url("round-define", 1, desk.code.id), {"version": number, "definition": "Soup."}),
        (desk.url("framework-confirm", things.summary.id), {"version": number}),
        (desk.url("memo", desk.memo.id), {"title": "x", "kind": "code", "version": number}),
    ):
        with undone():
            assert browser.post(way, sent).status_code < 500, way


def test_a_version_that_is_too_great_to_be_one_is_not_taken_for_none(things: Things) -> None:
    """Without one, nothing would be asked of what somebody else wrote meanwhile."""
    desk = things.desk
    browser = Browser().sit(desk.cast.lea)
    sent = {"version": "9" * 30, "definition": "Soup."}
    assert browser.post(desk.url("round-define", 1, desk.code.id), sent).status_code == 400


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "2147483648", "-1"])
def test_no_number_that_is_sent_to_the_api_is_too_great(things: Things, number: str) -> None:
    desk = things.desk
    browser = Browser().sit(desk.cast.lea)
    base = f"/api/s/{desk.slug}/"
    here = f"{base}sources/{desk.source.id}/"

    def sent(**said: Any) -> str:
        plain = {"act_id": str(uuid4()), "version": str(desk.source.current)} | said
        parts = (f'"{name}":{value if value == number else repr(value)}' for name, value in plain.items())
        return ("{" + ",".join(parts) + "}").replace("'", '"')

    assert browser.get(f"{here}feed", {"since": number}).status_code == 400
    assert browser.get(f"{base}codes/{desk.code.id}/excerpts", {"start": number}).status_code == 400
    for method, way, body in (
        ("POST", f"{here}codings", sent(start=number, end=9)),
        ("POST", f"{here}codings", sent(start=1, end=number)),
        ("PATCH", f"{base}codings/{desk.coding.id}", sent(start=1, end=number)),
        ("PATCH", f"{base}memos/{desk.memo.id}", sent(version=number, title="x")),
        ("POST", f"{base}tables/saturation", '{"asked":{"at":' + number + "}}"),
    ):
        answer = browser.generic(method, way, body, content_type="application/json")
        assert answer.status_code == 400, (way, answer.content)
