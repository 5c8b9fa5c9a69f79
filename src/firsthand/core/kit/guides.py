"""The interview guide of a kit."""

from __future__ import annotations

from collections.abc import Mapping

from firsthand.core.guide import Guide, guide_of
from firsthand.core.kit.faults import Note
from firsthand.core.kit.lined import Lined, read_lined
from firsthand.core.kit.manifest import line_of, lines_of
from firsthand.core.kit.parts import Id
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _


def read_questions(written: str, note: Note) -> tuple[Guide | None, list[Id], Lined]:
    """The guide as the program reads it, its questions’ ids, and the file with its lines."""
    lined = read_lined(written)
    for slip in lined.slips:
        note(slip.line, slip.sentence)
    listed = lined.data.get("questions") if isinstance(lined.data, Mapping) else None
    if not isinstance(listed, list) or not listed:
        if lined.readable:
            note(lined.line("questions"), _("There is no question here. List them under “questions:”."))
        return None, [], lined
    ids = _ids(listed, lined, note)
    return (None if ids is None or lined.slips else _read(lined, note)), ids or [], lined


def _ids(listed: list[object], lined: Lined, note: Note) -> list[Id] | None:
    """The ids of the questions; None where one of them can be none."""
    found: dict[str, Id] = {}
    good = True
    for place, one in enumerate(listed):
        line = lined.line("questions", place)
        label = line_of(one.get("id")) if isinstance(one, Mapping) else ""
        if not label:
            note(line, _("This question has no id. Give it one that stays the same: “id: Q01”."))
        elif label in found:
            note(
                line,
                _("Two questions are called %(label)s; the first is on line %(line)s. Rename one.")
                % {"label": label, "line": found[label].line},
            )
        elif isinstance(one, Mapping) and not line_of(one.get("text")):
            note(
                line,
                _("The question %(label)s has no text. Write what is asked: “text: …”.") % {"label": label},
            )
        else:
            found[label] = Id(label, line)
            continue
        good = False
    return list(found.values()) if good else None


def _read(lined: Lined, note: Note) -> Guide | None:
    try:
        return guide_of(lined.data)
    except Problem as problem:
        note(1, str(problem))
        return None


def themes_named(lined: Lined) -> list[Id]:
    """Which codes or themes the questions point to, each with its line."""
    return [
        Id(theme, lined.line("questions", place, "theme"))
        for place, one in enumerate(lined.data["questions"])
        if isinstance(one, Mapping)
        for theme in lines_of(one.get("theme"))
    ]
