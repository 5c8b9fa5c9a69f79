"""Where there is no room, pages and the API say so, by a sentence and a status of their own; reading goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firsthand.core.problems import Halted
from firsthand.ground.studies import space
from web.conftest import Browser, Desk


@pytest.fixture
def full(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A disk with less free than is asked for, until what is given back is called."""
    monkeypatch.setattr(space._State, "halted", False)
    kept = settings.KEEPING
    settings.KEEPING = replace(kept, floor=space.free() * 2)
    return lambda: setattr(settings, "KEEPING", kept)


def code_words(sits: Browser, desk: Desk, act: str) -> Any:
    """Put a code on words through the API."""
    where = f"/api/s/{desk.slug}/sources/{desk.source.id}"
    version = sits.get(f"{where}/text").json()["version"]
    said = {"act_id": act, "version": version, "start": 3, "end": 9, "code": str(desk.code.id)}
    return sits.post(f"{where}/codings", said, content_type="application/json")


def test_the_api_answers_507_with_the_sentence_and_takes_it_once_there_is_room(
    desk: Desk, cody_sits: Browser, full: Any
) -> None:
    act = "5d9c3b50-35a5-4b4f-8c0b-35f5ae0a92c2"
    refused = code_words(cody_sits, desk, act)
    assert (refused.status_code, "nearly full" in refused.json()["sentence"]) == (507, True)
    full()
    assert code_words(cody_sits, desk, act).status_code == 200


def test_a_page_says_so_and_reading_goes_on(desk: Desk, lea_sits: Browser, full: Any) -> None:
    page = lea_sits.send(desk.url("memo-new"), 507, kind="theory", title="On room", body="None.")
    assert "nearly full" in page
    lea_sits.says(desk.url("codebook"))
    lea_sits.send(desk.url("code-delete", desk.other.id))  # what takes out may


def test_after_the_disk_lost_something_the_answer_is_503(
    desk: Desk, cody_sits: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space._State, "halted", True)
    answer = code_words(cody_sits, desk, "5d9c3b50-35a5-4b4f-8c0b-35f5ae0a92c3")
    assert (answer.status_code, "begun anew" in answer.json()["sentence"]) == (503, True)
    assert issubclass(Halted, Exception)
