"""What proves a second step, sealed: who has the database, or a backup of it, cannot make the codes of anybody's app.

It is sealed under the installation's secret, which lies apart from the data. The host has both: a second step keeps out
who has guessed or found a password, and not the host.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.vault import cipher

ABOUT = b"second step of an account"


def sealed(words: str) -> str:
    """As it is kept."""
    return urlsafe_b64encode(cipher.seal(_opener(), words.encode(), ABOUT)).decode()


def unsealed(kept: str) -> str:
    """As it was."""
    return cipher.unseal(_opener(), urlsafe_b64decode(kept), ABOUT).decode()


def _opener() -> AESGCM:
    return AESGCM(installation_secret().derived(ABOUT.decode()))
