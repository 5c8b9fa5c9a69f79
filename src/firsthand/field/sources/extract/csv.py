"""Tables as text: commas, semicolons or tabs between the cells, whichever the file uses."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from firsthand.core.cells import as_meant
from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.letters import decode
from firsthand.field.sources.extract.limits import MAX_CHARACTERS, MAX_COLUMNS
from firsthand.field.sources.extract.plain import with_encoding
from firsthand.field.sources.extract.rows import gathered, readings

_SEPARATORS = ",;\t|"
_LOOK_AT = 20
"""How many records decide which separator the file uses."""


def read(name: str, data: bytes) -> list[Reading]:
    """A reading per row; the first row names the columns."""
    letters = decode(name, data, "csv")
    if _has_endless_line(letters.text):
        raise say.refuse(say.TOO_MANY_COLUMNS, name)
    separator = _separator(letters.text)
    # A cell may be as long as a text may be; the module's own limit is for all of Python, so it is put back.
    before = csv.field_size_limit(MAX_CHARACTERS)
    try:
        table, warnings = gathered(name, _records(letters.text, separator, strict=True)), []
    except csv.Error:
        table, warnings = gathered(name, _records(letters.text, separator, strict=False)), [say.STRAY_QUOTES]
    finally:
        csv.field_size_limit(before)
    return with_encoding(readings(name, table, "csv", warnings), letters)


def cells(name: str, data: bytes) -> list[list[str]]:
    """The rows of a table, each cell as it was meant before it was kept from opening as a formula."""
    letters = decode(name, data, "csv")
    if _has_endless_line(letters.text):
        raise say.refuse(say.TOO_MANY_COLUMNS, name)
    before = csv.field_size_limit(MAX_CHARACTERS)
    try:
        records = _records(letters.text, _separator(letters.text), strict=True)
        rows = gathered(name, records, empty=True).rows
    except csv.Error:
        raise say.refuse(say.OPEN_QUOTE, name) from None
    finally:
        csv.field_size_limit(before)
    return [[as_meant(cell) for cell in row] for row in rows]


def _records(text: str, separator: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def _has_endless_line(text: str) -> bool:
    """Whether a stretch of a line is nothing but separators: the csv module would make a list of all those cells."""
    return any(separator * (MAX_COLUMNS + 1) in text for separator in _SEPARATORS)


def _separator(text: str) -> str:
    """The separator that cuts the first records into the same number of cells, the more the better."""
    best, most = ",", 1
    for separator in _SEPARATORS:
        widths = _widths(text, separator)
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        if width > most and times * 2 > widths.total():
            best, most = separator, width
    return best


def _widths(text: str, separator: str) -> Counter[int]:
    widths: Counter[int] = Counter()
    try:
        for index, record in enumerate(_records(text[:100_000], separator, strict=False)):
            widths[len(record)] += bool(record)
            if index >= _LOOK_AT:
                break
    except csv.Error:
        pass
    return +widths
