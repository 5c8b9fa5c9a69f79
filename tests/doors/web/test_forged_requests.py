"""What a hostile page can have a browser send, and what ids tell: nothing is done, and nothing is told.

Over every address and endpoint of the role matrix, so that one that is new is in here from its first day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from guard import undone
from hostile.watching import differing, rows
from web.conftest import Browser, Desk
from web.test_role_matrix import API, BEFORE_ANY_STUDY, NEVER, WEB, Things, addresses, things

__all__ = ["things"]

# Sent by browsers themselves, and a language that is changed by a page without a session: neither writes anything.
OPEN = {"looks", "policy-report"}
FOREIGN = {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_REFERER": "https://elsewhere.example/"}


def endpoints(things: Things) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every endpoint of the API: how and where it is asked, and what is sent."""
    for (method, path), call in API.items():
        yield method, things.endpoint(path), (call.body(things) or {}) | {"act_id": str(uuid4())}


class Careful(Client):
    """A browser as it is outside of tests: the token of a page is asked for."""

    def __init__(self, member: Any) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.slug = member.study.slug
        self.get(reverse("study", args=[self.slug]))
        self.send(reverse("acting", args=[self.slug]), {"name": member.name})

    @property
    def token(self) -> str:
        return self.cookies["csrftoken"].value

    def send(self, address: str, said: dict[str, Any], **more: Any) -> Any:
        """As our own page would."""
        return self.post(address, said | {"csrfmiddlewaretoken": self.token}, **more)


@pytest.fixture
def lea(things: Things) -> Careful:
    return Careful(things.desk.cast.lea)


def test_a_form_of_ours_is_taken(things: Things, lea: Careful) -> None:
    """So that what is refused below is refused for what is wrong with it."""
    with undone():
        assert lea.send(things.desk.url("memo-new"), {"title": "New", "kind": "theory"}).status_code == 302
    with undone():
        said = json.dumps({"act_id": str(uuid4()), "title": "New", "body": "x"})
        address = f"/api/s/{things.desk.slug}/memos"
        sent = lea.post(address, said, content_type="application/json", headers={"X-CSRFToken": lea.token})
        assert sent.status_code == 200


@pytest.mark.slow
def test_no_page_takes_what_was_not_sent_from_one_of_ours(things: Things, lea: Careful) -> None:
    before, taken = rows(), []
    for name, line, address in addresses(things):
        if line.post == NEVER or name in OPEN:
            continue
        said = line.sent(things)
        for how, answer in (
            ("without a token", lea.post(address, said)),
            ("from another site", lea.send(address, said, **FOREIGN)),
        ):
            if answer.status_code != 403 or b"opened too long ago" not in answer.content:
                taken.append(f"{name} {how}: {answer.status_code}")
    assert taken == [], "\n".join(taken)
    assert differing(before, rows()) == {}


def test_no_endpoint_takes_what_was_not_sent_from_one_of_ours(things: Things, lea: Careful) -> None:
    before, taken = rows(), []
    for method, address, said in endpoints(things):
        if method == "GET":
            continue
        body = {"data": json.dumps(said), "content_type": "application/json"}
        for how, answer in (
            ("without a token", lea.generic(method, address, **body)),
            (
                "from another site",
                lea.generic(method, address, **body, HTTP_X_CSRFTOKEN=lea.token, **FOREIGN),
            ),
        ):
            if answer.status_code != 403:
                taken.append(f"{method} {address} {how}: {answer.status_code}")
    assert taken == [], "\n".join(taken)
    assert differing(before, rows()) == {}


@pytest.mark.slow
def test_whoever_only_looks_changes_nothing(things: Things) -> None:
    """Nothing is done by a link, a picture or a page that is opened before it is asked for."""
    browser, wrong = Browser().sit(things.desk.cast.lea), []
    browser.get(things.desk.url("study"))
    before = rows()
    for name, line, address in addresses(things):
        answer = browser.get(address)
        if (left := differing(before, rows())) or answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code} {left}")
        if line.get == NEVER and answer.status_code != 405:
            wrong.append(f"{name} is looked at: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


# What ids tell


def told(answer: Any, *ids: UUID) -> tuple[int, str, str]:
    """An answer without what is another each time: tokens, a form's own id, and what was asked for."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = re.sub(
        r'(csrfmiddlewaretoken" value="|data-csrf="|name="act" value=")[\w-]+',
        r"\1",
        body.decode("utf-8", "replace"),
    )
    for one in ids:
        said = said.replace(str(one), "ID").replace(one.hex, "ID")
    return answer.status_code, said, answer.headers.get("Location", "")


@pytest.mark.slow
def test_an_id_of_another_study_and_one_of_nothing_are_answered_alike(things: Things) -> None:
    """Xeno leads a study of their own, and tries every id of this one there."""
    xeno = things.desk.cast.xeno
    browser, wrong, looked = Browser().sit(xeno), [], 0
    for name, line in WEB.items():
        args = line.at(things) if name not in BEFORE_ANY_STUDY else ()
        at = [place for place, one in enumerate(args) if _is_id(one)]
        if not at:
            continue
        theirs = [UUID(str(args[place])) for place in at]
        nothing = [uuid4() for _place in at]
        absent = [*args]
        for place, one in zip(at, nothing, strict=True):
            absent[place] = one
        for method in ("get", "post"):
            with undone():
                one = _answered(
                    browser, method, reverse(name, args=[xeno.study.slug, *args]), line.sent(things)
                )
            with undone():
                other = _answered(
                    browser, method, reverse(name, args=[xeno.study.slug, *absent]), line.sent(things)
                )
            looked += 1
            if told(one, *theirs) != told(other, *nothing):
                pair = zip(
                    told(one, *theirs)[1].split("\n"), told(other, *nothing)[1].split("\n"), strict=False
                )
                differ = [pair_ for pair_ in pair if pair_[0] != pair_[1]][:3]
                wrong.append(f"{method} {name}: {one.status_code} and {other.status_code}: {differ}")
            if one.status_code < 400 and name not in LEADS_BACK:
                wrong.append(f"{method} {name} is answered: {one.status_code}")
    assert looked > 100
    assert wrong == [], "\n".join(wrong)


LEADS_BACK: set[str] = {
    "own-check",
    "own-reply",
}  # to the door of a participant's own page, whatever was asked


def _is_id(one: object) -> bool:
    try:
        return bool(UUID(str(one)))
    except ValueError:
        return False


def _answered(browser: Browser, method: str, address: str, said: dict[str, Any]) -> Any:
    return browser.get(address) if method == "get" else browser.post(address, said)


def test_the_api_answers_ids_of_another_study_like_ids_of_nothing(things: Things) -> None:
    xeno = things.desk.cast.xeno
    browser, wrong = Browser().sit(xeno), []
    for method, address, said in endpoints(things):
        ids = re.findall(r"[0-9a-f-]{36}", address)
        if not ids:
            continue
        theirs = address.replace(f"/s/{things.desk.slug}/", f"/s/{xeno.study.slug}/")
        nothing = theirs.replace(ids[0], str(absent := uuid4()))
        answers = []
        for one in (theirs, nothing):
            body = json.dumps(said | {"act_id": str(uuid4())})
            with undone():
                asked = browser.get(one, {"since": 0}) if method == "GET" else None
                answers.append(asked or browser.generic(method, one, body, content_type="application/json"))
        if told(answers[0], UUID(ids[0])) != told(answers[1], absent):
            wrong.append(f"{method} {address}: {[one.status_code for one in answers]}")
        if answers[0].status_code < 400 and "arrivals" not in address:
            wrong.append(f"{method} {address} is answered")
    assert wrong == [], "\n".join(wrong)


# Rights that are taken back


def without_the_right(things: Things, do: Callable[[], object]) -> int:
    """What Cody's browser, which was open all the time, is answered after that."""
    cody = Browser().sit(things.desk.cast.cody)
    address, said = things.desk.url("memo-new"), {"title": "New", "kind": "theory"}
    with undone():
        assert cody.post(address, said).status_code == 302
    with undone():
        do()
        status: int = cody.post(address, said).status_code
    return status


def test_a_right_that_was_taken_back_is_gone_with_the_next_request(things: Things) -> None:
    from firsthand.ground.studies.services import change_role

    cast = things.desk.cast
    assert without_the_right(things, lambda: change_role(cast.lea, member=cast.cody, role="reader")) == 403


def test_somebody_kept_from_a_person_finds_nothing_with_the_next_request(desk: Desk) -> None:
    from firsthand.field.consent.services import exclude_reader

    rea = Browser().sit(desk.cast.rea)
    assert "Soup" in rea.says(desk.url("source", desk.source.id))
    exclude_reader(desk.cast.lea, participant=desk.participant, reader=desk.cast.rea)
    rea.says(desk.url("source", desk.source.id), status=404)
    assert rea.get(f"/api/s/{desk.slug}/sources/{desk.source.id}/text").status_code == 404
