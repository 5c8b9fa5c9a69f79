"""Codes that are printed and typed: eight groups of four characters, of which the last one tells slips of the pen.

Seven groups are random: 140 bits, so that no code is ever guessed. Letters that look like digits are not among them and
are read as those digits; small letters, spaces and dashes are all the same to the reader.
"""

from __future__ import annotations

import hashlib
import secrets

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, RANDOM_GROUPS = 4, 7
RANDOM = GROUP * RANDOM_GROUPS
ALIKE = str.maketrans("OIL", "011")


def new_code() -> str:
    """A fresh code, as it is printed: “7KQ2-…”."""
    body = "".join(secrets.choice(LETTERS) for _letter in range(RANDOM))
    return printed(body + _check(body))


def printed(code: str) -> str:
    """A code in its groups.

    >>> printed("7KQ2AAAA")
    '7KQ2-AAAA'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(given: str) -> str:
    """A code as somebody typed it, in the one form in which it opens. Raises `Problem` where it was mistyped.

    >>> read(printed("0" * 28 + _check("0" * 28)).lower().replace("0", "o")) == "0" * 28
    True
    """
    code = "".join(one for one in given.upper() if one.isalnum()).translate(ALIKE)
    body, check = code[:RANDOM], code[RANDOM:]
    if len(code) != RANDOM + GROUP or set(code) - set(LETTERS) or check != _check(body):
        raise Problem(
            _(
                "This is not quite such a code: it has eight groups of four letters and digits. "
                "Compare it with the paper, letter by letter; nothing was counted against you."
            )
        )
    return body


def _check(body: str) -> str:
    number = int.from_bytes(hashlib.sha256(body.encode()).digest()[:3]) >> 4
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(GROUP))
