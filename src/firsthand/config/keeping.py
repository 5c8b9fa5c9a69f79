"""What a person may set about backups and room on the disk. docs/settings.md says what each is for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from firsthand.core.problems import Problem

FLOOR = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Keeping:
    """Backups by themselves, and how much room there is."""

    backups: Path | None = None  # where backups go by themselves
    keys: Path | None = None  # and their keys, apart from them
    every: float = 24  # hours
    keep: int = 14
    keep_keys: int = 7
    keys_days: int = 30  # the oldest that a copy of the keys may get
    recipients: tuple[str, ...] = ()
    quota: int | None = None  # bytes that the installation may come to
    floor: int = FLOOR  # bytes free on the disk below which nothing is written


def from_environment(asked: Mapping[str, str] = os.environ) -> Keeping:
    """What is set. Raises `Problem` where something is no number."""
    backups, keys = asked.get("FIRSTHAND_BACKUPS", ""), asked.get("FIRSTHAND_BACKUP_KEYS", "")
    recipients = tuple(asked.get("FIRSTHAND_BACKUP_RECIPIENT", "").replace(",", " ").split())
    return Keeping(
        backups=Path(backups).absolute() if backups else None,
        keys=Path(keys or (backups if recipients else "")).absolute()
        if keys or (backups and recipients)
        else None,
        every=_number(asked, "FIRSTHAND_BACKUP_EVERY", 24),
        keep=int(_number(asked, "FIRSTHAND_BACKUP_KEEP", 14, least=1)),
        keep_keys=int(_number(asked, "FIRSTHAND_BACKUP_KEEP_KEYS", 7, least=1)),
        recipients=recipients,
        quota=int(_number(asked, "FIRSTHAND_QUOTA", 0)) or None,
        floor=int(_number(asked, "FIRSTHAND_FREE", FLOOR)),
    )


def _number(asked: Mapping[str, str], name: str, otherwise: float, *, least: float = 0) -> float:
    try:
        number = float(asked.get(name, "") or otherwise)
    except ValueError:
        number = -1
    if not least <= number < float("inf"):
        raise Problem(f"{name} is to be a number, {least:g} or more, and is “{asked.get(name)}”.")
    return number
