"""What a table is made to: its rows, and what has to be said beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """Rows, and notes: how many there are besides, what is not counted, what a figure is not."""

    rows: Iterable[Row]
    notes: tuple[str, ...] = ()
