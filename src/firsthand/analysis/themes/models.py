"""A theme, its codes, its claims and their evidence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class Theme(Recorded):
    """A theme. `wording` is sealed: name, plain name, central idea."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="themes")
    position = models.PositiveIntegerField()
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)


class ThemeCode(Recorded):
    """That a code belongs to a theme. The code may be deleted: the theme then shows one fewer."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="theme_codes")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="codes")
    code = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "code"], name="theme_code_once")]


class Claim(Recorded):
    """One sentence that a theme says. `wording` is sealed."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="claims")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="claims")
    position = models.PositiveIntegerField()
    wording = models.UUIDField()


class Evidence(Recorded):
    """A coding put to a claim, or to the theme as a whole: for it, against it, or both.

    `coding` is an id and no foreign key: when a coding is removed, the claim is flagged and not silently mended. `code`
    and `mark` are what it was when somebody put it there, or last said that it holds; `answer` (sealed) is what is said
    to it where it is against.
    """

    class Side(models.TextChoices):
        FOR = "for", lazy("for")
        AGAINST = "against", lazy("against")
        MIXED = "mixed", lazy("both")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="evidence")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="evidence")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="evidence")
    coding = models.UUIDField()
    side = models.CharField(max_length=8, choices=Side.choices)
    code = models.UUIDField(null=True)
    mark = models.CharField(max_length=32, default="", blank=True)
    answer = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "claim", "coding"], name="evidence_once", nulls_distinct=False
            )
        ]


class Group(Recorded):
    """A heap on a theme's board that somebody gave a name. `wording` is sealed."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="board_groups")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="groups")
    position = models.PositiveIntegerField()
    wording = models.UUIDField()


class Card(Recorded):
    """Something on a theme's board: a coding, a code or a memo, named by its table and id; in a group or loose.

    The thing may go; the card then says so. Nothing of a card is words.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="board_cards")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="cards")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="cards")
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=40)  # “coding.coding”, as the trail names it
    row = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "table", "row"], name="card_once")]


class Comparison(Recorded):
    """Two codings laid side by side, and what is the same in them and what differs. `wording` is sealed."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="comparisons")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="comparisons")
    one = models.UUIDField()
    other = models.UUIDField()
    wording = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
