"""No template shows a word that a translator cannot reach."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

import firsthand.doors.web

TEMPLATES = Path(firsthand.doors.web.__file__).parent / "templates"
SHOWN = {"alt", "title", "placeholder", "aria-label"}
LETTERS = re.compile(r"[^\W\d_]")


def untranslated(source: str) -> list[str]:
    """The words in a template that stand outside {% translate %} and {% blocktranslate %}."""
    reader = Reader()
    reader.feed(without_tags(Lexer(source).tokenize()))
    reader.close()
    return reader.found


def without_tags(tokens: list[Token]) -> str:
    """The template's markup alone: what is translated, computed or a comment leaves no letters."""
    kept: list[str] = []
    inside = ""
    for token in tokens:
        name = token.contents.split()[0] if token.contents.split() else ""
        if inside:
            inside = "" if name == f"end{inside}" else inside
        elif token.token_type == TokenType.BLOCK and name in ("blocktranslate", "blocktrans", "comment"):
            inside = name
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    return "".join(kept)


class Reader(HTMLParser):
    """Collects text and shown attributes that hold letters."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.found += [
            f"{name}={value}" for name, value in attrs if name in SHOWN and LETTERS.search(value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent and LETTERS.search(data):
            self.found.append(data.strip())


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text()) == []


def test_the_test_sees_what_it_should() -> None:
    assert untranslated("<p>Words</p>") == ["Words"]
    assert untranslated('<img alt="A picture">') == ["alt=A picture"]
    assert untranslated("<p>{% translate 'Words' %} · {{ name }}</p>") == []
    assert untranslated("<p>{% blocktranslate %}Words of {{ name }}{% endblocktranslate %}</p>") == []
