"""A card, its passages, and who printed it."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Card(Recorded):
    """A card. `wording` is sealed: finding, other side, questions, something to try. `claim`: what it is made from."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="cards")
    number = models.PositiveIntegerField()
    claim = models.UUIDField(null=True)
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)


class Passage(Recorded):
    """A passage on a card, as the id of a coding: a live link to consent, never a copy.

    `seen_version` is that of the card as whose words it is was shown it. Said otherwise since, it is to be shown again.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="card_passages")
    card = models.ForeignKey(Card, models.PROTECT, related_name="passages")
    coding = models.UUIDField()
    seen_version = models.PositiveIntegerField(null=True)
    seen_by = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    goes_with = ("card",)


class Printing(Recorded):
    """That somebody took a card out, to print it."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="card_printings")
    card = models.ForeignKey(Card, models.PROTECT, related_name="printings")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    goes_with = ("card",)
