"""Backups sealed with age: to a recipient whose identity is kept elsewhere. Whoever has the server cannot open them.

A recipient (age1…) only seals. The identity that opens lies in a file of its own, never on the server, which may itself
be sealed with a passphrase. Files are read and written a piece at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping.files import new_file
from firsthand.exchange.keeping.telling import done, step

Identity = pyrage.x25519.Identity
SUFFIX = ".age"
FIRST_LINE = b"age-encryption.org/v1\n"
NO_KEY_FITS = ("No matching keys found", "Header MAC is invalid")


class WrongIdentity(Problem):
    """What was given does not open it: another's identity, another passphrase, or the beginning was altered."""

    status = 3  # of the command


def is_sealed(path: Path) -> bool:
    """Whether a file begins as what age sealed does, or is called so."""
    try:
        with path.open("rb") as file:
            return file.read(len(FIRST_LINE)) == FIRST_LINE or path.suffix == SUFFIX
    except OSError:
        return path.suffix == SUFFIX


def recipients(words: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Those who may open. Raises `Problem` for what is none, before anything is written."""
    found = []
    for one in words:
        try:
            found.append(pyrage.x25519.Recipient.from_str(one.strip()))
        except pyrage.RecipientError as wrong:
            raise Problem(
                _(
                    "%(words)s is no recipient of age: one begins with age1. “firsthand backup-key new” makes one."
                )
                % {"words": _shortened(one)}
            ) from wrong
    return found


def seal(source: Path, target: Path, to: Sequence[str]) -> str:
    """Write what is in `source` to `target`, which must not be there, so that the recipients alone open it.

    What was written, as SHA-256. Raises `Problem`.
    """
    known = recipients(to)
    try:
        with source.open("rb") as plain, new_file(target) as file:
            step(_("sealing"), source.stat().st_size)
            sealed = _Told(file)
            pyrage.encrypt_io(plain, sealed, known)
    except (pyrage.EncryptError, OSError) as refused:
        raise _unwritten(target, refused) from refused
    return sealed.digest.hexdigest()


def open_to(source: Path, target: Path, identities: Sequence[pyrage.x25519.Identity]) -> None:
    """Write what was sealed to `target`. Raises `WrongIdentity`, or `Problem` where the file is damaged or cut short.

    What stands in `target` counts only where nothing was raised: the end of a file proves its beginning.
    """
    try:
        with source.open("rb") as sealed, new_file(target) as plain:
            pyrage.decrypt_io(sealed, plain, list(identities))
    except FileNotFoundError as missing:
        raise Problem(_("There is no file %(file)s.") % {"file": source}) from missing
    except pyrage.DecryptError as refused:
        if str(refused) in NO_KEY_FITS:
            raise WrongIdentity(
                _("This identity does not open %(file)s: it was sealed to another, or altered since.")
                % {"file": source}
            ) from refused
        raise _damaged(source) from refused
    except (OSError, ValueError) as refused:
        raise (_unwritten(target, refused) if _about_disk(refused) else _damaged(source)) from refused


def new_identity(path: Path, passphrase: str = "") -> str:
    """Write a new identity to a file that is its owner's alone; its recipient."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    words = f"# recipient: {recipient}\n{identity}\n".encode()
    data = pyrage.passphrase.encrypt(words, passphrase) if passphrase else words
    if not path.absolute().parent.is_dir():
        raise Problem(_("There is no folder %(folder)s to write it to.") % {"folder": path.absolute().parent})
    try:
        with new_file(path) as file:
            file.write(data)
    except FileExistsError as there:
        raise Problem(
            _("%(file)s exists already. What opens backups is never written over: choose a new name.")
            % {"file": path}
        ) from there
    return recipient


def needs_passphrase(path: Path) -> bool:
    """Whether the file of an identity is itself sealed with a passphrase."""
    return is_sealed(path)


def identities_in(path: Path, passphrase: str = "") -> list[pyrage.x25519.Identity]:
    """The identities in a file, as age's own keygen writes it or `new_identity`. Raises `Problem`, `WrongIdentity`."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as missing:
        raise Problem(_("There is no file %(file)s.") % {"file": path}) from missing
    except OSError as refused:
        raise Problem(_("%(file)s cannot be read.") % {"file": path}) from refused
    if data.startswith(FIRST_LINE):
        try:
            data = pyrage.passphrase.decrypt(data, passphrase)
        except pyrage.DecryptError as wrong:
            raise WrongIdentity(_("This passphrase does not open %(file)s.") % {"file": path}) from wrong
    try:
        lines = [line.strip() for line in data.decode("ascii").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise Problem(_("There is no identity of age in %(file)s.") % {"file": path})
    return found


class _Told:
    """A file, and a digest of what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write, and count it in."""
        self.digest.update(data)
        done(len(data))
        return self._file.write(data)

    def flush(self) -> None:
        """Hand it to the system."""
        self._file.flush()


def _about_disk(refused: Exception) -> bool:
    return isinstance(refused, OSError) and refused.errno is not None


def _unwritten(path: Path, refused: Exception) -> Problem:
    why = getattr(refused, "strerror", None) or str(refused)
    return Problem(_("%(file)s cannot be written: %(why)s.") % {"file": path, "why": why})


def _damaged(path: Path) -> Problem:
    return Problem(
        _("%(file)s is no whole sealed backup: it is damaged, cut short, or something else.") % {"file": path}
    )


def _shortened(words: str) -> str:
    return words if len(words) <= 70 else words[:70] + "…"
