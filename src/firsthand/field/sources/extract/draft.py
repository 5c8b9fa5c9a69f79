"""A text in the making: words are added, marks are set over what was added, and a `Reading` comes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from firsthand.core.transcript import Comment, Mark, MarkKind, Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.limits import MAX_CHARACTERS
from firsthand.field.sources.extract.turns import find_turns


@dataclass(slots=True)
class Draft:
    """What a reader of a format writes into. `name` is the file's, for sentences."""

    name: str
    parts: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    length: int = 0
    controls: int = 0
    in_cell: bool = False
    gap: bool = False
    last: str = ""
    emphasis: dict[MarkKind, int] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Put words at the end. Raises `Problem` once the text is longer than any honest one."""
        words, removed = normal(words)
        self.controls += removed
        if not words:
            return
        if self.gap and not words[0].isspace():
            words = f" {words}"
        self.gap = False
        self.parts.append(words)
        self.length += len(words)
        self.last = words[-1]
        if self.length > MAX_CHARACTERS:
            raise say.refuse(say.TOO_LONG, self.name)

    def new_line(self) -> None:
        """End the line. In a table's cell, where a line is a whole row, a space has to do."""
        if not self.in_cell:
            self.add("\n")
        else:
            self.gap = self.last not in {"", " ", "\t", "\n"}

    def fresh_line(self) -> None:
        """End the line unless nothing stands on it yet."""
        if self.last not in {"", "\n"}:
            self.new_line()

    def mark(self, kind: MarkKind, start: int, level: int = 0) -> None:
        """Mark everything added since `start`. Emphasis that goes on over several runs is one mark."""
        if start >= self.length:
            return
        at = self.emphasis.get(kind)
        if at is not None and self.marks[at].end == start:
            self.marks[at] = replace(self.marks[at], end=self.length)
            return
        if kind in {"bold", "italic"}:
            self.emphasis[kind] = len(self.marks)
        self.marks.append(Mark(kind, start, self.length, level))

    def number_note(self, number: int) -> None:
        """Begin a footnote at the end of the text, a blank line before the first."""
        self.add(f"\n[{number}]" if number == 1 else f"[{number}]")
        self.gap = True

    def finish(self, kind: str, warnings: Iterable[str] = (), title: str = "") -> Reading:
        """The reading: blank lines before and after the text trimmed, turns found, warnings gathered."""
        text = "".join(self.parts)
        kept = text.rstrip("\n \t")
        lead = _blank_lines(kept)
        marks = _shifted(self.marks, kept, lead)
        given = [*warnings, *say.count(self.controls, say.CONTROLS)]
        found = reading(self.name, kept[lead:], marks, kind, given, title=title)
        found.comments = [_moved(one, lead, len(kept) - lead) for one in self.comments]
        return found


def _moved(comment: Comment, lead: int, length: int) -> Comment:
    """The same comment in a text whose first `lead` code points are cut off, and that is `length` long then."""
    start, end = (min(max(at - lead, 0), length) for at in (comment.start, comment.end))
    return replace(comment, start=start, end=end)


def _blank_lines(text: str) -> int:
    """How many code points of blank lines the text starts with."""
    stripped = text.lstrip("\n \t")
    lead = text[: len(text) - len(stripped)]
    return lead.rfind("\n") + 1


def _shifted(marks: Iterable[Mark], text: str, lead: int) -> Iterator[Mark]:
    """The marks of a text whose first `lead` code points are cut off, each without line ends around its words."""
    for mark in marks:
        start, end = max(mark.start, lead), min(mark.end, len(text))
        while start < end and text[end - 1] == "\n":
            end -= 1
        while start < end and text[start] == "\n":
            start += 1
        if start < end:
            yield Mark(mark.kind, start - lead, end - lead, mark.level)


def reading(
    name: str,
    text: str,
    marks: Iterable[Mark],
    kind: str,
    warnings: Iterable[str],
    *,
    title: str = "",
    encoding: str = "",
    known: Collection[str] = (),
) -> Reading:
    """A finished text as a `Reading`; `known` labels are speakers' for sure.

    Raises `Problem` where it holds no words, or too many.
    """
    check_words(name, text)
    return Reading(
        text=text,
        structure=find_turns(text, marks, known),
        format=kind,
        encoding=encoding,
        title=" ".join(title.split())[:200],
        warnings=[*warnings, *say.count(text.count("\ufffd"), say.UNREADABLE)],
    )


def check_words(name: str, text: str, empty: str = say.NO_WORDS) -> None:
    """Raise `Problem` unless the text has words, and not more than we take."""
    if len(text) > MAX_CHARACTERS:
        raise say.refuse(say.TOO_LONG, name)
    if not any(letter.isalnum() for letter in text):
        raise say.refuse(empty, name)
