"""A study as arrays, for counting: its codings, whose words are where, and where turns are. No words are opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from uuid import UUID

import numpy as np

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.bare import bare_codings
from firsthand.analysis.compare.then import Then, as_coded, bare_codings_then
from firsthand.core.marks import Ints, Marks, meetings
from firsthand.core.selecting.measures import sentence_ends
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import opened_now, stretches, talks, texts
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.since import within_one_look


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
    then: Then | None = None  # where it is as of an earlier day
    unopened: int = 0  # texts of then whose turns nobody reads any more: whose words they were is not known

    @cached_property
    def owned(self) -> tuple[Ints, Ints, Marks]:
        """Whose words are coded: a coding, a person, and where; once for each stretch that the coding touches."""
        return owned(self.codings, self.words, np.arange(len(self.codings)), self.whose)

    @cached_property
    def turns(self) -> Marks:
        """The turns of every coded text, numbered; a text without turns is one unit."""
        found = [self._turns_of(version) for version in self.versions]
        starts, ends = (
            np.concatenate([pair[at] for pair in found]) if found else np.zeros(0, np.int64) for at in (0, 1)
        )
        docs = np.repeat(np.arange(len(found)), [len(pair[0]) for pair in found])
        return Marks(docs, starts, ends, np.zeros(len(docs), np.int64))

    def _turns_of(self, version: UUID) -> tuple[Ints, Ints]:
        text = self.talks.get(version)
        starts, ends = (
            np.array(side, np.int64) for side in ((text.talk.starts, text.talk.ends) if text else ((), ()))
        )
        said = starts < ends
        if not said.any():
            return np.zeros(1, np.int64), np.full(1, 2**31)
        return starts[said], ends[said]

    @property
    def texts(self) -> Marks:
        """Every coded text, as one unit."""
        return Marks.of((doc, 0, 2**31, 0) for doc in range(len(self.versions)))


@within_one_look()
def counted(by: Membership, *, coders: Collection[UUID] = (), at: int | None = None) -> Counted:
    """A study as this member may count it; of these coders alone, where some are named; as coded right after entry
    `at`, where it is given. Who has left since is not counted then either, and what is known of people is as of now.
    """
    then = None if at is None else as_coded(by, at)
    codes, everybody = (then.codes if then else codebook(by)), _there(by, then)
    source_of = _source_of(by, then)
    code_of = _places(line.id for line in codes)
    person_of = _places(one.id for one in everybody)
    wanted = {key for one in coders for key in (one.hex, str(one))}
    there = _places(
        source_of
    )  # as the database writes them: an id is not made anew for each of a million rows
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
        for version, code, coder, whose, start, end in (
            bare_codings_then(by, then) if then else bare_codings(by)
        )
        if (not wanted or coder in wanted)
        and version in there
        and code in code_of  # not of one made meanwhile
    ]
    table = np.array(rows, np.int64).reshape(-1, 6)
    columns = [np.ascontiguousarray(column) for column in table.T]
    versions = [UUID(written) for written in version_of]
    opened = talks(by, versions if then is None else opened_now(by, versions))
    source_ids = list(dict.fromkeys(source_of[version] for version in versions))
    numbered = {source: number for number, source in enumerate(source_ids)}
    words = words_of(by, opened, versions, everybody)
    return Counted(
        codes, everybody, versions,
        np.array([numbered[source_of[version]] for version in versions], np.int64), source_ids,
        Marks(*columns[:4]), list(coder_of), columns[4], columns[5], words, opened,
        then, len(versions) - len(opened) if then else 0,
    )  # fmt: skip


def _there(by: Membership, then: Then | None) -> list[Person]:
    """Those of today's people who were there."""
    return [one for one in people(by) if then is None or then.were("people.participant", one.id)]


def _source_of(by: Membership, then: Then | None) -> dict[UUID, UUID]:
    """The source of each text version; as of an earlier day, of those sources that are still there."""
    rows = TextVersion.objects.filter(study_id=by.study_id)
    return {
        version: source
        for version, source in rows.values_list("id", "source_id")
        if then is None or then.were("sources.source", source)
    }


def sentences(by: Membership, found: Counted) -> Marks:
    """The sentences of every coded text; a text that nobody here can open is one unit."""
    opened = texts(by, found.talks)
    return Marks.of(
        (doc, start, end, 0)
        for doc, version in enumerate(found.versions)
        for start, end in pairwise(
            (0, *(sentence_ends(opened[version].words) if version in opened else (2**31,)))
        )
    )


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
