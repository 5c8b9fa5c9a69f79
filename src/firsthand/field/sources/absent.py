"""What is as if it had never been here, for one member: the one place where this is decided.

Three reasons. Somebody keeps a source to themselves. A participant does not want this member to read their words:
every source in which they speak is absent then, and so is every note of a visit at which they were, unless somebody
marked which words in it are theirs: then those are cut out. A participant is on hold: where they alone speak, the
source is absent for everybody; elsewhere their words are cut out. Where a correction left it in doubt which words are
theirs, nothing sure can be cut out: until somebody settles it, the source is absent as if nobody had marked them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from django.db.models import F

from firsthand.core.cutting import Cut
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure
from firsthand.field.consent.deciding import DECIDING
from firsthand.field.consent.selectors import keeping_out, resting
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import OwnWords, Source, TextVersion, Voice
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.vault import store
from firsthand.ground.vault.keys import StudyKey

People = dict[UUID, set[UUID]]


@dataclass(frozen=True, slots=True)
class CutText:
    """What a member may not read of a text version: where, by which voices, and how many turns. `called`: what the rest
    is called before them, another name as soon as other words are cut out.
    """

    cut: Cut
    voices: frozenset[int]
    turns: int
    called: UUID

    def edges(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch that is not wholly cut out begins and ends in what is left."""
        span = self.cut.out(Span(start, end))
        return (span.start, span.end) if span else (0, 0)


@dataclass(frozen=True, slots=True)
class Absent:
    """All that is absent for a member."""

    sources: frozenset[UUID] = frozenset()
    versions: frozenset[UUID] = frozenset()
    visits: frozenset[UUID] = frozenset()
    hidden: frozenset[UUID] = frozenset()  # of the sources, those that leave no gap
    hidden_visits: frozenset[UUID] = frozenset()
    cuts: Mapping[UUID, CutText] = field(default_factory=dict)  # by text version

    def seen(self, version_id: UUID, span: Span) -> Span | None:
        """Where a stretch of a text version is in the words that are read; None where none of it is."""
        found = self.cuts.get(version_id)
        return span if found is None else found.cut.out(span)

    def meant(self, version_id: UUID, span: Span) -> Span:
        """Where a stretch of the words that are read is in the text version."""
        found = self.cuts.get(version_id)
        return span if found is None else found.cut.back(span)


NOTHING = Absent()


def absent(by: Membership) -> Absent:
    """What is absent for a member."""
    rest = resting(by)
    if not rest and not keeping_out(by) and not private_to_others(by):
        return NOTHING
    return remembered(("absent", by.id), by.study_id, lambda: _absent(by, rest), of=DECIDING)


def absent_but_for(by: Membership, person: UUID) -> Absent:
    """The same as it would be if this participant had nothing on hold: for showing them where their own words are."""
    return _absent(by, resting(by) - {person}) if person in resting(by) else absent(by)


def _absent(by: Membership, rest: frozenset[UUID]) -> Absent:
    kept, out = private_to_others(by), keeping_out(by)
    if not out and not rest:
        return Absent(frozenset(kept), _versions_of(kept)) if kept else NOTHING
    study = _Study(by)
    hidden, waiting, shared = study.sorted(out, rest)
    hidden_visits = {visit for visit, there in study.present.items() if there & out and there <= out | rest}
    waiting_visits = {visit for visit, there in study.present.items() if there and there <= rest}
    gone = kept | hidden | waiting
    cuts = {key: cut for key, cut in study.cuts(shared - gone, out | rest) if cut is not None}
    earlier = study.earlier_texts(shared - gone)
    return Absent(
        frozenset(gone), _versions_of(gone) | earlier, frozenset(hidden_visits | waiting_visits),
        frozenset(hidden), frozenset(hidden_visits), cuts,
    )  # fmt: skip


def private_to_others(by: Membership) -> set[UUID]:
    """What others keep to themselves: asked once for everybody, since all ask after each new source."""

    def make() -> list[tuple[UUID, UUID]]:
        private = Source.objects.filter(study_id=by.study_id, private_to__isnull=False)
        return list(private.values_list("id", "private_to"))

    private = remembered(("private", by.study_id), by.study_id, make, of=DECIDING)
    return {source for source, whose in private if whose != by.id}


def _versions_of(sources: set[UUID]) -> frozenset[UUID]:
    if not sources:
        return frozenset()
    return frozenset(TextVersion.objects.filter(source_id__in=sources).values_list("id", flat=True))


class _Study:
    """Who speaks where, who was at which visit, and whose words are marked, over a whole study.

    Visits belong to a room above this one; they are reached by name, so that there is one place that decides.
    """

    def __init__(self, by: Membership) -> None:
        self._by = by
        self.speaking: People = defaultdict(set)
        standing = Voice.objects.filter(
            study_id=by.study_id, participant__isnull=False, version_id=F("version__source__current")
        )
        for source, person in standing.values_list("version__source_id", "participant_id"):
            self.speaking[source].add(person)
        self.present: People = defaultdict(set)
        there = Participant.objects.filter(study_id=by.study_id, visits__isnull=False)
        for visit, person in there.values_list("visits__visit_id", "id"):
            self.present[visit].add(person)
        notes = Source.objects.filter(study_id=by.study_id, field_note__visit__isnull=False)
        self.notes = {
            source: (visit, writer)
            for source, visit, writer in notes.values_list("id", "field_note__visit_id", "brought_by_id")
        }
        self.marked: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
        self.own_words: People = defaultdict(set)
        self.in_doubt: People = defaultdict(set)
        marks = OwnWords.objects.filter(study_id=by.study_id)
        said = marks.annotate(source=F("version__source_id"), doubt=OwnWords.IN_DOUBT)
        for source, person, doubt in said.values_list("source", "participant_id", "doubt"):
            self.own_words[source].add(person)
            if doubt:
                self.in_doubt[source].add(person)
            elif source in self.notes:
                self.marked[self.notes[source]].add(person)

    def sorted(self, out: frozenset[UUID], rest: frozenset[UUID]) -> tuple[set[UUID], set[UUID], set[UUID]]:
        """The sources that are hidden, those that are on hold, and those of which some words are."""
        hidden, waiting, shared = set(), set(), set()
        every = self.speaking.keys() | self.notes.keys() | self.own_words.keys()
        for source in every:
            speak, own = self.speaking.get(source, set()), self.own_words.get(source, set())
            there, marked = self._there(source)
            doubt = self.in_doubt.get(source, set())
            unmarked = ((there - marked) | doubt) & (out | rest)
            alone = there and there <= out | rest
            said = there | doubt
            if speak & out or (said & out and (alone or unmarked)):
                hidden.add(source)
            elif (speak and speak <= rest) or (said & rest and (alone or unmarked)):
                waiting.add(source)
            elif (speak | own) & (out | rest):
                shared.add(source)
        return hidden, waiting, shared

    def cuts(self, sources: set[UUID], people: frozenset[UUID]) -> list[tuple[UUID, CutText | None]]:
        """What is cut out of the standing texts of these sources: the words of these people."""
        rows = Source.objects.filter(id__in=sources).values_list("current", flat=True)
        versions = TextVersion.objects.filter(id__in=list(rows))
        return [(version.id, self._cut(version, people)) for version in versions]

    def earlier_texts(self, sources: set[UUID]) -> frozenset[UUID]:
        """The texts that stand no more of sources with words that are cut out, or would be: nothing is cut out of
        those. Words that are gone from the text that stands are in them still.
        """
        if not sources:
            return frozenset()
        standing = Source.objects.filter(id__in=sources).values_list("current", flat=True)
        return _versions_of(sources) - set(standing)

    def _there(self, source: UUID) -> tuple[set[UUID], set[UUID]]:
        """Who was at the visit that a source is a note of, and of whom words are marked in that note."""
        note = self.notes.get(source)
        return (set(), set()) if note is None else (self.present.get(note[0], set()), self.marked[note])

    def _cut(self, version: TextVersion, people: frozenset[UUID]) -> CutText | None:
        opened = store.open_all(self._by.key, [version.text, version.structure])
        words, structure = opened[version.text], Structure.from_json(opened[version.structure])
        voices = frozenset(
            Voice.objects.filter(version=version, participant_id__in=people).values_list("index", flat=True)
        )
        theirs = [turn for turn in structure.turns if turn.voice in voices]
        marks = OwnWords.objects.filter(version=version, participant_id__in=people)
        spans = [Span(turn.start, turn.end) for turn in theirs if turn.start < turn.end]
        spans += [Span(start, end) for start, end in marks.values_list("start", "end")]
        if not spans:
            return None
        cut = Cut(words, spans)
        return CutText(cut, voices, len(theirs), _called(self._by.key, version.id, cut))


def _called(key: StudyKey, version_id: UUID, cut: Cut) -> UUID:
    """A name for a text without what is cut out of it. It is made as every id is (time and kind stay), so that it tells
    nobody that something is cut.
    """
    said = f"{version_id} {[(span.start, span.end) for span in cut.hidden]}"
    chance = blake2b(said.encode(), key=key.marking, digest_size=8).digest()
    return UUID(bytes=version_id.bytes[:8] + bytes([0x80 | chance[0] & 0x3F]) + chance[1:])
