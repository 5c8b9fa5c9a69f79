"""The package as blocks, whatever it is drawn with: one description, set as a Word document or as a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a part. `widths` are the shares that a table's columns have of the line; `leads`, an address for
    `more`."""

    kind: Literal["heading", "text", "note", "points", "table", "question"]
    text: str = ""
    more: str = ""
    leads: str = ""
    level: int = 2
    points: tuple[str, ...] = ()
    header: Row = ()
    rows: tuple[Row, ...] = ()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: it has a line in the contents."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """All of it. `facts` are what stands under the title: what it is about, and of which days."""

    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are told of, both included; open where it is not said.

    Raises `Problem` where it ends before it began.
    """

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise Problem(_("The period ends before it begins: look at the two days again."))

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.begun_by(day) and self.open_on(day)

    def open_on(self, day: date) -> bool:
        """Whether a day is not after the last."""
        return self.until is None or day <= self.until

    def begun_by(self, day: date) -> bool:
        """Whether a day is not before the first."""
        return self.since is None or self.since <= day


def heading(text: str, level: int = 2) -> Block:
    """A heading below the part's own."""
    return Block("heading", text, level=level)


def text(words: str) -> Block:
    """A paragraph."""
    return Block("text", words)


def note(words: str) -> Block:
    """A paragraph that explains."""
    return Block("note", words)


def table(
    header: Row, rows: Iterable[Sequence[str]], *, widths: tuple[int, ...] = (), none: str = ""
) -> Block:
    """Rows under their headings; where there are none, a sentence that says so."""
    found = tuple(tuple(row) for row in rows)
    if not found:
        return text(none or _("None in this period."))
    return Block("table", header=header, rows=found, widths=widths or (1,) * len(header))


def shown(day: date | None) -> str:
    """A day as people write it."""
    return date_format(day, "DATE_FORMAT") if day else "–"


def day_of(moment: datetime) -> date:
    """The day of a moment, where the study is."""
    return timezone.localdate(moment)
