"""“This is where your words are”: the twenty-three places, counted, and what each way of leaving does there.

What the lead may not read for themselves is dealt with all the same, and counted nowhere here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.framework.selectors import summaries_kept_from
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.themes.laid_out import comparisons_kept_from
from firsthand.core.leaving import Level, level, levels, places
from firsthand.exchange.keeping.copies import known
from firsthand.field.consent.models import Consent
from firsthand.field.fieldwork.models import Present
from firsthand.field.media.models import Medium
from firsthand.field.people.models import Name, Participant
from firsthand.field.people.selectors import Person, described_to_act, whose_words
from firsthand.field.sources.absent import absent_but_for
from firsthand.field.sources.models import Kind, Source
from firsthand.field.sources.sight import number_for
from firsthand.field.sources.unseen import MEMOS, unseen
from firsthand.giving_back.leaving import wider, words
from firsthand.giving_back.leaving.held import Held, Shared
from firsthand.giving_back.leaving.history import files_of, rows_of_texts, sealed_among, sealed_past
from firsthand.giving_back.leaving.own import Own, own, stands_on
from firsthand.giving_back.leaving.summaries import retelling
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.past import Was, entries_about
from firsthand.ground.vault import wording

GIVEN = (Kind.DOCUMENT, Kind.LOG_ENTRY)  # what somebody wrote themselves


@dataclass(frozen=True, slots=True)
class Line:
    """A place: how much is there, where to look, and what a level does with it."""

    place: str
    effect: str
    count: int
    refs: tuple[str, ...] = ()  # “S4”, “memo 3”

    @property
    def name(self) -> str:
        """What people call the place."""
        return str(words.PLACES[self.place])

    @property
    def happens(self) -> str:
        """What is done there, in plain words."""
        return words.said(self.place, self.effect)

    @property
    def none_yet(self) -> bool:
        """Whether the program has nothing of this kind yet, for anybody."""
        return self.place in words.NOT_YET


@dataclass(frozen=True, slots=True)
class Preview:
    """What one way of leaving would do."""

    level: Level
    lines: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """The level in the person's own voice."""
        return str(words.LEVELS[self.level.id])

    @property
    def short(self) -> str:
        """The same in two or three words."""
        return str(words.SHORT[self.level.id])

    @property
    def touched(self) -> list[Line]:
        """The places where something is and does not simply stay."""
        return [line for line in self.lines if line.count and line.effect != "keep"]


@dataclass(frozen=True)
class Reach:
    """Everything of a participant's, found once; each level takes from it what it reaches."""

    by: Membership
    theirs: Own

    @cached_property
    def person(self) -> Person:
        """Who it is, as pages show them."""
        return described_to_act(self.by, self.theirs.participant)

    @cached_property
    def quoting(self) -> list[wider.Quoting]:
        """The wordings that quote them."""
        return wider.quoting(self.by, self.theirs)

    def codings(self, of: Level) -> list[Coding]:
        """The codings that stand on their words; where mentions go too, those on them."""
        found = list(self.theirs.codings)
        if not of.does("mention_by_observer_in_fieldnote", "redact"):
            return found
        taken, there = {row.id for row in found}, self.theirs.going(named=True)
        rows = Coding.objects.filter(study_id=self.by.study_id).select_related("version")
        return found + [row for row in rows if row.id not in taken and stands_on(row, there)]

    def summaries(self, of: Level) -> dict[str, Was]:
        """The summaries that retell what a level takes out, by id; those included that are gone."""
        if not of.does("coded_segments_on_own_words", "remove"):
            return {}
        if of.id not in self._summaries:
            self._summaries[of.id] = retelling(
                self.theirs,
                {row.id for row in self.codings(of)},
                named=of.does("mention_by_observer_in_fieldnote", "redact"),
            )
        return self._summaries[of.id]

    @cached_property
    def media(self) -> list[Medium]:
        """Recordings and pictures of the texts in which they say something: no word can be taken out of one."""
        sources = [one.source.id for one in self.theirs.alone] + [
            one.held.source.id for one in self.theirs.with_speech
        ]
        return list(Medium.objects.filter(study_id=self.by.study_id, source_id__in=sources).order_by("id"))

    def sealed(self, of: Level) -> set[UUID]:
        """The sealed texts that a level destroys: the past that holds their words, and the wordings that quote them."""
        if of.does("undo_and_history", "keep"):
            return set()
        if of.id not in self._sealed:
            quoted = {getattr(one.row, one.found.field) for one in self.quoting}
            retold = {text for row in self.summaries(of).values() for text in row.named}
            self._sealed[of.id] = (
                sealed_past(self.by, self.theirs, of)
                | (quoted if of.does("memo_quoting_own_words", "redact") else set())
                | sealed_among(self.by, retold)
            )
        return self._sealed[of.id]

    def files(self, of: Level) -> list[Source]:
        """The sources whose file, as it came, goes."""
        return [] if of.does("undo_and_history", "keep") else files_of(self.by, self.theirs, of)

    def entries(self, of: Level) -> list[int]:
        """The entries of the trail that it marks."""
        if of.does("audit_trail", "keep"):
            return []
        rows = {row.id.hex for row in self.media} | self.summaries(of).keys()
        if of.does("coded_segments_on_own_words", "remove"):
            named = of.does("mention_by_observer_in_fieldnote", "redact")
            rows |= rows_of_texts(self.theirs, named) | {row.id.hex for row in self.codings(of)}
        if of.does("mention_by_observer_in_fieldnote", "redact"):
            rows |= {row.id.hex for row in Present.objects.filter(participant=self.theirs.participant)}
        return entries_about(self.by.study_id, rows, self.sealed(of))

    @cached_property
    def _sealed(self) -> dict[str, set[UUID]]:
        return {}

    @cached_property
    def _summaries(self) -> dict[str, dict[str, Was]]:
        return {}


def reach(by: Membership, participant: Participant) -> Reach:
    """Where a participant's words are. Raises `NotAllowed` for whoever may not take them out, and `NotThere`."""
    return Reach(by, own(by, whose_words(by, participant.id)))


def preview(by: Membership, participant: Participant, named: str) -> Preview:
    """What is there, place by place, and what a level would do with it."""
    return at_level(reach(by, participant), level(named))


def previews(by: Membership, participant: Participant) -> list[Preview]:
    """The same for every level, side by side."""
    found = reach(by, participant)
    return [at_level(found, one) for one in levels()]


def at_level(found: Reach, of: Level) -> Preview:
    """One level of what was found."""
    counted = counts(found, of)
    return Preview(of, tuple(Line(place, of.reach[place], *counted[place]) for place in places()))


Counted = tuple[int, tuple[str, ...]]


def counts(found: Reach, of: Level) -> dict[str, Counted]:
    """How much is in each place, and where; as far as the member may read it."""
    by, theirs = found.by, found.theirs
    kept = absent_but_for(by, theirs.participant.id).sources
    alone = [one for one in theirs.alone if one.source.id not in kept]
    shared = [one for one in theirs.shared if one.held.source.id not in kept]
    there = [one.held for one in shared]
    open_to = {one.version.source_id for one in (*alone, *there)}
    codings = [row for row in found.codings(of) if row.version.source_id not in kept]
    evidence = wider.evidence_of(by, {row.id for row in codings})
    quoting = [
        one
        for one in found.quoting
        if getattr(one.row, "source_id", None) not in kept and one.row.id not in kept
    ]
    presences = Present.objects.filter(study_id=by.study_id, participant=theirs.participant).count()
    attributes = wording.read(by.key, theirs.participant.about).get("attributes", {})
    memos = [one.row for one in quoting if isinstance(one.row, Memo)]
    built = wider.built_on(by, theirs)
    media = [row for row in found.media if row.source_id in open_to]
    kept_back = summaries_kept_from(by) | comparisons_kept_from(by) if found.summaries(of) else set()
    unread = {key.hex for key in kept_back}
    retold = [key for key, row in found.summaries(of).items() if row.stands and key not in unread]
    return {
        "recording": (len(media), ()),
        "transcript_or_notes_of_interview": _sources(
            by, [one for one in alone if one.source.kind not in GIVEN]
        ),
        "given_log_entries": _sources(by, [one for one in alone if one.source.kind in GIVEN]),
        "background_answers": (len(attributes), tuple(attributes)),
        "own_speech_in_group_or_fieldnote": _stretches(by, shared, "own"),
        "mention_by_observer_in_fieldnote": _plus(_stretches(by, shared, "named"), presences),
        "mention_by_another_participant": _stretches(by, shared, "spoken_of"),
        "coded_segments_on_own_words": (len(codings) + len(retold), ()),
        "memo_quoting_own_words": _memos(by, memos),
        "memo_built_on_own_words": _memos(by, built),
        "theme_evidence": (len(evidence), ()),
        "counts_and_agreement_figures": (len({row.code_id for row in codings}), ()),
        "example_in_codebook": (len({one.row.id for one in quoting if isinstance(one.row, Code)}), ()),
        "draft_write_up_quote": (len({one.row.id for one in quoting if wider.is_draft(one.row)}), ()),
        "learning_card": _on_cards(by, {row.id for row in codings}),
        "member_check_pack_of_others": (
            wider.lines_of_others(by, theirs.participant, wider.claims_of(evidence)),
            (),
        ),
        "search_index_and_caches": (len(alone) + sum(1 for one in shared if one.own), ()),
        # How many texts and wordings have a past that goes; the sealed ones alone would tell of what is kept from here.
        "undo_and_history": (
            len(alone) + _once(by, theirs, shared, of) + len(quoting) if found.sealed(of) else 0,
            (),
        ),
        "audit_trail": (_known_of(by, set(found.entries(of))), ()),
        "backups": (len(known()), ()),
        "copies_already_sent": _releases(found),
        "published_or_deposited": (0, ()),
        "consent_record": (
            sum(rows.objects.filter(participant=theirs.participant).count() for rows in (Name, Consent)),
            (),
        ),
    }


def _once(by: Membership, theirs: Own, shared: list[Shared], of: Level) -> int:
    """How many texts of several lose something, now or in an earlier version; and how many that were removed."""
    named = of.does("mention_by_observer_in_fieldnote", "redact")
    gone = {key for key, says in theirs.removed.items() if says or named} - unseen(by).rows
    return len(gone) + sum(1 for one in shared if one.loses(named))


def _on_cards(by: Membership, codings: set[UUID]) -> Counted:
    """Passages on learning cards: how many, and the numbers of the cards."""
    found = wider.on_cards(by, codings)
    return len(found), tuple(dict.fromkeys(str(one.card.number) for one in found))


def _known_of(by: Membership, entries: set[int]) -> int:
    """How many of some entries, by id, the member may know of."""
    hidden = unseen(by).entries
    kept = Entry.objects.filter(study_id=by.study_id, number__in=hidden).values_list("id", flat=True)
    return len(entries - set(kept)) if hidden else len(entries)


def _sources(by: Membership, held: list[Held]) -> Counted:
    return len(held), tuple(f"S{number_for(by, one.source.number)}" for one in held)


def _stretches(by: Membership, shared: list[Shared], which: str) -> Counted:
    there = [(one, getattr(one.parts, which)) for one in shared]
    return (
        sum(len(spans) for _one, spans in there),
        tuple(f"S{number_for(by, one.held.source.number)}" for one, spans in there if spans),
    )


def _plus(counted: Counted, more: int) -> Counted:
    return counted[0] + more, counted[1]


def _memos(by: Membership, rows: list[Memo]) -> Counted:
    past = unseen(by)
    numbers = sorted({past.number(MEMOS, row.number) for row in rows})
    return len(numbers), tuple(str(number) for number in numbers)


def _releases(found: Reach) -> Counted:
    rows = wider.releases_with(found.by, found.theirs.participant)
    return len(rows), tuple(
        f"{row.what}.{row.format}, {row.at.date().isoformat()}, {row.by.name}" for row in rows
    )
