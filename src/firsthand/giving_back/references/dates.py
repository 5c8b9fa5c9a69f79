"""Days, months and years as files of works write them.

>>> date_written("2014/11//"), date_written("2006-05-01"), date_written("May 2006"), date_written("in press")
({'date-parts': [[2014, 11]]}, {'date-parts': [[2006, 5, 1]]}, {'date-parts': [[2006, 5]]}, {'literal': 'in press'})
"""

from __future__ import annotations

import re
from typing import Any

Date = dict[str, Any]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"^(-?\d{1,4})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?)?)?(?:[-/T].*)?$")
_YEAR = re.compile(r"\b(1[4-9]\d\d|20\d\d)\b")
_DAY = re.compile(r"\b([0-3]?\d)(?:st|nd|rd|th)?\b(?!\d)")


def date_in(given: Any) -> Date | None:
    """A date of a CSL-JSON file in its normal form; None where nothing is in it."""
    if isinstance(given, str | int):
        return date_written(str(given))
    if not isinstance(given, dict):
        return None
    parts = [found for one in _listed(given.get("date-parts"))[:2] if (found := _whole(_listed(one)))]
    if parts:
        circa = given.get("circa") not in (None, False, 0, "", "0")
        return {"date-parts": parts} | ({"circa": True} if circa else {})
    written = given.get("raw") or given.get("literal")
    return date_written(str(written)) if written else None


def date_written(line: str) -> Date | None:
    """A date as it stands in a line. What is no date is kept as words: “in press”."""
    line = " ".join(line.split())
    if numbers := _NUMBERS.match(line):
        whole = _whole([part for part in numbers.groups() if part])
        return {"date-parts": [whole]} if whole else ({"literal": line} if line else None)
    year = _YEAR.search(line)
    if year is None:
        return {"literal": line} if line else None
    month = next((at for at, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}", line.lower())), 0)
    day = _DAY.search(line.replace(year[0], "", 1)) if month else None
    return {"date-parts": [_whole([year[0], str(month or ""), day[1] if day else ""])]}


def year_of(item: dict[str, Any]) -> str:
    """The year in which a work came out, or what stands in its place; empty where nothing does."""
    issued = item.get("issued") or {}
    parts = issued.get("date-parts")
    return str(parts[0][0]) if parts else str(issued.get("literal", ""))


def as_numbers(date: Date) -> list[int]:
    """Year, month and day, as far as they are known; empty for a date in words."""
    parts: list[list[int]] = date.get("date-parts") or [[]]
    return parts[0]


def _whole(parts: list[Any]) -> list[int]:
    """Year, month, day as numbers, up to the first that is none or cannot be."""
    found: list[int] = []
    for part, (low, high) in zip(parts, ((-5000, 3000), (1, 12), (1, 31)), strict=False):
        try:
            number = int(str(part))
        except ValueError:
            break
        if not (low <= number <= high) or (not found and number == 0):
            break
        found.append(number)
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
