"""Excel workbooks: the first sheet with words in it, a reading per row."""

from __future__ import annotations

import warnings as python_warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.limits import MAX_COLUMNS
from firsthand.field.sources.extract.package import check_all_xml
from firsthand.field.sources.extract.rows import Table, gathered, readings


def read(name: str, data: bytes) -> list[Reading]:
    """A reading per row; the first row names the columns. Formulas give the value that was last shown."""
    check_all_xml(name, data)
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")  # openpyxl speaks of colours and filters that it cannot keep
        table, others = _first_with_words(name, data)
    return readings(name, table, "xlsx", say.count(others, say.OTHER_SHEETS))


def cells(name: str, data: bytes) -> list[list[str]]:
    """The rows of the first sheet that has any."""
    check_all_xml(name, data)
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        table, _others = _first_with_words(name, data, empty=True)
    return table.rows


def _first_with_words(name: str, data: bytes, *, empty: bool = False) -> tuple[Table, int]:
    """The first sheet, in the order of the workbook, that has a second row; and how many sheets there are beside it."""
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # the size that a file declares is only a claim
            table = gathered(name, _rows(name, sheet.iter_rows(values_only=True)), empty=empty)
            if len(table.rows) > 1:
                return table, len(workbook.worksheets) - 1
    finally:
        workbook.close()
    raise say.refuse(say.NO_WORDS, name)


def sheets(data: bytes) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of each sheet, every cell with how it looks. The caller has looked the file over."""
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            yield sheet.iter_rows()
    finally:
        workbook.close()


def _rows(name: str, rows: Iterable[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        if len(row) > MAX_COLUMNS and any(cell is not None for cell in row[MAX_COLUMNS:]):
            raise say.refuse(say.TOO_MANY_COLUMNS, name)
        yield [written(cell) for cell in row[:MAX_COLUMNS]]


def written(cell: object) -> str:
    """A cell's value as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
