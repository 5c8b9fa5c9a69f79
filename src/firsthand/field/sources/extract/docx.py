"""Word documents. Read from their XML, since python-docx skips what matters here: tracked insertions, footnotes,
text boxes. Nothing that the file points to outside of itself is ever followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from firsthand.core.transcript import Comment, Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.docx_styles import Style, Styles, outline, switch
from firsthand.field.sources.extract.draft import Draft
from firsthand.field.sources.extract.letters import normal
from firsthand.field.sources.extract.package import Package, opened
from firsthand.field.sources.extract.xml import Element, attribute, child, children, how_many, local

_INSIDE = frozenset(
    {"hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo", "sdtContent", "ins", "moveTo"}
)
"""Elements that only wrap words."""

_LETTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_COMMENTED = frozenset({"commentRangeStart", "commentRangeEnd"})
_LEFT_OUT = frozenset({"del", "moveFrom"})
_MAIN = "word/document.xml"


def read(name: str, data: bytes) -> list[Reading]:
    """The document's text: a line per paragraph, a line per table row, notes and text boxes at the end."""
    with opened(name, data) as package:
        document = _Document(name, package)
        document.write()
        return [document.draft.finish("docx", document.warnings(), _title(package))]


def main_part(package: Package) -> str:
    """The part that holds the words: nearly always word/document.xml, by rule whatever the package says."""
    relations = package.xml_if_there("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            target = (attribute(relation, "Target") or "").lstrip("/")
            return target if target in package.names else _MAIN
    return _MAIN


def _title(package: Package) -> str:
    core = package.xml_if_there("docProps/core.xml")
    title = child(core, "title")
    return (title.text or "") if title is not None else ""


class _Document:
    """Walks the document once and writes what it finds into a draft; `seen` counts what it left out or moved."""

    def __init__(self, name: str, package: Package) -> None:
        self.draft = Draft(name)
        self.seen: Counter[str] = Counter()
        self._name, self._package = name, package
        self._styles = Styles(package.xml_if_there("word/styles.xml"))
        self._notes: list[tuple[str, str]] = []
        self._boxes: list[Element] = []
        self._begun: dict[str, int] = {}  # where the words of each comment begin and end
        self._ended: dict[str, int] = {}

    def write(self) -> None:
        """Everything, in order: the body, the notes it refers to, the text boxes."""
        body = child(self._package.xml(main_part(self._package)), "body")
        if body is None:
            raise say.refuse(say.DAMAGED, self._name)
        self._blocks(body)
        self._write_notes()
        for box in self._boxes:  # a box inside a box adds to the list while it is walked
            self.draft.add("\n")
            self._blocks(box)
        self._write_comments()

    def warnings(self) -> list[str]:
        """What was left out, or put elsewhere."""
        kinds = (
            ("insertions", say.INSERTIONS),
            ("deletions", say.DELETIONS),
            ("comments", say.BESIDE),
            ("pictures", say.PICTURES),
            ("symbols", say.SYMBOLS),
            ("embedded", say.EMBEDDED),
        )
        found = [sentence for key, several in kinds for sentence in say.count(self.seen[key], several)]
        return [*found, *say.count(len(self._notes), say.NOTES), *say.count(len(self._boxes), say.BOXES)]

    # Paragraphs and tables

    def _blocks(self, parent: Element) -> None:
        for block in parent:
            kind = local(block)
            if kind == "p":
                self._paragraph(block)
            elif kind == "tbl":
                self._table(block)
            elif kind in _COMMENTED:
                self._commented(block)
            elif kind == "altChunk":
                self.seen["embedded"] += 1
            elif kind in _LEFT_OUT:
                self.seen["deletions"] += 1
            elif kind in _INSIDE or kind == "sdt":
                self._blocks(block)
            elif kind == "AlternateContent":
                self._blocks(_alternative(block))

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        style = self._styles.get(attribute(child(properties, "pStyle"), "val"))
        start = self.draft.length
        self._runs(paragraph, style)
        level = outline(properties) or style.heading
        if level:
            self.draft.mark("heading", start, level)
        elif style.item or child(properties, "numPr") is not None:
            depth = attribute(child(child(properties, "numPr"), "ilvl"), "val") or "0"
            self.draft.mark("item", start, int(depth) if depth.isdecimal() and len(depth) < 3 else 0)
        elif style.quote:
            self.draft.mark("quote", start)
        self.draft.new_line()

    def _table(self, table: Element) -> None:
        """A line per row, cells separated by tabs. A table in a cell is flattened into it."""
        inside = self.draft.in_cell
        for row in rows_of(table):
            for index, cell in enumerate(cells_of(row)):
                if index:
                    self.draft.add(" " if inside else "\t")
                self.draft.in_cell = True
                self._blocks(cell)
                self.draft.in_cell = inside
            self.draft.new_line()

    # Runs of words

    def _runs(self, parent: Element, style: Style) -> None:
        for piece in parent:
            kind = local(piece)
            if kind == "r":
                self._run(piece, style)
            elif kind in _COMMENTED:
                self._commented(piece)
            elif kind in _LEFT_OUT:
                self.seen["deletions"] += 1
            elif kind in _INSIDE or kind == "sdt":
                self.seen["insertions"] += kind in {"ins", "moveTo"}
                self._runs(piece, style)
            elif kind == "AlternateContent":
                self._runs(_alternative(piece), style)

    def _run(self, run: Element, style: Style) -> None:
        properties = child(run, "rPr")
        own = self._styles.get(attribute(child(properties, "rStyle"), "val"))
        start = self.draft.length
        self._pieces(run)
        if not style.heading and _first_set(switch(properties, "b"), own.bold, style.bold):
            self.draft.mark("bold", start)
        if not style.heading and _first_set(switch(properties, "i"), own.italic, style.italic):
            self.draft.mark("italic", start)

    def _pieces(self, run: Element) -> None:
        for piece in run:
            kind = local(piece)
            if kind == "t":
                self.draft.add(piece.text or "")
            elif kind in _LETTERS:
                self.draft.add(_LETTERS[kind])
            elif kind == "br":
                self.draft.new_line()
            elif kind in {"drawing", "pict", "object"}:
                self._drawing(piece)
            elif kind == "AlternateContent":
                self._pieces(_alternative(piece))
            elif kind in {"footnoteReference", "endnoteReference"}:
                self._note(kind.removesuffix("Reference"), attribute(piece, "id") or "")
            elif kind == "commentReference":
                self.seen["comments"] += 1
                self._ended.setdefault(attribute(piece, "id") or "", self.draft.length)
            elif kind == "sym":
                self.seen["symbols"] += 1

    def _drawing(self, drawing: Element) -> None:
        boxes = [box for box in drawing.iter("{*}txbxContent") if not _is_within_box(box, drawing)]
        self._boxes.extend(boxes)
        self.seen["pictures"] += 0 if boxes else max(1, how_many(drawing, "pic"))

    # Comments

    def _commented(self, edge: Element) -> None:
        edges = self._begun if local(edge) == "commentRangeStart" else self._ended
        edges.setdefault(attribute(edge, "id") or "", self.draft.length)

    def _write_comments(self) -> None:
        root = self._package.xml_if_there("word/comments.xml")
        for one in root if root is not None else ():
            comment_id = attribute(one, "id") or ""
            end = self._ended.get(comment_id)
            if end is None:
                continue
            words = "\n".join(plain(paragraph) for paragraph in one.iter("{*}p")).strip()
            author, at = (normal(attribute(one, name) or "")[0] for name in ("author", "date"))
            start = min(self._begun.get(comment_id, end), end)
            self.draft.comments.append(Comment(author, at, normal(words)[0], start, end))

    # Notes

    def _note(self, kind: str, note_id: str) -> None:
        """A number where the note is referred to, as the printed page shows it; the words come at the end."""
        self._notes.append((kind, note_id))
        self.draft.add(f"[{len(self._notes)}]")

    def _write_notes(self) -> None:
        known = {kind: self._notes_of(kind) for kind in {kind for kind, _ in self._notes}}
        for number, (kind, note_id) in enumerate(self._notes, start=1):
            self.draft.number_note(number)
            note = known[kind].get(note_id)
            if note is None:
                self.draft.new_line()
                continue
            self._blocks(note)

    def _notes_of(self, kind: str) -> dict[str, Element]:
        root = self._package.xml_if_there(f"word/{kind}s.xml")
        return {attribute(note, "id") or "": note for note in root} if root is not None else {}


def plain(paragraph: Element) -> str:
    """The words of a paragraph: in a comment, or in a cell."""
    pieces = (piece for piece in paragraph.iter() if isinstance(piece.tag, str))
    return "".join(
        (piece.text or "")
        if local(piece) == "t"
        else "\n"
        if local(piece) == "br"
        else _LETTERS.get(local(piece), "")
        for piece in pieces
        if local(_above(piece)) == "r"
    )


def _above(piece: Element) -> Element:
    above = piece.getparent()
    return piece if above is None else above


def _first_set(*switches: bool | None) -> bool:
    """The first of the switches that says on or off."""
    return next((value for value in switches if value is not None), False)


def _alternative(content: Element) -> Element:
    """Of a choice between a new and an old way to say the same, the new one: reading both doubles the words."""
    best = child(content, "Choice")
    return best if best is not None else next(children(content, "Fallback"), content)


def _is_within_box(box: Element, drawing: Element) -> bool:
    """Whether the box is an older program's copy, or lies in another box and will be met there."""
    for above in box.iterancestors():
        if above is drawing:
            return False
        if local(above) in {"txbxContent", "Fallback"}:
            return True
    return False


def rows_of(table: Element) -> Iterable[Element]:
    """The rows of a table, without those of tables in its cells."""
    return (row for row in table.iterdescendants("{*}tr") if _nearest(row, "tbl") is table)


def cells_of(row: Element) -> Iterable[Element]:
    """The cells of a row."""
    return (cell for cell in row.iterdescendants("{*}tc") if _nearest(cell, "tr") is row)


def _nearest(element: Element, name: str) -> Element | None:
    return next((above for above in element.iterancestors() if local(above) == name), None)
