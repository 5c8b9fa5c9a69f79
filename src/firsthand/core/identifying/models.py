"""A language model's names, where one is installed. None is ever fetched, and none is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from firsthand.core.identifying.dates import readings
from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import table
from firsthand.core.spans import Span

PIECE = 50_000  # letters that a model is given at once
INSTALLED = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "xx_ent_wiki_sm")
_RULES = {
    "PERSON": "D02", "PER": "D02", "ORG": "D03", "GPE": "D04", "LOC": "D04", "FAC": "D04",
    "DATE": "D05", "EVENT": "D09",
}  # fmt: skip


class Entity(Protocol):
    """A stretch that a model marks, as spaCy has it."""

    start_char: int
    end_char: int
    label_: str


class Marked(Protocol):
    """What a model makes of a text."""

    @property
    def ents(self) -> Sequence[Entity]: ...


Model = Callable[[str], Marked]


def installed_model() -> Model | None:
    """The best model of spaCy's that is on this machine, or None."""
    if find_spec("spacy") is None:
        return None
    for name in INSTALLED:
        if find_spec(name) is not None:
            loaded: Any = import_module(name)
            model: Model = loaded.load()
            return model
    return None


def marked(page: Page, model: Model) -> Iterator[Hint]:
    """What a model takes for persons, organisations, places, events and exact dates."""
    start = 0
    while start < len(page.text):
        end = _end_of_piece(page.text, start)
        for entity in model(page.text[start:end]).ents:
            rule = _RULES.get(entity.label_)
            words = page.text[start + entity.start_char : start + entity.end_char]
            if rule is None or not words.strip() or words.casefold() in table("capitals"):
                continue
            if rule == "D05" and not readings(words):
                continue
            span = Span(start + entity.start_char, start + entity.end_char)
            if not page.is_label(span):
                yield page.hint(span, rule, "model")
        start = end


def _end_of_piece(text: str, start: int) -> int:
    """At a line's end, where there is one."""
    end = start + PIECE
    if end >= len(text):
        return len(text)
    return text.rfind("\n", start + PIECE // 2, end) + 1 or end
