"""Web pages: their words, with headings, items, quotations and emphasis. Read as a stream of tags, so that a page
of a hundred thousand nested boxes costs no more than its length.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lxml import etree

from firsthand.core.transcript import MarkKind, Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import Draft
from firsthand.field.sources.extract.letters import Letters, decode
from firsthand.field.sources.extract.plain import with_encoding

_DROPPED = frozenset(
    {
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "head",
        "select", "textarea", "audio", "video",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
        "tr", "ul", "caption",
    }
)  # fmt: skip
_MARKS: dict[str, tuple[MarkKind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "b": ("bold", 0),
    "strong": ("bold", 0),
    "i": ("italic", 0),
    "em": ("italic", 0),
    "li": ("item", 0),
    "blockquote": ("quote", 0),
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)

if TYPE_CHECKING:
    Target = etree.ParserTarget[None]  # known to the type checker only
else:
    Target = object

_CHUNK = 65_536
_DEEPEST = 1_000
"""How many marks may be open inside one another."""


def read(name: str, data: bytes) -> list[Reading]:
    """The page's words: a line per block, a line per table row, layout spaces taken together."""
    letters = _letters(name, data)
    page = _Page(name)
    parser = etree.HTMLParser(target=page, no_network=True)
    for start in range(0, len(letters.text), _CHUNK):
        parser.feed(letters.text[start : start + _CHUNK])
    parser.close()
    return with_encoding([page.draft.finish("html", page.warnings(), page.title)], letters)


def _letters(name: str, data: bytes) -> Letters:
    """The page's letters: what it says of itself counts for more than a guess, but less than valid UTF-8."""
    letters = decode(name, data, "html")
    declared = _CHARSET.search(data[:4096])
    if not letters.guessed or not declared:
        return letters
    encoding = declared[1].decode("ascii").lower()
    try:
        return Letters(data.decode("cp1252" if encoding in {"iso-8859-1", "latin1"} else encoding), encoding)
    except (LookupError, UnicodeError):
        return letters


class _Page(Target):
    """Takes the parser's tags and words as they come and writes them into a draft."""

    def __init__(self, name: str) -> None:
        self.draft = Draft(name)
        self.title = ""
        self._seen: Counter[str] = Counter()
        self._open: list[tuple[str, int]] = []
        self._dropping: list[str] = []
        self._in_title = False
        self._pre = self._lists = 0
        self._space = False
        self._first_cell = True

    def start(self, tag: str, attributes: object) -> None:
        """A tag opens."""
        del attributes
        if self._dropping or tag in _DROPPED:
            self._in_title = tag == "title"
            self._dropping.append(tag)
            return
        if tag == "br":
            self._break()
        elif tag == "img":
            self._seen["pictures"] += 1
        elif tag in {"td", "th"}:
            self._cell()
        elif tag in _BLOCKS:
            self._block(tag)
        self._pre += tag == "pre"
        self._lists += tag in {"ul", "ol"}
        if tag in _MARKS and len(self._open) < _DEEPEST:
            self._open.append((tag, self._position()))

    def end(self, tag: str) -> None:
        """A tag closes; the parser closes those that the page forgot."""
        if self._dropping:
            self._in_title = False
            self._dropping.pop()
            return
        self._pre -= tag == "pre"
        self._close_mark(tag)
        self._lists -= tag in {"ul", "ol"}
        if tag in {"td", "th"}:
            self.draft.in_cell = False
        elif tag in _BLOCKS:
            self._block(tag)

    def data(self, words: str) -> None:
        """Words, as they stand in the page."""
        if self._in_title and len(self.title) < 500:
            self.title += words
        if self._dropping:
            return
        if self._pre and not self.draft.in_cell:
            self._flush_space()
            self.draft.add(words)
            return
        self._flowing(_SPACE.sub(" ", words))

    def comment(self, words: str) -> None:
        """Comments are no words of the page."""

    def pi(self, target: str, words: str, /) -> None:
        """Nor are instructions to a program."""

    def close(self) -> None:
        """The page ends."""

    def warnings(self) -> list[str]:
        """What was left out."""
        return say.count(self._seen["pictures"], say.PICTURES)

    def _flowing(self, words: str) -> None:
        """Words outside of `pre`: a space counts only between two words."""
        if words.startswith(" "):
            self._space = True
        inner = words.strip(" ")
        if inner:
            self._flush_space()
            self.draft.add(inner)
            self._space = words.endswith(" ")

    def _flush_space(self) -> None:
        if self._space and self.draft.last not in {"", "\n", "\t", " "}:
            self.draft.add(" ")
        self._space = False

    def _position(self) -> int:
        """Where the next word will stand."""
        self._flush_space()
        return self.draft.length

    def _break(self) -> None:
        self._space = False
        self.draft.new_line()

    def _block(self, tag: str) -> None:
        self._space = False
        self.draft.fresh_line()
        if tag == "tr":
            self._first_cell = True

    def _cell(self) -> None:
        self._space = False
        if not self._first_cell:
            self.draft.add("\t")
        self._first_cell = False
        self.draft.in_cell = True

    def _close_mark(self, tag: str) -> None:
        if tag in _MARKS and self._open and self._open[-1][0] == tag:
            kind, level = _MARKS[tag]
            self.draft.mark(kind, self._open.pop()[1], max(0, self._lists - 1) if kind == "item" else level)
