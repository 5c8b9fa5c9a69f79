"""Key pairs: anybody seals to the public half, and only who has the private half opens.

A box is made as in HPKE's base mode (RFC 9180), with its parts but not its wire format: an X25519 key (RFC 7748) made
for this box alone, HKDF-SHA256 (RFC 5869) over the shared secret and both public keys, AES-256-GCM (NIST SP 800-38D).
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.ground.vault import cipher

PUBLIC_BYTES = 32


def public_half(private: X25519PrivateKey) -> bytes:
    """What others seal to."""
    return private.public_key().public_bytes_raw()


def seal_to(public: bytes, data: bytes, about: bytes, purpose: str) -> bytes:
    """A public key made for this box, then nonce, ciphertext and tag. `about` is bound in."""
    once = X25519PrivateKey.generate()
    ours = public_half(once)
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return ours + cipher.seal(_cipher(shared, ours, public, purpose), data, about)


def opened(private: X25519PrivateKey, box: bytes, about: bytes, purpose: str) -> bytes:
    """What was sealed to a key. Raises `WrongKey`."""
    theirs = box[:PUBLIC_BYTES]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError as bad:
        raise cipher.WrongKey("A box that was sealed to a public key is damaged.") from bad
    return cipher.unseal(_cipher(shared, theirs, public_half(private), purpose), box[PUBLIC_BYTES:], about)


def _cipher(shared: bytes, once: bytes, public: bytes, purpose: str) -> AESGCM:
    return AESGCM(cipher.derive(shared, purpose, salt=once + public))
