"""What a study began with, and what became of it."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Beginning(Recorded):
    """The kit with which a study began, kept as it came. `about` is sealed: its name, version, language and files.

    `codes` is sealed apart from it: the files of its codebook, which stay closed to all but the lead.
    """

    study = models.OneToOneField("studies.Study", models.PROTECT, related_name="beginning")
    about = models.UUIDField()
    codes = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Text(Recorded):
    """A text of the study’s own that came with the kit (`place` among its documents), or was written since.

    `wording` is sealed: title and body; none where it still reads as in the kit. `version` counts its wordings: a
    conflict shows both.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="kit_texts")
    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="texts")
    place = models.PositiveIntegerField(null=True)
    wording = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["beginning", "place"], name="kit_text_once")]


class OpenedCode(Recorded):
    """That a code of the kit (`place` in its codebook) came into the study's own. The code may go since."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="opened_codes")
    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="opened")
    place = models.PositiveIntegerField()
    code = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["beginning", "place"], name="kit_code_opened_once")]


class Reason(Recorded):
    """Why something is otherwise than in the kit. `said` is sealed: what it is about, and the reason."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="kit_reasons")
    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="reasons")
    said = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Reached(Recorded):
    """That a milestone of the kit's plan (`place` among them) is reached, and on which day."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="milestones_reached")
    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="reached")
    place = models.PositiveIntegerField()
    on = models.DateField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["beginning", "place"], name="milestone_reached_once")]
