"""What was made of somebody's words beyond the texts: wordings that quote them, memos, claims, files that left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.memos.models import Link, Memo
from firsthand.analysis.themes.models import Evidence
from firsthand.core.identifying.replacing import Replacing
from firsthand.core.quoting import Quotes
from firsthand.field.consent.models import Consent
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.deid.looking import words_of
from firsthand.field.deid.material import Found, strings, wordings
from firsthand.field.deid.models import Identifier
from firsthand.field.media.models import Medium
from firsthand.field.people.models import Participant
from firsthand.field.sources.absent import absent_but_for
from firsthand.field.sources.unseen import unseen
from firsthand.giving_back.cards.models import Passage
from firsthand.giving_back.leaving.own import Own, standing
from firsthand.giving_back.member_checks.models import Line
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


def places_named(by: Membership, theirs: Own) -> int:
    """In how many places what they are called outside still stands, of all that the member may know of."""
    if not theirs.outside:
        return 0
    replacing = Replacing([(name, "") for name in theirs.outside])
    gone = absent_but_for(by, theirs.participant.id)
    kept = {one.hex for one in (*gone.sources, *gone.visits, *keeping_out(by))} | unseen(by).rows
    texts = [one.words for one in standing(by) if one.source.id.hex not in kept]
    for found in wordings(by):
        row = found.row
        of = {getattr(row, name, None) for name in ("id", "source_id", "participant_id")}
        if not isinstance(row, Identifier) and kept.isdisjoint(one.hex for one in of if one is not None):
            texts += strings(found.words)
    return sum(1 for text in texts for _place in replacing.found(text))


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


def on_cards(by: Membership, codings: set[UUID]) -> list[Passage]:
    """The passages on learning cards that are on some codings."""
    rows = Passage.objects.filter(study_id=by.study_id).select_related("card").order_by("card__number", "id")
    return [row for row in rows if row.coding in codings]


def lines_of_others(by: Membership, participant: Participant, claims: list[UUID]) -> int:
    """How often other people are asked whether one of some claims fits them, as far as the member may know."""
    rows = Line.objects.filter(study_id=by.study_id, row__in=claims, pack__taken_back_at=None)
    return (
        rows.exclude(pack__participant=participant).exclude(pack__participant_id__in=keeping_out(by)).count()
    )


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


def answers_beside(
    by: Membership, participant: Participant
) -> tuple[list[Consent], list[tuple[Consent, wording.Words]]]:
    """What was written down of their consent beside the answers that stand: answers they changed since, and notes."""
    given = list(Consent.objects.filter(study_id=by.study_id, participant=participant).order_by("at", "id"))
    said = wording.read_all(by.key, [row.said for row in given])
    standing = {said[row.said]["scope"]: row for row in given}
    changed_since = [row for row in given if standing[said[row.said]["scope"]] is not row]
    told = [(row, said[row.said]) for row in standing.values()]
    return changed_since, [(row, words) for row, words in told if words.get("note") or words.get("also")]


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
