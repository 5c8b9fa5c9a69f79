"""An archive of annotated texts, as WebAnno and INCEpTION export it: WebAnno TSV, JSON CAS or XMI; or a whole project.

In “annotation/talk.txt/ines.tsv” the text is talk.txt, and who annotated it ines. Where XMI was asked for, ines.zip
stands in its place, with the types beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from firsthand.core.problems import Problem
from firsthand.exchange.projects.others import cas, inception, webanno, xmi
from firsthand.exchange.projects.others.layers import Into, Layers
from firsthand.exchange.projects.others.making import Making
from firsthand.exchange.projects.others.parts import Files, opened_zip

INITIAL = ("initial_cas", "INITIAL_CAS")
NOBODY = (*INITIAL, "CURATION_USER", "curation_user")  # not by a person's own hand
ENDINGS = (".tsv", ".json", ".xmi", ".xml")
_FOLDERS = ("annotation", "curation")
_OTHER = noop("It is no text with annotations.")
_JAVA = noop(
    "It is in a form that only INCEpTION reads, and there is no other of it here. Export the "
    "project with the format UIMA CAS JSON or UIMA CAS XMI."
)
_ONLY_JAVA = noop(
    "The annotations in {name} are in a form that only INCEpTION reads. Export the project "
    "with the format UIMA CAS JSON or UIMA CAS XMI."
)
_BEFORE = noop(
    "What was annotated before anybody worked on a text (INITIAL_CAS) was left where "
    "somebody did: it is in their own annotations."
)


@dataclass(slots=True)
class _Part:
    """A file that may hold annotations: where it lies (in an archive in the archive: where that lies), of which form.

    It is read again when its turn comes: all of a project at once would take more memory than a computer has.
    """

    name: str
    inside: str
    form: str

    @property
    def said(self) -> str:
        """Where it is, as a person finds it."""
        return f"{self.name} {self.inside}".strip()

    def read(self, files: Files) -> bytes:
        """All of it."""
        data = files.read(self.name)
        if not self.inside:
            return data
        with opened_zip(self.name, BytesIO(data)) as inner:
            return inner.read(self.inside)


@dataclass(slots=True)
class _Found:
    parts: list[_Part] = field(default_factory=list)
    types: dict[str, xmi.Types] = field(default_factory=dict)  # by where they lie
    java: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


def read(files: Files, begun: Callable[[str], Making]) -> Making:
    """All that is annotated in it; `begun` begins a project of an origin."""
    project = inception.project_in(files)
    found = _found(files, project)
    with_tsv = any(one.form == "tsv" for one in found.parts)
    making = begun("WebAnno" if with_tsv else "UIMA CAS")
    layers = Layers(making)
    known: dict[str, Into] = {}
    worked = _worked_on(found)
    for one in found.parts:
        if _is_initial(one.name) and _text_of(one.name) in worked:
            making.report.remark(_BEFORE)
        elif one.form == "tsv":
            webanno.read(one.said, one.read(files), layers, _into(one.name, known))
        elif one.form == "json" and not with_tsv:
            cas.read(one.said, one.read(files), layers, _into(one.name, known))
        elif one.form == "xmi" and not with_tsv:
            types = found.types.get(one.name if one.inside else str(PurePosixPath(one.name).parent))
            xmi.read(one.said, one.read(files), layers, _into(one.name, known), types or found.types.get("."))
        else:
            making.report.lost("files", one.said, _OTHER)
    for name in found.java:
        making.report.lost("files", name, _JAVA)
    for name in found.more:
        making.report.lost("files", name, _OTHER)
    if project is not None:
        inception.take(project, files, layers, {one.title for one in known.values() if one.known})
    if not making.found and found.java:
        raise Problem(gettext(_ONLY_JAVA).format(name=files.name))
    return making


def _found(files: Files, project: inception.Project | None) -> _Found:
    found = _Found()
    for name in files.names():
        folder, stem = _folder(name), PurePosixPath(name)
        if project is not None and (name == project.file or folder == "source"):
            continue
        if name.endswith(".ser"):
            found.java.append(name)
        elif name.endswith(".zip") and folder in _FOLDERS:
            _open_inner(name, files.read(name), found)
        elif name.endswith(ENDINGS):
            _sort(found, name, "", files.read(name), str(stem.parent))
        elif project is not None:
            found.more.append(name)
    there = {(_text_of(one.name), PurePosixPath(one.name).stem) for one in found.parts}
    found.java = [one for one in found.java if (_text_of(one), PurePosixPath(one).stem) not in there]
    return found


def _open_inner(name: str, data: bytes, found: _Found) -> None:
    """An archive in the archive: a text's annotations as XMI, and their types."""
    with opened_zip(name, BytesIO(data)) as inner:
        for part in inner.names():
            if part.endswith(ENDINGS):
                _sort(found, name, part, inner.read(part), name)


def _sort(found: _Found, name: str, inside: str, data: bytes, place: str) -> None:
    if xmi.is_types(data):
        found.types[place] = xmi.read_types(f"{name} {inside}".strip(), data)
    elif not (name.endswith(".xml") or inside.endswith(".xml")) or xmi.is_it(data):
        is_of = (("tsv", webanno.is_it), ("json", cas.is_it), ("xmi", xmi.is_it))
        found.parts.append(_Part(name, inside, next((form for form, is_it in is_of if is_it(data)), "")))


def _worked_on(found: _Found) -> set[str]:
    """The texts that somebody has annotated."""
    by: dict[str, set[str]] = defaultdict(set)
    for one in found.parts:
        if _folder(one.name) == "annotation":
            by[_text_of(one.name)].add(PurePosixPath(one.name).stem)
    return {text for text, people in by.items() if people - set(INITIAL)}


def _is_initial(name: str) -> bool:
    return _folder(name) == "annotation" and PurePosixPath(name).stem in INITIAL


def _folder(name: str) -> str:
    """The folder that a part of a project lies in, without the one that was made for the program's own form."""
    parts = PurePosixPath(name).parts
    folders = [one.removesuffix("_ser") for one in parts[:-1]]
    return next((one for one in folders if one in (*_FOLDERS, "source")), "")


def _text_of(name: str) -> str:
    """The text that an annotator's file is about: the folder that it lies in."""
    parts = PurePosixPath(name).parts
    return f"{_folder(name)}/{parts[-2]}" if len(parts) > 1 else ""


def _into(name: str, known: dict[str, Into]) -> Into:
    path = PurePosixPath(name)
    if len(path.parts) < 3 or path.parts[-3] not in _FOLDERS:
        return Into(path.name)
    into = known.setdefault(path.parts[-2], Into(path.parts[-2]))
    into.by = "" if path.stem in NOBODY else path.stem
    return into
