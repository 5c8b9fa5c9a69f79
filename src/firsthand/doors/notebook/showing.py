"""How a table shows itself in a notebook.

A notebook keeps what it shows in its file, outside the program. So the words that people said or wrote are not shown
unless somebody asks for them: in their place stands how long they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID

from firsthand.doors.tables.columns import Column

SHOWN = 20  # rows
LONG = 60  # characters of a cell; of one with words that somebody asked to read, ten times that
LEFT_OUT = "Words are left out here, since a notebook keeps what it shows: table.read() shows them."


def as_html(
    name: str, columns: Sequence[Column], rows: Sequence[object], said: Sequence[str], *, words: bool
) -> str:
    """A table that any notebook shows, without ids. Everything in it is escaped."""
    columns = _readable(columns)
    head = "".join(f'<th scope="col" title="{escape(one.what)}">{escape(one.name)}</th>' for one in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(columns, row, words)) + "</tr>"
        for row in rows[:SHOWN]
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in [*_notes(columns, rows, words), *said])
    caption = escape(_headed(name, rows))
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def as_text(
    name: str, columns: Sequence[Column], rows: Sequence[object], said: Sequence[str], *, words: bool
) -> str:
    """The same for a terminal."""
    columns = _readable(columns)
    lines = [_headed(name, rows), " | ".join(one.name for one in columns)]
    lines += [" | ".join(_cells(columns, row, words)) for row in rows[:SHOWN]]
    return "\n".join([*lines, *_notes(columns, rows, words), *said])


def _headed(name: str, rows: Sequence[object]) -> str:
    return f"{name}: {len(rows)} row" + ("s" if len(rows) != 1 else "")


def _readable(columns: Sequence[Column]) -> list[Column]:
    return [one for one in columns if one.kind is not UUID]


def _cells(columns: Sequence[Column], row: object, words: bool) -> list[str]:
    return [
        _short(_cell(one, getattr(row, one.name), words), LONG * (10 if one.words else 1)) for one in columns
    ]


def _short(said: str, most: int) -> str:
    line = " ".join(said.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _cell(column: Column, value: Any, words: bool) -> str:
    if column.words and not words:
        return f"({len(value)} characters)" if value else ""
    if value is None:
        return ""
    if column.many:
        return (" > " if column.name.endswith("path") else ", ").join(map(str, value))
    if column.by_name:
        return "; ".join(f"{name}: {one}" for name, one in value.items())
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _notes(columns: Sequence[Column], rows: Sequence[object], words: bool) -> list[str]:
    notes = [f"… and {len(rows) - SHOWN} more."] if len(rows) > SHOWN else []
    return notes + ([LEFT_OUT] if not words and any(one.words for one in columns) else [])
