"""The cast, each with a secret of their own: Lea goes first, and invites the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firsthand.ground.studies import signing
from firsthand.ground.studies.entrance import enter_unlocked
from firsthand.ground.studies.secrets import take_secret
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.services import invite_again

PASSPHRASE = "four words of {name} alone"
OTHERS = ("Cody", "Rea", "Gil", "Hope", "Pia")


def passphrase(name: str) -> str:
    """What opens the study for a member of the cast."""
    return PASSPHRASE.format(name=name)


@dataclass
class Own:
    """What each of the cast holds: the key of an unlocking, and the printed code."""

    study: Any
    keys: dict[str, str]
    codes: dict[str, str]

    def by(self, name: str) -> Any:
        """A member, come in anew with what they unlocked."""
        return enter_unlocked(self.study, self.keys[name])

    def keep(self, opened: signing.Opened) -> None:
        self.keys[opened.by.name] = opened.key
        if opened.recovery_code:
            self.codes[opened.by.name] = opened.recovery_code


def own_secrets(lea: Any, *others: str) -> Own:
    """Give the lead, and these members of her study, secrets of their own."""
    own = Own(lea.study, {}, {})
    own.keep(take_secret(lea, passphrase=passphrase(lea.name)))
    for name in others:
        invited = invite_again(own.by(lea.name), member=member_named(own.by(lea.name), name))
        own.keep(signing.redeem(lea.study, name=name, code=invited.code, passphrase=passphrase(name)))
    return own
