"""OpenDocument texts (LibreOffice). Read from their XML: odfpy builds the whole document by means of a parser
that we could not keep from expanding entities.
"""

from __future__ import annotations

import re
from collections import Counter

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import Draft
from firsthand.field.sources.extract.package import Package, opened
from firsthand.field.sources.extract.xml import Element, attribute, child, children, how_many, local

_SPACE = re.compile(r"[ \t\r\n]+")
_GROUPS = frozenset(
    {"section", "list-header", "index-body", "text-box", "table-of-content", "numbered-paragraph"}
)
_PICTURES = frozenset({"image", "object", "object-ole", "plugin"})
_SKIPPED = frozenset(
    {"tracked-changes", "annotation-end", "sequence-decls", "forms", "title", "desc", "soft-page-break"}
)
_MOST_SPACES = 1_000
"""What one `text:s` may stand for; it can claim a billion."""


def read(name: str, data: bytes) -> list[Reading]:
    """The document's text: a line per paragraph, a line per table row, notes and text boxes at the end."""
    with opened(name, data) as package:
        if _is_locked(package):
            raise say.refuse(say.LOCKED, name)
        document = _Document(name, package)
        document.write()
        return [document.draft.finish("odt", document.warnings(), _title(package))]


def _is_locked(package: Package) -> bool:
    manifest = package.xml_if_there("META-INF/manifest.xml")
    return manifest is not None and how_many(manifest, "encryption-data") > 0


def _title(package: Package) -> str:
    meta = child(package.xml_if_there("meta.xml"), "meta")
    title = child(meta, "title")
    return (title.text or "") if title is not None else ""


def _emphasis(*roots: Element | None) -> dict[str, tuple[bool, bool]]:
    """For each style that says so: bold, italic."""
    styles: dict[str, tuple[bool, bool]] = {}
    for root in roots:
        for style in root.iter("{*}style") if root is not None else ():
            look = child(style, "text-properties")
            bold, italic = attribute(look, "font-weight"), attribute(look, "font-style")
            styles[attribute(style, "name") or ""] = (
                bold in {"bold", "700", "800", "900"},
                italic == "italic",
            )
    return styles


class _Document:
    """Walks the document once and writes what it finds into a draft; `seen` counts what it left out or moved."""

    def __init__(self, name: str, package: Package) -> None:
        self.draft = Draft(name)
        self.seen: Counter[str] = Counter()
        self._root = package.xml("content.xml")
        self._styles = _emphasis(package.xml_if_there("styles.xml"), self._root)
        self._notes: list[Element] = []
        self._boxes: list[Element] = []

    def write(self) -> None:
        """Everything, in order: the body, its notes, its text boxes."""
        text = child(child(self._root, "body"), "text")
        if text is None:
            raise say.refuse(say.NOT_THIS_KIND, self.draft.name, ending="odt", kind="OpenDocument text")
        self._blocks(text)
        for number, note in enumerate(self._notes, start=1):
            self.draft.number_note(number)
            self._blocks(note)
        for box in self._boxes:  # a box inside a box adds to the list while it is walked
            self.draft.add("\n")
            self._blocks(box)

    def warnings(self) -> list[str]:
        """What was left out, or put elsewhere."""
        return [
            *say.count(self.seen["insertions"], say.INSERTIONS),
            *say.count(self.seen["deletions"], say.DELETIONS),
            *say.count(self.seen["comments"], say.COMMENTS),
            *say.count(self.seen["pictures"], say.PICTURES),
            *say.count(len(self._notes), say.NOTES),
            *say.count(len(self._boxes), say.BOXES),
        ]

    def _blocks(self, parent: Element, depth: int = -1) -> None:
        for block in parent:
            kind = local(block)
            if kind in {"p", "h"}:
                self._paragraph(block, depth)
            elif kind == "list":
                self._blocks(block, depth + 1)
            elif kind in _GROUPS or kind == "list-item":
                self._blocks(block, depth)
            elif kind == "table":
                self._table(block)
            elif kind == "frame":
                self._frame(block)
            elif kind == "tracked-changes":
                self.seen["deletions"] += how_many(block, "deletion")
                self.seen["insertions"] += how_many(block, "insertion")

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        start = self.draft.length
        self._words(paragraph, at_start=True)
        if local(paragraph) == "h":
            level = attribute(paragraph, "outline-level") or "1"
            self.draft.mark("heading", start, int(level) if level.isdecimal() and len(level) < 3 else 1)
        else:
            self._emphasise(paragraph, start)
        if depth >= 0:
            self.draft.mark("item", start, depth)
        self.draft.new_line()

    def _emphasise(self, element: Element, start: int) -> None:
        bold, italic = self._styles.get(attribute(element, "style-name") or "", (False, False))
        if bold:
            self.draft.mark("bold", start)
        if italic:
            self.draft.mark("italic", start)

    def _words(self, parent: Element, at_start: bool = False) -> None:
        self._text(parent.text, at_start)
        for piece in parent:
            self._piece(piece)
            self._text(piece.tail)

    def _text(self, words: str | None, at_start: bool = False) -> None:
        """Words of the XML: white space there is layout, and any run of it one space."""
        if words:
            tidy = _SPACE.sub(" ", words)
            self.draft.add(tidy.lstrip(" ") if at_start else tidy)

    def _piece(self, piece: Element) -> None:
        kind = local(piece)
        if kind == "s":
            claimed = attribute(piece, "c") or "1"
            self.draft.add(
                " " * min(int(claimed) if claimed.isdecimal() and len(claimed) < 9 else 1, _MOST_SPACES)
            )
        elif kind == "tab":
            self.draft.add("\t")
        elif kind == "line-break":
            self.draft.new_line()
        elif kind == "note":
            self._note(piece)
        elif kind == "annotation":
            self.seen["comments"] += 1
        elif kind == "frame":
            self._frame(piece)
        elif kind not in _SKIPPED:
            start = self.draft.length
            self._words(piece)
            self._emphasise(piece, start)

    def _note(self, note: Element) -> None:
        """A number where the note is referred to, as the printed page shows it; the words come at the end."""
        body = child(note, "note-body")
        if body is not None:
            self._notes.append(body)
            self.draft.add(f"[{len(self._notes)}]")

    def _frame(self, frame: Element) -> None:
        box = child(frame, "text-box")
        if box is not None:
            self._boxes.append(box)
        else:
            self.seen["pictures"] += any(local(inside) in _PICTURES for inside in frame)

    def _table(self, table: Element) -> None:
        """A line per row, cells separated by tabs. A table in a cell is flattened into it."""
        inside = self.draft.in_cell
        for row in table.iterdescendants("{*}table-row"):
            if _table_of(row) is not table:
                continue
            for index, cell in enumerate(children(row, "table-cell")):
                if index:
                    self.draft.add(" " if inside else "\t")
                self.draft.in_cell = True
                self._blocks(cell)
                self.draft.in_cell = inside
            self.draft.new_line()


def _table_of(row: Element) -> Element | None:
    return next((above for above in row.iterancestors() if local(above) == "table"), None)
