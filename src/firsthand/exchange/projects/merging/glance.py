"""A look at a whole file before anything is done with it: its texts and codings, as little of each as tells them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from firsthand.core.spans import Span
from firsthand.exchange.projects.merging.differences import mark
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.project import Code, Text, texts_of


class TextSeen(NamedTuple):
    """A text of the file: how long it is, and a mark of its words."""

    title: str
    length: int
    mark: str


class CodingSeen(NamedTuple):
    """A coding of the file, all by GUIDs; `span` in the words of its text."""

    text: str
    code: str
    coder: str
    span: Span


@dataclass(slots=True)
class Glance:
    """What is in a file, by GUID."""

    texts: dict[str, TextSeen] = field(default_factory=dict)
    codings: dict[str, CodingSeen] = field(default_factory=dict)


def glance(file: Opened) -> Glance:
    """Go through the sources of a file once, telling nothing of it in its report."""
    found = Glance()
    for source in file.glanced():
        for text in texts_of(source):
            if text.words is not None and text.guid not in found.texts:
                title = (text.name or source.name).strip()
                found.texts[text.guid] = TextSeen(title, len(text.words), mark(text.words))
                _note_codings(found, text)
    return found


def _note_codings(found: Glance, text: Text) -> None:
    for selection in text.selections:
        if selection.span is not None:
            for coding in selection.codings:
                seen = CodingSeen(text.guid, coding.code, coding.by or selection.by, selection.span)
                found.codings.setdefault(coding.guid, seen)


def paths(codes: list[Code]) -> dict[str, tuple[str, ...]]:
    """The path of each code of a file by its GUID, as it is compared: without case.

    >>> paths([Code(guid="a", name="Work"), Code(guid="b", name="Tea ", parent="a")])["b"]
    ('work', 'tea')
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in codes:
        step = " ".join(code.name.split()).casefold()
        found.setdefault(code.guid, (*found.get(code.parent, ()), step))
    return found
