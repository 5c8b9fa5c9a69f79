"""Signs that are no letters. UTF-16 writes a rare letter in two parts, and JSON and YAML can name one of them by
itself: no encoding writes it, and whatever holds one cannot be kept. Control characters are read by nobody, and
PostgreSQL keeps no text with a zero in it. Marks stand on a letter without limit, and Unicode puts them in order in a
time that grows with the square of how many they are.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal
from unicodedata import is_normalized, normalize

import regex

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
_HALF = re.compile(r"[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # but for those that are spaces
_SPELT = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}")  # in YAML, all of it
_NAMED = re.compile(r"\\u[dD][89a-fA-F]")  # as files name one; both parts of a letter begin so, too
INSTEAD = "\ufffd"
MOST_MARKS = 30  # on one letter; no script needs ten
# The last two are letters until they are put in their plain form.
_MARK = r"[\p{M}\uff9e\uff9f]"
_MARKS = regex.compile(rf"({_MARK}{{{MOST_MARKS}}}){_MARK}++")


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


def composed(text: str, form: Form = "NFC") -> str:
    """A text that somebody wrote in a form of Unicode, without the marks on a letter that are too many to be read.

    >>> composed("Cafe\\u0301"), len(composed("a" + "\\u0301" * 9999 + "\\u0316" * 9999))
    ('Café', 30)
    """
    return text if text.isascii() else normalize(form, _MARKS.sub(r"\1", text))


def is_composed(text: str) -> bool:
    """Whether `composed` leaves a text as it is.

    >>> is_composed("Café"), is_composed("Cafe\\u0301"), is_composed("b" + "\\u0301" * 99)
    (True, False, False)
    """
    return text.isascii() or (_MARKS.search(text) is None and is_normalized("NFC", text))


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
