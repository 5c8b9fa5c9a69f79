"""Reading a project or codebook file: first all but the sources, then the sources one by one.

Each pass goes through the XML once and lets go of what it has read, so that memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import takewhile
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from lxml import etree

from firsthand.core.collecting import not_collecting
from firsthand.core.problems import Problem
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.project import (
    MOST_THINGS,
    ROUND,
    Case,
    Code,
    Coding,
    Media,
    Project,
    RoundSet,
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
    as_kept,
    as_written,
    derived,
    guid,
    local,
    named,
    path_of,
    reference,
    standard_guid,
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
# Which attribute goes to which field, by what the element is made into.
OF_THING = {"name": "name"}
OF_CODING = {"creatingUser": "by", "creationDateTime": "at"}
OF_CODE = {**OF_THING, "color": "color"}
OF_VARIABLE = {**OF_THING, "typeOfVariable": "type"}
OF_DATED = {**OF_THING, **DATES}
OF_PROJECT = {**OF_DATED, "origin": "origin"}
OF_TEXT = {**OF_DATED, "plainTextPath": "path", "richTextPath": "rich"}
OF_MEDIA = {**OF_DATED, "path": "path"}
_PEOPLE = frozenset(name for name in DATES if "User" in name)
_MOST_DEEP = 200

# Shown each text of a file before its source is read: the text without its selections, and a way to have some of them.
Look = Callable[[Text, Callable[[int], list[Selection]]], None]


def read_head(stream: IO[bytes], report: LossReport, look: Look = lambda text, some: None) -> Project:
    """All but the sources, of which `look` is shown the texts. Raises `Problem` for no project, and for broken XML."""
    project = Project(guid="")
    reading, glancing = _Reading(report), _Reading(LossReport())
    takers: dict[str, Callable[[Element], None]] = {
        "User": lambda found: project.users.append(reading.thing(User, found)),
        "Codes": lambda found: project.codes.extend(reading.codes(found)),
        "Variable": lambda found: project.variables.append(reading.variable(found)),
        "Case": lambda found: project.cases.append(reading.case(found)),
        "Note": lambda found: project.memos.append(reading.text(found)),
        "Link": lambda found: project.links.append(as_written(found)),
        "Set": lambda found: _set(project, found),
        "Graph": lambda found: project.graphs.append(as_written(found)),
        **dict.fromkeys(SOURCES, lambda found: glancing.show(found, look)),
    }
    root = None
    for found in _elements(stream):
        root = found.getroottree().getroot() if root is None else root
        taker = takers.get(local(found))
        if taker:
            taker(found)
    if root is None:
        raise Problem(_("There is nothing in this file that a project or a codebook is made of."))
    reading.project(root, project)
    return project


def _set(project: Project, found: Element) -> None:
    project.sets.append(as_written(found))
    description = found.findtext("{*}Description") or ""
    if ROUND in description:
        codes, sources = (
            [
                one
                for member in found.iterfind("{*}" + name)
                if (one := standard_guid(member.get("targetGUID", "")))
            ]
            for name in ("MemberCode", "MemberSource")
        )
        guid, name = standard_guid(found.get("guid", "")), found.get("name", "")
        project.rounds.append(
            RoundSet(guid=guid, name=name, description=description, codes=codes, sources=sources)
        )


def read_sources(stream: IO[bytes], report: LossReport) -> Iterator[Source]:
    """The sources, one by one, in the file's order."""
    reading = _Reading(report)
    for found in _elements(stream):
        name = local(found)
        if name == "TextSource" or name in TEXT_IN:
            with not_collecting():
                made = reading.text(found) if name == "TextSource" else reading.media(found)
            yield made


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
        raise Problem(_("This file is damaged, or no XML: %(msg)s.") % {"msg": error.msg}) from error
    if context.root is None or local(context.root) not in ("Project", "CodeBook"):
        raise Problem(_("This file is no REFI-QDA project and no REFI-QDA codebook."))
    if context.root.getroottree().docinfo.internalDTD is not None:
        raise Problem(
            _("This file brings a document type of its own, which no honest project does: it is not read.")
        )


def _let_go(found: Element, above: Element) -> None:
    found.clear()
    while above[0] is not found:
        del above[0]


class _Reading:
    """Elements made into what they stand for. What we have no name for is kept, and told."""

    def __init__(self, report: LossReport) -> None:
        self._report = report
        self._last: dict[
            str, tuple[Element, int]
        ] = {}  # of each kind: the last without a GUID, and its place

    def show(self, source: Element, look: Look) -> None:
        """Show the texts of a source to `look`."""
        name = local(source)
        for element in [source] if name == "TextSource" else source.iterchildren(f"{{*}}{TEXT_IN[name]}"):
            text = Text(guid="")
            self._attributes(element, text, OF_TEXT)
            content = element.find("{*}PlainTextContent")
            if content is not None:
                text.words, text.inline = content.text or "", True
            look(text, partial(self._some, element))

    def _some(self, element: Element, most: int) -> list[Selection]:
        """Selections from all over a text; all of them, where there are not more than `most`."""
        found = [child for child in element if local(child) in SELECTIONS]
        return [self._selection(child) for child in found[:: -(-len(found) // most) or 1]]

    def project(self, root: Element, project: Project) -> None:
        """What stands at the root itself."""
        self._attributes(root, project, OF_PROJECT)
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
        self._attributes(element, made, OF_THING)
        for child in element:
            self._unknown(child, made)
        return made

    def codes(self, codes: Element) -> Iterator[Code]:
        """Codes in the order of the tree."""
        waiting, made = [(child, "", 1) for child in reversed(codes)], 0
        while waiting and made <= MOST_THINGS:
            element, parent, depth = waiting.pop()
            if local(element) != "Code":
                continue
            made += 1
            if depth > _MOST_DEEP:
                raise Problem(
                    _(
                        "The codes of this file stand in each other more than two hundred deep: it is not read."
                    )
                )
            code = Code(guid=self._guid(element), parent=parent)
            self._attributes(element, code, OF_CODE)
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
        self._attributes(element, made, OF_VARIABLE)
        for child in element:
            if local(child) == "Description":
                made.description = child.text or ""
            else:
                self._unknown(child, made)
        return made

    def case(self, element: Element) -> Case:
        """A case."""
        made = Case(guid=self._guid(element))
        self._attributes(element, made, OF_THING)
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
        self._attributes(element, made, OF_TEXT)
        for child in element:
            name = named(child.tag)
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
        self._attributes(element, made, OF_MEDIA)
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

    # There may be a million of these two: what nearly all of them say is taken as it stands, what else there is is
    # looked at one by one.

    def _selection(self, element: Element) -> Selection:
        given = dict(element.items())
        taken = given.pop
        made = Selection(
            guid=self._guid(element, taken("guid", "")),
            by=reference(taken("creatingUser")) if "creatingUser" in given else "",
            at=taken("creationDateTime", ""),
            raw=_range(taken("startPosition", ""), taken("endPosition", "")),
        )
        if given:
            self._given(given, made, OF_DATED)
            made.between = (made.extra.pop("fromSyncPoint", ""), made.extra.pop("toSyncPoint", ""))
        for child in element[:]:
            name = named(child.tag)
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
        given = dict(element.items())
        made = Coding(
            guid=self._guid(element, given.pop("guid", "")),
            code="",
            by=reference(given.pop("creatingUser")) if "creatingUser" in given else "",
            at=given.pop("creationDateTime", ""),
        )
        if given:
            self._given(given, made, OF_CODING)
        for child in element[:]:
            name = named(child.tag)
            if name == "CodeRef" and not made.code:
                made.code = reference(child.get("targetGUID", ""))
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

    def _attributes(self, element: Element, made: Thing, own: Mapping[str, str]) -> None:
        """Attributes onto the fields that they are; the others are kept."""
        self._given(dict(element.items()), made, own)

    def _given(self, given: Mapping[str, str], made: Thing, own: Mapping[str, str]) -> None:
        for name, written in given.items():
            field = own.get(name)
            if field is not None:
                setattr(made, field, reference(written) if name in _PEOPLE else written)
            elif written and name != "guid" and name[0] != "{":
                made.extra[name] = written

    def _guid(self, element: Element, written: str | None = None) -> str:
        """The GUID of an element; `written` where it was asked for already."""
        if written is None:
            written = element.get("guid", "")
        if as_kept(written):
            return written
        if not written:
            self._report.remark(noop("Some things in this file have no GUID: they were given one."))
            return self._derived(element)
        if found := standard_guid(written):
            return found
        self._report.remark(
            noop(
                "Some GUIDs of this file are none by the standard: they were replaced, each by the same one."
            )
        )
        return guid(written)

    def _derived(self, element: Element) -> str:
        """A GUID that follows from the nearest one above, and from the way that leads from there."""
        steps: list[str] = []
        one: Element | None = element
        while one is not None and not one.get("guid"):
            steps.insert(0, f"{local(one)} {self._place(one)} {one.get('name', '')}")
            one = one.getparent()
        return derived(guid("" if one is None else one.get("guid", "")), "/".join(steps))

    def _place(self, element: Element) -> int:
        """How many stand before it under the same element, counted on from the last one that was asked for."""
        name, before = local(element), element.itersiblings(preceding=True)
        last, place = self._last.get(name, (None, 0))
        if last is None or last.getparent() is not element.getparent():
            place = sum(1 for _ in before)
        elif last is not element:
            place += 1 + sum(1 for _ in takewhile(lambda one: one is not last, before))
        self._last[name] = (element, place)
        return place

    def _unknown(self, element: Element, made: Thing) -> None:
        made.more.append(as_written(element))
        kind = "selections" if local(element).endswith("Selection") else "other"
        self._report.kept(
            kind, path_of(element), noop("It is not shown here; it is kept, and goes out again as it came.")
        )


def _range(start: str, end: str) -> tuple[int, int]:
    """Where a file says that a selection is; what is no number counts as the beginning."""
    try:
        return int(start), int(end)
    except ValueError:
        return _number(start) or 0, _number(end) or 0


def _number(written: str | None) -> int | None:
    try:
        return int(written) if written is not None else None
    except ValueError:
        return None
