"""Whole numbers out of what was sent: an address, a hidden field, a header."""

from __future__ import annotations

GREATEST = 2**31 - 1  # that every database keeps


def whole(sent: object) -> int | None:
    """The whole number that was sent; None where it is none.

    One that is greater than any is here becomes the greatest: it is past the end of everything, as it was, and no
    database or list is asked for more than it can count.

    >>> whole("12"), whole("9" * 5000) == GREATEST, whole("-1"), whole(""), whole(None)
    (12, True, None, None, None)
    """
    written = str(sent)
    if not written.isdecimal():
        return None
    return GREATEST if len(written) > len(str(GREATEST)) else min(int(written), GREATEST)
