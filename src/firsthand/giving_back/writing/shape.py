"""What a document is made of: blocks, each with one text, and pieces inside it that are data and no words.

A block's text is one string, whatever is bold in it: names and somebody's quoted words are found and taken out of it
as out of any other wording. What is no word stands in it as a single sign of Unicode's private use: where bold and
italics begin and end, and a piece (the sign's number says which of those `inside`). Whatever becomes of the string,
what is left can be read: a sign without its fellow ends with the block, a piece whose sign went is gone.

>>> block = paragraph("Tea first, ", bold("always"), ": ", {"type": "claim", "value": ID})
>>> [one if isinstance(one, Words) else one["type"] for one in parsed(block["text"], block["inside"])]
[Words(text='Tea first, '), Words(text='always', bold=True, italic=False), Words(text=': '), 'claim']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Json = dict[str, Any]

ID = "00000000-0000-0000-0000-000000000000"
BOLD, BOLD_ENDS, ITALIC, ITALIC_ENDS = "\ue000", "\ue001", "\ue002", "\ue003"
PIECE = 0xF0000  # the sign of the first piece; that of the next is one more

PLAIN = ("paragraph", "quote")
DRAWN = ("table", "figure")
BLOCKS = (*PLAIN, "heading", "item", *DRAWN)
ITEMS = ("bullet", "number")
COUNTS = ("matrix", "co-occurrence", "saturation", "theme-map", "code-tree")
LEVELS = (1, 2, 3)

SIGN = re.compile("[\ue000-\ue003\U000f0000-\U000ffffd]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one look."""

    text: str
    bold: bool = False
    italic: bool = False

    def __repr__(self) -> str:
        looks = f", bold={self.bold}, italic={self.italic}" if self.bold or self.italic else ""
        return f"Words(text={self.text!r}{looks})"


def parsed(text: str, inside: Sequence[Json]) -> Iterator[Words | Json]:
    """A block's words and pieces, in order."""
    looks, at = {BOLD: False, ITALIC: False}, 0
    for sign in SIGN.finditer(text):
        if before := text[at : sign.start()]:
            yield Words(before, looks[BOLD], looks[ITALIC])
        at, met = sign.end(), sign[0]
        if met in (BOLD, ITALIC):
            looks[met] = True
        elif met in (BOLD_ENDS, ITALIC_ENDS):
            looks[BOLD if met == BOLD_ENDS else ITALIC] = False
        elif ord(met) - PIECE < len(inside):
            yield inside[ord(met) - PIECE]
    if rest := text[at:]:
        yield Words(rest, looks[BOLD], looks[ITALIC])


def written(parts: Iterable[Words | Json]) -> tuple[str, list[Json]]:
    """The other way: a block's text, and what is inside."""
    text, inside = "", list[Json]()
    for one in parts:
        if isinstance(one, Words):
            said = f"{ITALIC}{one.text}{ITALIC_ENDS}" if one.italic else one.text
            text += f"{BOLD}{said}{BOLD_ENDS}" if one.bold else said
        else:
            text += chr(PIECE + len(inside))
            inside.append(one)
    return text, inside


def pieces(blocks: Iterable[Json]) -> Iterator[Json]:
    """Every piece of a document that its text names, in order."""
    for block in blocks:
        yield from (
            one for one in parsed(block["text"], block.get("inside", ())) if not isinstance(one, Words)
        )


def words_of(block: Json) -> str:
    """The writer's own words in a block."""
    return "".join(
        one.text for one in parsed(block["text"], block.get("inside", ())) if isinstance(one, Words)
    )


# Making blocks by hand: for files that come in, and for the demonstration -------------------------------------------


def block(type_: str, *parts: str | Words | Json, **more: Any) -> Json:
    """A block of strings, words in a look, and pieces."""
    text, inside = written(Words(one) if isinstance(one, str) else one for one in parts)
    return {"type": type_, "text": text, "inside": inside, **more}


def paragraph(*parts: str | Words | Json) -> Json:
    return block("paragraph", *parts)


def heading(level: int, *parts: str | Words | Json) -> Json:
    return block("heading", *parts, level=level)


def bold(words: str) -> Words:
    return Words(words, bold=True)


def italic(words: str) -> Words:
    return Words(words, italic=True)


def excerpt(coding: UUID) -> Json:
    return {"type": "excerpt", "value": str(coding)}


def claim(claim_id: UUID) -> Json:
    return {"type": "claim", "value": str(claim_id)}


def theme(theme_id: UUID) -> Json:
    return {"type": "theme", "value": str(theme_id)}


def citation(*works: UUID, page: str = "") -> Json:
    return {
        "type": "citation",
        "works": [{"type": "work", "value": str(work), "page": page} for work in works],
    }


def note(words: str) -> Json:
    return {"type": "note", "text": words}


def counted(what: str, caption: str = "", *, figure: bool = False) -> Json:
    return block("figure" if figure else "table", caption, form=what)


def from_text(text: str) -> list[Json]:
    """Blocks of plain text: paragraphs between empty lines, headings after #, items after -, quotations after >.

    >>> [(one["type"], one["text"]) for one in from_text("# One\\n\\nTea\\nfirst.\\n\\n- a\\n- b\\n\\n> c")]
    [('heading', 'One'), ('paragraph', 'Tea first.'), ('item', 'a'), ('item', 'b'), ('quote', 'c')]
    """
    made = []
    for stretch in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = stretch.split("\n")
        if all(line.startswith(("- ", "* ")) for line in lines):
            made += [block("item", line[2:].strip(), form="bullet") for line in lines]
            continue
        said = " ".join(" ".join(lines).split())
        if head := re.match(r"(#{1,6})\s+(.*)", said):
            made.append(heading(min(len(head[1]), max(LEVELS)), head[2]))
        elif said:
            quoted = said.startswith(">")
            made.append(block("quote" if quoted else "paragraph", said.lstrip("> ") if quoted else said))
    return made
