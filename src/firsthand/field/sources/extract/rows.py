"""Tables of texts: every row is a source. Which column holds the words, which the title, and what the rest is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from firsthand.field.sources.extract.turns import find_turns

_TEXT_NAMES = ("text", "answer", "response", "words", "body")
_TITLE_NAMES = ("title", "name", "id")


@dataclass(slots=True)
class Table:
    """Rows of cells, the first of them the columns' names. Trailing empty cells are cut off."""

    rows: list[list[str]] = field(default_factory=list)
    controls: int = 0
    characters: int = 0


def gathered(name: str, rows: Iterable[Sequence[str]], *, empty: bool = False) -> Table:
    """All rows that are not empty. Raises `Problem` once they are more, wider or longer than honest ones.

    `empty`: those too, so that each row keeps the number that it has in the file.
    """
    table = Table()
    for row in rows:
        cells = _cells(name, row, table)
        if not cells and not empty:
            continue
        if len(table.rows) > MAX_ROWS:
            raise say.refuse(say.TOO_MANY_ROWS, name)
        table.rows.append(cells)
    return table


def _cells(name: str, row: Sequence[str], table: Table) -> list[str]:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    if width > MAX_COLUMNS:
        raise say.refuse(say.TOO_MANY_COLUMNS, name)
    cells = []
    for cell in row[:width]:
        text, removed = normal(cell)
        table.controls += removed
        table.characters += len(text)
        cells.append(text)
    if table.characters > MAX_CHARACTERS:
        raise say.refuse(say.TOO_LONG, name)
    return cells


def readings(name: str, table: Table, kind: str, warnings: Iterable[str] = ()) -> list[Reading]:
    """A reading per row that has words; what a person should know of the table stands on the first."""
    if not table.rows:
        raise say.refuse(say.NO_WORDS, name)
    header, body = _header(table.rows[0]), table.rows[1:]
    text_at = _text_column(header, body)
    title_at = next(
        (at for wanted in _TITLE_NAMES for at, one in enumerate(header) if _is(one, wanted)), None
    )
    found = list(_readings(header, body, text_at, title_at, kind))
    if not found:
        raise say.refuse(say.NO_WORDS, name)
    found[0].warnings = [
        *warnings,
        say.FIRST_ROW.format(column=letter(text_at)),
        *say.count(len(body) - len(found), say.EMPTY_ROWS),
        *say.count(sum(max(0, len(row) - len(header)) for row in body), say.EXTRA_CELLS),
        *say.count(table.controls, say.CONTROLS),
        *say.count(sum(reading.text.count("\ufffd") for reading in found), say.UNREADABLE),
    ]
    return found


def _readings(
    header: Sequence[str], body: Iterable[Sequence[str]], text_at: int, title_at: int | None, kind: str
) -> Iterator[Reading]:
    for row in body:
        text = row[text_at] if text_at < len(row) else ""
        if not any(character.isalnum() for character in text):
            continue
        fields = {
            one: row[at] for at, one in enumerate(header) if at != text_at and at < len(row) and row[at]
        }
        title = " ".join(row[title_at].split())[:200] if title_at is not None and title_at < len(row) else ""
        yield Reading(text, find_turns(text), kind, title=title, fields=fields)


def _header(row: Sequence[str]) -> list[str]:
    """Names for all columns, each once: an unnamed column is called by its letter, as spreadsheets do."""
    names: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(row):
        wanted = " ".join(cell.split()) or letter(at)
        if wanted in taken:
            wanted = f"{wanted} ({letter(at)})"
        taken.add(wanted)
        names.append(wanted)
    return names


def _text_column(header: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """The column whose name says that it holds words, else the one with the longest text on average."""
    for wanted in _TEXT_NAMES:
        for at, one in enumerate(header):
            if _is(one, wanted):
                return at
    sizes = [0] * len(header)
    for row in body:
        for at, cell in enumerate(row[: len(sizes)]):
            sizes[at] += len(cell)
    return max(range(len(sizes)), key=lambda at: sizes[at])


def _is(header: str, wanted: str) -> bool:
    return header.strip().casefold() == wanted


def letter(at: int) -> str:
    """A column as spreadsheets call it.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
