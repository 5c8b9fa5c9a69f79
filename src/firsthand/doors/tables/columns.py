"""What a column is: its name, what it holds, and whether those are words that somebody said or wrote."""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Plain = type[str] | type[int] | type[float] | type[bool] | type[datetime] | type[date] | type[UUID]


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside a field of a row. `words`: what people said or wrote, and not only what it is called."""

    what: str
    words: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind`: what a cell is, or what is in it where it holds `many` or one `by_name`."""

    name: str
    what: str
    kind: Plain
    empty: bool = False  # a cell may have nothing
    many: bool = False
    by_name: bool = False
    words: bool = False


def columns(row: type) -> tuple[Column, ...]:
    """The columns of a kind of row, as its fields say."""
    return _columns(row)


@cache
def _columns(row: type) -> tuple[Column, ...]:
    hints = get_type_hints(row, include_extras=True)
    return tuple(_column(one.name, hints[one.name]) for one in fields(row))


def _column(name: str, hint: Any) -> Column:
    told = Told("")
    if get_origin(hint) is Annotated:
        hint, told = get_args(hint)
    empty = False
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
        empty = True
    if get_origin(hint) is tuple:
        return Column(name, told.what, get_args(hint)[0], many=True, words=told.words)
    if get_origin(hint) is dict:
        return Column(name, told.what, get_args(hint)[1], by_name=True, words=told.words)
    return Column(name, told.what, hint, empty, words=told.words)
