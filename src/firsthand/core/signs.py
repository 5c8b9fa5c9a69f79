"""Signs that are no letters. UTF-16 writes a rare letter in two parts, and JSON and YAML can name one of them by
itself: no encoding writes it, and whatever holds one cannot be kept. Control characters are read by nobody, and
PostgreSQL keeps no text with a zero in it.
"""

from __future__ import annotations

import json
import re
from typing import Any

_HALF = re.compile(r"[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # but for those that are spaces
_SPELT = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}")  # in YAML, all of it
_NAMED = re.compile(r"\\u[dD][89a-fA-F]")  # as files name one; both parts of a letter begin so, too
INSTEAD = "\ufffd"


def whole(text: str) -> str:
    """The text with a mark in place of each half: as long as before, so that places in it are where they were.

    >>> whole("tea \\ud83c and \U0001f375")
    'tea \ufffd and \U0001f375'
    """
    return _HALF.sub(INSTEAD, text)


def spelt_whole(written: str) -> str:
    """A YAML file that names a mark where it named half of a letter: some readers refuse the whole file for one.

    >>> print(spelt_whole(r'text: "tea \\ud83c"'))
    text: "tea \\ufffd"
    """
    return _SPELT.sub(r"\\ufffd", whole(written))


def named(written: str) -> str:
    """A name or title, in one line, of signs that somebody can read.

    >>> named("  Ada \\x00 of the\\nhouse ")
    'Ada of the house'
    """
    return " ".join(_CONTROLS.sub("", whole(written)).split())


def mended(found: Any) -> Any:
    """What was read from JSON or YAML, with every text in it whole.

    >>> mended({"words": ["\\ud800", 1]})
    {'words': ['\ufffd', 1]}
    """
    if isinstance(found, str):
        return whole(found)
    if isinstance(found, list):
        return [mended(one) for one in found]
    if isinstance(found, dict):
        return {mended(name): mended(one) for name, one in found.items()}
    return found


def json_of(written: str) -> Any:
    """What somebody's JSON says. Raises as `json.loads`: `ValueError` for what is none, `RecursionError` for depth.

    >>> json_of('{"words": "tea \\\\ud83c"}')
    {'words': 'tea \ufffd'}
    """
    found = json.loads(written)
    return mended(found) if _NAMED.search(written) else found
