"""The codings that a query looks at, and what is true of each. What it takes is opened when it is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from firsthand.analysis.coding.autocoding import SIMILAR, rules
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine
from firsthand.analysis.compare.names import Names
from firsthand.analysis.rounds.selectors import RoundLine
from firsthand.core.selecting.measures import number_at, seconds_of, sentence_ends
from firsthand.core.selecting.query import Attribute, Coded, Made, Named, Unit
from firsthand.core.selecting.sweeps import Stretch, related
from firsthand.field.interviews.selectors import answer_places
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import owners, talks, texts
from firsthand.ground.studies.models import Membership

Ends = tuple[float, float] | None
Chosen = frozenset[int]
WhoseWords = Callable[[CodingLine], frozenset[UUID]]


class Codings:
    """Codings by their place in a list: what `core.selecting.choosing` asks of them."""

    def __init__(self, by: Membership, lines: Sequence[CodingLine], names: Names) -> None:
        self.lines = lines
        self.unmeasured: set[int] = set()  # those that a distance could not be told of
        self._by, self._names = by, names

    def all(self) -> Chosen:
        """All of them."""
        return frozenset(range(len(self.lines)))

    def of(self, part: Named | Attribute | Made | Coded) -> Chosen:
        """Those of which one thing is true. Raises `Problem` where it names what is not there."""
        if isinstance(part, Named):
            return self._named(part)
        if isinstance(part, Attribute):
            people, sources = self._names.having(part)
            versions = {one.version_id for one in self._names.sources if one.id in sources}
            return self._where(lambda line: line.version_id in versions) | self._whose(people)
        if isinstance(part, Made):
            return self._where(lambda line: self._way(line) == part.way)
        since = part.edge == "since"
        return self._where(lambda line: _day(line) >= part.day if since else _day(line) <= part.day)

    def stretches(self, chosen: Iterable[int], unit: Unit, same_speaker: bool) -> list[Stretch]:
        """Where some of them stand; not where the unit has no meaning, which is noted."""
        found: list[Stretch] = []
        for key in chosen:
            line = self.lines[key]
            ends = self._ends(line, unit)
            if ends is None:
                self.unmeasured.add(key)
                continue
            places = self._speakers(line) if same_speaker else (line.version_id,)
            found += [Stretch(key, place, line.span.start, line.span.end, *ends) for place in places]
        return found

    def _named(self, part: Named) -> Chosen:
        if part.field in ("code", "under"):
            codes = self._names.codes_of(part)
            return self._where(lambda line: line.code.id in codes)
        if part.field == "coder":
            coder = self._names.coder(part)
            return self._where(lambda line: line.coder_id == coder)
        if part.field == "participant":
            return self._whose({self._names.person(part).id})
        if part.field == "source":
            version = self._names.source(part).version_id
            return self._where(lambda line: line.version_id == version)
        if part.field == "question":
            return self._answering(self._names.question(part))
        if part.field == "round":
            return self._of_round(self._names.round(part))
        value = self._names.choice(part)
        if part.field == "kind":
            versions = {one.version_id for one in self._names.sources if value in (one.kind, one.layer)}
            return self._where(lambda line: line.version_id in versions)
        if part.field == "standpoint":
            return self._where(lambda line: line.standpoint == value)
        return self._where(lambda line: line.stance == value)

    def _where(self, is_true: Callable[[CodingLine], bool]) -> Chosen:
        return frozenset(key for key, line in enumerate(self.lines) if is_true(line))

    def _whose(self, people: Iterable[UUID]) -> Chosen:
        wanted = frozenset(people)
        return (
            self._where(lambda line: not wanted.isdisjoint(self._people_of(line))) if wanted else frozenset()
        )

    def _answering(self, label: str) -> Chosen:
        """The codings that share words with an answer to a question."""
        answers = (
            Stretch(-number, version, span.start, span.end)
            for number, (version, span) in enumerate(answer_places(self._by, label), start=1)
        )
        return frozenset(related(self._plain(), "overlaps", answers))

    def _of_round(self, of: RoundLine) -> Chosen:
        """What its coders put on its texts, of the codes that it is about: those below them, too."""
        coders, versions = {one.id for one in of.coders}, {one.version_id for one in of.sources}
        codes = {code for one in of.codes for code in self._names.codes_of(Named("under", str(one.id)))} or {
            one.id for one in self._names.codes
        }
        return self._where(
            lambda line: line.coder_id in coders and line.version_id in versions and line.code.id in codes
        )

    def _plain(self) -> Iterator[Stretch]:
        for key, line in enumerate(self.lines):
            yield Stretch(key, line.version_id, line.span.start, line.span.end)

    def _ends(self, line: CodingLine, unit: Unit) -> Ends:
        """In what numbers a coding begins and ends, counted so."""
        start, end = line.span.start, line.span.end
        if unit == "characters":
            return start, end
        if unit == "sentences":
            edges = self._sentences(line.version_id)
            return number_at(edges, start), number_at(edges, end - 1)
        if unit == "turns":
            starts = self._talks[line.version_id].talk.starts
            return (bisect_right(starts, start), bisect_right(starts, end - 1)) if starts else None
        return seconds_of(self._talks[line.version_id].structure.turns, start, end)

    def _speakers(self, line: CodingLine) -> list[tuple[UUID, int]]:
        voices = self._talks[line.version_id].talk.voices_in(line.span)
        return [(line.version_id, voice) for voice in voices]

    def _way(self, line: CodingLine) -> str:
        if not line.rule:
            return "hand"
        return "likeness" if line.rule in self._likenesses else "rule"

    def _sentences(self, version: UUID) -> list[int]:
        return self._all_sentences[version]

    @cached_property
    def _all_sentences(self) -> dict[UUID, list[int]]:
        opened = texts(self._by, self._versions)
        return {version: sentence_ends(text.words) for version, text in opened.items()}

    @cached_property
    def _likenesses(self) -> set[int]:
        return {one.number for one in rules(self._by).values() if one.kind == SIMILAR}

    @cached_property
    def _talks(self) -> dict[UUID, Text]:
        return talks(self._by, self._versions)

    @cached_property
    def _versions(self) -> set[UUID]:
        return {line.version_id for line in self.lines}

    @cached_property
    def _people_of(self) -> WhoseWords:
        return whose_words(self._by, self._talks)


def whose_words(by: Membership, opened: Mapping[UUID, Text]) -> WhoseWords:
    """For codings on these texts: whose words each is on, who speaks there and whose a coder said they are."""
    speaking = owners(by, opened)
    rows = Coding.objects.filter(study_id=by.study_id, whose__isnull=False)
    said = dict(rows.values_list("id", "whose_id"))

    def of(line: CodingLine) -> frozenset[UUID]:
        owner = said.get(line.id)
        return speaking(line.version_id, line.span) | ({owner} if owner else set())

    return of


def _day(line: CodingLine) -> date:
    return timezone.localtime(line.at).date()
