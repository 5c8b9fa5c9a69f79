"""Coming in with a secret of one's own: by passphrase or passkey, by an invitation, by the printed recovery code.

Whatever is wrong (no such member, no such lock, another passphrase), the same is done, the same sentence is said, and
it takes the same time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import Halted, NotThere, Refused
from firsthand.ground.studies import acting, attempts, entrance, space
from firsthand.ground.studies.models import Membership, Study
from firsthand.ground.studies.passphrases import require_good
from firsthand.ground.vault import codes, locks, own, unlocking
from firsthand.ground.vault.routing import KEYRING
from firsthand.ground.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Opened:
    """Who came in; the key for their browser or shell; the recovery code to print, where a new one was made."""

    by: Membership
    key: str = field(repr=False)
    recovery_code: str = field(repr=False, default="")


def sign_in(study: Study, *, name: str, passphrase: str, address: str = "") -> Opened:
    """Come in by name and passphrase. Raises `Refused`, and `TooOften` where it was not even tried."""
    with _at_one_speed(study, name, address):
        member, secret = _tried(study, name, locks.PASSPHRASE, passphrase)
    locks.renewed(member.id, secret, passphrase)
    return _unlocked(member, secret)


def sign_in_by_passkey(study: Study, *, answer: bytes, address: str = "") -> Opened:
    """Come in with what a passkey answered, which says by itself whose it is. Raises as `sign_in` does."""
    attempts.count_passkey(study.id, address)
    with _no_sooner():
        member, secret = _tried_passkey(study, answer)
    attempts.forgive_passkey(study.id, address)
    return _unlocked(member, secret)


def redeem(study: Study, *, name: str, code: str, passphrase: str, address: str = "") -> Opened:
    """Come in by an invitation, which is used up by that, and set a passphrase. Raises as `sign_in` does."""
    return _by_code(study, name, locks.INVITATION, code, passphrase, address)


def try_invitation(study: Study, *, name: str, code: str, address: str = "") -> tuple[Membership, Secret]:
    """Who an invitation is for, and what it opens, which `begin_invited` takes the place of.

    Apart from it, since what is refused has to be counted and written down whatever becomes of the rest. Raises as
    `sign_in` does.
    """
    return _code_tried(study, name, locks.INVITATION, code, address)


def begin_invited(member: Membership, secret: Secret, passphrase: str) -> Opened:
    """A fresh secret of their own for who was invited; the invitation is used up. Raises `Problem`."""
    require_good(member, passphrase)
    return begin_own(entrance.opened(member, secret), passphrase)


def recover(study: Study, *, name: str, code: str, passphrase: str, address: str = "") -> Opened:
    """Come in by the printed recovery code and set a new passphrase; the next code is another one."""
    return _by_code(study, name, locks.RECOVERY, code, passphrase, address)


def lock(key: str) -> bool:
    """Lock again what a browser or a shell unlocked with that key; whether anything was open."""
    return unlocking.end(key)


def begin_own(by: Membership, passphrase: str) -> Opened:
    """A fresh secret of their own for a member who has the study open: passphrase, recovery code, and unlocked."""
    space.require_going()  # before the keyring is changed: a code that nobody was shown would be of no use
    with transaction.atomic():
        acting.lock(by.study_id)  # nobody turns the key meanwhile: what they begin with is the key as it is
        entrance.opened_again(by)
        names = by.names if by.has_names else None
        with transaction.atomic(
            using=KEYRING
        ):  # or not at all: a secret without a lock would close the study
            secret = own.begin(by.id, by.study_id, by.opened_key, names, by.secret)
            locks.put_on(by.id, by.study_id, secret, locks.PASSPHRASE, passphrase)
            code = locks.new_code_for(by.id, by.study_id, secret, locks.RECOVERY)
        by.opened_with(by.opened_key, names, secret)
        acting.noted(by.study_id, by.id, "secret.change")
    return Opened(by, unlocking.begin(by.id, by.study_id, secret), code)


def secret_of(by: Membership, passphrase: str) -> Secret:
    """A member's secret, for what asks for the passphrase once more. Raises `Refused`."""
    with _at_one_speed(by.study, by.name, ""):
        return _tried(by.study, by.name, locks.PASSPHRASE, passphrase)[1]


def _by_code(study: Study, name: str, kind: locks.Kind, code: str, passphrase: str, address: str) -> Opened:
    return begin_invited(*_code_tried(study, name, kind, code, address), passphrase)


def _code_tried(
    study: Study, name: str, kind: locks.Kind, code: str, address: str
) -> tuple[Membership, Secret]:
    body = codes.read(code)
    with _at_one_speed(study, name, address):
        return _tried(study, name, kind, body)


def _unlocked(member: Membership, secret: Secret) -> Opened:
    return Opened(entrance.opened(member, secret), unlocking.begin(member.id, member.study_id, secret))


def _tried(study: Study, name: str, kind: locks.Kind, given: str) -> tuple[Membership, Secret]:
    """Who it is, and their secret. What is refused is in the trail, where there is a member of that name."""
    member: Membership | None
    try:
        member = entrance.member_called(study, name)
    except NotThere:
        member = None
    secret = locks.opened_by(member.id if member else None, kind, given)
    if member is not None and secret is not None:
        attempts.forgive(study.id, _counted_as(name))
        return member, secret
    if member is not None:
        with suppress(Halted):  # what is refused is told as that, also where nothing is written any more
            acting.noted(study.id, member.id, "reading.refused")
    raise Refused(
        _(
            "That opens nothing here. Look at the name and at what you typed; capital and small letters differ."
        )
    )


def _tried_passkey(study: Study, answer: bytes) -> tuple[Membership, Secret]:
    """Whose passkey it is, and their secret. One that opens nothing is nobody's: there is no member to tell it of."""
    found = locks.opened_by_passkey(study.id, answer)
    member = found and entrance.member_of(study, found[0])
    if not found or not member:
        raise Refused(
            _(
                "This passkey opens nothing here: it was taken back, or is for another study. Take another way in."
            )
        )
    return member, found[1]


def _counted_as(name: str) -> str:
    """However many blanks are typed with it."""
    return " ".join(name.split())


@contextmanager
def _at_one_speed(study: Study, name: str, address: str) -> Iterator[None]:
    """Count the attempt, and let nobody tell by the clock why it was refused."""
    attempts.count(study.id, _counted_as(name), address)
    with _no_sooner():
        yield


@contextmanager
def _no_sooner() -> Iterator[None]:
    begun = time.monotonic()
    try:
        yield
    except Refused:
        time.sleep(max(0.0, begun + settings.REFUSED_AFTER - time.monotonic()))
        raise
