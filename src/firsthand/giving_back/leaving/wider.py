"""What was made of somebody's words beyond the texts: wordings that quote them, memos, claims, files that left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.memos.models import Link, Memo
from firsthand.analysis.themes.models import Evidence
from firsthand.core.quoting import Quotes
from firsthand.field.deid.looking import words_of
from firsthand.field.deid.material import Found, strings, wordings
from firsthand.field.deid.models import Identifier
from firsthand.field.media.models import Medium
from firsthand.field.people.models import Participant
from firsthand.giving_back.leaving.own import Own
from firsthand.giving_back.models import Flag, Release, Withdrawal
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.vault import wording

# Rows whose words are none of the study's thinking, or are dealt with by themselves.
APART: tuple[type[Recorded], ...] = (Participant, Medium, Withdrawal, Flag)


@dataclass(frozen=True, slots=True)
class Quoting:
    """A wording that stands and holds somebody's words."""

    found: Found
    stretches: tuple[str, ...]  # the words themselves, as they stand there

    @property
    def row(self) -> Recorded:
        """The row whose wording it is."""
        return self.found.row


def quoting(by: Membership, theirs: Own) -> list[Quoting]:
    """Every wording that quotes them, of what stays when their own texts are gone."""
    gone = {one.source.id for one in theirs.alone}
    if not theirs.quotes:
        return []
    return [
        Quoting(found, said)
        for found in wordings(by)
        if not isinstance(found.row, APART)
        and not (isinstance(found.row, Identifier) and found.field == "words")  # see `identifiers_of`
        and found.row.id not in gone
        and getattr(found.row, "source_id", None) not in gone
        and (said := tuple(_stretches(theirs.quotes, found.words)))
    ]


def built_on(by: Membership, theirs: Own) -> list[Memo]:
    """The memos that are linked to them, to their words or to a coding on these."""
    rows = (
        {theirs.participant.id} | {one.source.id for one in theirs.alone} | {one.id for one in theirs.codings}
    )
    links = Link.objects.filter(study_id=by.study_id).select_related("memo").order_by("memo__number")
    return list({link.memo_id: link.memo for link in links if link.row in rows}.values())


def evidence_of(by: Membership, codings: set[UUID]) -> list[Evidence]:
    """What rests on some codings."""
    rows = Evidence.objects.filter(study_id=by.study_id).order_by("id")
    return [row for row in rows if row.coding in codings]


def claims_of(evidence: list[Evidence]) -> list[UUID]:
    """The claims under which some evidence stands."""
    return list(dict.fromkeys(row.claim_id for row in evidence if row.claim_id is not None))


def releases_with(by: Membership, participant: Participant) -> list[Release]:
    """The files that left with their words in them, the oldest first."""
    rows = Release.objects.filter(study_id=by.study_id).select_related("by").order_by("at")
    return [row for row in rows if participant.id.hex in {str(one).replace("-", "") for one in row.people}]


def identifiers_of(by: Membership, theirs: Own) -> list[Identifier]:
    """Words that could tell who somebody is and were kept apart, and that are words of theirs alone."""
    return [row for row, words in _identifiers(by) if theirs.quotes.holds(words)]


def identifiers_naming(by: Membership, participant: Participant) -> list[Identifier]:
    """Those that are kept because they are this person's name."""
    rows = list(Identifier.objects.filter(study_id=by.study_id).order_by("number"))
    said = wording.read_open(by.key, [row.said for row in rows])
    return [row for row in rows if said.get(row.said, {}).get("person") == participant.label]


def is_draft(row: Recorded) -> bool:
    """Whether a wording is a part of what is being written up: whatever is neither a memo nor a code."""
    return not isinstance(row, Memo | Code)


def _identifiers(by: Membership) -> Iterator[tuple[Identifier, str]]:
    for row in Identifier.objects.filter(study_id=by.study_id).order_by("number"):
        held = wording.read_open(by.key, [row.words]).get(row.words)
        if held is not None:
            yield row, str(held["words"])
        elif by.has_names:
            yield row, words_of(by, row)


def _stretches(quotes: Quotes, words: object) -> Iterator[str]:
    for text in strings(words):
        yield from (span.words_in(text) for span in quotes.found(text))
