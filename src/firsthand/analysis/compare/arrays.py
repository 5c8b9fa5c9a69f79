"""A study as arrays, for counting: its codings, whose words are where, and where turns are. No words are opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.selectors import bare_codings
from firsthand.core.marks import Ints, Marks, meetings
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import stretches, talks
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True)
class Counted:
    """What may be counted, by this member. Labels of `codings` are places in `codes`, those of `words` in `people`.

    `whose`: for each coding whose words somebody said they are, as a place in `people`, or -1. `sources`: for each
    text version its source, as a number.
    """

    codes: list[CodeLine]
    people: list[Person]
    versions: list[UUID]
    sources: Ints
    source_ids: list[UUID]
    codings: Marks
    coders: list[str]  # ids, as the database writes them
    coder: Ints
    whose: Ints
    words: Marks
    talks: dict[UUID, Text]

    @cached_property
    def owned(self) -> tuple[Ints, Ints, Marks]:
        """Whose words are coded: a coding, a person, and where; once for each stretch that the coding touches."""
        return owned(self.codings, self.words, np.arange(len(self.codings)), self.whose)

    @cached_property
    def turns(self) -> Marks:
        """The turns of every coded text, numbered; a text without turns is one unit."""
        rows: list[tuple[int, int, int, int]] = []
        for doc, version in enumerate(self.versions):
            talk = self.talks[version].talk
            spans = [pair for pair in zip(talk.starts, talk.ends, strict=True) if pair[0] < pair[1]]
            rows += [(doc, start, end, 0) for start, end in spans or [(0, 2**31)]]
        return Marks.of(rows)


def counted(by: Membership, *, coders: Collection[UUID] = ()) -> Counted:
    """A study as this member may count it; of these coders alone, where some are named."""
    codes, everybody = codebook(by), people(by)
    code_of = _places(line.id for line in codes)
    person_of = _places(one.id for one in everybody)
    wanted = {key for one in coders for key in (one.hex, str(one))}
    version_of, coder_of = _Numbered(), _Numbered()
    rows = [
        (
            version_of[version],
            start,
            end,
            code_of[code],
            coder_of[coder],
            person_of.get(whose, -1) if whose else -1,
        )
        for version, code, coder, whose, start, end in bare_codings(by)
        if not wanted or coder in wanted
    ]
    table = np.array(rows, np.int64).reshape(-1, 6)
    columns = [np.ascontiguousarray(column) for column in table.T]
    versions = [UUID(written) for written in version_of]
    opened = talks(by, versions)
    source_of = dict(TextVersion.objects.filter(study_id=by.study_id).values_list("id", "source_id"))
    source_ids = list(dict.fromkeys(source_of[version] for version in versions))
    numbered = {source: number for number, source in enumerate(source_ids)}
    words = words_of(by, opened, versions, everybody)
    return Counted(
        codes, everybody, versions,
        np.array([numbered[source_of[version]] for version in versions], np.int64), source_ids,
        Marks(*columns[:4]), list(coder_of), columns[4], columns[5], words, opened,
    )  # fmt: skip


def words_of(
    by: Membership, opened: dict[UUID, Text], versions: Sequence[UUID], everybody: Sequence[Person]
) -> Marks:
    """Whose words are where, of those who may be counted."""
    doc_of = {version: doc for doc, version in enumerate(versions)}
    person_of = {one.id: place for place, one in enumerate(everybody)}
    return Marks.of(
        (doc_of[version], start, end, person_of[person])
        for version, start, end, person in stretches(by, opened)
        if person in person_of
    )


def owned(where: Marks, words: Marks, of: Ints, whose: Ints) -> tuple[Ints, Ints, Marks]:
    """Whose words some stretches hold: which coding (`of`, for each stretch), which person, and where.

    `whose`, by coding, adds whom a coder named.
    """
    codings, persons, docs, starts, ends = [], [], [], [], []
    for i, j in meetings(where, words):
        codings.append(of[i])
        persons.append(words.labels[j])
        docs.append(where.docs[i])
        starts.append(np.maximum(where.starts[i], words.starts[j]))
        ends.append(np.minimum(where.ends[i], words.ends[j]))
    named = np.flatnonzero(whose[of] >= 0)
    codings.append(of[named])
    persons.append(whose[of[named]])
    docs.append(where.docs[named])
    starts.append(where.starts[named])
    ends.append(where.ends[named])
    person = np.concatenate(persons)
    return (
        np.concatenate(codings),
        person,
        Marks(np.concatenate(docs), np.concatenate(starts), np.concatenate(ends), person),
    )


class _Numbered(dict[str, int]):
    """The number of each id in the order in which they came."""

    def __missing__(self, written: str) -> int:
        self[written] = number = len(self)
        return number


def _places(ids: Iterable[UUID]) -> dict[str, int]:
    """The place of each id, as either database writes it: PostgreSQL with dashes, SQLite without."""
    return {written: place for place, one in enumerate(ids) for written in (one.hex, str(one))}
