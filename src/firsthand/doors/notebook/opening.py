"""`firsthand.open`: a study in a data folder on this computer, as one of its members."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.core.problems import Locked, NotThere, Problem
from firsthand.doors.notebook import apart
from firsthand.doors.notebook.study import Study
from firsthand.doors.preparing import (
    how_to_unlock,
    key_taken_from_shell,
    point_to,
    prepared,
    unlocked,
)

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

_shell = ""  # what the shell held, kept for whatever else is opened in this process


def open(  # noqa: A001 - firsthand.open(…), as people say it
    path: str | PathLike[str], study: str | None = None, as_: str | None = None, *, passphrase: str | None = None
) -> Study:  # fmt: skip
    """Open a study for reading and writing, as the member called `as_` (the lead where None).

    Where members have secrets of their own it opens by `passphrase` (take it from `getpass.getpass()`, so that it
    stands in no notebook), or by what `firsthand unlock` put into the shell. Close it, or use it as a context manager.
    Raises `Problem` with a sentence where it cannot be opened.
    """
    folder = Path(path).expanduser().absolute()
    return apart.done(partial(_opened, folder, study, as_, passphrase))


def _opened(folder: Path, slug: str | None, name: str | None, passphrase: str | None) -> Study:
    global _shell
    _prepare(folder)
    from firsthand.doors.notebook.here import Here
    from firsthand.ground.studies import signing

    _shell = key_taken_from_shell() or _shell
    slug = _the_study(slug)
    key, leave = _shell, None
    if passphrase is not None:
        key = _signed_in(slug, name, passphrase)
        leave = partial(signing.lock, key)
    enter = partial(_enter, slug, name, key)
    enter()  # whoever may not come in hears of it now
    return Study(Here(enter, str(folder), leave) if leave else Here(enter, str(folder)))


def _prepare(folder: Path) -> None:
    """Django, set up on the folder: once in a process, and so for one folder."""
    from django.conf import settings

    from firsthand.ground.vault.secret import Secret

    if not folder.is_dir() or Secret.found_in(folder) is None:
        raise NotThere(f"There is no Firsthand data in {folder}. Give the data folder that holds the study.")
    if settings.configured and Path(settings.DATA) != folder:
        raise Problem(
            f"This notebook has {settings.DATA} open. One process opens one data folder: restart the kernel to open "
            "another, or use firsthand.connect(…) for one of the two."
        )
    point_to(folder)
    prepared()


def _the_study(slug: str | None) -> str:
    from firsthand.ground.studies.entrance import find_study
    from firsthand.ground.studies.selectors import studies

    there = [one.slug for one in studies()]
    if slug is None and len(there) > 1:
        raise NotThere(f"There are several studies here: {', '.join(there)}. Say which, with study=…")
    return find_study(slug).slug


def _signed_in(slug: str, name: str | None, passphrase: str) -> str:
    from firsthand.ground.studies import signing
    from firsthand.ground.studies.entrance import asks, find_study

    study = find_study(slug)
    if not asks(study):
        raise Problem("This study asks nothing: the installation’s file opens it. Leave the passphrase out.")
    if name is None:
        raise Problem("Say whose passphrase it is, with as_=…")
    return signing.sign_in(study, name=name, passphrase=passphrase).key


def _enter(slug: str, name: str | None, key: str) -> Membership:
    from firsthand.giving_back.own_page.waiting import take_in_what_waits
    from firsthand.ground.studies.entrance import asks, enter, find_study
    from firsthand.work.due import do_what_is_due

    study = find_study(slug)
    way: Callable[[], Membership] = partial(enter, study, name)
    if key and asks(study):
        way = partial(unlocked, study, name, key)
    try:
        by = way()
    except Locked as locked:
        raise Locked(
            f"{locked} Give your own passphrase: firsthand.open(…, as_=YOU, passphrase=getpass()). "
            f"Or start the notebook from a shell after: {how_to_unlock(slug)}"
        ) from locked
    take_in_what_waits(by)
    do_what_is_due(by)
    return by
