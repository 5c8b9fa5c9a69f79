"""What is said of the participants as a table (csv, xlsx), out and in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.core.attributes import Attribute, known, never, problem_of
from firsthand.core.problems import Problem
from firsthand.core.tables import Fate, TableReport
from firsthand.field.people.listed import attributes_here
from firsthand.field.people.selectors import Person, participant, people
from firsthand.field.people.services import change_participant
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

WHO = "participant"  # the column that says of whom a row speaks: label or pseudonym
NAME = "pseudonym"


def is_people(header: Iterable[str]) -> bool:
    """Whether a table is of participants, as `rows` writes it."""
    names = {cell.strip().casefold() for cell in header}
    return {WHO, NAME} <= names and "scope" not in names


def rows(by: Membership) -> list[list[str]]:
    """The table: a row for each participant, a column for each attribute."""
    require(by, "study.read")
    found = people(by)
    labels = list(
        dict.fromkeys(
            [
                *(one.label for one in attributes_here(by)),
                *(label for one in found for label in one.attributes),
            ]
        )
    )
    return [
        [WHO, NAME, *labels],
        *([one.label, one.pseudonym, *(one.attributes.get(label, "") for label in labels)] for one in found),
    ]


def look_over(by: Membership, *, rows: Sequence[Sequence[str]]) -> TableReport:
    """What `take_in` would do with each row. Nothing is written. Raises `Problem` where it is no such table."""
    require(by, "study.read")
    return _read(by, rows)[1]


@act("participant.change")
def take_in(by: Membership, *, rows: Sequence[Sequence[str]], whole: bool = False) -> TableReport:
    """Say of the participants what a table says. Rows that are refused are left out; the report says why.

    An empty cell says nothing, and neither does a column that is not there: what was said stays. It is taken away
    on the person's own page. `whole`: raises `Problem` with the first lines that cannot be taken, instead of leaving
    them out.
    """
    found, report = _read(by, rows)
    wrong = [row for row in report.rows if row.fate is Fate.REFUSED]
    if whole and wrong:
        sentence = _("Line %(line)s: %(what)s")
        raise Problem(" ".join(sentence % {"line": row.line, "what": row.why} for row in wrong[:5]))
    for row in found:
        change_participant(
            by,
            participant=participant(by, row.person.id),
            pseudonym=row.person.pseudonym,
            attributes=row.after,
        )
    return report


@dataclass(frozen=True, slots=True)
class _Row:
    """What is to be said of one participant, by the attribute's label."""

    person: Person
    after: dict[str, str]


def _read(by: Membership, table: Sequence[Sequence[str]]) -> tuple[list[_Row], TableReport]:
    """The participants of whom something is different, and what becomes of each row."""
    listed = attributes_here(by)
    labels, who = _columns(table, listed)
    everybody, report = people(by), TableReport("attributes")
    found: dict[object, _Row] = {}
    for line, row in enumerate(table[1:], start=2):
        cells = [*(cell.strip() for cell in row), *[""] * (len(labels) - len(row))]
        if not any(cells):
            continue
        said = {
            label: cell
            for at, (label, cell) in enumerate(zip(labels, cells, strict=False))
            if at != who and label and label.casefold() != NAME and cell
        }
        try:
            person = _person(everybody, cells[who])
            _require_good(said, listed)
            if person.id in found:
                raise Problem(_("A row before speaks of this person."))
        except Problem as problem:
            report.told(line, cells[who], Fate.REFUSED, str(problem))
            continue
        after = person.attributes | said
        different = [one for one in said if person.attributes.get(one) != said[one]]
        found[person.id] = _Row(person, after)
        called = f"{person.label}, {person.pseudonym}"
        report.told(line, called, Fate.CHANGED if different else Fate.SAME, ", ".join(different))
    return [row for row in found.values() if row.after != row.person.attributes], report


def _columns(table: Sequence[Sequence[str]], listed: Sequence[Attribute]) -> tuple[list[str], int]:
    """The attributes' labels, column by column, and which column says of whom a row speaks."""
    if not table:
        raise Problem(_("The table is empty."))
    columns = [cell.strip() for cell in table[0]]
    who = next((at for at, name in enumerate(columns) if name.casefold() in (WHO, "label", "id")), None)
    if who is None:
        raise Problem(_("The table needs a column “participant” with labels or chosen names."))
    _require_allowed(columns)
    return [known_.label if (known_ := known(name, listed)) else name for name in columns], who


def _person(everybody: Sequence[Person], name: str) -> Person:
    for person in everybody:
        if name.casefold() in (person.label.casefold(), person.pseudonym.casefold()):
            return person
    raise Problem(_("There is no participant “%(name)s” in this study.") % {"name": name})


def _require_good(said: dict[str, str], listed: Sequence[Attribute]) -> None:
    wrong = [
        f"{label}: {what}" for label, value in said.items() if (what := problem_of(label, value, listed))
    ]
    if wrong:
        raise Problem(" ".join(wrong))


def _require_allowed(columns: Sequence[str]) -> None:
    for name in columns:
        if what := never(name):
            raise Problem(
                _(
                    "The column “%(name)s” would keep %(what)s. No study here does that: take the column out, and "
                    "bring the table in again."
                )
                % {"name": name, "what": what}
            )
