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
from firsthand.core.saying import say as _

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
            _("List what may be said of a person: “participant:”, each with id and label."),
        )
    found: dict[str, Attribute] = {}
    ids: list[Id] = []
    for place, one in enumerate(listed if isinstance(listed, list) else []):
        line = lined.line("participant", place)
        said = _attribute(one if isinstance(one, Mapping) else {})
        if not _is_said_whole(one, note, lined.line("participant", place, "options_said")):
            continue
        if _is_good(said, found, note, line):
            found[said.label.casefold()] = said
            ids.append(Id(f"{said.id or said.label} ({len(said.options)} options)", line))
    return tuple(found.values()), ids


def _attribute(one: Mapping[str, Any]) -> Attribute:
    label, options = line_of(one.get("label")), lines_of(one.get("options_said") or one.get("options"))
    kind = line_of(one.get("type")) or ("one" if options else "words")
    return Attribute(line_of(one.get("id")), label, kind, options, line_of(one.get("risk")) or "mid")


def _is_said_whole(one: Any, note: Note, line: int) -> bool:
    """Whether each option is said in the language of the file, where options are said at all."""
    said = one.get("options_said") if isinstance(one, Mapping) else None
    if said is None or len(lines_of(said)) == len(lines_of(one.get("options"))):
        return True
    note(line, _("Say each option once: “options_said:” has as many as “options:”, in the same order."))
    return False


def _is_good(one: Attribute, before: Mapping[str, Attribute], note: Note, line: int) -> bool:
    if not one.label:
        note(line, _("This has no label. Write what people read: “label: Years here”."))
    elif one.label.casefold() in before or (one.id and one.id in {other.id for other in before.values()}):
        note(
            line,
            _("“%(label)s” stands here twice, by its label or its id. Keep one of them.")
            % {"label": one.label},
        )
    elif what := never(one.label) or never(one.id):
        note(
            line,
            _("“%(label)s” would keep %(what)s. No study here does that: take it out.")
            % {"label": one.label, "what": what},
        )
    elif one.type not in TYPES:
        note(
            line,
            _("“%(label)s” is of no kind that there is. Write one of: %(all)s.")
            % {"label": one.label, "all": ", ".join(TYPES)},
        )
    elif one.type != "words" and len(one.options) < 2:
        note(line, _("“%(label)s” needs at least two options to choose from.") % {"label": one.label})
    elif len(set(one.options)) < len(one.options):
        note(line, _("“%(label)s” has one option twice. Keep one of them.") % {"label": one.label})
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
            note(1, _("This file asks nothing. List what people are asked under “scopes:”."))
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
                _("The program asks no question “%(key)s”. There are: %(all)s.")
                % {"key": line_of(key), "all": ", ".join(catalogue().scopes)},
            )
            continue
        own = {part: text for part in ("ask", "explain") if (text := str(said.get(part) or "").strip())}
        if different := {part: text for part, text in own.items() if text != getattr(scope, part).strip()}:
            found[scope.id] = different
    return found


def _listed(lined: Lined) -> list[Any]:
    found = lined.data.get("scopes")
    return found if isinstance(found, list) else []
