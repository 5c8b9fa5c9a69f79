"""The one place where bytes are encrypted: AES-256-GCM (NIST SP 800-38D) and HKDF-SHA256 (RFC 5869)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

KEY_BYTES = 32
NONCE_BYTES = 12


class WrongKey(Problem):
    """The key does not open these bytes, or the bytes were altered: AES-GCM cannot tell which."""


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(cipher: AESGCM, words: bytes, about: bytes) -> bytes:
    """Nonce (12 bytes), ciphertext and tag (16 bytes). `about` is bound in: a box cannot be passed off as another."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, words, about)


def unseal(cipher: AESGCM, box: bytes, about: bytes) -> bytes:
    """The words back. Raises `WrongKey`."""
    try:
        return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], about)
    except InvalidTag as bad:
        raise WrongKey(
            _("A sealed text does not open with its key: the key is another's, or the file was altered.")
        ) from bad


def derive(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A key for `purpose` from a secret of full entropy (32 random bytes; a passphrase needs Argon2id first)."""
    return HKDF(SHA256(), KEY_BYTES, salt or None, f"firsthand/{purpose}".encode()).derive(secret)
