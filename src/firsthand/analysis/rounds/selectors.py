"""Reading rounds, and where their coders differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.coding.selectors import CodingLine, codings_of
from firsthand.analysis.rounds.models import Decision, Outcome, Round
from firsthand.core.differences import Differs, Mark, Place, places
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span, segments
from firsthand.field.sources.selectors import SourceLine, lines
from firsthand.field.sources.sight import readable, seen, version_for
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording

AROUND = 160  # code points of the text before and after, so that one can judge


@dataclass(frozen=True, slots=True)
class CoderLine:
    """Somebody who codes in a round, and whether they are done."""

    id: UUID
    name: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round as pages show it. `codes` empty: it is about all."""

    id: UUID
    number: int
    name: str
    about: str
    blind: bool
    seed: int | None
    drawn_from: int | None
    started_by: str
    at: datetime
    closed_at: datetime | None
    coders: tuple[CoderLine, ...]
    sources: tuple[SourceLine, ...]
    codes: tuple[CodeLine, ...]

    @property
    def waits(self) -> bool:
        """Whether nobody may look yet at how others coded."""
        return self.blind and self.closed_at is None

    @property
    def names(self) -> list[str]:
        """Who codes in it."""
        return [coder.name for coder in self.coders]

    def part_of(self, member_id: UUID) -> CoderLine | None:
        """A member's own part in it."""
        return next((coder for coder in self.coders if coder.id == member_id), None)


@dataclass(frozen=True, slots=True)
class Settled:
    """How a difference was settled."""

    outcome: str
    words: str
    reason: str
    by: str
    at: datetime
    span: Span


@dataclass(frozen=True, slots=True)
class Side:
    """How one coder read a place: the words around it, each piece marked by them or not; what else they put there."""

    coder: str
    spans: tuple[Span, ...]
    pieces: tuple[tuple[str, bool], ...]
    besides: tuple[CodeLine, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which a round's coders differ about a code, or did before it was settled.

    Where it was settled that the code does not belong there, no marks are left and `sides` is empty.
    """

    source: SourceLine
    version: UUID  # of its text, as it is told to whom this is shown
    code: CodeLine
    place: Place
    where: str
    kind: Differs
    sides: tuple[Side, ...]
    settled: Settled | None
    pieces: tuple[tuple[str, bool], ...]  # the words around it, each piece in the place or not

    @property
    def key(self) -> str:
        """By what a page knows it again."""
        return f"{self.source.id}:{self.code.id}:{self.place.span.start}"

    @property
    def shared(self) -> Span | None:
        """What everybody marked, where that is one stretch and less than all."""
        spans = self.place.shared([side.coder for side in self.sides])
        return spans[0] if len(spans) == 1 and spans[0] != self.place.span else None


@dataclass(frozen=True, slots=True)
class Tally:
    """At how many places a round's coders put a code: all of them, or only some; `extent`, of all: how many unlike."""

    code: CodeLine
    everybody: int
    extent: int
    only: Mapping[str, int]  # by coder, where only two code in the round or only one put it
    settled: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All there is to say of a round: its differences (those not settled first), and counts by code."""

    differences: list[Difference]
    tallies: list[Tally]

    @property
    def open(self) -> int:
        """How many differences nobody has settled."""
        return sum(one.settled is None for one in self.differences)


def rounds(by: Membership) -> list[RoundLine]:
    """Every round, the latest first."""
    require(by, "study.read")
    rows = Round.objects.filter(study_id=by.study_id).select_related("by").order_by("-number")
    return _lines(by, list(rows.prefetch_related("sources", "codes")))


def round_(by: Membership, number: int) -> Round:
    """One round by its number. Raises `NotThere`."""
    require(by, "study.read")
    row = Round.objects.filter(study_id=by.study_id, number=number).select_related("by").first()
    if row is None:
        raise NotThere(_("There is no round %(number)s in this study.") % {"number": number})
    return row


def round_line(by: Membership, row: Round) -> RoundLine:
    """One round as pages show it."""
    return _lines(by, [row])[0]


def _lines(by: Membership, rows: Sequence[Round]) -> list[RoundLine]:
    words = wording.read_all(by.key, [row.wording for row in rows])
    held = {one.source_id for row in rows for one in row.sources.all()}
    shown = {line.id: line for line in lines(by, readable(by).filter(id__in=held).order_by("number"))}
    tree = codebook(by)
    return [_line(row, words[row.wording], shown, tree) for row in rows]


def _line(
    row: Round, words: wording.Words, shown: Mapping[UUID, SourceLine], tree: Sequence[CodeLine]
) -> RoundLine:
    here = {one.source_id for one in row.sources.all()}
    codes = {one.code for one in row.codes.all()}
    coders = row.coders.select_related("coder").order_by("id")
    return RoundLine(
        row.id, row.number, words["name"], words["about"], row.blind, row.seed, row.drawn_from, row.by.name,
        row.at, row.closed_at,
        tuple(CoderLine(one.coder_id, one.coder.name, one.done_at) for one in coders),
        tuple(line for line in shown.values() if line.id in here),
        tuple(line for line in tree if line.id in codes),
    )  # fmt: skip


def outcomes(by: Membership, row: Round) -> Outcomes:
    """Where a round's coders differ. Nothing, as long as it is blind and open: not to those either who do not code."""
    line = round_line(by, row)
    if line.waits:
        return Outcomes([], [])
    return _Reading(by, row, line).outcomes()


class _Reading:
    """A round's codings laid beside each other."""

    def __init__(self, by: Membership, row: Round, line: RoundLine) -> None:
        self.by, self.row, self.line = by, row, line
        self.within = with_those_below(codebook(by), {one.code for one in row.codes.all()})
        self.coders = {coder.id: coder.name for coder in line.coders}
        self.decided = _decisions(by, row)
        self.found: list[Difference] = []
        self.counts: dict[UUID, list[tuple[Place, bool]]] = defaultdict(list)

    def outcomes(self) -> Outcomes:
        ids = [one.id for one in self.line.sources]
        rows = list(readable(self.by).filter(id__in=ids).order_by("number"))
        opened = texts(self.by, [one.current for one in rows])
        shown = {line.id: line for line in self.line.sources}
        tree = codebook(self.by)
        for source in rows:
            here = [one for one in codings_of(self.by, source) if one.coder_id in self.coders]
            marks: dict[UUID, list[Mark]] = defaultdict(list)
            for one in here:
                marks[one.code.id].append(Mark(one.coder, one.span, one.id))
            for code in tree:
                if self.within is None or code.id in self.within:
                    self._look(shown[source.id], opened[source.current], code, marks[code.id], here)
        tallies = [self._tally(code) for code in tree if self.counts[code.id]]
        return Outcomes(sorted(self.found, key=lambda one: one.settled is not None), tallies)

    def _look(
        self,
        source: SourceLine,
        text: Text,
        code: CodeLine,
        marks: Sequence[Mark],
        here: Sequence[CodingLine],
    ) -> None:
        decided = list(self.decided.get((text.version_id, code.id), ()))
        for place in places(marks):
            kind = place.differs(self.line.names)
            settled = next((one for one in decided if one.span.touches(place.span)), None)
            self.counts[code.id].append((place, settled is not None))
            if settled:
                decided.remove(settled)
            if kind or settled:
                sides = tuple(self._side(name, text, code, place, here) for name in self.line.names)
                self._found(source, text, code, place, kind, sides, settled)
        for settled in decided:
            self._found(source, text, code, Place(settled.span, ()), "", (), settled)

    def _found(
        self, source: SourceLine, text: Text, code: CodeLine, place: Place, kind: Differs,
        sides: tuple[Side, ...], settled: Settled | None,
    ) -> None:  # fmt: skip
        where, pieces = text.place(place.span.start), tuple(_pieces(text.words, place.span, [place.span]))
        version = version_for(self.by, text.version_id)
        self.found.append(Difference(source, version, code, place, where, kind, sides, settled, pieces))

    def _side(self, name: str, text: Text, code: CodeLine, place: Place, here: Iterable[CodingLine]) -> Side:
        mine = place.by(name)
        besides = {
            one.code.id: one.code
            for one in here
            if one.coder == name and one.code.id != code.id and one.span.touches(place.span)
        }
        return Side(name, tuple(mine), tuple(_pieces(text.words, place.span, mine)), tuple(besides.values()))

    def _tally(self, code: CodeLine) -> Tally:
        found = self.counts[code.id]
        kinds = [place.differs(self.line.names) for place, _settled in found]
        only: dict[str, int] = dict.fromkeys(self.line.names, 0)
        for place, _settled in found:
            if len(place.who) == 1:
                only[place.who[0]] += 1
        return Tally(
            code, sum(kind != "some" for kind in kinds), kinds.count("extent"), only,
            sum(settled for _place, settled in found),
        )  # fmt: skip


def _pieces(words: str, span: Span, marked: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """The words around a place, cut where somebody's marks begin and end."""
    start, end = max(0, span.start - AROUND), min(len(words), span.end + AROUND)
    cut = segments(end - start, [(one.moved(-start), True) for one in marked])
    for piece in cut:
        yield piece.span.words_in(words[start:end]), bool(piece.things)


def with_those_below(tree: Sequence[CodeLine], wanted: set[UUID]) -> set[UUID] | None:
    """The codes that a round is about, those under them included; None for all."""
    if not wanted:
        return None
    found = set(wanted)
    for line in tree:  # from top to bottom: whoever is above comes first
        if line.parent_id in found:
            found.add(line.id)
    return found


def _decisions(by: Membership, row: Round) -> dict[tuple[UUID, UUID], list[Settled]]:
    rows = list(Decision.objects.filter(study_id=by.study_id, round=row).select_related("by"))
    reasons = store.open_all(by.key, [one.reason for one in rows if one.reason])
    found: dict[tuple[UUID, UUID], list[Settled]] = defaultdict(list)
    for one in rows:
        span = seen(by, one.version_id, one.span)
        if span is not None:
            words = str(Outcome(one.outcome).label)
            reason = reasons[one.reason] if one.reason else ""
            found[one.version_id, one.code].append(
                Settled(one.outcome, words, reason, one.by.name, one.at, span)
            )
    return found
