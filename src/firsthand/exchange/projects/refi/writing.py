"""Writing a project or a codebook: valid by the schemas, positions in code points, the same bytes for the same study.

Element after element is written as it comes, so that a project may have more sources than memory holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Dated,
    Media,
    Project,
    Selection,
    Source,
    Text,
    Thing,
    Value,
    Variable,
    texts_of,
)
from firsthand.exchange.projects.refi.elements import TEXT_IN

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same study gives the same bytes

# What may stand in an element, in the order that the schema wants.
ORDER = {
    "Project": ("Description", "NoteRef"),
    "Code": ("Description", "NoteRef", "Code"),
    "Variable": ("Description",),
    "Case": ("Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"),
    "TextSource": ("Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"),
    "Transcript": ("Description", "PlainTextContent", "SyncPoint", "TranscriptSelection", "NoteRef"),
    "Selection": ("Description", "Coding", "NoteRef"),
    "PDFSource": ("Description", "PDFSelection", "Representation", "Coding", "NoteRef", "VariableValue"),
    "PictureSource": ("Description", "TextDescription", "PictureSelection", "Coding", "NoteRef", "VariableValue"),
    "AudioSource": ("Description", "Transcript", "AudioSelection", "Coding", "NoteRef", "VariableValue"),
    "VideoSource": ("Description", "Transcript", "VideoSelection", "Coding", "NoteRef", "VariableValue"),
}  # fmt: skip
_TAG = re.compile(r"<([^\s/>]+)")
_MOMENT = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_COLOR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_AS_IT_IS = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')  # in an attribute
_ALWAYS_NAMED = (Code, Variable)

Files = Callable[[str], bytes | None]


def write_project(
    to: Path | IO[bytes], project: Project, sources: Iterable[Source], files: Files = lambda name: None
) -> None:
    """A .qdpx. `files` gives the bytes of a recording, picture or original by its path in the project."""
    texts: list[tuple[str, str]] = []
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        wanted: list[str] = []
        with archive.open(_part("project.qde"), "w", force_zip64=True) as out:
            for piece in _project(project, _noting(sources, archive, texts, wanted)):
                out.write(piece.encode("utf-8"))
        for name, words in texts:
            _store(archive, name, words.encode("utf-8"))
        for name in dict.fromkeys(wanted):
            data = files(name)
            if data is not None:
                _store(archive, name, data)


def write_codebook(out: IO[bytes], project: Project) -> None:
    """A .qdc: the codes, and sets of them."""
    out.write(_HEAD.encode())
    out.write(f'<CodeBook xmlns="{CODEBOOK}"{_attribute("origin", project.origin)}>\n'.encode())
    for piece in _section("Codes", _codes(project.codes)):
        out.write(piece.encode("utf-8"))
    out.write(b"</CodeBook>\n")


_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def _noting(
    sources: Iterable[Source], archive: ZipFile, texts: list[tuple[str, str]], wanted: list[str]
) -> Iterator[Source]:
    """The sources, while noting which files belong to them: those come after the XML in the archive."""
    for source in sources:
        for text in texts_of(source):
            if text.words is not None and not text.inline:
                texts.append((text.path, text.words))
            if text.rich:
                wanted.append(text.rich)
        if isinstance(source, Media) and source.path:
            wanted.append(source.path)
        yield source


def _store(archive: ZipFile, written: str, data: bytes) -> None:
    archive.writestr(_part("sources/" + written.removeprefix("internal://")), data, compresslevel=6)


def _part(name: str) -> ZipInfo:
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _project(project: Project, sources: Iterable[Source]) -> Iterator[str]:
    yield _HEAD
    yield f'<Project xmlns="{PROJECT}"{_attribute("name", project.name or "Project", empty=True)}'
    yield _attribute("origin", project.origin)
    for name, written in (
        ("creatingUserGUID", project.by), ("creationDateTime", _moment(project.at)),
        ("modifyingUserGUID", project.changed_by), ("modifiedDateTime", _moment(project.changed_at)),
        ("basePath", project.extra.get("basePath", "")),
    ):  # fmt: skip
        yield _attribute(name, written)
    yield ">\n"
    yield from _section("Users", (_plain("User", user) for user in project.users))
    if project.codes:
        yield from _section("CodeBook", _section("Codes", _codes(project.codes)))
    yield from _section("Variables", map(_variable, project.variables))
    yield from _section("Cases", map(_case, project.cases))
    yield from _section("Sources", (_source(source) for source in sources))
    yield from _section("Notes", (_text("Note", replace(memo, inline=True)) for memo in project.memos))
    for name, kept in (("Links", project.links), ("Sets", project.sets), ("Graphs", project.graphs)):
        yield from _section(name, (one + "\n" for one in kept))
    if project.description:
        yield _element("Description", project.description)
    yield _refs("NoteRef", project.notes)
    yield "</Project>\n"


def _section(name: str, inside: Iterable[str]) -> Iterator[str]:
    """A list of things, where there is one: an empty list is not valid."""
    begun = False
    for one in inside:
        if not begun:
            yield f"<{name}>\n"
        begun = True
        yield one
    if begun:
        yield f"</{name}>\n"


def _codes(codes: Sequence[Code]) -> Iterator[str]:
    """The tree, which comes as a list in its order."""
    open_: list[Code] = []
    for code in codes:
        while open_ and open_[-1].guid != code.parent:
            open_.pop()
            yield "</Code>\n"
        color = code.color if _COLOR.fullmatch(code.color) else ""
        attributes = _start(code) + f' isCodable="{str(code.codable).lower()}"' + _attribute("color", color)
        yield f"<Code{attributes}>\n"
        yield _described(code.description) + _refs("NoteRef", code.notes)
        open_.append(code)
    yield "</Code>\n" * len(open_)


def _variable(variable: Variable) -> str:
    described = _described(variable.description)
    return f'<Variable{_start(variable)} typeOfVariable="{variable.type}">{described}</Variable>\n'


def _case(case: Case) -> str:
    inside = (
        _described(case.description) + _refs("CodeRef", case.codes) + "".join(map(_value, case.values))
        + _refs("SourceRef", case.sources) + _refs("SelectionRef", case.selections)
    )  # fmt: skip
    return f"<Case{_start(case)}>\n{inside}</Case>\n"


def _value(value: Value) -> str:
    held = _element(value.element, value.written) if value.element else ""
    return f'<VariableValue><VariableRef targetGUID="{value.variable}"/>{held}</VariableValue>\n'


def _source(source: Source) -> str:
    if isinstance(source, Text):
        return _text("TextSource", source)
    name = source.element
    parts = [
        *_part_of("Description", [_described(source.description)]),
        *_part_of(TEXT_IN[name], [_text(TEXT_IN[name], text) for text in source.texts]),
        *_part_of("Coding", map(_coding, source.codings)),
        *_part_of("NoteRef", [_refs("NoteRef", source.notes)]),
        *_part_of("VariableValue", map(_value, source.values)),
        *((_name_of(one), one + "\n") for one in source.more),
    ]
    attributes = (
        _start(source)
        + _attribute("path", source.path)
        + _attribute("currentPath", source.extra.get("currentPath", ""))
    )
    return f"<{name}{attributes}{_dates(source)}>\n{_ordered(name, parts)}</{name}>\n"


def _text(name: str, text: Text) -> str:
    selection = "TranscriptSelection" if name == "Transcript" else "PlainTextSelection"
    inline = text.inline and text.words is not None
    content = [_element("PlainTextContent", text.words or "")] if inline else []
    parts = [
        *_part_of("Description", [_described(text.description)]),
        *_part_of("PlainTextContent", content),
        *_part_of("SyncPoint", (_sync(one.guid, one.time, one.position) for one in text.sync)),
        *_part_of(selection, (_selection(selection, one) for one in text.selections)),
        *_part_of("Coding", map(_coding, text.codings)),
        *_part_of("NoteRef", [_refs("NoteRef", text.notes)]),
        *_part_of("VariableValue", map(_value, text.values)),
    ]
    paths = _attribute("richTextPath", text.rich) + ("" if inline else _attribute("plainTextPath", text.path))
    kind = "Transcript" if name == "Transcript" else "TextSource"
    return f"<{name}{_start(text)}{paths}{_dates(text)}>\n{_ordered(kind, parts)}</{name}>\n"


def _selection(name: str, selection: Selection) -> str:
    if name == "TranscriptSelection":
        where = _attribute("fromSyncPoint", selection.between[0]) + _attribute(
            "toSyncPoint", selection.between[1]
        )
    else:
        start, end = (selection.span.start, selection.span.end) if selection.span else selection.raw
        where = f' startPosition="{start}" endPosition="{end}"'
    inside = (
        _described(selection.description)
        + "".join([_coding(coding) for coding in selection.codings])
        + _refs("NoteRef", selection.notes)
    )
    return f"<{name}{_start(selection)}{where}{_dates(selection)}>{inside}</{name}>\n"


def _coding(coding: Coding) -> str:
    attributes = (
        f' guid="{coding.guid}"'
        + _attribute("creatingUser", coding.by)
        + _attribute("creationDateTime", _moment(coding.at))
    )
    return (
        f'<Coding{attributes}><CodeRef targetGUID="{coding.code}"/>{_refs("NoteRef", coding.notes)}</Coding>'
    )


def _sync(guid: str, time: int | None, position: int | None) -> str:
    written = ("" if time is None else f' timeStamp="{time}"') + (
        "" if position is None else f' position="{position}"'
    )
    return f'<SyncPoint guid="{guid}"{written}/>\n'


def _plain(name: str, thing: Thing) -> str:
    return f"<{name}{_start(thing)}{_attribute('id', thing.extra.get('id', ''))}/>\n"


def _start(thing: Thing) -> str:
    return f' guid="{thing.guid}"' + _attribute("name", thing.name, empty=isinstance(thing, _ALWAYS_NAMED))


def _dates(thing: Dated) -> str:
    return (
        _attribute("creatingUser", thing.by)
        + _attribute("creationDateTime", _moment(thing.at))
        + _attribute("modifyingUser", thing.changed_by)
        + _attribute("modifiedDateTime", _moment(thing.changed_at))
    )


def _part_of(name: str, written: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, one) for one in written if one)


def _ordered(name: str, parts: list[tuple[str, str]]) -> str:
    order = ORDER[name]
    return "".join(one for _name, one in sorted(
        (part for part in parts if part[0] in order), key=lambda part: order.index(part[0])))  # fmt: skip


def _name_of(written: str) -> str:
    found = _TAG.match(written)
    return found[1].rpartition(":")[2] if found else ""


def _described(description: str) -> str:
    return _element("Description", description) if description else ""


def _element(name: str, words: str) -> str:
    return f"<{name}>{_clean(words)}</{name}>\n"


def _refs(name: str, guids: Iterable[str]) -> str:
    return "".join([f'<{name} targetGUID="{guid}"/>' for guid in guids])


def _attribute(name: str, written: str, *, empty: bool = False) -> str:
    """The attribute, where there is something to say."""
    if not written and not empty:
        return ""
    if not _NOT_AS_IT_IS.search(written):
        return f' {name}="{written}"'
    return f" {name}={quoteattr(_NOT_XML.sub('', written), _LINES)}"


_LINES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _clean(words: str) -> str:
    """Words as they may stand in XML."""
    return escape(_NOT_XML.sub("", words), {"\r": "&#13;"})


@lru_cache(maxsize=1000)
def _moment(written: str) -> str:
    """A moment as the schema wants it; what is none is left out."""
    return written.strip() if _MOMENT.fullmatch(written.strip()) else ""
