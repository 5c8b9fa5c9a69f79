"""A guide in its versions, its questions, an interview, and which question which words answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from firsthand.field.sources.models import Placed
from firsthand.ground.trail.models import Recorded


class Guide(Recorded):
    """An interview guide. Its words are in its versions."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="guides")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="guide_numbered_once")]


class GuideVersion(Recorded):
    """A guide as it was used from some day on. `about` is a sealed wording: title, opening, closing, reason."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="guide_versions")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    about = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "number"], name="guide_version_numbered_once")
        ]


class Question(Recorded):
    """A question of a guide: the same one in all versions, known by its label (“Q06”)."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="questions")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="questions")
    label = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "label"], name="question_labelled_once")]


class Wording(Recorded):
    """How a question stands in a version of the guide. `about` is sealed: text, part, probes, themes, basis."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="question_wordings")
    version = models.ForeignKey(GuideVersion, models.PROTECT, related_name="wordings")
    question = models.ForeignKey(Question, models.PROTECT, related_name="wordings")
    place = models.PositiveIntegerField()
    core = models.BooleanField()
    care = models.BooleanField()
    about = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "question"], name="question_worded_once")]


class Interview(Recorded):
    """That a source is an interview: when, by whom, with which version of the guide. `about` is sealed: place, note."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="interviews")
    source = models.OneToOneField("sources.Source", models.PROTECT, related_name="interview")
    on = models.DateField(null=True)
    asked_by = models.ForeignKey("studies.Membership", models.PROTECT, null=True, related_name="+")
    guide = models.ForeignKey(GuideVersion, models.PROTECT, null=True, related_name="interviews")
    about = models.UUIDField()

    goes_with = ("source",)


class Answer(Placed):
    """That words answer a question of the guide."""

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    once = ("question_id",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "question", "start", "end"], name="answer_once")
        ]


class Unanswered(Recorded):
    """That a question was left out in an interview, and by whom: the person, or whoever asked."""

    class How(models.TextChoices):
        DECLINED = "declined", lazy("they left it out")
        NOT_ASKED = "not asked", lazy("not asked")

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="unanswered")
    interview = models.ForeignKey(Interview, models.PROTECT, related_name="unanswered")
    question = models.ForeignKey(Question, models.PROTECT, related_name="unanswered")
    how = models.CharField(max_length=10, choices=How.choices)

    goes_with = ("interview",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "question"], name="unanswered_once")]
