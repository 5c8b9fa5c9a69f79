"""Opening a data folder without a browser: what the command line and a notebook share.

Nothing of Django's is imported before the folder is there: its settings derive their own keys from the folder's secret.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django

from firsthand.core.problems import Locked, NotAllowed, NotThere

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership, Study

# What a shell holds that is unlocked: a random key, never a passphrase.
UNLOCKED = "FIRSTHAND_UNLOCKED"


def point_to(folder: Path) -> None:
    """From here on this process is about that data folder."""
    os.environ["FIRSTHAND_DATA"] = str(folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")


def prepared(*, new: bool = False, existing: bool = True) -> Path:
    """The data folder, with Django set up on it.

    `new`: make what is not there. `existing`: something must be there (restore brings its own).

    The secret has to be there before Django's settings are read: they derive their own keys from it.
    """
    from firsthand.ground.vault.secret import Secret

    folder = Path(os.environ["FIRSTHAND_DATA"])
    fresh = new and not (folder.exists() and any(folder.iterdir()))
    if fresh:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        Secret.made_in(folder)
    if existing and not folder.is_dir():
        raise NotThere(
            f'There is no folder {folder}. Start with: firsthand --data {folder} init --study "Title"'
        )
    django.setup()
    from firsthand.exchange.keeping import folder as keeping

    if new:
        keeping.make(fresh=fresh)
    if existing:
        keeping.require()
    return folder


def key_taken_from_shell() -> str:
    """What the shell holds that unlocks a study; empty where nothing is unlocked.

    It is taken out of the environment: no process that is started from here has it, least of all one that reads files.
    """
    return os.environ.pop(UNLOCKED, "")


def unlocked(study: Study, name: str | None, key: str) -> Membership:
    """Who unlocked the study in this shell. Raises `Locked`, and `NotAllowed` where somebody else is to act."""
    from firsthand.ground.studies.entrance import enter_unlocked

    try:
        by = enter_unlocked(study, key)
    except Locked as locked:
        raise Locked(
            f"What {UNLOCKED} holds does not open this study: it has ended, or is for another. "
            f"Once more: {how_to_unlock(study.slug)}"
        ) from locked
    if name is not None and name.casefold() != by.name.casefold():
        raise NotAllowed(f"This shell is unlocked as {by.name}: nobody acts as {name} here but {name}.")
    return by


def how_to_unlock(slug: str) -> str:
    """The line that unlocks a study in a shell."""
    return f'eval "$(firsthand unlock --study {slug} --as YOU)"'
