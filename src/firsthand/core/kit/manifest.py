"""`kit.yaml`: what the kit is called, whose it is, which parts it has, and what two sites both keep of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from firsthand.core.calling import CALLED, Words
from firsthand.core.kit.faults import Faults, Note
from firsthand.core.kit.lined import Lined, read_lined
from firsthand.core.kit.parts import OF_THE_PROGRAM, Core, Origin, Part
from firsthand.core.saying import say as _
from firsthand.core.signs import named

FILE = "kit.yaml"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
FACETS = ("standpoint", "stance")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest says in every language."""

    lined: Lined
    origin: Origin
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
    core: Core

    def title(self, language: str) -> str:
        """What the kit is called in a language."""
        return line_of(self.lined.data.get(f"title_{language}")) or self.origin.title

    def note(self, language: str) -> str:
        """What is to be known of the kit in a language: that nobody has checked it yet."""
        listed = self.lined.data.get("languages")
        said = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, Mapping)]
        return next((line_of(one.get("note")) for one in said if one.get("code") == language), "")

    def words(self) -> dict[str, Words]:
        """The words for people, in each language that says its own."""
        named = {code: "words" if code == self.languages[0] else f"words_{code}" for code in self.languages}
        return {
            code: Words(
                **{name: line_of(said.get(name)) for name in CALLED}, avoid=lines_of(said.get("avoid"))
            )
            for code, key in named.items()
            if isinstance(said := self.lined.data.get(key), Mapping)
        }


def read_manifest(texts: Mapping[str, str], files: Collection[str], faults: Faults) -> Manifest | None:
    """The manifest; None where there is none to go on with, and then the faults say why. `files`: all there are."""
    note = faults.at(FILE)
    if FILE not in texts:
        note(1, _("There is no kit.yaml here: it says what the kit is called and which files are its parts."))
        return None
    lined = read_lined(texts[FILE])
    for slip in lined.slips:
        note(slip.line, slip.sentence)
    if not isinstance(lined.data, Mapping):
        if lined.readable:
            note(1, _("This file says nothing. Write kit, version, title, language, licence and parts."))
        return None
    _check_words(lined, note)
    return Manifest(
        lined, _origin(lined, note), _languages(lined, note), _parts(lined, files, note), _core(lined, note)
    )


def line_of(found: Any) -> str:
    """What was written, on one line."""
    return "" if found is None or isinstance(found, (list, dict)) else named(str(found))


def lines_of(found: Any) -> tuple[str, ...]:
    """What was written as a list, or as one of it."""
    listed = found if isinstance(found, list) else [found]
    return tuple(line for one in listed if (line := line_of(one)))


def _origin(lined: Lined, note: Note) -> Origin:
    data = lined.data
    name, version, title, licence = (line_of(data.get(key)) for key in ("kit", "version", "title", "licence"))
    if not NAME.fullmatch(name):
        note(
            lined.line("kit"),
            _("The kit needs a short name of small letters, digits and dashes: “kit: our-kit”."),
        )
    if not version:
        note(lined.line("version"), _("The kit has no version. Write one: “version: 0.1.0”."))
    if not title:
        note(lined.line("title"), _("The kit has no title. Write one: “title: …”."))
    if not licence:
        note(
            lined.line("licence"),
            _("Nobody is told what they may do with the kit. Write its licence: “licence: CC-BY-4.0”."),
        )
    return Origin(name, version, title, licence, *_inspired(lined, note))


def _inspired(lined: Lined, note: Note) -> tuple[str, str]:
    found = lined.data.get("inspired_by")
    if found is None:
        return "", ""
    said = found if isinstance(found, Mapping) else {}
    citation, relation = line_of(said.get("citation")), line_of(said.get("relation"))
    if not citation:
        note(lined.line("inspired_by"), _("Say what inspired the kit: “citation: …”."))
    if not relation:
        note(lined.line("inspired_by"), _("Say how the kit stands to it: “relation: inspired by”."))
    return citation, relation


def _check_words(lined: Lined, note: Note) -> None:
    """One word needs the word for many: most sentences are about many."""
    for key, said in lined.data.items():
        for one in (
            ("worker", "person") if key.partition("_")[0] == "words" and isinstance(said, Mapping) else ()
        ):
            if line_of(said.get(one)) and not line_of(said.get(f"{one}_many")):
                note(
                    lined.line(key, one), _("Say the word for many, too: “%(name)s_many: …”.") % {"name": one}
                )


def _languages(lined: Lined, note: Note) -> tuple[str, ...]:
    first = line_of(lined.data.get("language"))
    if not LANGUAGE.fullmatch(first):
        note(lined.line("language"), _("Say in which language the kit is written: “language: en”."))
        first = ""  # files are called by it: what is no language is told, and goes no further
    found, listed = [first], lined.data.get("languages")
    for place, one in enumerate(listed if isinstance(listed, list) else []):
        code = line_of(one.get("code")) if isinstance(one, Mapping) else line_of(one)
        line = lined.line("languages", place)
        if not LANGUAGE.fullmatch(code):
            note(line, _("Say which language this is: “code: es”."))
        elif code in found:
            note(line, _("The language %(code)s stands here already. Take one of them out.") % {"code": code})
        else:
            found.append(code)
    return tuple(found)


def _parts(lined: Lined, files: Collection[str], note: Note) -> tuple[Part, ...]:
    listed = lined.data.get("parts")
    if not isinstance(listed, list) or not listed:
        note(
            lined.line("parts"),
            _("The kit has no parts. List them: “parts:”, each with its id and its file."),
        )
        return ()
    found: list[Part] = []
    for place, one in enumerate(listed):
        line = lined.line("parts", place)
        said = one if isinstance(one, Mapping) else {}
        part = Part(line_of(said.get("id")), line_of(said.get("file")))
        if _is_good(part, said.get("program") is True, files, found, note, line):
            found.append(part)
    return tuple(found)


def _is_good(
    part: Part, program: bool, files: Collection[str], before: list[Part], note: Note, line: int
) -> bool:
    if not part.id:
        note(line, _("This part has no id. Give it one: “id: guide”."))
        return False
    if part.id in {one.id for one in before}:
        note(line, _("Two parts are called “%(id)s”. Give each an id of its own.") % {"id": part.id})
        return False
    if program and part.id not in OF_THE_PROGRAM:
        note(
            line,
            _("The program brings no part “%(id)s”. It brings: %(all)s.")
            % {"id": part.id, "all": ", ".join(OF_THE_PROGRAM)},
        )
        return False
    if program or part.file in files:
        return True
    if not part.file:
        note(
            line,
            _(
                "Say in which file the part “%(id)s” is: “file: …”; or that it is the program’s: "
                "“program: true”."
            )
            % {"id": part.id},
        )
    else:
        note(
            line,
            _("The file %(file)s of the part “%(id)s” is not in the kit. Add it, or take the part out.")
            % {"file": part.file, "id": part.id},
        )
    return False


def _core(lined: Lined, note: Note) -> Core:
    found = lined.data.get("comparable_core")
    if found is None:
        return Core()
    said = found if isinstance(found, Mapping) else {}
    facets = lines_of(said.get("facets"))
    for one in facets:
        if one not in FACETS:
            note(
                lined.line("comparable_core", "facets"),
                _("There is no facet “%(name)s”. A coding has: %(all)s.")
                % {"name": one, "all": ", ".join(FACETS)},
            )
    questions = lines_of(said.get("interview_questions"))
    return Core(questions, line_of(said.get("codebook_level")), facets, line_of(said.get("note")))
