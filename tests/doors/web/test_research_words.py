"""Plain words come first; the research word stands behind them for those who want it, and in the glossary for all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from firsthand.doors.web.terms import TERMS
from web.conftest import Browser, Desk

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text("utf-8")


@pytest.mark.parametrize("name", TERMS)
def test_every_research_word_is_in_the_glossary(name: str) -> None:
    assert f"**{TERMS[name].heading}**" in GLOSSARY


@pytest.mark.parametrize(
    ("page", "plain", "research"),
    [
        ("compare-saturation", "Is there still something new?", "(saturation)"),
        ("framework", "Case by case, in short", "(framework matrix)"),
        ("packs", "Does it fit?", "(member check)"),
        ("source", "From where it is said", "(standpoint)"),
        ("reader", "In their words", "(in vivo)"),
    ],
)
def test_the_research_word_shows_for_who_switched_it_on(
    lea_sits: Browser, desk: Desk, page: str, plain: str, research: str
) -> None:
    address = desk.url(page, *([desk.source.id] if page in ("source", "reader") else []))
    usual = lea_sits.says(address)
    assert plain in usual
    assert research not in usual
    lea_sits.post(reverse("looks"), {"terms": "yes"})
    assert f"{plain} {research}" in lea_sits.says(address)
