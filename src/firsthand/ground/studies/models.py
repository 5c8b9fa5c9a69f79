"""A study and its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from uuid6 import uuid7

from firsthand.core.problems import NotAllowed
from firsthand.ground.trail.models import Recorded
from firsthand.ground.vault import private

if TYPE_CHECKING:
    from firsthand.ground.vault.guarding import NamesKey
    from firsthand.ground.vault.keys import StudyKey
    from firsthand.ground.vault.private import NotesKey
    from firsthand.ground.vault.secret import Secret


# Code points, at most.
TITLE = 200
NAME = 80


class Study(models.Model):
    """One study. Everything in it is reached through it: `study.sources.get(pk=…)`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=TITLE)
    # Set when the study is made, and no act can change it: invented material never passes for data.
    demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)


class Role(models.TextChoices):
    """What a member is in a study. What each may do is in access.py."""

    LEAD = "lead"
    CODER = "coder"
    READER = "reader"
    GUARDIAN = "guardian"
    PEER = "peer"
    PARTICIPANT = "participant"
    HOST = "host"


# Who holds the key to the study's words. The guardian reads names, and which chosen name each belongs to.
KEEP_KEY = (Role.LEAD, Role.CODER, Role.READER, Role.GUARDIAN)
# Who holds the key to real names.
KEEP_NAMES = (Role.LEAD, Role.GUARDIAN)


class Membership(Recorded):
    """A person in a study, in one role. The first parameter of every service: who acts."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="members")
    name = models.CharField(max_length=NAME)
    role = models.CharField(max_length=12, choices=Role.choices)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Whoever leaves keeps their name on what they did.
    left_at = models.DateTimeField(null=True)

    # The study key while this member has it open: set by `entrance`, in memory only.
    _opened: StudyKey | None = None
    _names: NamesKey | None = None
    _notes: NotesKey | None = None
    # What a program that comes in as them may do of what they may (access.py); None: they come in themselves.
    _scope: str | None = None
    _secret: Secret | None = None  # what let them in: it opens what they keep for themselves alone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="member_named_once")]

    @property
    def key(self) -> StudyKey:
        """The opened study key. Raises `NotAllowed` for a member who has not unlocked it, or was not given it."""
        if self._opened is None and self.role not in KEEP_KEY:
            raise NotAllowed(_("The words of this study are not open to its %(role)s.") % {"role": self.role})
        if self._opened is None:
            raise NotAllowed(_("This study is locked: its words open with your own secret only."))
        return self._opened

    @property
    def opened_key(self) -> StudyKey | None:
        """The opened study key, where there is one."""
        return self._opened

    @property
    def names(self) -> NamesKey:
        """The opened names key. Raises `NotAllowed` for a member who was not given it."""
        if self._names is None:
            raise NotAllowed(
                _("Real names in this study are for its lead and its guardian: only they have the key.")
            )
        return self._names

    @property
    def has_names(self) -> bool:
        """Whether this member has the names key open."""
        return self._names is not None

    @property
    def notes(self) -> NotesKey:
        """The key of what this member keeps for themselves alone. Raises `NotAllowed` where nothing let them in."""
        if self._secret is None:
            raise NotAllowed("What somebody keeps for themselves opens with their own secret only.")
        if self._notes is None:
            self._notes = private.key_of(self.pk, self.study_id, self._secret)
        return self._notes

    @property
    def secret(self) -> Secret | None:
        """What let this member in, where anything did."""
        return self._secret

    @property
    def scope(self) -> str | None:
        """To what a program that comes in as this member is limited; None where they come in themselves."""
        return self._scope

    def limited_to(self, scope: str) -> Membership:
        """This member, as a program acts for them that may do this much, until the request ends."""
        self._scope = scope
        return self

    def opened_with(
        self, key: StudyKey | None, names: NamesKey | None = None, secret: Secret | None = None
    ) -> Membership:
        """This member, able to read until the process or the session ends."""
        self._opened, self._names = key, names
        if secret is not None:
            self._secret, self._notes = secret, None
        return self


class Attempts(models.Model):
    """How often in a row somebody was not let in, under a name or from an address.

    `door` is a keyed digest, so that it tells neither name nor address.
    """

    door = models.CharField(max_length=64, primary_key=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
