"""What of the texts may not be kept in an archive, where it stands, and why.

A text goes where somebody who said yes speaks in it, or was at the visit it tells of. Out of it goes what is somebody
else's: turns, speech and sentences about those who did not say yes, words about people who were not asked, and what
the team chose to leave out. A text in which it cannot be told what is whose does not go.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from firsthand.analysis.coding.selectors import all_codings
from firsthand.core.consent import Outcome
from firsthand.core.noting import mentions
from firsthand.core.spans import Span, covered
from firsthand.field.consent.selectors import keeping_out, outcome
from firsthand.field.fieldwork.selectors import bystanders_in, visits
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import people
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Kind, Layer
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.giving_back.leaving.own import Own, own
from firsthand.giving_back.leaving.printing import withheld
from firsthand.ground.studies.models import Membership

INTERVIEWER, SHORTEST = "interviewer", 3  # letters of a name that is looked for
TELLS = (Layer.NONE, Layer.DESCRIPTION)  # what the team thought is not what people did and said


class Why(StrEnum):
    """Why something stays here."""

    SAID = "said"  # whose words they are did not say yes
    UNKNOWN = "unknown"  # nobody said whose words they are
    APART = "apart"  # somebody who did not say yes was there, and what is theirs cannot be told
    BYSTANDER = "bystander"
    TEAM = "team"  # the team's own thoughts
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the team leaves out besides: sources, and whatever stands under some codes."""

    sources: frozenset[UUID] = frozenset()
    codes: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Going:
    """A text that goes, and which stretches of it do not: with why, and where somebody is only named."""

    line: SourceLine
    text: Text
    people: frozenset[UUID]  # who said yes, and whose words may be in it
    hidden: tuple[tuple[Span, Why], ...]
    named: tuple[Span, ...]


@dataclass(slots=True)
class Sorted:
    """All texts of a study, sorted: who said yes, which texts go, and how many do not for which reason."""

    released: frozenset[UUID]
    opened: Mapping[UUID, Text]  # every text that the member reads
    going: list[Going] = field(default_factory=list)
    staying: Counter[Why] = field(default_factory=Counter)


def sorted_texts(by: Membership, left_out: LeftOut) -> Sorted:
    """Everything that the member reads, sorted. Linear in the texts, times those who did not say yes."""
    study = _Study(by, left_out)
    found = Sorted(study.released, study.opened)
    for line in study.lines:
        why = study.stays(line)
        if why:
            found.staying[why] += 1
            continue
        text = study.opened[line.version_id]
        hidden = tuple(study.hidden(line))
        covered_ = covered(span for span, _why in hidden)
        named = [span for span in study.named(text) if not any(one.touches(span) for one in covered_)]
        found.going.append(Going(line, text, study.released & study.there(line), hidden, tuple(named)))
    return found


class _Study:
    """What is known of a study's texts, looked up once."""

    def __init__(self, by: Membership, left_out: LeftOut) -> None:
        self.by, self._left_out = by, left_out
        self.lines = sources(by)
        self.opened = texts(by, [line.version_id for line in self.lines])
        every = Participant.objects.filter(study_id=by.study_id).order_by("label")
        rows = [row for row in every if row.id not in keeping_out(by)]
        refused = [row for row in rows if outcome(by, [row.id], "archive", "archive") is not Outcome.YES]
        self._refused = {row.id for row in refused}
        self.released = frozenset(row.id for row in rows) - self._refused
        self._names: dict[str, UUID] = {}
        self._theirs: dict[UUID, list[Span]] = defaultdict(list)  # by text version
        self._told_apart: dict[UUID, set[UUID]] = defaultdict(set)  # of whom something was found there
        for row in refused:
            self._gather(own(by, row, earlier=False))
        for version, spans in withheld(by).items():
            self._theirs[version] += spans
        self._bystanders = bystanders_in(by, self.opened)
        self._chosen = _under(by, left_out.codes)
        known = {one.id for one in people(by)}
        self._there = {
            part.id: {person.id for person in visit.present} & known
            for visit in visits(by)
            for note in visit.notes
            for part in note.parts
        }

    def stays(self, line: SourceLine) -> Why | None:
        """Why a text does not go at all; None where it does."""
        if line.id in self._left_out.sources:
            return Why.CHOSEN
        if line.private or line.layer not in TELLS:
            return Why.TEAM
        there = self.there(line)
        if not there:
            return Why.UNKNOWN
        if not there & self.released:
            return Why.SAID
        noted = line.kind == Kind.FIELD_NOTE
        if noted and not (there & self._refused) <= self._told_apart[line.version_id]:
            return Why.APART
        return None

    def there(self, line: SourceLine) -> set[UUID]:
        """Who speaks in a text, or was at the visit that it tells of."""
        speaking = {one.person.id for one in self.opened[line.version_id].speakers.values() if one.person}
        return speaking or self._there.get(line.id, set())

    def hidden(self, line: SourceLine) -> Iterator[tuple[Span, Why]]:
        """The stretches of a text that do not go."""
        text = self.opened[line.version_id]
        for turn in text.structure.turns:
            speaker = text.speakers.get(turn.voice)
            if turn.start == turn.end or (speaker is not None and speaker.part == INTERVIEWER):
                continue
            person = speaker.person.id if speaker and speaker.person else None
            if person is None:
                yield Span(turn.start, turn.end), Why.UNKNOWN
            elif person in self._refused:
                yield Span(turn.start, turn.end), Why.SAID
        for spans, why in (
            (self._theirs.get(line.version_id, ()), Why.SAID),
            (self._bystanders.get(line.version_id, ()), Why.BYSTANDER),
            (self._chosen.get(line.version_id, ()), Why.CHOSEN),
        ):
            for span in spans:
                yield span, why

    def named(self, text: Text) -> list[Span]:
        """Where others name somebody who did not say yes."""
        return [span for span, _who in mentions(text.words, self._names)] if self._names else []

    def _gather(self, theirs: Own) -> None:
        who, gone = theirs.participant.id, absent(self.by)
        # A chosen name without a capital (“a peer advocate”) is how anybody would speak of anyone.
        names = [name for name in theirs.names if name[:1].isupper() and len(name) >= SHORTEST]
        self._names |= dict.fromkeys(names, who)
        for shared in theirs.shared:
            version = shared.held.version.id
            for span in (*shared.parts.own, *shared.parts.named):
                if (there := gone.seen(version, span)) is not None:
                    self._theirs[version].append(there)
                    self._told_apart[version].add(who)


def _under(by: Membership, codes: Collection[UUID]) -> dict[UUID, list[Span]]:
    """What stands under some codes, by text version."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    for line in all_codings(by, codes) if codes else ():
        found[line.version_id].append(line.span)
    return found


def counted(found: Sorted) -> Counter[Why]:
    """How many stretches of the texts that go are left out, for which reason; those that touch count once."""
    counts: Counter[Why] = Counter()
    for one in found.going:
        for why in Why:
            counts[why] += len(covered(_of(one.hidden, why)))
    return counts


def _of(hidden: Iterable[tuple[Span, Why]], why: Why) -> Iterator[Span]:
    return (span for span, reason in hidden if reason is why)
