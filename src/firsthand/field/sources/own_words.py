"""Whose words these are, where no turn says so: marked by the team, or proposed from how notes are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.noting import DIRECTLY, mentions, speech
from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import described, people
from firsthand.field.sources.doubts import Doubt, doubts_in
from firsthand.field.sources.models import SETTLED, OwnWords, Source, TextVersion
from firsthand.field.sources.placing import mark_words, there
from firsthand.field.sources.revising import put_on
from firsthand.field.sources.selectors import SourceLine, lines
from firsthand.field.sources.sight import fetched_with_source, readable, seen, version_for
from firsthand.field.sources.texts import standing_version, text_of, texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class Theirs:
    """Words of a participant in a source: marked (with the mark's id), or only proposed."""

    source: SourceLine
    version: UUID  # of its text, as it is told to whom they are shown
    span: Span
    words: str
    id: UUID | None


@act("ownwords.mark")
def mark_own_words(by: Membership, *, source: Source, participant: Participant, span: Span) -> OwnWords:
    """Say that words are a participant's own. Raises `Problem` where the words are not in the text."""
    return mark_words(
        by, OwnWords, version=standing_version(by, source), span=span,
        alike={"participant_id": participant.id}, new={"by_id": by.id, "at": timezone.now()},
    )  # fmt: skip


@act("ownwords.mark")
def unmark_own_words(by: Membership, *, mark: OwnWords) -> None:
    """Take such a mark off."""
    record().remove(mark)


@act("ownwords.mark")
def settle_own_words(by: Membership, *, mark: OwnWords, span: Span | None = None) -> OwnWords:
    """Say where somebody's words are that a correction put in doubt: here, or (None) where the mark stands already.

    Raises `Problem` where no words are there.
    """
    row = put_on(by, row=mark, span=span)
    record().change(row, gone=False)
    return row


@act("ownwords.mark")
def say_own_words_gone(by: Membership, *, mark: OwnWords) -> OwnWords:
    """Say that words which a correction put in doubt are in the text no more.

    The mark goes back to the text as it was: there they are still, and whoever may not read them does not read that.
    Raises `Problem` where nothing is in doubt.
    """
    place = {}
    if mark.was_in is not None and mark.was_start is not None and mark.was_end is not None:
        was = TextVersion.objects.get(study_id=by.study_id, pk=mark.was_in)
        place = there(by, was, Span(mark.was_start, mark.was_end))
    elif mark.version_id == mark.version.source.current:
        raise Problem(
            _("These words are in the text as it stands. Take the mark off if they are not theirs.")
        )
    record().change(mark, **place, **SETTLED, gone=True)
    return mark


def doubtful_own_words(by: Membership, source: Source) -> list[tuple[str, Doubt[OwnWords]]]:
    """The marks on a source that a correction put in doubt, each with what its participant is called."""
    doubts = doubts_in(by, source, OwnWords, which=OwnWords.IN_DOUBT)
    people_of_them = [one.row.participant_id for one in doubts]
    whose = Participant.objects.filter(study_id=by.study_id, id__in=people_of_them)
    called = {person.id: person.pseudonym for person in described(by, whose)}
    return [(called[one.row.participant_id], one) for one in doubts if one.row.participant_id in called]


def place_of(by: Membership, source: Source, words: str) -> Span:
    """Where words are that somebody copied from a source's text. Raises `Problem` unless in just one place."""
    sought = r"\s+".join(map(re.escape, words.split()))
    found = list(re.finditer(sought, text_of(by, source).words)) if sought else []
    if not found:
        raise Problem(_("These words are not in the text. Copy them from it, letter by letter."))
    if len(found) > 1:
        raise Problem(
            _("These words are in the text more than once. Copy some of the words around them, too.")
        )
    return Span(*found[0].span())


def own_words(by: Membership, mark_id: UUID) -> OwnWords:
    """One mark. Raises `NotThere`."""
    sentence = _("There is no such mark in this study.")
    row = fetched_with_source(by, OwnWords, mark_id, sentence)
    if seen(by, row.version_id, row.span) is None:
        raise NotThere(sentence)
    return row


def words_of(by: Membership, participant: Participant) -> list[Theirs]:
    """Where a participant's words are marked in sources in which no turn is theirs, and where they probably are."""
    require(by, "study.read")
    rows = list(readable(by).order_by("number"))
    shown = {line.version_id: line for line in lines(by, rows)}
    opened = texts(by, shown)
    marks = OwnWords.objects.filter(study_id=by.study_id, participant=participant, version_id__in=shown)
    found = [
        _theirs(by, shown[row.version_id], span, opened[row.version_id].words, row.id)
        for row in marks
        if (span := seen(by, row.version_id, row.span)) is not None
    ]
    names = _names(by)
    for version, line in shown.items():
        if participant.id in {person.id for person in line.people}:
            continue
        known = [one.span for one in found if one.source.version_id == version]
        words = opened[version].words
        spans = [span for span in said_in(words, names, participant.id) if not any(map(span.touches, known))]
        found += [_theirs(by, line, span, words, None) for span in spans]
    return sorted(found, key=lambda one: (one.source.number, one.span))


def _theirs(by: Membership, line: SourceLine, span: Span, words: str, mark: UUID | None) -> Theirs:
    return Theirs(line, version_for(by, line.version_id), span, span.words_in(words), mark)


def said_in(words: str, names: Mapping[str, Who], who: Who) -> list[Span]:
    """Where a note says what somebody said, with their name where that stands right before it.

    With the name, since what is marked is cut out for whoever may not read them: a name that stays would tell. What is
    taken out when they leave is the speech alone (`giving_back.leaving.own`); what speech is, and whose, is told in one
    place for both.

    >>> said_in('Silence. Juno: "Paid." Ike laughs. "Well," said Juno.', {"Juno": 7, "Ike": 4}, 7)
    [Span(start=9, end=22), Span(start=35, end=42)]
    """
    named = {span.end: span.start for span, one in mentions(words, names) if one == who}
    found = []
    for span, one in speech(words, names):
        if one == who:
            before = DIRECTLY.search(words, max(0, span.start - 4), span.start)
            found.append(Span(named.get(before.start(), span.start) if before else span.start, span.end))
    return found


def _names(by: Membership) -> dict[str, UUID]:
    """What participants are called in texts: their pseudonyms, where these are names."""
    return {person.pseudonym: person.id for person in people(by) if person.pseudonym[:1].isupper()}
