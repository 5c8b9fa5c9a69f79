"""A page of clean HTML as a text: lines where a browser shows lines, and where each letter between the tags went.

Clean: as Taguette keeps its texts, whose every “<” begins a tag, and which have no scripts, styles or comments.
"""

from __future__ import annotations

import re
from html import unescape

_PIECE = re.compile(r"""<(/?[A-Za-z][A-Za-z0-9]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*>|[^<]+|<""")
_LINES = frozenset(
    [
        "p",
        "br",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "blockquote",
        "pre",
        "hr",
    ]
)
_SPACES = " \t\n\r\f"


class Page:
    """What a page says. `between_tags` is all that stands between its tags; `words` the same, laid out as lines.

    >>> page = Page("<p>One<br>two</p> <p><b>th</b>ree &amp; more</p>")
    >>> page.words, page.between_tags
    ('One\\ntwo\\nthree & more', 'Onetwo three & more')
    >>> page.span(7, 12)
    (8, 13)
    """

    def __init__(self, page: str) -> None:
        self._raw: list[str] = []
        self._out: list[str] = []
        self._at: list[int] = []  # for each letter between the tags: where it is in the words, or would be
        self._wants = ""  # the space or line end that comes before the next letter, if one comes
        for found in _PIECE.finditer(page.replace("\r\n", "\n").replace("\r", "\n")):
            if found[1] is None:
                self._say(unescape(found[0]))
            elif found[1].lower().removeprefix("/") in _LINES:
                self._wants = "\n"
        self.between_tags = "".join(self._raw)
        self.words = "".join(self._out)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of what stands between the tags is in the words, from its first letter to its last."""
        while start < end and self.between_tags[start] in _SPACES:
            start += 1
        while start < end and self.between_tags[end - 1] in _SPACES:
            end -= 1
        if start == end:
            return 0, 0
        return self._at[start], self._at[end - 1] + 1

    def _say(self, said: str) -> None:
        """What stands between two tags; spaces in a row are one, as a browser shows them."""
        self._raw.append(said)
        for letter in said:
            if letter in _SPACES:
                self._wants = self._wants or " "
                self._at.append(len(self._out))
                continue
            if self._wants and self._out:
                self._out.append(self._wants)
            self._wants = ""
            self._at.append(len(self._out))
            self._out.append(letter)
