"""The member's secret of an embedded installation: a file that only its owner can read, no questions asked."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from firsthand.core.problems import Problem
from firsthand.ground.vault.cipher import derive

SECRET_FILE = "secret"  # noqa: S105 - a file name


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """32 bytes that open a member's study keys. Never printed, never logged, never in a database."""

    material: bytes

    def derived(self, purpose: str, salt: bytes = b"") -> bytes:
        """A key for one purpose only (32 bytes), from which the secret cannot be had back."""
        return derive(self.material, purpose, salt)

    @classmethod
    def found_in(cls, folder: Path) -> Secret | None:
        """The secret of the data folder, or None where there is none yet.

        Raises `Problem` where others on this computer could read the file.
        """
        path = folder / SECRET_FILE
        if not path.exists():
            return None
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Problem(
                f"Others on this computer can read {path}, which opens every study in this folder. "
                f"Make it yours alone (chmod 600 {path}), then start again."
            )
        return cls(bytes.fromhex(path.read_text("ascii").strip()))

    @classmethod
    def made_in(cls, folder: Path) -> Secret:
        """A new secret, on disk before it is used: a key that only memory knew would lose the study."""
        return cls.kept_in(folder, cls(secrets.token_bytes(32)))

    @classmethod
    def kept_in(cls, folder: Path, secret: Secret) -> Secret:
        """Write a secret into a folder that has none, readable by its owner alone."""
        descriptor = os.open(folder / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.material.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":  # the file's name is in its folder, which is flushed by itself
            held = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(held)
            finally:
                os.close(held)
        return secret
