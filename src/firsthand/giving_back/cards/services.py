"""Making a card, saying that somebody was shown it, and taking it out to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.themes.models import Claim
from firsthand.core.problems import Clash, Problem
from firsthand.giving_back.cards.models import Card, Passage, Printing
from firsthand.giving_back.cards.selectors import may_be_on_a_card, passage_lines, whose_words
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

MOST_PASSAGES, QUESTIONS = 2, 3


@dataclass(frozen=True, slots=True)
class Saying:
    """What the team writes on a card."""

    finding: str
    other_side: str
    questions: Sequence[str]
    try_this: str


@act("card.make")
def make_card(by: Membership, *, claim: Claim, said: Saying, passages: Sequence[Coding] = ()) -> Card:
    """A card from a claim. Raises `Problem` where something of it is missing, or a passage may not be on a card."""
    words = _words(said)
    _require_allowed(by, passages)
    last = Card.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    card = Card(
        study=by.study, number=(last.first() or 0) + 1, claim=claim.id, wording=wording.written(by.key, words)
    )
    record().create(card)
    _put(by, card, passages)
    return card


@act("card.change")
def change_card(
    by: Membership, *, card: Card, said: Saying, passages: Sequence[Coding], version: int | None = None
) -> Card:
    """Say it otherwise, or with other passages. Whose words are on it is to be shown it anew.

    Raises `Clash` where somebody changed it in between, and `Problem` as `make_card` does.
    """
    if version is not None and version != card.version:
        raise Clash(
            _("Somebody changed this card while you were writing. Look at theirs, then save yours again.")
        )
    words = _words(said)
    _require_allowed(by, passages)
    standing = {one.coding: one for one in card.passages.all()}
    wanted = {one.id: one for one in passages}
    known = standing.keys() - codings_kept_from(by)
    if words == wording.read(by.key, card.wording) and known == wanted.keys():
        return card
    record().change(card, wording=wording.written(by.key, words), version=card.version + 1)
    # What the member may not know of stays where it is.
    record().remove(*(standing[key] for key in known - wanted.keys()))
    _put(by, card, [one for key, one in wanted.items() if key not in standing])
    return card


@act("card.remove")
def remove_card(by: Membership, *, card: Card) -> None:
    """Take a card away. Who printed it is then only in the trail."""
    for rows in belonging([card]):
        record().remove(*rows)
    record().remove(card)


@act("card.seen")
def say_seen(by: Membership, *, passage: Passage) -> Passage:
    """Say that whose words are on a card was shown it, as it is now, and is content.

    Raises `Problem` where the passage is blank.
    """
    shown = next((one for one in passage_lines(by, passage.card) if one.id == passage.id), None)
    if shown is None or shown.why_blank:
        raise Problem(_("There are no words to show: the passage is blank."))
    record().change(passage, seen_version=passage.card.version, seen_by_id=by.id, seen_at=timezone.now())
    return passage


def note_printing(by: Membership, card: Card) -> None:
    """Inside an act: write down that somebody takes a card out."""
    record().create(Printing(study_id=by.study_id, card=card, by=by, at=timezone.now()))


def _put(by: Membership, card: Card, passages: Sequence[Coding]) -> None:
    record().create(*(Passage(study_id=by.study_id, card=card, coding=one.id) for one in passages))


def _words(said: Saying) -> dict[str, object]:
    finding, other = said.finding.strip(), said.other_side.strip()
    questions = [" ".join(one.split()) for one in said.questions if one.strip()]
    if not finding:
        raise Problem(_("Say in plain words what was noticed."))
    if not other:
        raise Problem(_("Say where it is not so. A card without the other side is a poster."))
    if len(questions) != QUESTIONS:
        raise Problem(_("Write three questions to talk about, none with a right answer."))
    if not said.try_this.strip():
        raise Problem(_("Write something that can be tried this week."))
    return {
        "finding": finding,
        "other_side": other,
        "questions": questions,
        "try_this": said.try_this.strip(),
    }


def _require_allowed(by: Membership, passages: Sequence[Coding]) -> None:
    if len(passages) > MOST_PASSAGES:
        raise Problem(_("One or two passages are enough for a card."))
    for people in whose_words(by, [one.id for one in passages]).values():
        if not may_be_on_a_card(by, people):
            raise Problem(
                _(
                    "Whose words these are did not say that they may be on a card. Ask them first (“training”)."
                )
            )
