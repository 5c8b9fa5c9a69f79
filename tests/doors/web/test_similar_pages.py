"""The pages of similar passages: off with its reason, on with its model and what is sent, and coding from a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firsthand.core.similar.weights import sha256_of
from small_model import small_model
from web.conftest import Browser, Desk


@pytest.fixture
def on(desk: Desk, settings: Any, tmp_path: Path) -> Desk:
    """Switched on, with a model, and prepared; the round that was open is closed."""
    from firsthand.analysis.rounds.selectors import round_
    from firsthand.analysis.rounds.services import close_round
    from firsthand.analysis.similar import host
    from firsthand.analysis.similar.preparing import prepare
    from firsthand.analysis.similar.switching import switch

    settings.MODEL = str(tmp_path / "model")
    folder = small_model(tmp_path / "given")
    host.install(folder, sha256_of(folder / "model.safetensors"))
    switch(desk.cast.lea, on=True, reason="To find what we overlooked.")
    prepare(desk.cast.lea)
    close_round(desk.cast.lea, round=round_(desk.cast.lea, 1))
    return desk


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_where_it_is_off_the_page_says_so_and_offers_nothing(desk: Desk) -> None:
    from firsthand.analysis.rounds.declaring import declare_method

    declare_method(desk.cast.lea, way="reflexive", reason="We read.")
    browser = Browser().sit(desk.cast.cody)
    page = text(browser.get(desk.url("similar")))
    assert "It is off" in page
    assert "meaning is made by who reads" in page
    assert 'name="sought"' not in page
    assert "Switch it on" not in page  # Cody does not lead
    assert "Similar passages</a>" not in page  # no tab either
    refused = browser.post(desk.url("similar"), {"do": "words", "sought": "soup"})
    assert refused.status_code == 400
    assert "off in this study" not in text(browser.get(desk.url("words")))
    assert "passages that are worded alike" not in text(browser.get(desk.url("words")))
    assert "No machine suggestion was shown in this study." in text(browser.get(desk.url("method")))


def test_the_lead_switches_it_on_with_a_reason_and_off_again(desk: Desk) -> None:
    browser = Browser().sit(desk.cast.lea)
    assert browser.post(desk.url("similar-switch"), {"on": "yes", "reason": ""}).status_code == 400
    browser.post(desk.url("similar-switch"), {"on": "yes", "reason": "To find what we overlooked."})
    page = text(browser.get(desk.url("similar")))
    assert "To find what we overlooked." in page
    assert "no model on this machine yet" in page
    assert "0 bytes sent" in page
    browser.post(desk.url("similar-switch"), {"on": "no", "reason": "We decided against it."})
    assert "It is off" in text(browser.get(desk.url("similar")))


def test_a_page_says_which_model_it_is_and_that_nothing_is_sent(on: Desk) -> None:
    from firsthand.analysis.similar import host

    page = text(Browser().sit(on.cast.rea).get(on.url("similar")))
    assert host.model().hash in page
    assert "0 bytes sent" in page
    assert "wording and topic, not meaning" in page
    assert "Similar passages</a>" in page


def test_texts_are_prepared_from_the_page_a_while_at_a_time(on: Desk) -> None:
    from firsthand.analysis.similar.models import Vectors

    Vectors.objects.all().delete()
    browser = Browser().sit(on.cast.cody)
    assert "Prepare the texts" in text(browser.get(on.url("similar")))
    part = text(browser.post(on.url("similar-prepare"), headers={"HX-Request": "true"}))
    assert part.startswith('<div id="preparing"')
    assert "texts are prepared" in part
    assert "hx-trigger" not in part  # it is done: nothing asks on
    assert browser.post(on.url("similar-prepare")).status_code == 302
    assert Vectors.objects.exists()


def test_a_person_looks_and_codes_what_they_chose(on: Desk) -> None:
    from firsthand.analysis.coding.models import Coding
    from firsthand.analysis.similar.models import Shown

    browser = Browser().sit(on.cast.cody)
    page = text(
        browser.post(on.url("similar"), {"do": "words", "sought": "I know how it is to wait outside"})
    )
    assert "Then we sat. Nobody asked her anything." in page
    shown = Shown.objects.get()
    assert str(shown.id) in page
    nothing = browser.post(on.url("similar-code"), {"shown": shown.id, "code": "Waiting"})
    assert nothing.status_code == 400
    assert "Choose at least one passage" in text(nothing)
    assert "Then we sat." in text(nothing)
    assert Shown.objects.count() == 1  # the same list once more is no further list
    done = browser.post(on.url("similar-code"), {"shown": shown.id, "code": "Waiting", "rank": "1"})
    assert done.status_code == 302
    coding = Coding.objects.get(rule__kind="similar")
    assert "shown as similar first" in text(browser.get(on.url("coding", coding.id)))
    assert "people accepted 1 of them" in text(browser.get(on.url("method")))
    found = text(browser.post(on.url("find"), {"q": "made by likeness"}))
    assert "1 excerpt" in found
    assert "Nothing that is coded is like that" in text(browser.post(on.url("find"), {"q": "made by rule"}))


def test_from_a_code_and_from_a_coding_one_comes_to_what_is_alike(on: Desk) -> None:
    browser = Browser().sit(on.cast.rea)
    assert on.url("similar") + f"?code={on.code.id}" in text(browser.get(on.url("code", on.code.id)))
    begun = text(browser.get(on.url("similar") + f"?code={on.code.id}"))
    assert f'<option value="{on.code.id}" selected>' in begun
    near = text(browser.post(on.url("similar"), {"do": "near", "code": str(on.code.id)}))
    assert "passages worded alike" in near or "passage worded alike" in near
    assert 'name="rank"' not in near  # Rea reads
    assert 'value="like"' in text(browser.get(on.url("coding", on.coding.id)))
    like = browser.post(on.url("similar"), {"do": "like", "coding": str(on.coding.id)})
    assert "Worded like" in text(like)
    assert browser.post(on.url("similar"), {"do": "like", "coding": "no"}).status_code == 404
    assert browser.post(on.url("similar"), {"do": "near", "code": ""}).status_code == 400


def test_beside_the_words_stands_what_is_worded_alike_with_both_ranks(on: Desk) -> None:
    browser = Browser().sit(on.cast.cody)
    said = {"sought": "nobody asked", "how": "words", "where": "both"}
    assert "worded alike</h2>" not in text(browser.post(on.url("words"), said))
    page = text(browser.post(on.url("words"), said | {"alike": "yes"}))
    assert page.index('id="found"') < page.index('id="alike"')
    assert "of those worded alike" in page
    assert "number 1 of the places with these words" in page
    assert "not by these words" in page
    wrong = browser.post(on.url("words"), said | {"alike": "yes", "how": "pattern"})
    assert wrong.status_code == 400
    assert "Nothing is worded like a regular expression" in text(wrong)
