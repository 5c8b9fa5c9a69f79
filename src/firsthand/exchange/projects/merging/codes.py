"""Codes that are here already: their names, what is said of them, their colours and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.codebook.selectors import WORDS, CodeLine
from firsthand.analysis.codebook.services import change_code, move_code
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.coding.services import delete_code
from firsthand.core.hues import nearest_hue
from firsthand.core.problems import Problem
from firsthand.exchange.projects.codes import described, words_of
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.differences import Difference, changed
from firsthand.exchange.projects.merging.meeting import NOT_FROM_A_FILE, Meeting
from firsthand.exchange.projects.project import Code


def merge_codes(meeting: Meeting, rows: Mapping[str, UUID]) -> None:
    """Take over what was changed of codes that are here. `rows`: the codes of the file that are here, or are by now."""
    for code in meeting.file.project.codes:
        row = rows.get(code.guid)
        line = meeting.codes.get(row) if row else None
        if line is not None:
            _merge(meeting, code, line, rows)


def _merge(meeting: Meeting, code: Code, line: CodeLine, rows: Mapping[str, UUID]) -> None:
    was = _parted(meeting.before.code(line.id) if meeting.before else None)
    why = NOT_FROM_A_FILE if line.id in meeting.closed else ""
    there, here = _there(code, line, rows), _here(line)
    for part in (*WORDS, "colour", "parent"):
        found = _difference(meeting, code, line, part, was.get(part), here[part], there[part], why)
        if found is not None and found.choice == "there":
            try:
                _take(meeting, line, part, there[part])
            except Problem as problem:
                meeting.refuse(found, str(problem))


def _there(code: Code, line: CodeLine, rows: Mapping[str, UUID]) -> dict[str, str]:
    """A code of the file as ours are compared: what the file does not say of it, is as it is here."""
    said = words_of(code.name, code.description.replace("\r\n", "\n"), ours=True)
    parent = rows.get(code.parent)
    return {word: said.get(word, "") for word in WORDS} | {
        "colour": str(nearest_hue(code.color, line.hue)),
        "parent": str(line.parent_id or "") if code.parent and parent is None else str(parent or ""),
    }


def _here(line: CodeLine) -> dict[str, str]:
    said = {word: getattr(line, word) for word in WORDS}
    return _parted(said | {"colour": str(line.hue), "parent": str(line.parent_id or "")})


def _parted(said: dict[str, str] | None) -> dict[str, str]:
    """What is said of a code here as it would come back from a file, in which it is one description."""
    if said is None:
        return {}
    return said | dict.fromkeys(WORDS, "") | words_of(said["name"], described(said), ours=True)


def _difference(
    meeting: Meeting, code: Code, line: CodeLine, part: str, was: str | None, here: str, there: str, why: str
) -> Difference | None:
    """What differs, as people read it: colours and places are compared by what they are."""
    how = changed(was, here, there)
    if how is None:
        return None
    if part not in ("colour", "parent"):
        return meeting.differs("codes", code.guid, part, line.full_path, was, here, there, why=why)
    shown = _color if part == "colour" else lambda id_: _path(meeting, id_)
    return meeting.settle(
        Difference(
            "codes", code.guid, part, line.full_path, how, None if was is None else shown(was), shown(here),
            shown(there), whole=there,
        )
    )  # fmt: skip


def _color(hue: str) -> str:
    """The letter on its swatch."""
    return chr(ord("A") + int(hue))


def _path(meeting: Meeting, id_: str) -> str:
    """Where a code stands: the path of the one above it."""
    if not id_:
        return _("at the top")
    line = meeting.codes.get(UUID(id_))
    return line.full_path if line else _("under a code that is new")


def _take(meeting: Meeting, line: CodeLine, part: str, there: str) -> None:
    row = CodeRow.objects.get(study_id=meeting.by.study_id, pk=line.id)
    if part in WORDS:
        said: dict[str, Any] = {part: there}
        change_code(meeting.by, code=row, **said)
    elif part == "colour":
        change_code(meeting.by, code=row, hue=int(there))
    else:
        above = CodeRow.objects.get(study_id=meeting.by.study_id, pk=there) if there else None
        move_code(meeting.by, code=row, parent=above)


def tell_codes_gone(meeting: Meeting) -> None:
    """Codes that were there when the file was made, and are not in it: taken out here only where somebody ticked it."""
    there = {meeting.row(code.guid) for code in meeting.file.project.codes}
    if meeting.before is None or not there & meeting.codes.keys():
        return
    gone = [line for line in reversed(meeting.codes.values()) if line.id in meeting.before.known - there]
    for line in gone:
        guid = guid_of(meeting.by.study_id, line.id)
        found = meeting.gone_there("codes", guid, line.full_path, line.name)
        if found.choice == "there":
            _remove(meeting, line, found)


def _remove(meeting: Meeting, line: CodeLine, found: Difference) -> None:
    study = meeting.by.study_id
    codings = CodingRow.objects.filter(study_id=study, code_id=line.id).values_list("id", flat=True)
    if set(codings) - meeting.hidden:
        meeting.refuse(found, _("There are codings with it here."))
    elif CodeRow.objects.filter(study_id=study, parent_id=line.id).exists():
        meeting.refuse(found, _("There are codes under it here."))
    else:
        delete_code(meeting.by, code=CodeRow.objects.get(study_id=study, pk=line.id))
