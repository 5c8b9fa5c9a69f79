"""Whoever takes out more than a fifth of a study at once is asked again, by every door; one undo brings it back."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, delete_code
from firsthand.core.meant import surely
from firsthand.core.problems import Clash, Unsure
from firsthand.core.spans import Span
from firsthand.ground.studies import sure
from firsthand.ground.studies.undoing import redo_last, undo_last
from web.conftest import Browser, Desk


@pytest.fixture
def many(desk: Desk) -> Any:
    """A code with eleven codings of the study's twelve."""
    code = make_code(desk.cast.lea, name="Everywhere")
    for start in range(0, 55, 5):
        apply_code(desk.cast.lea, source=desk.source, code=code, span=Span(start, start + 3))
    return code


def test_it_is_refused_with_how_much_it_is_and_nothing_has_changed(desk: Desk, many: Any) -> None:
    with pytest.raises(Unsure, match="11 of the 12 codings"):
        delete_code(desk.cast.lea, code=many)
    assert Coding.objects.count() == 12
    assert issubclass(Unsure, Clash)


def test_said_twice_it_is_done_and_one_undo_brings_all_back(desk: Desk, many: Any) -> None:
    with surely():
        delete_code(desk.cast.lea, code=many)
    assert Coding.objects.count() == 1
    undo_last(desk.cast.lea)
    assert Coding.objects.count() == 12
    redo_last(desk.cast.lea)
    assert Coding.objects.count() == 1


def test_a_fifth_or_less_and_few_rows_are_not_asked_about(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_code(desk.cast.lea, code=desk.code)
    undo_last(desk.cast.lea)
    code = make_code(desk.cast.lea, name="Everywhere")
    for start in range(0, 55, 5):
        apply_code(desk.cast.lea, source=desk.source, code=code, span=Span(start, start + 3))
    monkeypatch.setattr(sure, "SHARE", 11 / 12)
    delete_code(desk.cast.lea, code=code)


def test_the_page_asks_once_more_and_sends_the_same_form(desk: Desk, many: Any, lea_sits: Browser) -> None:
    address = desk.url("code-delete", many.id)
    page = lea_sits.send(address, 409, note="kept <as it was>")
    assert "Is this meant?" in page
    assert "11 of the 12 codings" in page
    assert 'name="note" value="kept &lt;as it was&gt;"' in page
    assert f'action="{address}"' in page
    assert Coding.objects.count() == 12
    form = {"content_type": "application/x-www-form-urlencoded"}
    assert lea_sits.post(address, "note=kept&surely=yes", **form).status_code == 302
    assert Coding.objects.count() == 1


def test_the_api_answers_409_with_the_sentence_until_its_header_says_it_is_meant(
    desk: Desk, many: Any, lea_sits: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sure.MUCH, "coding.coding", ("codings", 1))
    monkeypatch.setattr(sure, "SHARE", 0.01)
    address = f"/api/s/{desk.slug}/codings/{desk.coding.id}"
    sent = {"content_type": "application/json", "data": '{"act_id": "5d9c3b50-35a5-4b4f-8c0b-35f5ae0a92c1"}'}
    answer = lea_sits.delete(address, **sent)
    assert answer.status_code == 409, answer.content
    assert "1 of the 12 codings" in answer.json()["sentence"]
    assert lea_sits.delete(address, headers={"Firsthand-Surely": "yes"}, **sent).status_code == 200
