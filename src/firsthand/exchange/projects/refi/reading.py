"""Reading a project or codebook file: first all but the sources, then the sources one by one.

Each pass goes through the XML once and lets go of what it has read, so that memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

from lxml import etree

from firsthand.core.problems import Problem
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Dated,
    Media,
    Project,
    Selection,
    Source,
    SyncPoint,
    Text,
    Thing,
    User,
    Value,
    Variable,
)
from firsthand.exchange.projects.refi.elements import (
    TEXT_IN,
    Element,
    as_written,
    derived,
    guid,
    is_guid,
    local,
    path_of,
)

SOURCES = ("TextSource", *TEXT_IN)
SELECTIONS = ("PlainTextSelection", "TranscriptSelection")
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
# Which elements are read by themselves, and where they belong.
SECTIONS = {
    "User": "Users", "Codes": "CodeBook", "Variable": "Variables", "Case": "Cases", "Note": "Notes",
    "Link": "Links", "Set": "Sets", "Graph": "Graphs", **dict.fromkeys(SOURCES, "Sources"),
}  # fmt: skip
DATES = {
    "creatingUser": "by", "creatingUserGUID": "by", "creationDateTime": "at",
    "modifyingUser": "changed_by", "modifyingUserGUID": "changed_by", "modifiedDateTime": "changed_at",
}  # fmt: skip
_MOST_DEEP = 200


def read_head(stream: IO[bytes], report: LossReport) -> Project:
    """All but the sources. Raises `Problem` for what is no project or codebook, and for broken XML."""
    project = Project(guid="")
    reading = _Reading(report)
    takers: dict[str, Callable[[Element], None]] = {
        "User": lambda found: project.users.append(reading.thing(User, found)),
        "Codes": lambda found: project.codes.extend(reading.codes(found)),
        "Variable": lambda found: project.variables.append(reading.variable(found)),
        "Case": lambda found: project.cases.append(reading.case(found)),
        "Note": lambda found: project.memos.append(reading.text(found)),
        "Link": lambda found: project.links.append(as_written(found)),
        "Set": lambda found: project.sets.append(as_written(found)),
        "Graph": lambda found: project.graphs.append(as_written(found)),
    }
    root = None
    for found in _elements(stream):
        root = found.getroottree().getroot() if root is None else root
        taker = takers.get(local(found))
        if taker:
            taker(found)
    if root is None:
        raise Problem("There is nothing in this file that a project or a codebook is made of.")
    reading.project(root, project)
    return project


def read_sources(stream: IO[bytes], report: LossReport) -> Iterator[Source]:
    """The sources, one by one, in the file's order."""
    reading = _Reading(report)
    for found in _elements(stream):
        name = local(found)
        if name == "TextSource":
            yield reading.text(found)
        elif name in TEXT_IN:
            yield reading.media(found)


def _elements(stream: IO[bytes]) -> Iterator[Element]:
    """The elements that are read by themselves; each is gone when the next one comes."""
    context = etree.iterparse(
        stream, events=("end",), tag=[f"{{*}}{name}" for name in (*SECTIONS, "Project", "CodeBook")],
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _event, found in context:
            above = found.getparent()
            name = local(found)
            if name in ("Project", "CodeBook"):
                if above is None:
                    yield found
                continue
            if above is None or local(above) != SECTIONS[name]:
                continue
            yield found
            _let_go(found, above)
    except etree.XMLSyntaxError as error:
        raise Problem(f"This file is damaged, or no XML: {error.msg}.") from error
    if context.root is None or local(context.root) not in ("Project", "CodeBook"):
        raise Problem("This file is no REFI-QDA project and no REFI-QDA codebook.")
    if context.root.getroottree().docinfo.internalDTD is not None:
        raise Problem(
            "This file brings a document type of its own, which no honest project does: it is not read."
        )


def _let_go(found: Element, above: Element) -> None:
    found.clear()
    while above[0] is not found:
        del above[0]


class _Reading:
    """Elements made into what they stand for. What we have no name for is kept, and told."""

    def __init__(self, report: LossReport) -> None:
        self._report = report

    def project(self, root: Element, project: Project) -> None:
        """What stands at the root itself."""
        self._attributes(root, project, {"origin": "origin"})
        sections = {*SECTIONS.values(), "Codes", *SECTIONS}
        for child in root:
            name = local(child)
            if name == "Description":
                project.description = child.text or ""
            elif name == "NoteRef":
                project.notes.append(guid(child.get("targetGUID", "")))
            elif name not in sections:
                self._unknown(child, project)
            else:
                for unknown in child:
                    if local(unknown) not in SECTIONS:
                        self._unknown(unknown, project)

    def thing(self, kind: type[Any], element: Element) -> Any:
        """An element that is nothing but its attributes."""
        made = kind(guid=self._guid(element))
        self._attributes(element, made, {})
        for child in element:
            self._unknown(child, made)
        return made

    def codes(self, codes: Element) -> Iterator[Code]:
        """Codes in the order of the tree."""
        waiting = [(child, "", 1) for child in reversed(codes)]
        while waiting:
            element, parent, depth = waiting.pop()
            if local(element) != "Code":
                continue
            if depth > _MOST_DEEP:
                raise Problem(
                    "The codes of this file stand in each other more than two hundred deep: it is not read."
                )
            code = Code(guid=self._guid(element), parent=parent)
            self._attributes(element, code, {"color": "color"})
            code.codable = code.extra.pop("isCodable", "true").strip() in ("true", "1")
            for child in element:
                name = local(child)
                if name == "Description":
                    code.description = child.text or ""
                elif name == "NoteRef":
                    code.notes.append(guid(child.get("targetGUID", "")))
                elif name != "Code":
                    self._unknown(child, code)
            yield code
            waiting += [
                (child, code.guid, depth + 1) for child in reversed(element) if local(child) == "Code"
            ]

    def variable(self, element: Element) -> Variable:
        """A variable."""
        made = Variable(guid=self._guid(element))
        self._attributes(element, made, {"typeOfVariable": "type"})
        for child in element:
            if local(child) == "Description":
                made.description = child.text or ""
            else:
                self._unknown(child, made)
        return made

    def case(self, element: Element) -> Case:
        """A case."""
        made = Case(guid=self._guid(element))
        self._attributes(element, made, {})
        lists = {"CodeRef": made.codes, "SourceRef": made.sources, "SelectionRef": made.selections}
        for child in element:
            name = local(child)
            if name == "Description":
                made.description = child.text or ""
            elif name == "VariableValue":
                made.values.append(self._value(child))
            elif name in lists:
                lists[name].append(guid(child.get("targetGUID", "")))
            else:
                self._unknown(child, made)
        return made

    def text(self, element: Element) -> Text:
        """A text source, a note, a transcript, or what a PDF or picture says."""
        made = Text(guid=self._guid(element))
        self._attributes(element, made, {"plainTextPath": "path", "richTextPath": "rich"})
        for child in element:
            name = local(child)
            if name in SELECTIONS:
                made.selections.append(self._selection(child))
            elif name == "Description":
                made.description = child.text or ""
            elif name == "PlainTextContent":
                made.words, made.inline = child.text or "", True
            elif name == "SyncPoint":
                made.sync.append(
                    SyncPoint(
                        self._guid(child), _number(child.get("timeStamp")), _number(child.get("position"))
                    )
                )
            elif not self._common(child, made):
                self._unknown(child, made)
        return made

    def media(self, element: Element) -> Media:
        """A picture, PDF, sound or film; what is selected in it is kept as it was written."""
        made = Media(guid=self._guid(element), element=local(element))
        self._attributes(element, made, {"path": "path"})
        for child in element:
            name = local(child)
            if name == TEXT_IN[made.element]:
                made.texts.append(self.text(child))
            elif name == "Description":
                made.description = child.text or ""
            elif not self._common(child, made):
                self._unknown(child, made)
        return made

    def _common(self, child: Element, made: Text | Media) -> bool:
        """What texts and media both may hold; whether it was that."""
        match local(child):
            case "Coding":
                made.codings.append(self._coding(child))
            case "NoteRef":
                made.notes.append(guid(child.get("targetGUID", "")))
            case "VariableValue":
                made.values.append(self._value(child))
            case _:
                return False
        return True

    def _selection(self, element: Element) -> Selection:
        made = Selection(guid=self._guid(element))
        self._attributes(element, made, {})
        extra = made.extra
        made.raw = (
            _number(extra.pop("startPosition", None)) or 0,
            _number(extra.pop("endPosition", None)) or 0,
        )
        made.between = (extra.pop("fromSyncPoint", ""), extra.pop("toSyncPoint", ""))
        for child in element:
            name = local(child)
            if name == "Coding":
                made.codings.append(self._coding(child))
            elif name == "Description":
                made.description = child.text or ""
            elif name == "NoteRef":
                made.notes.append(guid(child.get("targetGUID", "")))
            else:
                self._unknown(child, made)
        return made

    def _coding(self, element: Element) -> Coding:
        made = Coding(guid=self._guid(element), code="")
        for name, written in element.items():
            if name == "creatingUser":
                made.by = guid(written)
            elif name == "creationDateTime":
                made.at = written
            elif name != "guid":
                made.extra[name] = written
        for child in element:
            name = local(child)
            if name == "CodeRef" and not made.code:
                made.code = guid(child.get("targetGUID", ""))
            elif name == "NoteRef":
                made.notes.append(guid(child.get("targetGUID", "")))
            else:
                self._unknown(child, made)
        return made

    def _value(self, element: Element) -> Value:
        variable, kind, written = "", "", ""
        for child in element:
            name = local(child)
            if name == "VariableRef":
                variable = guid(child.get("targetGUID", ""))
            elif name in VALUES:
                kind, written = name, child.text or ""
        return Value(variable, kind, written)

    def _attributes(self, element: Element, made: Thing, own: dict[str, str]) -> None:
        """Attributes onto the fields that they are; the others are kept."""
        for name, written in element.items():
            if name == "guid":
                continue
            if name == "name":
                made.name = written
            elif name in own:
                setattr(made, own[name], written)
            elif name in DATES and isinstance(made, Dated):
                setattr(made, DATES[name], guid(written) if "User" in name else written)
            elif written and not name.startswith("{"):
                made.extra[name] = written

    def _guid(self, element: Element) -> str:
        written = element.get("guid", "")
        if not written:
            above = next((one.get("guid", "") for one in element.iterancestors() if one.get("guid")), "")
            place = sum(1 for _ in element.itersiblings(preceding=True))
            self._report.remark("Some things in this file have no GUID: they were given one.")
            return derived(guid(above), f"{local(element)} {place} {element.get('name', '')}")
        if not is_guid(written):
            self._report.remark(
                "Some GUIDs of this file are none by the standard: they were replaced, each by the same one."
            )
        return guid(written)

    def _unknown(self, element: Element, made: Thing) -> None:
        made.more.append(as_written(element))
        kind = "selections" if local(element).endswith("Selection") else "other"
        self._report.kept(
            kind, path_of(element), "It is not shown here; it is kept, and goes out again as it came."
        )


def _number(written: str | None) -> int | None:
    try:
        return int(written) if written is not None else None
    except ValueError:
        return None
