"""A summary, and the excerpts that it stands on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firsthand.ground.trail.models import Recorded


class Summary(Recorded):
    """What somebody wrote of one case under one code. `wording` is sealed: the words.

    The case is a participant or a source, and the summary goes with it. `code` is an id and no foreign key: when the
    code is deleted or merged, the summary is kept and shown apart. `by` and `at`: who wrote it last, or found it still
    right. A cell has several where somebody wrote who could not see what stood there.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="summaries")
    participant = models.ForeignKey("people.Participant", models.PROTECT, null=True, related_name="summaries")
    source = models.ForeignKey("sources.Source", models.PROTECT, null=True, related_name="summaries")
    code = models.UUIDField()
    wording = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    goes_with = ("participant", "source")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(participant__isnull=True) ^ Q(source__isnull=True), name="summary_of_one_case"
            )
        ]


class Footing(Recorded):
    """An excerpt that was before the writer of a summary, as it was then: which coding, where, and a mark of its words.

    `coding` and `text_version` are ids and no foreign keys: where the excerpt is gone, the summary is out
    of date, and says so. `mark` is the coding's fingerprint, with a question mark where it was doubtful. `aside`: the
    writer took it off, and the summary does not stand on it.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="footings")
    summary = models.ForeignKey(Summary, models.PROTECT, related_name="footings")
    coding = models.UUIDField()
    text_version = models.UUIDField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    mark = models.CharField(max_length=33)
    aside = models.BooleanField(default=False)

    goes_with = ("summary",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "coding"], name="footing_once")]
