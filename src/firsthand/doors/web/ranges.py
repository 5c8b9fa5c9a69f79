"""Which bytes of a file a browser asks for: HTTP's Range and If-Range (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bytes `start` to `end`, half-open; nothing where `start` lies beyond the file (416)."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def within(self, size: int) -> str:
        """What the answer says in Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{size}" if self.end > self.start else f"bytes */{size}"


def wanted(asked: str | None, size: int) -> Wanted | None:
    """The one range that is asked for, of a file of `size` bytes.

    None where the whole file is meant: nothing was asked, or something that may be passed over (another unit, several
    ranges at once, an end before the start).

    >>> wanted("bytes=2-4", 10), wanted("bytes=-3", 10), wanted("bytes=7-", 10)
    (Wanted(start=2, end=5), Wanted(start=7, end=10), Wanted(start=7, end=10))
    >>> wanted("bytes=10-", 10), wanted("bytes=4-2", 10), wanted("bytes=0-1,4-5", 10)
    (Wanted(start=10, end=10), None, None)
    """
    match = _ONE.fullmatch(asked or "")
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        return Wanted(max(0, size - int(match[2])), size)
    start, end = int(match[1]), int(match[2]) + 1 if match[2] else size
    if end <= start < size:
        return None
    return Wanted(start, min(end, size)) if start < size else Wanted(size, size)
