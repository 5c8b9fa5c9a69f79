"""Works that come in from a file: what would become of each is shown first, then all of it is one act."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.core.tables import Fate, TableReport
from firsthand.giving_back.references.by_hand import field_called
from firsthand.giving_back.references.items import (
    DATES,
    NAMES,
    Item,
    called,
    differing,
    doi_of,
    fields_left,
    likeness_of,
)
from firsthand.giving_back.references.models import Reference
from firsthand.giving_back.references.names import as_written
from firsthand.giving_back.references.reading import form_called, read
from firsthand.giving_back.references.selectors import ReferenceLine, references
from firsthand.giving_back.references.services import Known, new_rows
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

KIND = "references"
SHOWN = 90


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a file would do: works to be, works that become others, and what is said of each record."""

    new: list[Item]
    changed: list[tuple[ReferenceLine, Item]]
    report: TableReport


def look_over(by: Membership, *, name: str, data: bytes) -> TableReport:
    """What `take_in` would do with each record. Nothing is written. Raises `Problem` where the file is of no use."""
    require(by, "reference.import")
    return _planned(by, name, data).report


@act("reference.import")
def take_in(by: Membership, *, name: str, data: bytes) -> TableReport:
    """Bring in the works of a file. What is here already is changed where the file says more or something else.

    A field that a record has not stays as it was. Records that are refused are left out; the report says why.
    Raises `Problem` where the file as a whole is of no use.
    """
    plan = _planned(by, name, data)
    if plan.new:
        record().create(*new_rows(by, plan.new))
    sealed = (
        store.seal_all(by.key, [wording.packed(item) for _line, item in plan.changed]) if plan.changed else []
    )
    rows: dict[UUID, Reference] = Reference.objects.filter(study_id=by.study_id).in_bulk(
        [line.id for line, _item in plan.changed]
    )
    record().change_each(
        [
            (rows[line.id], {"wording": text, "version": line.version + 1})
            for (line, _item), text in zip(plan.changed, sealed, strict=True)
        ]
    )
    return plan.report


def _planned(by: Membership, name: str, data: bytes) -> _Plan:
    """Raises `Problem`."""
    found = read(name, data)
    here = Known(references(by))
    plan = _Plan([], [], TableReport(KIND))
    plan.report.remarks += _remarks(found.format, found.left)
    came: dict[object, int] = {}  # a work of the file → the line where it stands first
    for one in found.records:
        if one.item is None:
            plan.report.told(one.line, one.what, Fate.REFUSED, one.why)
            continue
        line = here.of(one.item)
        keys = [line.id] if line else [key for key in (doi_of(one.item), likeness_of(one.item)) if key]
        first = next((came[key] for key in keys if key in came), 0)
        if first:
            why = _("It stands in the file before, at line %(line)s: that one is taken.") % {"line": first}
            plan.report.told(one.line, called(one.item), Fate.SAME, why)
            continue
        came |= dict.fromkeys(keys, one.line)
        _fate(plan, one.line, one.item, line)
    if all(row.fate is Fate.REFUSED for row in plan.report.rows):
        plan.report.remarks.append(_("There is no work in the file that can be taken in."))
    return plan


def _fate(plan: _Plan, at: int, item: Item, line: ReferenceLine | None) -> None:
    """What becomes of a work, written into the plan."""
    if line is None:
        plan.new.append(item)
        plan.report.told(at, called(item), Fate.NEW)
        return
    before = {field: value for field, value in line.item.items() if field != "id"}
    after = before | {field: value for field, value in item.items() if field != "type" or value != "document"}
    if before.get("citation-key"):  # a text that cites by it goes on doing so
        after["citation-key"] = before["citation-key"]
    fields = differing(before, after)
    if not fields:
        plan.report.told(at, called(item), Fate.SAME, line.ref)
        return
    plan.changed.append((line, after))
    told = "; ".join(_change(field, before, after) for field in fields)
    plan.report.told(at, called(before), Fate.CHANGED, f"{line.ref}: {told}")


def _change(field: str, before: Item, after: Item) -> str:
    was, now = _shown(field, before), _shown(field, after)
    if not was:
        return _("%(field)s: “%(now)s”, was empty") % {"field": field_called(field), "now": now}
    return _("%(field)s: “%(now)s”, was “%(was)s”") % {"field": field_called(field), "now": now, "was": was}


def _shown(field: str, item: Item) -> str:
    value = item.get(field)
    if field in NAMES:
        text = "; ".join(map(as_written, value or ()))
    elif field in DATES and value:
        parts = value.get("date-parts")
        text = "/".join("-".join(map(str, one)) for one in parts) if parts else str(value.get("literal", ""))
    else:
        text = str(value or "")
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _remarks(form: str, left: list[str]) -> list[str]:
    found = [_("This is %(format)s.") % {"format": form_called(form)}]
    if left:
        named = ", ".join(f"{field} ({count})" for field, count in fields_left(left))
        found.append(
            ngettext(
                "Not taken along, since a work here has no such field: %(fields)s.",
                "Not taken along, since a work here has no such fields: %(fields)s.",
                len(set(left)),
            )
            % {"fields": named}
        )
    return found
