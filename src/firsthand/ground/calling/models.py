"""The one row of a study that says what it calls people."""

from __future__ import annotations

from django.db import models

from firsthand.ground.trail.models import Recorded


class Calling(Recorded):
    """What a study calls people, in each language that somebody said it in. `wording` is sealed, as all words are."""

    study = models.OneToOneField("studies.Study", models.PROTECT, related_name="calling")
    wording = models.UUIDField()
