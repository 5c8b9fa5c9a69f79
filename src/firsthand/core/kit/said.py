"""What a kit lets a study write down of people, and how it words what they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firsthand.core.attributes import Attribute, never
from firsthand.core.consent import catalogue
from firsthand.core.kit.faults import Note
from firsthand.core.kit.lined import Lined, read_lined
from firsthand.core.kit.manifest import line_of, lines_of
from firsthand.core.kit.parts import Id

TYPES = ("one", "many", "words")


def read_attributes(written: str, note: Note) -> tuple[tuple[Attribute, ...], list[Id]]:
    """What may be said of a participant, and the ids, each with how many options it has."""
    lined = read_lined(written)
    for slip in lined.slips:
        note(slip.line, slip.sentence)
    listed = lined.data.get("participant") if isinstance(lined.data, Mapping) else None
    if listed is not None and not isinstance(listed, list):
        note(
            lined.line("participant"),
            "List what may be said of a person: “participant:”, each with id and label.",
        )
    found: dict[str, Attribute] = {}
    ids: list[Id] = []
    for place, one in enumerate(listed if isinstance(listed, list) else []):
        line = lined.line("participant", place)
        said = _attribute(one if isinstance(one, Mapping) else {})
        if _is_good(said, found, note, line):
            found[said.label.casefold()] = said
            ids.append(Id(f"{said.id or said.label} ({len(said.options)} options)", line))
    return tuple(found.values()), ids


def _attribute(one: Mapping[str, Any]) -> Attribute:
    label, options = line_of(one.get("label")), lines_of(one.get("options"))
    kind = line_of(one.get("type")) or ("one" if options else "words")
    return Attribute(line_of(one.get("id")), label, kind, options, line_of(one.get("risk")) or "mid")


def _is_good(one: Attribute, before: Mapping[str, Attribute], note: Note, line: int) -> bool:
    if not one.label:
        note(line, "This has no label. Write what people read: “label: Years here”.")
    elif one.label.casefold() in before or (one.id and one.id in {other.id for other in before.values()}):
        note(line, f"“{one.label}” stands here twice, by its label or its id. Keep one of them.")
    elif what := never(one.label) or never(one.id):
        note(line, f"“{one.label}” would keep {what}. No study here does that: take it out.")
    elif one.type not in TYPES:
        note(line, f"“{one.label}” is of no kind that there is. Write one of: {', '.join(TYPES)}.")
    elif one.type != "words" and len(one.options) < 2:
        note(line, f"“{one.label}” needs at least two options to choose from.")
    elif len(set(one.options)) < len(one.options):
        note(line, f"“{one.label}” has one option twice. Keep one of them.")
    else:
        return True
    return False


def read_scopes(written: str, note: Note) -> dict[str, dict[str, str]]:
    """How the kit words what people are asked, where it differs from how the program does."""
    lined = read_lined(written)
    for slip in lined.slips:
        note(slip.line, slip.sentence)
    if not isinstance(lined.data, Mapping):
        if lined.readable:
            note(1, "This file asks nothing. List what people are asked under “scopes:”.")
        return {}
    asked = [
        (one.get("id"), one, lined.line("scopes", place))
        for place, one in enumerate(_listed(lined))
        if isinstance(one, Mapping)
    ]
    told = lined.data.get("acknowledged")
    asked += [
        (key, {"ask": text}, lined.line("acknowledged", key))
        for key, text in (told.items() if isinstance(told, Mapping) else ())
    ]
    found: dict[str, dict[str, str]] = {}
    for key, said, line in asked:
        scope = catalogue().scopes.get(line_of(key))
        if scope is None:
            note(
                line,
                f"The program asks no question “{line_of(key)}”. There are: {', '.join(catalogue().scopes)}.",
            )
            continue
        own = {part: text for part in ("ask", "explain") if (text := str(said.get(part) or "").strip())}
        if different := {part: text for part, text in own.items() if text != getattr(scope, part).strip()}:
            found[scope.id] = different
    return found


def _listed(lined: Lined) -> list[Any]:
    found = lined.data.get("scopes")
    return found if isinstance(found, list) else []
