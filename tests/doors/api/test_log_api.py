"""The log by the phone's contract: an entry under the phone's own id, and a sentence where it is not taken."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conftest import Cast
from firsthand.ground.studies.secrets import make_token
from firsthand.work.contact import choose_contact
from firsthand.work.log.selectors import my_entries
from firsthand.work.log.services import delete_entry
from own import own_secrets, passphrase


def entry(**other: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "day": timezone.localdate().isoformat(), "what": ["talk", "social"],
        "moment": "We peeled potatoes.", "used": "held", "lead": "both", "words": "", "ok_words": False,
        "barrier": ["rules"], "me": "good",
    } | other  # fmt: skip


def post(browser: Client, slug: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    answer = browser.post(
        f"/api/s/{slug}/log", json.dumps(body), content_type="application/json", headers=headers
    )
    return answer.status_code, answer.json()


@pytest.fixture
def slug(cast: Cast) -> str:
    return str(cast.lea.study.slug)


def sat(member: Any) -> Client:
    """A browser in which somebody sits."""
    browser = Client()
    browser.post(reverse("acting", args=[member.study.slug]), {"name": member.name})
    return browser


@pytest.fixture
def cody_sits(cast: Cast) -> Client:
    return sat(cast.cody)


def test_the_form_comes_with_its_words_and_the_key_of_what_waits(
    cast: Cast, slug: str, cody_sits: Client
) -> None:
    choose_contact(cast.cody, "Rea, on Thursdays")
    answer = cody_sits.get(f"/api/s/{slug}/log/form")
    told = answer.json()
    assert answer["Cache-Control"] == "no-store"
    assert len(b64decode(told["key"])) == 32
    assert told["member"]["name"] == "Cody"
    assert told["contact"] == "Rea, on Thursdays"
    assert [one["id"] for one in told["fields"]] == [
        "what",
        "moment",
        "used",
        "lead",
        "words",
        "barrier",
        "me",
    ]
    assert told["fields"][0]["options"][0] == {"id": "talk", "label": "Talking, listening"}
    assert told["fields"][4]["tick"]["id"] == "ok_words"
    assert "your boss" in told["not_for"]
    assert told["key"] != sat(cast.rea).get(f"/api/s/{slug}/log/form").json()["key"]


def test_an_entry_is_new_once_and_the_same_id_changes_nothing(
    cast: Cast, slug: str, cody_sits: Client
) -> None:
    sent = entry()
    assert post(cody_sits, slug, sent) == (201, {"id": sent["id"]})
    assert post(cody_sits, slug, sent | {"moment": "Something else."}) == (200, {"id": sent["id"]})
    (mine,) = my_entries(cast.cody)
    assert (str(mine.id), mine.said.moment, mine.said.what) == (
        sent["id"],
        "We peeled potatoes.",
        ("talk", "social"),
    )
    delete_entry(cast.cody, mine.id)
    assert post(cody_sits, slug, sent)[0] == 200
    assert my_entries(cast.cody) == []


def test_what_was_skipped_may_be_left_out_or_null(cast: Cast, slug: str, cody_sits: Client) -> None:
    few = {key: value for key, value in entry().items() if key in ("id", "day", "what", "moment")}
    nothing = dict.fromkeys(("used", "lead", "words", "ok_words", "barrier", "me"))
    assert post(cody_sits, slug, few)[0] == 201
    assert post(cody_sits, slug, few | nothing | {"id": str(uuid4())})[0] == 201
    assert len(my_entries(cast.cody)) == 2


def test_what_is_not_taken_is_said_in_a_sentence_and_repeats_no_word(slug: str, cody_sits: Client) -> None:
    status, told = post(cody_sits, slug, entry(words="A room with a door."))
    assert (status, "where they said so" in told["sentence"]) == (422, True)
    status, told = post(cody_sits, slug, entry(what=[]))
    assert (status, "What was I doing?" in told["sentence"]) == (422, True)
    status, told = post(cody_sits, slug, entry(who="somebody"))
    assert (status, "somebody" in told["sentence"]) == (400, False)


def test_by_a_token_or_as_who_one_is_and_not_otherwise(cast: Cast, slug: str) -> None:
    own = own_secrets(cast.lea, "Cody")
    token = make_token(own.by("Cody"), current=passphrase("Cody"), label="phone", scope="all")
    bearer = {"Authorization": f"Bearer {token}"}
    program = Client(enforce_csrf_checks=True)
    assert post(program, slug, entry())[0] in (401, 403)
    assert post(program, slug, entry(), **bearer)[0] == 201
    assert post(program, slug, entry(), **bearer, **{"X-Firsthand-Member": str(cast.lea.id)})[0] == 401
    assert len(my_entries(own.by("Cody"))) == 1


def test_the_host_keeps_no_log(cast: Cast, slug: str) -> None:
    assert post(sat(cast.hope), slug, entry())[0] == 403
