"""Keys, each sealed under another: nothing here opens anything without a member's secret."""

from __future__ import annotations

from django.db import models


class Wrap(models.Model):
    """The study key as one member can open it: sealed under that member's secret."""

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()


class TextKey(models.Model):
    """The key of one sealed text, sealed under the study key. `box` is empty once the key was destroyed.

    The row of a destroyed key stays, so that no old copy of the keyring can bring the key back. Where `guarded` is
    filled, `box` is empty too: the key is sealed to the names key, and only the study's lead and guardian open it.
    """

    id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField(null=True)
    guarded = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)


class KeysGone(models.Model):
    """How often keys of a study's texts were destroyed, or put out of the study key's reach.

    By it other processes know that what they hold in memory may be such words, and data that was brought back from a
    backup that it is from before.
    """

    study_id = models.UUIDField(primary_key=True)
    times = models.PositiveIntegerField()


class NamesKey(models.Model):
    """The public half of a study's names key: anyone of the study seals names with it, and cannot open them again."""

    study_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()


class NamesWrap(models.Model):
    """The private half of the names key as one member can open it: sealed under that member's secret."""

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()


class OwnSecret(models.Model):
    """That a member has a secret of their own, and the public half of a key pair that is made from it.

    What another member gives them is sealed to that half, since nobody else has their secret. The row of a member who
    left stays, with nothing in it, so that no old copy of the keyring can bring their keys back.
    """

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    public = models.BinaryField(null=True)


class Lock(models.Model):
    """A member's own secret, sealed under what one of their locks is opened with. `locks` says how."""

    class Kind(models.TextChoices):
        PASSPHRASE = "passphrase"  # noqa: S105 - a kind
        RECOVERY = "recovery"
        INVITATION = "invitation"
        TOKEN = "token"  # noqa: S105 - a kind
        PASSKEY = "passkey"

    id = models.UUIDField(primary_key=True)
    member_id = models.UUIDField(db_index=True)
    study_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    salt = models.BinaryField()
    # What Argon2id was given: memory in KiB, passes, lanes. Nothing where what opens the lock is random enough.
    memory = models.PositiveIntegerField(null=True)
    passes = models.PositiveIntegerField(null=True)
    lanes = models.PositiveIntegerField(null=True)
    # By what a token or a passkey is found, and the sealed wording that says what it is for, or which it is.
    found_by = models.BinaryField(null=True, unique=True)
    label = models.UUIDField(null=True)
    # What a token is for (studies/access.py); everything that its owner may, where it is from before that was asked.
    scope = models.CharField(max_length=5, default="all", db_default="all")
    box = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member_id", "kind"],
                condition=~models.Q(kind__in=["token", "passkey"]),
                name="one_lock_of_a_kind",
            )
        ]


class HandedOver(models.Model):
    """A key that a member was given and has not taken yet: sealed to the public half of their own secret."""

    member_id = models.UUIDField()
    study_id = models.UUIDField(db_index=True)
    what = models.CharField(max_length=12)
    box = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member_id", "what"], name="handed_over_once")]


class Unlocked(models.Model):
    """An unlocking under way: the member's secret, sealed under a key that only a browser or a shell has."""

    found_by = models.BinaryField(primary_key=True)
    member_id = models.UUIDField(db_index=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()
    ends_at = models.DateTimeField()


class SlipLock(models.Model):
    """What a slip opens: its holder's own page, and nothing of the study. `slips` says how.

    By `found_by` the lock is found from the code, and not the other way round. To `public` is sealed what the page
    shows; `seals_to`, which the code alone opens, says to which key of the study is sealed what is written there.
    """

    slip_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    found_by = models.BinaryField(unique=True)
    public = models.BinaryField()
    seals_to = models.BinaryField()
    # The key of what the page shows, sealed to `public`. Empty where there is nothing to show, or not any more.
    opens = models.BinaryField(null=True)
    ends_at = models.DateTimeField()


class LetterKey(models.Model):
    """The key of something that was written on a participant's own page: sealed to the study, until it is taken in."""

    letter_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()


class NotesWrap(models.Model):
    """The key of a member's own notes, sealed under their secret. `private` says what it opens.

    `public`: the public halves of the key pairs that are made from it, for what is had with another (`between`).
    """

    member_id = models.UUIDField(primary_key=True)
    study_id = models.UUIDField(db_index=True)
    box = models.BinaryField()
    public = models.BinaryField(null=True)


class PrivateKey(models.Model):
    """The key of something that a member keeps for themselves, sealed under the key of their notes.

    The row of a destroyed key stays, empty, and says neither whose it was nor when it went.
    """

    id = models.UUIDField(primary_key=True)
    box = models.BinaryField(null=True)


class PotsKey(models.Model):
    """The public half of a key pair that is made from the study key: to it are sealed the pots of the study."""

    study_id = models.UUIDField(primary_key=True)
    public = models.BinaryField()


class PotKey(models.Model):
    """A pot: what is put in is sealed to `public`. `box`, its private half, is empty once it was counted."""

    id = models.UUIDField(primary_key=True)
    public = models.BinaryField()
    box = models.BinaryField(null=True)
