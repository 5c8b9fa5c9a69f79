"""Pots: what many put in is sealed to the study for a quarter, and opened once, when that is over, to be counted.

Whoever puts something in needs no key of the study: a pot is a key pair, whose private half is sealed to a key pair
that is made from the study key. When it was counted its private half is destroyed, so that no copy of the data tells
what was in it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from firsthand.ground.vault import cipher, pairs
from firsthand.ground.vault.keyring.models import PotKey, PotsKey
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.pressing import press
from firsthand.ground.vault.routing import KEYRING

POT, IN_POT = "a pot of the study", "put into a pot"
KEYS_TABLE = "keyring_potkey"


@dataclass(frozen=True, slots=True, repr=False)
class OpenPot:
    """A pot that is being counted."""

    private: X25519PrivateKey

    def opened(self, box: bytes, about: bytes) -> bytes:
        """What was put in. Raises `WrongKey`."""
        return pairs.opened(self.private, box, about, IN_POT)


def make_ready(key: StudyKey) -> None:
    """From now on pots of this study are sealed to its key as it is now, also by who has none."""
    public = pairs.public_half(_private(key.study_id, key.material))
    PotsKey.objects.update_or_create(study_id=key.study_id, defaults={"public": public})


def put_in(study_id: UUID, name: str, data: bytes, about: bytes) -> bytes | None:
    """Seal something to the pot of that name. None where there is no such pot: it was counted, or nobody is ready."""
    pot = PotKey.objects.filter(pk=_id(study_id, name)).first() or _new(study_id, name)
    if pot is None or pot.box is None:
        return None
    return pairs.seal_to(bytes(pot.public), data, about, IN_POT)


def open_pot(key: StudyKey, name: str) -> OpenPot | None:
    """The pot of that name; None where it was counted already."""
    pot = PotKey.objects.filter(pk=_id(key.study_id, name)).first()
    if pot is None or pot.box is None:
        return None
    for material in key.ever():  # it is sealed to the key of the day on which it was made
        with suppress(cipher.WrongKey):
            private = pairs.opened(_private(key.study_id, material), bytes(pot.box), pot.id.bytes, POT)
            return OpenPot(X25519PrivateKey.from_private_bytes(private))
    return None


def destroy(study_id: UUID, name: str) -> None:
    """Nobody opens that pot any more, in any copy of the data. Its row stays, empty: no old copy brings it back."""
    with transaction.atomic(using=KEYRING):
        PotKey.objects.filter(pk=_id(study_id, name)).update(box=None)
        transaction.on_commit(partial(press, KEYRING, KEYS_TABLE), using=KEYRING)


def _new(study_id: UUID, name: str) -> PotKey | None:
    ready = PotsKey.objects.filter(study_id=study_id).first()
    if ready is None:
        return None
    pot_id, private = _id(study_id, name), X25519PrivateKey.generate()
    box = pairs.seal_to(bytes(ready.public), private.private_bytes_raw(), pot_id.bytes, POT)
    pot, _made = PotKey.objects.get_or_create(
        id=pot_id, defaults={"public": pairs.public_half(private), "box": box}
    )
    return pot


def _id(study_id: UUID, name: str) -> UUID:
    return uuid5(study_id, name)


def _private(study_id: UUID, material: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(cipher.derive(material, "key pair of pots", study_id.bytes))
