"""What is written up."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Document(Recorded):
    """A document. `wording` is sealed: title and body, as `shape` has them.

    `version` counts its wordings: a conflict shows both.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField()
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    style = models.CharField(max_length=20)  # in which it cites
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="document_numbered_once")]
