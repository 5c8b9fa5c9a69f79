"""What the readers of files say in English, in a process of their own, is said in the language of the page."""

from __future__ import annotations

import re

import pytest

from firsthand.core.problems import Problem
from firsthand.field.sources.extract import sentences, speaking
from firsthand.field.sources.extract.speaking import in_language, parts, templates
from firsthand.field.sources.extract.workshop import Workshop

OURS = ("what", "advice", "kind")


@pytest.fixture
def in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every sentence stands in angle quotes."""
    monkeypatch.setattr(speaking, "gettext", lambda words: f"«{words}»")


def filled(template: str, word: str) -> str:
    return re.sub(r"\{\w+\}", lambda _place: word, template)


@pytest.mark.usefixtures("in_another")
@pytest.mark.parametrize("template", list(templates()))
def test_each_sentence_is_known_again(template: str) -> None:
    said = in_language(filled(template, "X"))
    wanted = re.sub(r"\{(\w+)\}", lambda place: "«X»" if place[1] in OURS else "X", template)
    assert said == f"«{wanted}»"


@pytest.mark.usefixtures("in_another")
def test_a_sentence_of_somebody_else_stays() -> None:
    assert in_language("Nobody here says that.") == "Nobody here says that."


@pytest.mark.usefixtures("in_another")
def test_it_is_what_the_workshop_says() -> None:
    with Workshop() as workshop, pytest.raises(Problem) as told:
        workshop.read("a.docx", b"no document at all")
    assert str(told.value).startswith("«")


def test_no_place_is_left_that_nobody_fills() -> None:
    assert all("{" not in one for one in parts())
    assert sentences.shown("a\nb") == "a b"
