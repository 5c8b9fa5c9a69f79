"""Participants went out as cases: what was said of them there, and what of cases is theirs and kept nowhere else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.projects.ids import guid_of, row_of
from firsthand.exchange.projects.merging.differences import Difference
from firsthand.exchange.projects.merging.meeting import NOT_FROM_A_FILE, Meeting
from firsthand.exchange.projects.project import Case, Value
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import Person
from firsthand.field.people.services import change_participant
from firsthand.ground.trail.past import past
from firsthand.ground.trail.rows import label_of


def merge_people(meeting: Meeting) -> None:
    """Take over what was changed of participants: pseudonyms, and what is known of them."""
    for case in meeting.file.project.cases:
        person = meeting.people.get(meeting.row(case.guid))
        if person is not None:
            _merge(meeting, case, person)
    _tell_gone(meeting)


def _merge(meeting: Meeting, case: Case, person: Person) -> None:
    was = meeting.before.person(person.id) if meeting.before else None
    why = NOT_FROM_A_FILE if person.id in meeting.closed else ""
    name, attributes = person.pseudonym, dict(person.attributes)
    there = {"": " ".join(case.name.split()) or name} | values_of(meeting, case.values)
    for part, said in there.items():
        here = attributes.get(part, "") if part else person.pseudonym
        before = None if was is None else was[1].get(part, "") if part else was[0]
        found = meeting.differs(
            "cases", case.guid, part or "name", person.pseudonym, before, here, said, why=why
        )
        if found is not None and found.choice == "there":
            taken = (name, attributes | {part: said}) if part else (said, attributes)
            if _take(meeting, person, *taken, found):
                name, attributes = taken


def values_of(meeting: Meeting, values: list[Value]) -> dict[str, str]:
    """What a file says of something, by the variables' names; of what it does not name, it says nothing."""
    names = {variable.guid: variable.name for variable in meeting.file.project.variables}
    return {
        names[value.variable]: value.written.strip()
        for value in values
        if names.get(value.variable, "").strip()
    }


def _take(meeting: Meeting, person: Person, name: str, attributes: dict[str, str], found: Difference) -> bool:
    row = Participant.objects.get(study_id=meeting.by.study_id, pk=person.id)
    try:
        change_participant(meeting.by, participant=row, pseudonym=name, attributes=attributes)
    except Problem as problem:
        meeting.refuse(found, str(problem))
        return False
    return True


def _tell_gone(meeting: Meeting) -> None:
    """A participant who is no case of the file any more: nobody is taken out by a file."""
    there = {meeting.row(case.guid) for case in meeting.file.project.cases}
    if meeting.before is None or not there & meeting.people.keys():
        return
    for person in meeting.people.values():
        if person.id in meeting.before.known - there:
            guid, why = (
                guid_of(meeting.by.study_id, person.id),
                _("A person is taken out on their own page only."),
            )
            meeting.gone_there("cases", guid, person.pseudonym, person.pseudonym, why)


def cases_of_others(meeting: Meeting) -> list[Case]:
    """The cases of the file that are no participants of this study, and never were: those are kept as they came."""
    cases = meeting.file.project.cases
    if not cases:
        return cases
    ever = past(meeting.by.study_id).get(label_of(Participant), {})
    return [case for case in cases if row_of(meeting.by.study_id, case.guid).hex not in ever]
