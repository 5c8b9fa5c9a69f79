"""Markdown: the words without its signs, and what the signs meant as marks. Tags in it stay as they are written,
since transcribers write things like <unclear> that are words to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from firsthand.core.transcript import MarkKind, Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import Draft, reading
from firsthand.field.sources.extract.letters import decode, normal
from firsthand.field.sources.extract.plain import with_encoding

_DEEPEST = 20
"""markdown-it drops what is nested deeper, so such a text is kept with its signs instead."""

_BLOCKS = frozenset({"paragraph_open", "heading_open", "fence", "code_block", "hr", "table_open"})
_CONTAINERS = frozenset({"list_item_open", "blockquote_open"})
_MARKS: dict[str, MarkKind] = {
    "heading": "heading",
    "strong": "bold",
    "em": "italic",
    "list_item": "item",
    "blockquote": "quote",
}


def read(name: str, data: bytes) -> list[Reading]:
    """The text without Markdown's signs; line ends within a paragraph are kept, a blank line parts paragraphs."""
    letters = decode(name, data, "md")
    text, removed = normal(letters.text)
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable("table")
    tokens = parser.parse(text)
    controls = say.count(removed, say.CONTROLS)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return with_encoding([reading(name, text, (), "md", [say.DEEP_MARKDOWN, *controls])], letters)
    page = _Page(name)
    page.write(tokens)
    return with_encoding([page.draft.finish("md", [*page.warnings(), *controls])], letters)


class _Page:
    """Walks markdown-it's tokens and writes them into a draft."""

    def __init__(self, name: str) -> None:
        self.draft = Draft(name)
        self._open: list[tuple[str, int, int]] = []
        self._lists = self._pictures = self._last_line = 0

    def write(self, tokens: Sequence[Token]) -> None:
        """All tokens of the blocks, in order."""
        for token in tokens:
            self._separate(token)
            self._mark(token)
            if token.type == "inline":
                self._inline(token.children or [])
            elif token.type in {"fence", "code_block"}:
                self.draft.add(token.content.rstrip("\n"))
            elif token.type in {"th_close", "td_close"}:
                self.draft.add("\t")
            elif token.type == "tr_close":
                self.draft.add("\n")

    def warnings(self) -> list[str]:
        """What was left out."""
        return say.count(self._pictures, say.PICTURES)

    def _separate(self, token: Token) -> None:
        """Between two blocks: a blank line where the file has one, else a line end."""
        if token.map is None or not (token.type in _BLOCKS or token.type in _CONTAINERS):
            return
        if self.draft.length:
            self.draft.fresh_line()
            if token.map[0] > self._last_line:
                self.draft.add("\n")
        self._last_line = token.map[0 if token.type in _CONTAINERS else 1]

    def _mark(self, token: Token) -> None:
        self._lists += token.nesting if token.type.startswith(("bullet_list_", "ordered_list_")) else 0
        kind, _, side = token.type.rpartition("_")
        if kind not in _MARKS:
            return
        if side == "open":
            self._open.append((kind, self.draft.length, self._level(token)))
        elif self._open and self._open[-1][0] == kind:
            _, start, level = self._open.pop()
            self.draft.mark(_MARKS[kind], start, level)

    def _level(self, token: Token) -> int:
        if token.type == "heading_open":
            return int(token.tag[1:])
        return max(0, self._lists - 1) if token.type == "list_item_open" else 0

    def _inline(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._mark(token)
            if token.type in {"softbreak", "hardbreak"}:
                self.draft.new_line()
            elif token.type == "image":
                self._pictures += 1
            else:
                self.draft.add(token.content)
