"""Words that open to two members and to nobody else: each of them can work out the same keys, and nobody besides.

The key of a member's notes makes key pairs, one of each of its parts; their public halves lie in the keyring. Of one's
own private half and the other's public half both make the same secret (X25519), and of that, marks and keys. So a row
of what two have together says neither whose it is nor who they are.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.ground.vault import cipher, pairs
from firsthand.ground.vault.keyring.models import NotesWrap
from firsthand.ground.vault.private import NotesKey


@dataclass(frozen=True, slots=True, repr=False)
class Between:
    """What two members have in common, held in memory only: the latest of their secrets first."""

    secrets: tuple[bytes, ...]
    _ciphers: tuple[AESGCM, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_ciphers", tuple(AESGCM(cipher.derive(one, "between two")) for one in self.secrets)
        )

    def marks(self, purpose: str) -> list[bytes]:
        """By which what they have is found, whenever it was put there: the latest first."""
        return [cipher.derive(one, f"between two/{purpose}") for one in self.secrets]

    def sealed(self, text_key: bytes, about: bytes) -> bytes:
        """A text's own key, sealed to both as they are now."""
        return cipher.seal(self._ciphers[0], text_key, about)

    def opened(self, box: bytes, about: bytes) -> bytes:
        """A text's own key, whenever it was sealed. Raises `WrongKey`."""
        for newer in self._ciphers[:-1]:
            with suppress(cipher.WrongKey):
                return cipher.unseal(newer, box, about)
        return cipher.unseal(self._ciphers[-1], box, about)


def between(key: NotesKey, other_id: UUID) -> Between | None:
    """What a member has with another; None where the other has not been here with their own notes yet, or any more."""
    row = NotesWrap.objects.filter(member_id=other_id, study_id=key.study_id, public__isnull=False).first()
    if row is None:
        return None
    public = bytes(row.public or b"")
    theirs = [
        public[start : start + pairs.PUBLIC_BYTES] for start in range(0, len(public), pairs.PUBLIC_BYTES)
    ]
    both = b"".join(sorted((key.member_id.bytes, other_id.bytes)))
    return Between(
        tuple(
            cipher.derive(private.exchange(X25519PublicKey.from_public_bytes(half)), "a secret of two", both)
            for private in reversed(key.pairs())
            for half in reversed(theirs)
        )
    )
