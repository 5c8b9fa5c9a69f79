"""Reading cards: each passage as far as those whose words it is allow it at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.excerpts import Excerpt, with_words
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.coding.selectors import CodingLine, quoted_lines
from firsthand.analysis.themes.selectors import ClaimLine, themes
from firsthand.core.consent import Outcome
from firsthand.core.problems import NotThere
from firsthand.field.consent.selectors import outcome
from firsthand.field.people.selectors import Person, people
from firsthand.field.sources.texts import owners, talks
from firsthand.giving_back.cards.models import Card, Passage, Printing
from firsthand.giving_back.how_known import how_known
from firsthand.giving_back.leaving.selectors import unprinted
from firsthand.giving_back.member_checks.selectors import asked_to_leave_out
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A passage as it stands now. `why_blank` says what is in the way; then there are no words."""

    id: UUID
    people: tuple[Person, ...]
    excerpt: Excerpt | None
    why_blank: str
    seen: bool
    seen_by: str = ""
    seen_at: datetime | None = None

    @property
    def cleared(self) -> bool:
        """Whether it may be on a card that leaves: allowed, and seen by whose words it is."""
        return not self.why_blank and self.seen

    @property
    def attribution(self) -> str:
        """Named as the speaker chose."""
        return ", ".join(one.pseudonym for one in self.people)


@dataclass(frozen=True, slots=True)
class Printed:
    """Who took it out, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card whole."""

    id: UUID
    number: int
    finding: str
    other_side: str
    how_known: str
    questions: tuple[str, ...]
    try_this: str
    claim: UUID | None
    version: int
    passages: tuple[PassageLine, ...]
    printed: tuple[Printed, ...]

    @property
    def blank(self) -> bool:
        """Whether a passage is missing."""
        return any(one.why_blank for one in self.passages)

    @property
    def printers(self) -> list[str]:
        """Everybody who printed it."""
        return list(dict.fromkeys(one.by for one in self.printed))


def cards(by: Membership) -> list[CardLine]:
    """Every card, in order."""
    require(by, "study.read")
    return _lines(by, list(Card.objects.filter(study_id=by.study_id).order_by("number")))


def card_line(by: Membership, card_id: UUID) -> CardLine:
    """One card. Raises `NotThere`."""
    return _lines(by, [card(by, card_id)])[0]


def card(by: Membership, card_id: UUID) -> Card:
    """One card's row. Raises `NotThere`."""
    return fetched(by, Card, card_id, _("There is no such card in this study."))


def passage(by: Membership, passage_id: UUID) -> Passage:
    """One passage's row. Raises `NotThere`."""
    sentence = _("There is no such passage on a card of this study.")
    row = fetched(by, Passage, passage_id, sentence)
    if row.coding in codings_kept_from(by):
        raise NotThere(sentence)
    return row


def claim_behind(by: Membership, claim_id: UUID | None) -> ClaimLine | None:
    """The claim that a card is made from, if it still stands."""
    found = (one for theme in themes(by) for one in theme.claims if one.id == claim_id)
    return next(found, None) if claim_id else None


def allowed_pieces(by: Membership, claim: ClaimLine | None) -> list[Excerpt]:
    """The excerpts of a claim's evidence that may be on a card, each words once."""
    found = {
        piece.excerpt.words: piece.excerpt
        for piece in (claim.evidence if claim else ())
        if piece.excerpt is not None
    }
    whose = whose_words(by, [one.coding.id for one in found.values()])
    return [one for one in found.values() if may_be_on_a_card(by, whose.get(one.coding.id, ()))]


def may_be_on_a_card(by: Membership, people: Iterable[UUID]) -> bool:
    """Whether everybody whose words these are lets them be on a card here."""
    ids = list(people)
    return bool(ids) and outcome(by, ids, "training", "train_here") is Outcome.YES


def known_of(claim: ClaimLine | None) -> str:
    """On how many people a claim rests, and from where they speak."""
    standing = [piece.excerpt for piece in claim.evidence if piece.excerpt is not None] if claim else []
    people = {person.id for one in standing for person in one.people}
    told = how_known(len(people), (one.coding.standpoint for one in standing))
    return told or _("Nothing stands behind it any more.")


def _lines(by: Membership, rows: list[Card]) -> list[CardLine]:
    words = wording.read_all(by.key, [row.wording for row in rows])
    passages, printed = _passages(by, rows), defaultdict(list)
    for one in Printing.objects.filter(card__in=rows).select_related("by").order_by("at"):
        printed[one.card_id].append(Printed(one.by.name, one.at))
    claims: dict[UUID | None, ClaimLine] = (
        {one.id: one for theme in themes(by) for one in theme.claims} if rows else {}
    )
    return [
        CardLine(
            row.id, row.number, said["finding"], said["other_side"],
            known_of(claims.get(row.claim)),
            tuple(said["questions"]), said["try_this"], row.claim, row.version, tuple(passages[row.id]),
            tuple(printed[row.id]),
        )
        for row in rows
        for said in [words[row.wording]]
    ]  # fmt: skip


def _passages(by: Membership, rows: list[Card]) -> dict[UUID, list[PassageLine]]:
    """By card its passages; those of which the member may not know are not among them."""
    found: dict[UUID, list[PassageLine]] = defaultdict(list)
    kept, cards = codings_kept_from(by), {row.id: row for row in rows}
    parts = [
        one
        for one in Passage.objects.filter(card__in=rows).select_related("seen_by").order_by("id")
        if one.coding not in kept
    ]
    wanted = {one.coding for one in parts}
    lines = quoted_lines(by, wanted) if wanted else []
    whose = _whose(by, lines)
    silent = {one.id for one in unprinted(by)}
    why = {one.id: _why_blank(by, one.id, whose[one.id], silent) for one in lines}
    words = {one.coding.id: one for one in with_words(by, [one for one in lines if not why[one.id]])}
    known = {one.id: one for one in people(by)}
    for one in parts:
        found[one.card_id].append(
            PassageLine(
                one.id, tuple(known[key] for key in whose.get(one.coding, ()) if key in known), words.get(one.coding),
                why.get(one.coding, _("These words are no longer here.")),
                one.seen_version == cards[one.card_id].version,
                one.seen_by.name if one.seen_by else "", one.seen_at,
            )
        )  # fmt: skip
    return found


def _whose(by: Membership, lines: Iterable[CodingLine]) -> dict[UUID, list[UUID]]:
    """By coding whose words it stands on: who speaks there, and whose a coder said they are."""
    found = list(lines)
    said_by = owners(by, talks(by, {one.version_id for one in found}))
    rows = Coding.objects.filter(study_id=by.study_id, whose__isnull=False).values_list("id", "whose_id")
    told = dict(rows)
    return {
        one.id: sorted({*said_by(one.version_id, one.span), *({told[one.id]} if one.id in told else ())})
        for one in found
    }


def _why_blank(by: Membership, coding: UUID, whose: list[UUID], silent: set[UUID]) -> str:
    if not may_be_on_a_card(by, whose):
        return _("Whose words these are does not, or does not any more, let them be on a card.")
    if coding in asked_to_leave_out(by):
        return _("Whose words these are asked that they be left out.")
    if silent & set(whose):
        return _("Whose words these are asked that nothing of theirs be printed.")
    return ""


def passage_lines(by: Membership, row: Card) -> list[PassageLine]:
    """The passages of one card."""
    return _passages(by, [row])[row.id]


def whose_words(by: Membership, codings: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Whose words some codings stand on."""
    wanted = set(codings)
    return _whose(by, quoted_lines(by, wanted)) if wanted else {}
