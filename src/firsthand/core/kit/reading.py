"""Reading a kit from its files, in one of its languages, with everything that is wrong with it.

A part’s twin in another language has the language before its ending: `guide.yaml`, `guide.es.yaml`. Where a language
has no twin of a part, the part stands as it was written first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from firsthand.core.guide import Guide
from firsthand.core.kit.codes import read_codes, read_milestones
from firsthand.core.kit.faults import Fault, Faults
from firsthand.core.kit.guides import read_questions, themes_named
from firsthand.core.kit.lined import read_lined
from firsthand.core.kit.manifest import FILE, Manifest, read_manifest
from firsthand.core.kit.parts import OF_THE_PROGRAM, Contents, Document, Id, Kit, Part
from firsthand.core.kit.said import read_attributes, read_scopes
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

LARGEST = 2 * 1024 * 1024  # bytes of one file
MOST = 300  # files
TEXTS = (".yaml", ".yml", ".csv", ".md", ".txt")
# That a kit makes the study again that inspired it; saying that it does not is no such claim.
CLAIMS = re.compile(
    r"\breplicat(?:es|ed|ion of|ing)\b|\breplicaci[oó]n del?\b|\breplica (?:el|la)\b", re.IGNORECASE
)
DENIES = re.compile(r"\b(?:not|never|no|nor|nunca|ni|without|sin)\b|n[’']t\b", re.IGNORECASE)

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Looked:
    """A kit that was looked at. `kit` is None where something bars a study from beginning with it."""

    kit: Kit | None
    faults: list[Fault]


@dataclass(slots=True)
class _Language:
    """The parts in one language as they are read, and by file the ids in them."""

    contents: Contents = field(default_factory=Contents)
    ids: dict[str, tuple[str, list[Id]]] = field(default_factory=dict)  # by part: its file, its ids
    named: list[tuple[str, Id]] = field(default_factory=list)  # file, code that a question points to


def look_at(files: Files, language: str = "") -> Looked:
    """A kit in a language (by default the one it was written in first), and every fault of it."""
    faults = Faults()
    texts = _texts(files, faults)
    manifest = read_manifest(texts, files.keys(), faults)
    if manifest is None:
        return Looked(None, faults.in_order())
    _check_every_yaml(texts, manifest, faults)
    read = {code: _read(manifest, texts, code, faults) for code in manifest.languages}
    first = read[manifest.languages[0]]
    for code in manifest.languages[1:]:
        _compare(manifest, first, read[code], texts, code, faults)
    _check_references(manifest, first, faults)
    _check_claims(texts, faults)
    found = faults.in_order()
    wanted = language or manifest.languages[0]
    if any(one.bars for one in found) or wanted not in read:
        return Looked(None, found)
    return Looked(_kit(manifest, wanted, read[wanted].contents), found)


def read_kit(files: Files, language: str = "") -> Kit:
    """The kit. Raises `Problem`, with the first things to put right, where none can be read from these files."""
    looked = look_at(files, language)
    if looked.kit is not None:
        return looked.kit
    barring = [one for one in looked.faults if one.bars]
    if not barring:
        raise Problem(_("The kit is not there in the language “%(language)s”.") % {"language": language})
    told = [str(one) for one in barring[:3]]
    if len(barring) > 3:
        told.append(_("And %(n)s more: firsthand kit check tells all.") % {"n": len(barring) - 3})
    raise Problem(" ".join(told))


def read_again(files: Files, language: str) -> Kit:
    """A kit that was good when it was kept, as far as its files are given: a part whose file is not is left out."""
    faults = Faults()
    texts = _texts(files, faults)
    manifest = read_manifest(texts, files.keys(), faults)
    if manifest is None:
        raise Problem(_("The kit that was kept has no manifest."))
    return _kit(manifest, language, _read(manifest, texts, language, faults).contents)


def files_of(files: Files, part: str) -> list[str]:
    """The files of a part, in every language."""
    faults = Faults()
    manifest = read_manifest(_texts(files, faults), files.keys(), faults)
    found = [one.file for one in manifest.parts if one.id == part and one.file] if manifest else []
    return (
        [
            name
            for file in found
            for name in (file, *(twin(file, code) for code in manifest.languages))
            if name in files
        ]
        if manifest
        else []
    )


def twin(file: str, language: str) -> str:
    """What the file of a part is called in another language.

    >>> twin("interview/guide.yaml", "es")
    'interview/guide.es.yaml'
    """
    path = PurePosixPath(file)
    return str(
        path.parent / f"{path.stem}.{language}{path.suffix}"
    )  # also of “.”, which a part may say is its file


def _texts(files: Files, faults: Faults) -> dict[str, str]:
    """Every file that is a text, as far as it is one."""
    found: dict[str, str] = {}
    if len(files) > MOST:
        faults.at(FILE)(
            1,
            _("There are %(n)s files here; a kit has %(most)s at most. Leave out what is no part of it.")
            % {"n": len(files), "most": MOST},
        )
        return found
    for name, data in files.items():
        if len(data) > LARGEST:
            faults.at(name)(
                1,
                _("This file is larger than %(largest)s MB. A kit is texts and tables only.")
                % {"largest": LARGEST // 1024 // 1024},
            )
        elif name.endswith(TEXTS):
            try:
                found[name] = data.decode("utf-8-sig")
            except UnicodeDecodeError as wrong:
                line = data.count(b"\n", 0, wrong.start) + 1
                faults.at(name)(line, _("This is no text in UTF-8. Save it as plain text in UTF-8."))
    return found


def _check_every_yaml(texts: Mapping[str, str], manifest: Manifest, faults: Faults) -> None:
    """What is read nowhere else is at least YAML."""
    for name in {one.file for one in manifest.parts if one.id in OF_THE_PROGRAM and one.id != "scopes"}:
        if name.endswith((".yaml", ".yml")) and name in texts:
            for slip in read_lined(texts[name]).slips:
                faults.at(name)(slip.line, slip.sentence)


def _read(manifest: Manifest, texts: Mapping[str, str], language: str, faults: Faults) -> _Language:
    found = _Language()
    for part in manifest.parts:
        own = twin(part.file, language) if part.file else ""
        file = own if own in texts else part.file
        if file in texts:
            _read_part(found, part, file, texts[file], faults)
    return found


def _read_part(found: _Language, part: Part, file: str, text: str, faults: Faults) -> None:
    note, contents = faults.at(file), found.contents
    ids: list[Id] = []
    if _is_guide(part):
        guide, ids, lined = read_questions(text, note)
        guides: tuple[Guide, ...] = (*contents.guides, *([guide] if guide else []))
        found.contents = replace(contents, guides=guides)
        found.named += ((file, one) for one in (themes_named(lined) if ids else []))
    elif part.id == "codebook":
        codes, ids = read_codes(text, note, faults.at(file, bars=False))
        found.contents = replace(contents, codes=codes)
    elif part.id == "milestones":
        milestones, ids = read_milestones(text, note)
        found.contents = replace(contents, milestones=milestones)
    elif part.id == "attributes":
        attributes, ids = read_attributes(text, note)
        found.contents = replace(contents, attributes=attributes)
    elif part.id == "scopes":
        found.contents = replace(contents, scopes=read_scopes(text, note))
    elif file.endswith(".md") and part.id not in OF_THE_PROGRAM:
        found.contents = replace(contents, documents=(*contents.documents, _document(part, text)))
    elif part.id not in OF_THE_PROGRAM:
        note(
            1,
            _("Nobody reads the part “%(id)s” in a file of this kind. Texts to read end in .md.")
            % {"id": part.id},
        )
    found.ids[part.id] = (file, ids)


def _is_guide(part: Part) -> bool:
    """Whether questions are in it: how to hold a talk, which is beside it, is a text."""
    return part.id.startswith("guide") and part.file.endswith((".yaml", ".yml"))


def _document(part: Part, text: str) -> Document:
    """A text, called by its first heading; what stands above that, such as that nobody has checked it, stays."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    heading = next((at for at, line in enumerate(lines) if line.startswith("# ")), None)
    if heading is None:
        return Document(part.id, part.id.replace("_", " "), "\n".join(lines))
    body = "\n".join([*lines[:heading], *lines[heading + 1 :]])
    return Document(part.id, lines[heading].removeprefix("# ").strip(), body.strip())


def _compare(
    manifest: Manifest,
    first: _Language,
    other: _Language,
    texts: Mapping[str, str],
    code: str,
    faults: Faults,
) -> None:
    """Ids are the same in all languages, and in the same order: that is how a code stays the same code."""
    own = [part for part in manifest.parts if part.file and twin(part.file, code) in texts]
    if not own:
        line = manifest.lined.line("languages")
        faults.at(FILE)(
            line,
            _(
                "No part is there in the language %(code)s: guide.%(code)s.yaml and so on. Add "
                "one, or take the language out."
            )
            % {"code": code},
        )
    for part in own:
        file, ids = other.ids[part.id]
        there = [one.id for one in first.ids[part.id][1]]
        here = [one.id for one in ids]
        if here != there:
            _tell_difference(there, ids, part.file, faults, file)


def _tell_difference(there: list[str], ids: list[Id], first: str, faults: Faults, file: str) -> None:
    note = faults.at(file)
    for wanted, one in zip(there, ids, strict=False):
        if one.id != wanted:
            note(
                one.line,
                _(
                    "Here stands %(id)s, and in %(first)s it is %(wanted)s. Ids and their order are "
                    "one in all languages."
                )
                % {"id": one.id, "first": first, "wanted": wanted},
            )
            return
    if len(ids) < len(there):
        note(
            ids[-1].line if ids else 1,
            _("%(ids)s is in %(first)s, and not here. Ids are one in all languages.")
            % {"ids": there[len(ids)], "first": first},
        )
    else:
        note(
            ids[len(there)].line,
            _("%(id)s is not in %(first)s. Ids are one in all languages.")
            % {"id": ids[len(there)].id, "first": first},
        )


def _check_references(manifest: Manifest, first: _Language, faults: Faults) -> None:
    """What points to something points to something that is there."""
    codes = {one.id for one in first.contents.codes}
    for file, named in first.named:
        if named.id not in codes:
            faults.at(file)(
                named.line,
                _(
                    "This question points to %(id)s, which is not in the codebook. Add it there, or "
                    "take it out here."
                )
                % {"id": named.id},
            )
    note, lined = faults.at(FILE), manifest.lined
    guides = [first.ids.get(part.id, ("", []))[1] for part in manifest.parts if _is_guide(part)]
    asked, unread = {one.id for ids in guides for one in ids}, not all(guides)
    for place, label in enumerate(() if unread else manifest.core.questions):
        if label not in asked:
            line = lined.line("comparable_core", "interview_questions", place)
            note(
                line,
                _(
                    "The comparable core has the question %(label)s, which no guide of the kit has. "
                    "Add it, or take it out."
                )
                % {"label": label},
            )
    level = manifest.core.level
    levels = list(dict.fromkeys(one.level for one in first.contents.codes))
    if level and level not in levels:
        note(
            lined.line("comparable_core", "codebook_level"),
            _("No code is at the level “%(level)s”. There are: %(all)s.")
            % {"level": level, "all": ", ".join(levels) or _("none")},
        )


def _check_claims(texts: Mapping[str, str], faults: Faults) -> None:
    for name, text in texts.items():
        for number, line in enumerate(_lines(text), 1):
            if (found := CLAIMS.search(line)) and not DENIES.search(line[: found.start()]):
                faults.at(name)(
                    number, _("This claims to make a study again. Say what the kit is: “inspired by”.")
                )


def _lines(text: str) -> Iterable[str]:
    return text.replace("\r\n", "\n").split("\n")


def _kit(manifest: Manifest, language: str, contents: Contents) -> Kit:
    origin = replace(manifest.origin, title=manifest.title(language))
    return Kit(
        origin,
        language,
        manifest.languages,
        manifest.words(),
        manifest.parts,
        manifest.core,
        contents,
        manifest.note(language),
    )
