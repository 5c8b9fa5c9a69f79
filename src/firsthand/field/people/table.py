"""What is said of the participants as a table (csv), out and in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from firsthand.core.attributes import attributes, known, never, problem_of
from firsthand.core.cells import as_meant, harmless
from firsthand.core.problems import Problem
from firsthand.field.people.selectors import Person, participant, people
from firsthand.field.people.services import change_participant
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

WHO = "participant"  # the column that says of whom a row speaks: label or pseudonym
NAME = "pseudonym"


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of one participant, by the attribute's label."""

    person: Person
    said: dict[str, str]


def written(by: Membership) -> bytes:
    """The table: a row for each participant, a column for each attribute. UTF-8 with a byte order mark."""
    require(by, "study.read")
    found = people(by)
    labels = list(
        dict.fromkeys(
            [*(one.label for one in attributes()), *(label for one in found for label in one.attributes)]
        )
    )
    rows = [[WHO, NAME, *labels]]
    rows += [
        [one.label, one.pseudonym, *(one.attributes.get(label, "") for label in labels)] for one in found
    ]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def read(by: Membership, data: bytes) -> list[Row]:
    """What a table says. Nothing is written. Raises `Problem` with every line that cannot be taken."""
    lines = _lines(data)
    if not lines:
        raise Problem(_("The table is empty."))
    header, *rows = lines
    columns = [cell.strip() for cell in header]
    who = next((at for at, name in enumerate(columns) if name.casefold() in (WHO, "label", "id")), None)
    if who is None:
        raise Problem(_("The table needs a column “participant” with labels or chosen names."))
    _require_allowed(columns)
    labels = [known_.label if (known_ := known(name)) else name for name in columns]
    found, wrong = [], []
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row] + [""] * (len(columns) - len(row))
        if not any(cells):
            continue
        said = {
            label: as_meant(cell)
            for at, (label, cell) in enumerate(zip(labels, cells, strict=False))
            if at != who and label and label.casefold() != NAME
        }
        wrong += [
            _("Line %(number)s, %(column)s: %(what)s") % {"number": number, "column": label, "what": what}
            for label, value in said.items()
            if (what := problem_of(label, value))
        ]
        found.append((number, cells[who], said))
    if wrong:
        raise Problem(" ".join(wrong[:5]))
    everybody = people(by)
    return [_row(everybody, number, name, said) for number, name, said in found]


@act("participant.change")
def take_in(by: Membership, *, rows: Sequence[Row]) -> int:
    """Say of the participants what a table says; of how many something is different now.

    Columns that the table does not have stay as they are; an empty cell takes the attribute away.
    """
    changed = 0
    for row in rows:
        after = {name: value for name, value in (row.person.attributes | row.said).items() if value}
        if after != row.person.attributes:
            changed += 1
            change_participant(
                by,
                participant=participant(by, row.person.id),
                pseudonym=row.person.pseudonym,
                attributes=after,
            )
    return changed


def _row(everybody: Sequence[Person], number: int, name: str, said: dict[str, str]) -> Row:
    for person in everybody:
        if name.casefold() in (person.label.casefold(), person.pseudonym.casefold()):
            return Row(person, said)
    raise Problem(
        _("Line %(number)s: there is no participant “%(name)s” in this study.")
        % {"number": number, "name": name}
    )


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


def _lines(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_("The table is no text in UTF-8. Save it as “CSV UTF-8”, and try again.")) from None
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True) if row]
    except csv.Error:
        raise Problem(
            _("The table cannot be read: a quotation mark is open. Save it as csv again.")
        ) from None
