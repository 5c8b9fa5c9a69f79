"""Queries that are kept, and how many tests were made."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class SavedQuery(Recorded):
    """A query under a name. `wording` is sealed: the name, and the query with ids in place of what it names.

    What was found is not kept: it is asked anew whenever somebody looks.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="saved_queries")
    wording = models.UUIDField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)


class MadeTests(Recorded):
    """That somebody tested codes against an attribute, and how many tests that were: who looks often finds something.

    `attribute` is sealed: it says what the study knows of people.
    """

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="made_tests")
    attribute = models.UUIDField()
    tests = models.PositiveIntegerField()
    by = models.ForeignKey("studies.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
