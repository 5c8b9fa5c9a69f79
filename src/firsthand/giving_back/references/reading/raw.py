"""What each format's reader hands over: a record's fields under the names of CSL-JSON, as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Raw:
    """A record: its line, how it can be told, its fields; None, with the reason, where it cannot be read.

    `left`: fields of the record that no field of CSL-JSON takes.
    """

    line: int
    what: str
    fields: Mapping[str, Any] | None
    why: str = ""
    left: tuple[str, ...] = ()
