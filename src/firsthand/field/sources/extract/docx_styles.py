"""What the styles of a Word document mean: a heading and its level, a list item, a quotation, bold, italic.

Style ids are in the language of whoever made the file (“berschrift1”); the names behind them are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from firsthand.field.sources.extract.xml import Element, attribute, child, children

_HEADING = re.compile(r"heading (\d)")
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 12
"""How many styles a style may be based on, one after another, before it is taken for a circle."""


@dataclass(frozen=True, slots=True)
class Style:
    """The meaning of a style; `None` where it leaves the matter to the style it is based on."""

    heading: int | None = None
    item: bool | None = None
    quote: bool | None = None
    bold: bool | None = None
    italic: bool | None = None


PLAIN = Style()


class Styles:
    """A document's styles, by id."""

    def __init__(self, root: Element | None) -> None:
        found = children(root, "style") if root is not None else iter(())
        self._elements = {attribute(style, "styleId") or "": style for style in found}
        self._known: dict[str, Style] = {}

    def get(self, style_id: str | None, depth: int = 0) -> Style:
        """The meaning of a style, with what it takes over from those it is based on."""
        if style_id is None or style_id not in self._elements or depth > _DEEPEST:
            return PLAIN
        if style_id not in self._known:
            element = self._elements[style_id]
            below = self.get(attribute(child(element, "basedOn"), "val"), depth + 1)
            self._known[style_id] = _over(below, _own(element))
        return self._known[style_id]


def _own(element: Element) -> Style:
    name = (attribute(child(element, "name"), "val") or "").lower()
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    heading = _HEADING.match(name)
    level = int(heading[1]) if heading else 1 if name == "title" else outline(paragraph)
    return Style(
        heading=level,
        item=True if name.startswith("list ") or child(paragraph, "numPr") is not None else None,
        quote=True if "quote" in name else None,
        bold=switch(run, "b") if level is None else None,
        italic=switch(run, "i") if level is None else None,
    )


def _over(below: Style, own: Style) -> Style:
    given = {key: getattr(own, key) for key in Style.__slots__ if getattr(own, key) is not None}
    return replace(below, **given)


def outline(paragraph: Element | None) -> int | None:
    """The heading level (from 1) that a paragraph's own properties give it."""
    level = attribute(child(paragraph, "outlineLvl"), "val") or ""
    return int(level) + 1 if level.isdecimal() and len(level) == 1 and int(level) < 9 else None


def switch(properties: Element | None, name: str) -> bool | None:
    """An on/off property such as bold: present means on, unless it says off. None where it is absent."""
    element = child(properties, name)
    return None if element is None else (attribute(element, "val") or "1") not in _OFF
