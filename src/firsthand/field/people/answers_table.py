"""What participants agreed to as a table, a row for each answer: out, and in again.

An answer that comes in is another answer: what was said before is kept. One that is older than what stands is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from firsthand.core.consent import HOLD, LATER, WITHDRAWN, Value, catalogue
from firsthand.core.problems import Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.field.consent.models import How
from firsthand.field.consent.selectors import READERS, Said, everybodys_answers, kept_people
from firsthand.field.consent.services import (
    TALKED,
    require_answers,
    require_asked,
    require_reachable,
    require_talked,
    set_answers,
)
from firsthand.field.people.selectors import Person, people_asked, person_asked
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

HEADER = ["participant", "pseudonym", "scope", "answer", "moment", "how", "form", "talked", "answered_at"]
NOT_HERE = (READERS, HOLD)  # said on pages of their own, never in a table
NONE = "none"  # asked, and nothing chosen of several: that is an answer too


def is_answers(header: Iterable[str]) -> bool:
    """Whether a table is one of answers, by the names of its columns."""
    return {"participant", "scope", "answer"} <= {cell.strip().casefold() for cell in header}


def rows(by: Membership) -> list[list[str]]:
    """The answers that stand, of everybody whom the member may know of and who is not on hold; no notes.

    Who may not read whom is in no table.
    """
    require(by, "consent.read")
    kept, answers = kept_people(by), everybodys_answers(by)
    found = [HEADER]
    for person in people_asked(by):
        said = {} if person.id in kept else answers.get(person.id, {})
        asked = [scope for scope in catalogue().scopes if scope in said and scope not in NOT_HERE]
        found += [_written(person, said[scope]) for scope in asked]
    return found


def look_over(by: Membership, *, rows: Sequence[Sequence[str]]) -> TableReport:
    """What `take_in` would do with each row. Nothing is written. Raises `Problem` where it is no table of answers."""
    require(by, "consent.set")
    return _read(by, rows)[1]


@act("consent.set")
def take_in(by: Membership, *, rows: Sequence[Sequence[str]]) -> TableReport:
    """Write down what a table says that people answered. Rows that are refused are left out; the report says why."""
    said, report = _read(by, rows)
    for one in said:
        set_answers(
            by, participant=person_asked(by, one.person.id), answers=one.answers, moment=one.moment, how=one.how,
            also={TALKED: "yes"} if one.talked else {},
        )  # fmt: skip
    return report


@dataclass(slots=True)
class _Together:
    """What one person answered at one moment."""

    person: Person
    moment: str
    how: str
    talked: bool
    answers: dict[str, Value] = field(default_factory=dict)


def _written(person: Person, said: Said) -> list[str]:
    value = said.answer.value
    answer = value if isinstance(value, str) else ", ".join(value) or NONE
    talked = "yes" if said.also.get(TALKED) == "yes" else ""
    at = said.at.astimezone(UTC).isoformat()
    return [
        person.label, person.pseudonym, said.answer.scope, answer, said.moment, said.how, said.form, talked, at,
    ]  # fmt: skip


def _read(by: Membership, table: Sequence[Sequence[str]]) -> tuple[list[_Together], TableReport]:
    if not table or not is_answers(table[0]):
        raise Problem(_("The table needs the columns “participant”, “scope” and “answer”."))
    columns = [cell.strip().casefold() for cell in table[0]]
    report = TableReport("consents")
    everybody, standing = people_asked(by), everybodys_answers(by)
    found: dict[tuple[object, ...], _Together] = {}
    seen: set[tuple[object, str]] = set()
    for line, row in enumerate(table[1:], 2):
        cells = dict(zip(columns, [*(cell.strip() for cell in row), *[""] * len(columns)], strict=False))
        if not any(cells.values()):
            continue
        what = f"{cells['participant']}, {cells['scope']}"
        try:
            person = _person(everybody, cells["participant"])
            stands = standing.get(person.id, {}).get(cells["scope"])
            if stands is not None and cells["answer"] == stands.answer.value:
                report.told(line, what, Fate.SAME)
                continue
            value = _answer(cells)
            if (person.id, cells["scope"]) in seen:
                raise Problem(_("A row before says what they answered to this."))
            seen.add((person.id, cells["scope"]))
            if stands is not None and stands.answer.value == value:
                report.told(line, what, Fate.SAME)
                continue
            _require_not_older(cells, stands)
            together = _together(person, cells)
            require_talked({cells["scope"]: value}, talked=together.talked)
            require_reachable(person_asked(by, person.id))
        except Problem as problem:
            report.told(line, what, Fate.REFUSED, str(problem))
            continue
        key = (person.id, together.moment, together.how, together.talked)
        found.setdefault(key, together).answers[cells["scope"]] = value
        was = "" if stands is None else _("before: %(answer)s") % {"answer": ", ".join(stands.answer.chosen)}
        report.told(line, what, Fate.NEW if stands is None else Fate.CHANGED, was)
    return list(found.values()), report


def _person(everybody: Sequence[Person], name: str) -> Person:
    for person in everybody:
        if name.casefold() in (person.label.casefold(), person.pseudonym.casefold()):
            return person
    raise Problem(_("There is no participant “%(name)s” in this study.") % {"name": name})


def _answer(cells: dict[str, str]) -> Value:
    scope = catalogue().scopes.get(cells["scope"])
    written = cells["answer"]
    value: Value = written
    if written == WITHDRAWN:
        raise Problem(_("Leaving is an act of its own, on the person’s page."))
    if scope is not None and scope.many and written != LATER:
        value = () if written == NONE else tuple(part.strip() for part in written.split(",") if part.strip())
        if not value and written != NONE:
            raise Problem(_("There is no answer. Write “none” where they chose none of several."))
    require_answers({cells["scope"]: value})
    return value


def _require_not_older(cells: dict[str, str], stands: Said | None) -> None:
    written = cells.get("answered_at", "")
    if stands is None or not written:
        return
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Problem(
            _("“%(at)s” is no moment: write 2026-03-05, or leave it empty.") % {"at": written}
        ) from None
    if (at if at.tzinfo else at.replace(tzinfo=UTC)) <= stands.at:
        raise Problem(_("They answered again since: what stands is newer than this row."))


def _together(person: Person, cells: dict[str, str]) -> _Together:
    moment, how = cells.get("moment") or "on_request", cells.get("how") or How.BY_HAND.value
    require_asked(moment, how)
    return _Together(person, moment, how, cells.get("talked", "").casefold() == "yes")
