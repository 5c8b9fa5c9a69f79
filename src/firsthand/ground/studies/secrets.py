"""What opens the study for a member, in their own hands: passphrase, recovery code, passkeys, tokens for programs.

Whatever makes something that opens it later asks for the passphrase once more: a browser that was left open is not
enough.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere, Problem
from firsthand.ground.studies import signing, space
from firsthand.ground.studies.access import SCOPES, require
from firsthand.ground.studies.acting import noted
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.studies.passphrases import require_good
from firsthand.ground.studies.signing import Opened
from firsthand.ground.vault import cipher, locks, own, store, unlocking, wording
from firsthand.ground.vault.keyring.models import Lock


def take_secret(by: Membership, *, passphrase: str) -> Opened:
    """A secret of their own for a member whom the installation's secret let in. From now on the study asks everybody.

    Raises `Problem` where they have one, or the passphrase is too short.
    """
    require(by, "secret.change")
    if own.has(by.id):
        raise Problem(_("You have a secret of your own already."))
    if by.role != Role.LEAD and not own.anybody(by.study_id):
        raise Problem(_("The lead of the study goes first, and then invites you."))
    require_good(by, passphrase)
    return signing.begin_own(by, passphrase)


def change_passphrase(by: Membership, *, current: str, passphrase: str) -> str:
    """Another passphrase for the same secret; whatever this member has unlocked is locked. The key to go on with."""
    _require(by, "secret.change")
    secret = signing.secret_of(by, current)
    require_good(by, passphrase)
    locks.put_on(by.id, by.study_id, secret, locks.PASSPHRASE, passphrase)
    unlocking.end_all_of(by.id)
    own.forget()
    noted(by.study_id, by.id, "secret.change")
    return unlocking.begin(by.id, by.study_id, secret)


def new_recovery_code(by: Membership, *, current: str) -> str:
    """Another recovery code, to print; the one from before opens nothing any more."""
    _require(by, "secret.change")
    secret = signing.secret_of(by, current)
    code = locks.new_code_for(by.id, by.study_id, secret, locks.RECOVERY)
    own.forget()
    noted(by.study_id, by.id, "secret.change")
    return code


def make_token(by: Membership, *, current: str, label: str, scope: str = "read") -> str:
    """A token with which a program of theirs comes in as them, to the API alone: shown once. Raises `Problem`.

    It is for reading, where nothing else is said.
    """
    _require(by, "token.make")
    if scope not in SCOPES:
        raise Problem(_("There is no such limit. There are: %(scopes)s.") % {"scopes": ", ".join(SCOPES)})
    label = " ".join(label.split())
    if not label:
        raise Problem(_("Say what the token is for, so that you know later which one to take back."))
    secret = signing.secret_of(by, current)
    token = locks.new_token_for(by.id, by.study_id, secret, wording.written(by.key, {"label": label}), scope)
    noted(by.study_id, by.id, "token.make")
    return token


def take_back_token(by: Membership, *, token_id: UUID) -> None:
    """Take a token of one's own back: it opens nothing from now on. Raises `NotThere`."""
    _take_back(by, "token.make", locks.tokens_of, token_id, _("You have no such token."))


def add_passkey(by: Membership, *, current: str, label: str, answer: bytes, credential: bytes) -> None:
    """A passkey of theirs as one more way in: what it answered opens the study for them. Raises `Problem`.

    By its credential a device knows that it has one of this member's already: kept sealed, with the label.
    """
    _require(by, "passkey.make")
    label = " ".join(label.split())
    if not label:
        raise Problem(_("Say which passkey this is, so that you know later which one to take back."))
    secret = signing.secret_of(by, current)
    if len(answer) != cipher.KEY_BYTES:
        raise Problem(
            _("The passkey answered with no key, so it could not open anything. Nothing was added.")
        )
    if locks.opened_by_passkey(by.study_id, answer) is not None:
        raise Problem(_("This passkey opens the study already."))
    words = {"label": label, "credential": credential.hex()}
    locks.add_passkey(by.id, by.study_id, secret, answer, wording.written(by.key, words))
    noted(by.study_id, by.id, "passkey.make")


def take_back_passkey(by: Membership, *, passkey_id: UUID) -> None:
    """Take a passkey of one's own back: it opens nothing from now on. Raises `NotThere`."""
    _take_back(by, "passkey.make", locks.passkeys_of, passkey_id, _("You have no such passkey."))


def _take_back(
    by: Membership, act: str, theirs: Callable[[UUID], list[Lock]], lock_id: UUID, none_such: str
) -> None:
    """One of several locks of one's own that are found by what opens them."""
    _require(by, act)
    row = next((one for one in theirs(by.id) if one.id == lock_id), None)
    if row is None:
        raise NotThere(none_such)
    row.delete()
    own.forget()
    if row.label:
        store.discard(by.key, [row.label])
    noted(by.study_id, by.id, act)


def _require(by: Membership, act: str) -> None:
    """Asked before a lock is changed: what could not be written down in the study is not to be done in the keyring."""
    require(by, act)
    space.require_going()
