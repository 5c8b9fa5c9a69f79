"""What the structure of a text carries beside its words: who speaks when, headings, emphasis.

All positions are code points of the text. A `Structure` travels as JSON: it is sealed beside its text, since
speakers' labels may be people's names.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from typing import Any, Literal

from firsthand.core.spans import Span

MarkKind = Literal["heading", "bold", "italic", "item", "quote"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's go at speaking: from `start` to `end`, of which the words begin at `words`.

    `start` to `words` holds the label as the file has it (“MARIGOLD: ”), so that the text stays as it came.
    `voice` is an index into `Structure.voices`. `begins` and `ends` are milliseconds into the recording.
    """

    start: int
    words: int
    end: int
    voice: int
    begins: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Meaning that a file carried as form: heading (with its level), bold, italic, list item, quotation."""

    kind: MarkKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """All of a text's turns and marks, in order of `start`. `voices` are the speakers' labels as written."""

    voices: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    marks: tuple[Mark, ...] = ()

    def to_json(self) -> str:
        """The compact form that is sealed beside the text."""
        return json.dumps(
            {
                "voices": self.voices,
                "turns": [[t.start, t.words, t.end, t.voice, t.begins, t.ends] for t in self.turns],
                "marks": [[m.kind, m.start, m.end, m.level] for m in self.marks],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, written: str) -> Structure:
        """Read back what `to_json` wrote."""
        data: dict[str, Any] = json.loads(written)
        return cls(
            voices=tuple(data["voices"]),
            turns=tuple(Turn(*row) for row in data["turns"]),
            marks=tuple(Mark(*row) for row in data["marks"]),
        )


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside a stretch of a text (Word’s comments): who, when as the file says it, and what.

    `start` and `end` are the same where it stands between two letters.
    """

    author: str
    at: str
    words: str
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """What an extractor found in a file: the text, its structure, and what a person should know about it.

    `format` is what the bytes turned out to be ("docx", "txt", …), `encoding` is named for text files only.
    `warnings` are sentences (“Two pictures were left out”). `fields` are columns or metadata that came with
    the text (for csv/xlsx rows: the other columns), and `title` a title the file itself gives.
    """

    text: str
    structure: Structure = field(default_factory=Structure)
    format: str = "txt"
    encoding: str = ""
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """For the pipe between the extracting child process and us."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return own | {
            "structure": self.structure.to_json(), "comments": [list(astuple(one)) for one in self.comments],
        }  # fmt: skip

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reading:
        """Read back what `to_dict` wrote."""
        structure = Structure.from_json(data["structure"])
        comments = [Comment(*one) for one in data["comments"]]
        return cls(**(data | {"structure": structure, "comments": comments}))


def words_said(turn: Turn, text: str) -> Span | None:
    """What is said in a turn, without its label and without the space after; None where nothing is.

    >>> words_said(Turn(0, 5, 11, 0), "ANA: Yes.  ")
    Span(start=5, end=9)
    """
    said = spoken(turn)
    words = said.words_in(text).rstrip() if said is not None else ""
    return Span(said.start, said.start + len(words)) if said is not None and words else None


def turn_at(turns: Sequence[Turn], position: int) -> Turn | None:
    """The turn that holds the code point at `position`, if any; `turns` in order of start."""
    index = bisect_right(turns, position, key=lambda turn: turn.start) - 1
    return turns[index] if index >= 0 and position < turns[index].end else None


def line_of(text_lines: Sequence[int], position: int) -> int:
    """The number (from 1) of the line that holds `position`; `text_lines` from `line_starts`."""
    return bisect_right(text_lines, position)


def line_starts(text: str) -> list[int]:
    """Where each line of `text` starts: 0, and after each line feed."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def spoken(turn: Turn) -> Span | None:
    """The words of a turn without its label, or None where nothing was said."""
    return Span(turn.words, turn.end) if turn.words < turn.end else None
