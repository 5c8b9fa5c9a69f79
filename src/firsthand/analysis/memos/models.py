"""A memo and its links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class Kind(models.TextChoices):
    """The four kinds of memo."""

    CODE = "code", lazy("Code memo")
    THEORY = "theory", lazy("Theory memo")
    METHOD = "method", lazy("Method memo")
    REFLEXIVE = "reflexive", lazy("Journal")


class Memo(Recorded):
    """A memo. `wording` is sealed: title and body. `version` counts its wordings: a conflict shows both."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="memos")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="memo_numbered_once")]


class Link(Recorded):
    """That a memo is about something: any row of the study, named by its table and id.

    The row may go (a coding removed); the link stays and says so, since the thought was about it.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="links")
    memo = models.ForeignKey(Memo, models.PROTECT, related_name="links")
    table = models.CharField(max_length=40)  # “coding.coding”, as the trail names it
    row = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["memo", "table", "row"], name="link_once")]
        indexes = [models.Index(fields=["study", "table", "row"], name="link_by_target")]
