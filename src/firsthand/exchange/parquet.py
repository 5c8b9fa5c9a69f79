"""A study's codings, and who speaks where, as Parquet: ids and numbers; words only where somebody asks for them.

What may not be counted by whoever takes it out is not in it; what may not be quoted is in no excerpt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import each_coding
from firsthand.core.problems import Problem
from firsthand.exchange.tallying.layout import EXTRAS, tables_with
from firsthand.exchange.tallying.writing import Row, table, write
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.texts import sizes, stretches, talks
from firsthand.giving_back.leaving.printing import printed
from firsthand.giving_back.reports import note_release
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members


@act("report.release")
def take_tables_out(by: Membership, *, folder: Path, extras: Collection[str] = ()) -> dict[str, int]:
    """Write every table of the study into a folder; how many rows each has. A copy that leaves, like any report.

    `extras`, of `EXTRAS`: names, attributes, excerpts. Raises `Problem` where there is no such thing.
    """
    leaving = _Tables(by, _asked(extras))
    written = {
        name: write(folder / f"{name}.parquet", name, rows, leaving.extras) for name, rows in leaving.all()
    }
    note_release(by, "codings", "parquet", {one.id for one in leaving.people})
    return written


@act("report.release")
def take_codings_out(by: Membership, *, to: IO[bytes]) -> int:
    """Write the codings alone; how many they are. A copy that leaves, too: of those in whose texts they are."""
    leaving = _Tables(by)
    written = write(to, "codings", leaving.codings())
    note_release(by, "codings", "parquet", leaving.coded_people())
    return written


def tables_in_memory(by: Membership) -> dict[str, Any]:
    """The same as tables of Arrow, to be counted here: nothing is written, and no words are opened but names."""
    require(by, "study.read")
    leaving = _Tables(by, frozenset({"names"}))
    return {name: table(name, rows, leaving.extras) for name, rows in leaving.all()}


def _asked(extras: Collection[str]) -> frozenset[str]:
    for one in extras:
        if one not in EXTRAS:
            raise Problem(
                _("There is no “%(given)s” to take along. There are: %(all)s.")
                % {"given": one, "all": ", ".join(EXTRAS)}
            )
    return frozenset(extras)


@dataclass
class _Tables:
    """One study as tables. The codings come first: they say which texts and coders there are."""

    by: Membership
    extras: frozenset[str] = frozenset()
    coders: set[UUID] = field(default_factory=set)
    versions: set[UUID] = field(default_factory=set)

    def all(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Each table's name and rows, to be gone through before the next is asked for."""
        made: dict[str, Callable[[], Iterable[Row]]] = {
            "codings": self.codings, "spans": self.spans, "texts": self.texts, "codes": self.codes,
            "coders": self.those_who_code, "people": self.everybody, "attributes": self.attributes,
            "excerpts": self.excerpts,
        }  # fmt: skip
        for name in tables_with(self.extras):
            yield name, made[name]()

    @cached_property
    def people(self) -> list[Person]:
        """Everybody who takes part and may be counted."""
        return people(self.by)

    @cached_property
    def lines(self) -> list[SourceLine]:
        """The sources that this member may know of."""
        return sources(self.by)

    @cached_property
    def source_of(self) -> dict[UUID, UUID]:
        """By text version, also those that do not stand any more: a doubtful coding may be on one."""
        return dict(TextVersion.objects.filter(study_id=self.by.study_id).values_list("id", "source_id"))

    def codings(self) -> Iterator[Row]:
        known = {one.id for one in self.people}
        named = Coding.objects.filter(study_id=self.by.study_id, whose__isnull=False)
        whose = dict(named.values_list("id", "whose_id"))
        for line in each_coding(self.by):
            self.coders.add(line.coder_id)
            self.versions.add(line.version_id)
            person = whose.get(line.id)
            yield (
                str(line.id), str(line.version_id), str(self.source_of[line.version_id]), str(line.code.id),
                str(line.coder_id), line.span.start, line.span.end, str(person) if person in known else None,
                line.standpoint, line.stance, line.at,
            )  # fmt: skip

    def spans(self) -> Iterator[Row]:
        known = {one.id for one in self.people}
        opened = talks(self.by, self.versions | {line.version_id for line in self.lines})
        for version, start, end, person in stretches(self.by, opened):
            if person in known:
                yield str(version), start, end, str(person)

    def texts(self) -> Iterator[Row]:
        shown = {line.id: line for line in self.lines}
        found = sizes(self.by, self.versions | {line.version_id for line in self.lines})
        for version, (length, _turns) in found.items():
            line = shown.get(self.source_of[version])
            if line is not None:
                yield str(version), str(line.id), line.ref, length, *self._named(line.title)

    def codes(self) -> Iterator[Row]:
        for line in codebook(self.by):
            parent = str(line.parent_id) if line.parent_id else None
            yield str(line.id), parent, *self._named(line.name, line.full_path)

    def those_who_code(self) -> Iterator[Row]:
        for one in members(self.by):
            if one.id in self.coders:
                yield str(one.id), *self._named(one.name)

    def everybody(self) -> Iterator[Row]:
        for one in self.people:
            yield str(one.id), one.label, *self._named(one.pseudonym)

    def attributes(self) -> Iterator[Row]:
        for one in self.people:
            for attribute, value in sorted(one.attributes.items()):
                yield str(one.id), attribute, value

    def excerpts(self) -> Iterator[Row]:
        for one in printed(self.by, quotable(self.by)):
            yield str(one.coding.id), None if one.held else one.words, one.held or None

    def coded_people(self) -> set[UUID]:
        """Those who speak in a text that somebody coded, and those whom a coder named."""
        speak = {person for _text, _start, _end, person in stretches(self.by, talks(self.by, self.versions))}
        said = Coding.objects.filter(study_id=self.by.study_id, whose__isnull=False).values_list(
            "whose_id", flat=True
        )
        return (speak | {one for one in said if one}) & {one.id for one in self.people}

    def _named(self, *words: str) -> tuple[str, ...]:
        return words if "names" in self.extras else ()
