"""What is kept of accounts beside the account itself: links that work once, what an account may, and what is fleeting.

No row of this room belongs to a study, and none opens words.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from firsthand.ground.studies.models import Membership


class Standing(models.Model):
    """What the host lets an account do, besides coming in."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    may_begin = models.BooleanField(default=False)  # begin studies on this server


class Link(models.Model):
    """An address that works once, for a while: to join, or to choose another password.

    Only its digest is kept: who reads this table has no link.
    """

    class Kind(models.TextChoices):
        JOIN = "join"
        RESET = "reset"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    digest = models.CharField(max_length=64, unique=True)
    # For a member of a study who comes in by it; and, where it is somebody's already, for whose account.
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    may_begin = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Fleeting(models.Model):
    """What all processes of a server have to know for minutes: a code that was used, how often something was tried."""

    key = models.CharField(max_length=300, primary_key=True)
    value = models.JSONField()
    ends_at = models.DateTimeField(null=True)
