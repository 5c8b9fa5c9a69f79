"""The codebook of a kit, and the milestones of its plan."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firsthand.core.codetree import Node, would_cycle
from firsthand.core.kit.faults import Note
from firsthand.core.kit.parts import Id, KitCode, Milestone
from firsthand.core.kit.tables import Row, read_rows
from firsthand.core.saying import say as _

ID = re.compile(r"[^\s,;>›]{1,40}")
STEP = re.compile(r"\bM\d{1,3}\b")


def read_codes(written: str, note: Note, soft: Note) -> tuple[tuple[KitCode, ...], list[Id]]:
    """The codes with their ids. `soft` notes what a study can begin with all the same."""
    rows = _known_once(read_rows(written, ("id", "name", "definition"), note), note)
    codes = [_code(row) for row in rows]
    ids = [Id(one.id, row.line) for one, row in zip(codes, rows, strict=True)]
    nodes = [Node(one.id, one.parent or None, 0, one.name) for one in codes]
    known = {one.id for one in codes}
    for one, row in zip(codes, rows, strict=True):
        if not one.name:
            note(row.line, _("The code %(id)s has no name. Write one.") % {"id": one.id})
        if not one.definition:
            soft(
                row.line,
                _("The code %(id)s has no definition. Say in a sentence what it is put on.") % {"id": one.id},
            )
        if one.parent and one.parent not in known:
            note(
                row.line,
                _(
                    "The code %(id)s stands under %(parent)s, which is not in the table. Add it, or "
                    "name another."
                )
                % {"id": one.id, "parent": one.parent},
            )
        elif one.parent and would_cycle(nodes, one.id, one.parent):
            note(row.line, _("The code %(id)s would stand under itself. Change its parent.") % {"id": one.id})
    _refuse_namesakes(codes, rows, note)
    return tuple(codes), ids


def _code(row: Row) -> KitCode:
    return KitCode(
        row.get("id"), row.get("parent"), row.get("level"), " ".join(row.get("name").split()),
        row.get("plain_name"), row.get("definition"), row.get("when", "include"), row.get("when_not", "exclude"),
        row.get("example", "example_invented"),
    )  # fmt: skip


def _refuse_namesakes(codes: Sequence[KitCode], rows: Sequence[Row], note: Note) -> None:
    here: dict[tuple[str, str], str] = {}
    for one, row in zip(codes, rows, strict=True):
        other = here.setdefault((one.parent, one.name.casefold()), one.id)
        if other != one.id:
            note(
                row.line,
                _("%(id)s and %(other)s have one name at one place. Give one of them another name.")
                % {"id": one.id, "other": other},
            )


def read_milestones(written: str, note: Note) -> tuple[tuple[Milestone, ...], list[Id]]:
    """The milestones with their ids."""
    rows = _known_once(read_rows(written, ("id", "milestone"), note), note)
    found = [
        Milestone(*(row.get(name) for name in ("id", "milestone", "week", "done_when", "who")))
        for row in rows
    ]
    known = {one.id for one in found}
    for one, row in zip(found, rows, strict=True):
        if not one.milestone:
            note(row.line, _("The milestone %(id)s says nothing. Write what is reached.") % {"id": one.id})
        for step in STEP.findall(" ".join((one.milestone, one.done_when))):
            if step not in known:
                note(
                    row.line,
                    _(
                        "The milestone %(id)s speaks of %(step)s, which is not in the table. Add it, or "
                        "say it otherwise."
                    )
                    % {"id": one.id, "step": step},
                )
    return tuple(found), [Id(row.get("id"), row.line) for row in rows]


def _known_once(rows: Sequence[Row], note: Note) -> list[Row]:
    """The rows that have an id of their own."""
    found: dict[str, Row] = {}
    for row in rows:
        key = row.get("id")
        before = found.get(key.casefold())
        if not ID.fullmatch(key):
            note(
                row.line,
                _("This row needs an id of at most 40 letters, without blanks, commas and “>”."),
            )
        elif before is not None:
            note(
                row.line,
                _("Two rows have the id %(key)s; the first is on line %(line)s. Give one of them another.")
                % {"key": key, "line": before.line},
            )
        else:
            found[key.casefold()] = row
    return list(found.values())
