"""How often each code stands on each participant's words: counts, without any words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import all_codings
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.texts import owners, talks
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A code itself, those below it not counted: how many people's words, sources and codings, and codings by person.

    Words of several people count for each of them; words of nobody who takes part (field notes) only as codings.
    """

    code: CodeLine
    sources: int
    codings: int
    by_person: dict[UUID, int]

    @property
    def people(self) -> int:
        """Of how many people it says something."""
        return len(self.by_person)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every code by everybody who takes part and may be counted."""

    people: list[Person]
    rows: list[MatrixRow]


def matrix(by: Membership) -> Matrix:
    """The matrix of the study, as this member may see it."""
    found = all_codings(by)
    opened = talks(by, {one.version_id for one in found})
    whose_in = owners(by, opened)
    said = Coding.objects.filter(study_id=by.study_id, whose__isnull=False).values_list("id", "whose_id")
    whose = dict(said)
    everybody = people(by)
    known = {one.id for one in everybody}
    codings: Counter[UUID] = Counter()
    sources: dict[UUID, set[UUID]] = defaultdict(set)
    persons: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    for one in found:
        code = one.code.id
        codings[code] += 1
        sources[code].add(one.version_id)
        owner = whose.get(one.id)
        persons[code].update((whose_in(one.version_id, one.span) | ({owner} if owner else set())) & known)
    rows = [
        MatrixRow(line, len(sources[line.id]), codings[line.id], dict(persons[line.id]))
        for line in codebook(by)
    ]
    return Matrix(everybody, rows)
