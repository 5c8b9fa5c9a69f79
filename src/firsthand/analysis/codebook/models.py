"""A code."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded

HUES = 12


class Code(Recorded):
    """A code. `wording` is sealed: name, plain name, definition, when, when not, example, and a short handle.

    `hue` is one of twelve colours, each with a pattern of its own, so that colour alone never tells codes apart.
    """

    stays_where_used = True

    study = models.ForeignKey("studies.Study", models.PROTECT, related_name="codes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    wording = models.UUIDField()
    hue = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(
        default=1
    )  # of the wording: two people's edits never overwrite silently
