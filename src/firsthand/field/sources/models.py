"""Where the words are. Everything else in the program points at them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.ground.trail.models import Recorded


class Kind(models.TextChoices):
    """What a source is."""

    INTERVIEW = "interview", lazy("Interview")
    FIELD_NOTE = "field note", lazy("Field note")
    FOCUS_GROUP = "focus group", lazy("Focus group")
    DOCUMENT = "document", lazy("Document")
    SURVEY_ANSWER = "survey answer", lazy("Survey answer")


class Source(Recorded):
    """One thing that was gathered. `about` is a sealed wording: title, file name, attributes by label.

    `current` is the id of the text version that stands. `original` is the sealed file as it came, and `format`
    what it turned out to be.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="sources")
    number = models.PositiveIntegerField()  # “S12”: how people and the command line call it
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.UUIDField()
    current = models.UUIDField()
    original = models.UUIDField(null=True)
    format = models.CharField(max_length=10)
    encoding = models.CharField(max_length=30, default="")
    brought_by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="source_numbered_once")]


class TextVersion(Recorded):
    """The words of a source as they stood: sealed text, and beside it the sealed structure. Never altered."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="texts")
    source = models.ForeignKey(Source, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    text = models.UUIDField()
    structure = models.UUIDField()
    length = models.PositiveIntegerField()  # code points
    turns = models.PositiveIntegerField(default=0)


class Voice(Recorded):
    """Who a speaker's label in a text version stands for: a participant, or somebody of the team.

    `index` is the place of the label in the structure's voices; the label itself is sealed there.
    """

    class Part(models.TextChoices):
        PARTICIPANT = "participant", lazy("participant")
        INTERVIEWER = "interviewer", lazy("interviewer")
        OTHER = "other", lazy("somebody else")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="voices")
    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="voices")
    index = models.PositiveIntegerField()
    part = models.CharField(max_length=12, choices=Part.choices)
    participant = models.ForeignKey("people.Participant", models.PROTECT, null=True, related_name="voices")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "index"], name="voice_placed_once")]
