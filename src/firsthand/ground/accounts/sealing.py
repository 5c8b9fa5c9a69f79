"""What proves a second step, sealed: who has the database, or a backup of it, cannot make the codes of anybody's app.

It is sealed under the installation's secret, which lies apart from the data. The host has both: a second step keeps out
who has guessed or found a password, and not the host.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.vault import cipher
from firsthand.ground.vault.secret import Secret

ABOUT = b"second step of an account"


def sealed(words: str) -> str:
    """As it is kept."""
    return _sealed(words, installation_secret())


def unsealed(kept: str) -> str:
    """As it was."""
    return _unsealed(kept, installation_secret())


def sealed_anew(data: dict[str, Any], old: Secret, new: Secret) -> dict[str, Any]:
    """What a row of a second step holds, which another installation's secret opened, so that ours opens it.

    allauth seals the key of an app (`secret`) and what printed codes are made from (`seed`), or codes themselves.
    """
    found = dict(data)
    for name in found.keys() & {"secret", "seed"}:
        found[name] = _anew(found[name], old, new)
    if "migrated_codes" in found:
        found["migrated_codes"] = [_anew(code, old, new) for code in found["migrated_codes"]]
    return found


def _anew(kept: str, old: Secret, new: Secret) -> str:
    with suppress(cipher.WrongKey):  # neither secret's: it stays as it is, and opens as little as before
        return _sealed(_unsealed(kept, old), new)
    return kept


def _sealed(words: str, secret: Secret) -> str:
    return urlsafe_b64encode(cipher.seal(_opener(secret), words.encode(), ABOUT)).decode()


def _unsealed(kept: str, secret: Secret) -> str:
    return cipher.unseal(_opener(secret), urlsafe_b64decode(kept), ABOUT).decode()


def _opener(secret: Secret) -> AESGCM:
    return AESGCM(secret.derived(ABOUT.decode()))
