"""What goes between the process that takes a project apart (`child.py`) and the one that asked for it (`apart.py`).

All of it is JSON of a known form: on its way in, each thing is held to the type of every field, so that a process that
a file has taken over can hand over no more than a file could.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from firsthand.exchange.projects.loss import Line
from firsthand.exchange.projects.project import Media, Project, Source, Text

Kind = Literal["", "text", "media"]


@dataclass(slots=True)
class Question:
    """What is asked. With `open` comes the file, or the path at which it `lies`."""

    do: Literal["open", "begin", "next", "holds", "bytes"]
    name: str = ""
    lies: bool = False
    language: str = ""
    glancing: bool = False  # whether what is gone through is told of in the report
    stream: int = 0
    written: str = ""  # the path that the project gives a file


@dataclass(slots=True)
class Reply:
    """What is answered; behind it comes the project, a source, or the bytes of a file."""

    problem: str = ""
    lines: list[Line] = field(default_factory=list)  # of the report, since the last reply
    remarks: list[str] = field(default_factory=list)
    places: dict[str, str] | None = None
    stream: int = 0
    kind: Kind = ""  # of the source; empty when there is no more
    there: bool = False


QUESTION, REPLY, PROJECT = TypeAdapter(Question), TypeAdapter(Reply), TypeAdapter(Project)
SOURCES: dict[str, TypeAdapter[Any]] = {"text": TypeAdapter(Text), "media": TypeAdapter(Media)}


def kind_of(source: Source) -> Kind:
    """By which of `SOURCES` it is carried."""
    return "text" if isinstance(source, Text) else "media"
