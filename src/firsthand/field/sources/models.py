"""Where the words are. Everything else in the program points at them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.spans import Span
from firsthand.ground.trail.models import Recorded


class Kind(models.TextChoices):
    """What a source is."""

    INTERVIEW = "interview", lazy("Interview")
    FIELD_NOTE = "field note", lazy("Field note")
    FOCUS_GROUP = "focus group", lazy("Focus group")
    DOCUMENT = "document", lazy("Document")
    SURVEY_ANSWER = "survey answer", lazy("Survey answer")
    LOG_ENTRY = "log entry", lazy("Log entry")


class Layer(models.TextChoices):
    """The parts of a field note, each a text of its own: what was seen is kept apart from what it was taken for."""

    NONE = "", lazy("no field note")
    JOTTING = "jotting", lazy("Jotting")
    DESCRIPTION = "description", lazy("What happened")
    REFLECTION = "reflection", lazy("Me in it")
    ANALYTIC = "analytic", lazy("Hunches and questions")
    PLAN = "plan", lazy("Next")


TABLES = ("csv", "xlsx")  # one file, many sources: each row is one, and the first of them has the file


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
    layer = models.CharField(max_length=12, choices=Layer.choices, default="", blank=True)
    locked = models.BooleanField(default=False)  # it stays as it was written: a jotting that was written up
    # As long as it is set, nobody else reads this source, or learns that it is there.
    private_to = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")

    kept_by = "private_to_id"

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

    goes_with = ("source",)


# A placed row that is not doubtful.
SETTLED = {"was_in": None, "was_start": None, "was_end": None}


class Placed(Recorded):
    """Something that stands on the code points `start` to `end` (half-open) of a text version.

    `fingerprint` is a keyed mark of the words, by which a moved or altered text is noticed. The words themselves are
    nowhere but in the sealed text. Where a correction altered or lost the words, `was_in`, `was_start` and `was_end`
    say where they were, in which text version, until somebody settles it.
    """

    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="%(class)ss")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32)
    was_in = models.UUIDField(null=True)
    was_start = models.PositiveIntegerField(null=True)
    was_end = models.PositiveIntegerField(null=True)

    goes_with: tuple[str, ...] = ("version",)

    # Two rows that are alike in these fields never stand on the very same words.
    once: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


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

    goes_with = ("version",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "index"], name="voice_placed_once")]


class OwnWords(Placed):
    """Words of a participant where no turn says so: what somebody says, or is seen to do, in a field note.

    `gone`: somebody said that a correction took these words out. The mark stays on the text as it was then, in which
    they are still.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="own_words")
    participant = models.ForeignKey("people.Participant", models.PROTECT, related_name="own_words")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    gone = models.BooleanField(default=False)

    once = ("participant_id",)

    # Of which marks nobody has said where their words are in the text that stands, or that they are gone from it.
    IN_DOUBT = models.Q(was_in__isnull=False) | (
        models.Q(gone=False) & ~models.Q(version_id=models.F("version__source__current"))
    )
