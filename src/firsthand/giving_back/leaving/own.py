"""Which words are a participant's: texts in which they alone speak, turns and quoted speech in texts of several.

Everything is looked at, also what members keep to themselves and what is under the guardian's key: words are taken
out wherever they are. What is counted for people to see is another matter; see `places`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.core.quoting import Quotes
from firsthand.core.spans import Span, within, without
from firsthand.core.transcript import Structure, spoken
from firsthand.field.people.models import Participant
from firsthand.field.people.naming import names_of
from firsthand.field.people.selectors import everybodys_names
from firsthand.field.sources.models import OwnWords, Placed, Source, TextVersion, Voice
from firsthand.giving_back.leaving.earlier import earlier_texts
from firsthand.giving_back.leaving.held import Earlier, Held, Parts, Shared, Spoken, parts_of
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import Past, past
from firsthand.ground.vault import store
from firsthand.ground.vault.guarding import NamesKey
from firsthand.ground.vault.keyring.models import TextKey


@dataclass(frozen=True)
class Own:
    """Everything that is a participant's, or names them."""

    participant: Participant
    names: tuple[str, ...]  # all that they are called here
    outside: tuple[str, ...] = field(
        repr=False
    )  # and what they are called elsewhere, as far as the member may know
    everybody: dict[str, UUID] = field(repr=False)  # whom each name means
    alone: tuple[Held, ...] = field(repr=False)
    shared: tuple[Shared, ...] = field(repr=False)
    codings: tuple[Coding, ...] = field(repr=False)  # on their words, wherever they are
    said: tuple[str, ...] = field(
        repr=False
    )  # all they ever said here, also in texts that are replaced by now
    others: tuple[str, ...] = field(repr=False)
    past: Past = field(repr=False)
    # Of sources that were removed, by id as the trail writes it: whether they say something in it, or are only named.
    removed: dict[str, bool] = field(default_factory=dict, repr=False)

    @cached_property
    def quotes(self) -> Quotes:
        """Their words, to be found again."""
        return Quotes(self.said, self.others)

    @cached_property
    def with_speech(self) -> tuple[Shared, ...]:
        """The shared texts in which they say something, or once did."""
        return tuple(one for one in self.shared if one.loses(named=False))

    def whole(self, named: bool) -> set[str]:
        """The sources that go whole: in which they alone speak, and removed ones that hold something that goes."""
        gone = {source for source, says in self.removed.items() if says or named}
        return gone | {one.source.id.hex for one in self.alone}

    def going(self, named: bool) -> dict[str, list[Span]]:
        """What goes of each text of several, earlier ones too: by version, as the trail writes it."""
        return {version: spans for one in self.shared for version, spans in one.going(named).items()}


def own(by: Membership, participant: Participant, *, earlier: bool = True) -> Own:
    """All of it. Linear in the study's texts and entries. Without `earlier`: what stands in texts of today, and no
    other text is opened.
    """
    held, was = standing(by), past(by.study_id)
    outside = names_of(by, participant) if by.has_names else ()
    pseudonyms = everybodys_names(by)
    called = _called(participant, pseudonyms, outside)
    everybody = pseudonyms | dict.fromkeys(called, participant.id)
    alone = tuple(one for one in held if one.participants == {participant.id})
    rest = [one for one in held if one.participants != {participant.id}]
    whose = _whose(by, participant, rest)

    def look(text: Spoken, marked: Sequence[Span]) -> Parts:
        return parts_of(text, participant.id, called, everybody, marked)

    current = {one.version.id.hex for one in held}
    before = (
        list(earlier_texts(participant, was, current, partial(opened_by_any, by), look)) if earlier else []
    )
    shared = tuple(_shared(rest, before, lambda one: look(one, whose.get(one.version.id, ()))))
    by_version = {one.held.version.id: one for one in shared}
    codings = tuple(_codings(by, participant, alone, shared))
    said = [span.words_in(one.words) for one in alone for span in one.turns_of(participant.id)]
    said += [span.words_in(one.held.words) for one in shared for span in one.own]
    said += [words for one in before for words in one.said]
    said += list(said_before(by, participant, was)) if earlier else []
    others = [one.words for one in rest if one.version.id not in by_version]
    others += [
        left.words_in(one.held.words)
        for one in shared
        for left in without(Span(0, max(1, len(one.held.words))), one.own)
    ]
    others += [span.words_in(one.words) for one in alone for span in one.turns_of(None)]
    return Own(
        participant, called, outside, everybody, alone, shared, codings, tuple(said), tuple(others), was,
        _removed(before, {one.source.id.hex for one in held}),
    )  # fmt: skip


def standing(by: Membership) -> list[Held]:
    """Every text of the study as it stands, opened, in order of its source."""
    sources = list(Source.objects.filter(study_id=by.study_id).order_by("number"))
    versions = {
        row.id: row
        for row in TextVersion.objects.filter(study_id=by.study_id, id__in=[row.current for row in sources])
    }
    voices: dict[UUID, dict[int, UUID | None]] = defaultdict(dict)
    rows = Voice.objects.filter(study_id=by.study_id)
    for version_id, index, participant_id in rows.values_list("version_id", "index", "participant_id"):
        voices[version_id][index] = participant_id
    opened = store.open_all(by.key, [part for row in versions.values() for part in (row.text, row.structure)])
    return [
        Held(
            opened[version.text], Structure.from_json(opened[version.structure]), voices[version.id], source, version,
        )
        for source in sources
        for version in [versions[source.current]]
    ]  # fmt: skip


def opened_by_any(by: Membership, ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Those of some sealed texts that either of the member's keys opens: the study's, or the one for names."""
    wanted = set(ids)
    plain = store.open_to(by.key, wanted)
    found = dict(store.open_each(by.key, plain))
    if by.has_names:
        found |= dict(_guarded(by.names, wanted - plain))
    return found


def _whose(by: Membership, participant: Participant, held: Sequence[Held]) -> dict[UUID, list[Span]]:
    """Where somebody said that words are theirs, of a coding or of the words themselves; by text version."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    versions = [one.version.id for one in held]
    rows: list[Placed] = [
        *Coding.objects.filter(study_id=by.study_id, whose=participant, version_id__in=versions),
        *OwnWords.objects.filter(study_id=by.study_id, participant=participant, version_id__in=versions),
    ]
    for row in rows:
        found[row.version_id].append(row.span)
    return found


def _shared(
    held: Sequence[Held], before: Sequence[Earlier], look: Callable[[Held], Parts]
) -> Iterator[Shared]:
    """The texts of several in which there is something of theirs, or was before they were corrected."""
    earlier: dict[str, list[Earlier]] = defaultdict(list)
    for one in before:
        earlier[one.source].append(one)
    for text in held:
        found = Shared(text, look(text), tuple(earlier.get(text.source.id.hex, ())))
        if found.parts or found.earlier:
            yield found


def _removed(before: Sequence[Earlier], standing: set[str]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for one in before:
        if one.source not in standing and one.parts.loses(named=True):
            found[one.source] = found.get(one.source, False) or bool(one.parts.own)
    return found


def _codings(
    by: Membership, participant: Participant, alone: Sequence[Held], shared: Sequence[Shared]
) -> Iterator[Coding]:
    """All codings on texts in which they alone speak; elsewhere those on their words, or said to be theirs."""
    theirs = {one.source.id for one in alone}
    there = {version: spans for one in shared for version, spans in one.going(named=False).items()}
    for row in Coding.objects.filter(study_id=by.study_id).select_related("version").order_by("id"):
        if row.version.source_id in theirs or row.whose_id == participant.id or stands_on(row, there):
            yield row


def stands_on(row: Coding, spans: dict[str, list[Span]]) -> bool:
    """Whether a coding is on one of some stretches, by version: where it is, or was before it came into doubt."""
    if within(row.span, spans.get(row.version_id.hex, [])):
        return True
    if row.was_in is None or row.was_start is None or row.was_end is None:
        return False
    return within(Span(row.was_start, row.was_end), spans.get(row.was_in.hex, []))


def said_before(by: Membership, participant: Participant, was: Past) -> Iterator[str]:
    """What they said in texts that stand no more: corrected since, replaced, removed with their source."""
    voices: dict[str, set[int]] = defaultdict(set)
    for voice in was.get("sources.voice", {}).values():
        if voice.values.get("participant_id") == participant.id.hex:
            voices[voice.values["version_id"]].add(voice.values["index"])
    versions = was.get("sources.textversion", {})
    ids = {text for version in voices if version in versions for text in versions[version].named}
    opened = opened_by_any(by, ids)
    for version, indexes in voices.items():
        readable = [opened[text].decode() for text in versions[version].named if text in opened]
        structures = [Structure.from_json(one) for one in readable if one.startswith('{"voices":')]
        for text in readable:
            for structure in structures:
                for turn in structure.turns:
                    if turn.voice in indexes and turn.end <= len(text) and (said := spoken(turn)):
                        yield said.words_in(text)


def _called(participant: Participant, pseudonyms: dict[str, UUID], outside: Sequence[str]) -> tuple[str, ...]:
    """All that they may be called in a text. One letter or two are no name to look for."""
    own_names = [name for name, one in pseudonyms.items() if one == participant.id]
    return tuple(dict.fromkeys(name for name in (*own_names, participant.label, *outside) if len(name) > 2))


def _guarded(key: NamesKey, ids: set[UUID]) -> Iterator[tuple[UUID, bytes]]:
    rows = TextKey.objects.filter(study_id=key.study_id, guarded__isnull=False)
    for text_id in rows.values_list("id", flat=True):
        if text_id in ids:
            yield text_id, store.open_guarded(key, text_id)
