"""A backup made, opened again to see that it is whole, and only then put where it is wanted; and fetched again.

It is made and looked over inside the data folder, where what it holds lies anyway; where recipients are named, nothing
else of it ever leaves that folder but what is sealed to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping import age, backup, copies
from firsthand.exchange.keeping.copies import KEYS_SUFFIX
from firsthand.exchange.keeping.files import copied, digest, part_of, put_in_place, scratch
from firsthand.exchange.keeping.looking import Looked, look_into


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where a backup lies now, and what was found in it."""

    data: Path
    keys: Path
    looked: Looked
    sealed: bool  # to recipients of age

    @property
    def size(self) -> int:
        """Bytes, of both files."""
        return self.data.stat().st_size + self.keys.stat().st_size


def sealed_names(path: Path) -> tuple[Path, Path]:
    """What the two files of a backup are called where they are sealed to a recipient."""
    plain = path.with_name(path.name.removesuffix(age.SUFFIX))
    return (
        plain.with_name(plain.name + age.SUFFIX),
        plain.with_name(plain.name + KEYS_SUFFIX + age.SUFFIX),
    )


def deliver(path: Path, *, keys: Path | None = None, to: Sequence[str] = ()) -> Delivered:
    """Write a backup to `path`, or to `path`.age where it is sealed `to` recipients; its keys beside it, or to `keys`.

    Raises `Problem`, and then neither file is there.
    """
    age.recipients(to)
    if not to and age.SUFFIX in (path.suffix, keys.suffix if keys else ""):
        raise Problem(
            _(
                "A name that ends in .age is for what is sealed, and nobody is named to seal this to. "
                "Give another name, or a recipient (--to-age age1…). Nothing was written."
            )
        )
    data, beside = sealed_names(path) if to else (path, backup.keys_file(path))
    keys = keys or beside
    backup.require_free(data, keys)
    with scratch() as folder:
        began = datetime.now(UTC)
        made = backup.make(folder / "new.backup")
        copies.forget(made[1])
        looked = look_into(*made)
        copies.note(keys, began)  # before it is there: a copy that nobody knows of would outlive its time
        try:
            _carry(made[1], keys, to, folder)
            _carry(made[0], data, to, folder)
        except BaseException:
            for path in (keys, data):  # neither was there before
                path.unlink(missing_ok=True)
            raise
    return Delivered(data, keys, looked, bool(to))


def _carry(source: Path, target: Path, to: Sequence[str], scratch: Path) -> None:
    """Write a file to its place, and read it there again: what a disk or a network took wrongly is found out now."""
    part = part_of(target, scratch)
    try:
        if to:
            wrote = age.seal(source, part, to)
        else:
            copied(source, part)
            wrote = digest(source)
        if digest(part) != wrote:
            raise Problem(_("%(file)s does not read as it was written.") % {"file": target})
        put_in_place(part, target)
    except OSError as refused:
        raise Problem(
            _("%(file)s cannot be written: %(why)s.") % {"file": target, "why": refused.strerror or refused}
        ) from refused
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def fetched(
    path: Path, *, keys: Path | None = None, identities: Callable[[], list[age.Identity]]
) -> Iterator[Path]:
    """A backup as `backup.restore` takes it: opened where it is sealed, with its keys beside it.

    Raises `Problem`, `WrongIdentity`.
    """
    beside = sealed_names(path)[1] if age.is_sealed(path) else backup.keys_file(path)
    theirs = keys or (beside if beside.exists() else None)
    if not age.is_sealed(path) and (theirs is None or theirs == beside):
        yield path
        return
    if not path.exists():
        raise Problem(_("There is no file %(file)s.") % {"file": path})
    with scratch() as folder:
        plain = folder / "fetched.backup"
        _fetch(path, plain, identities)
        if theirs is not None:
            _fetch(theirs, backup.keys_file(plain), identities)
        yield plain


def _fetch(source: Path, target: Path, identities: Callable[[], list[age.Identity]]) -> None:
    if age.is_sealed(source):
        age.open_to(source, target, identities())
    elif source.exists():
        target.symlink_to(source.absolute())
    else:
        raise Problem(_("There is no file %(file)s.") % {"file": source})
