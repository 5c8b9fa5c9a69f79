"""A look at a whole file before anything is done with it: its texts and codings, as little of each as tells them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from firsthand.core.spans import Span
from firsthand.exchange.projects.merging.differences import mark
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.project import Code, texts_of


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


def texts_seen(file: Opened) -> dict[str, TextSeen]:
    """The texts of a file that has words for them, by GUID. Nothing is told of them in its report."""
    found: dict[str, TextSeen] = {}
    for source in file.glanced():
        for text in texts_of(source):
            if text.words is not None and text.guid not in found:
                title = (text.name or source.name).strip()
                found[text.guid] = TextSeen(title, len(text.words), mark(text.words))
    return found


def codings_seen(file: Opened) -> dict[str, CodingSeen]:
    """The codings of a file that have a place, by GUID: for a file that is known to be a copy, as there may be many."""
    return {
        coding.guid: CodingSeen(text.guid, coding.code, coding.by or selection.by, selection.span)
        for source in file.glanced()
        for text in texts_of(source)
        for selection in text.selections
        if selection.span is not None
        for coding in selection.codings
    }


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
