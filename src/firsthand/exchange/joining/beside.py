"""Another copy of the data, as a database beside the one in use; and its keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, files, strangers
from firsthand.exchange.keeping.beside import strangers_file_beside
from firsthand.exchange.keeping.copies import KEYS_KIND
from firsthand.ground.studies import space
from firsthand.ground.studies.models import Study

BESIDE = "beside"  # the alias of the other copy's data
DATA_TABLES = ("studies_study", "trail_entry", "vault_sealed")  # every copy has them, of whatever version
KEY_TABLES = ("keyring_textkey",)
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Keys:
    """The other copy's keyring, as a file that is only read."""

    file: sqlite3.Connection

    def rows(self, model: type[M], study_id: UUID | None = None) -> Iterator[M]:
        """What the study has there of a kind (all that is there of it, where it belongs to none); nothing where that
        keyring is from before there was such a kind."""
        there = {row[1] for row in self._asked(f"PRAGMA table_info({model._meta.db_table})")}
        fields = [field for field in model._meta.concrete_fields if field.attname in there]
        if not fields:
            return
        names = ", ".join(field.attname for field in fields)
        asked = f"SELECT {names} FROM {model._meta.db_table}"  # noqa: S608 (names of our own)
        of_it = (f"{asked} WHERE study_id = ?", study_id.hex) if study_id else (asked,)
        for values in self._asked(*of_it):
            yield model(**_read(fields, values))

    def _asked(self, question: str, *values: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self.file.execute(question, values)
        except sqlite3.Error as error:
            raise strangers.not_ours() from error


def _read(fields: list[models.Field[Any, Any]], values: tuple[Any, ...]) -> dict[str, Any]:
    """What a row holds, field by field. Raises `Problem` for what no field of its kind ever held."""
    try:
        return {field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)}
    except (ValidationError, TypeError, ValueError) as error:
        raise strangers.not_ours() from error


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None and not field.null:
        raise ValueError(field.attname)
    if isinstance(field, models.BinaryField) and not isinstance(value, bytes | None):
        raise TypeError(field.attname)
    found = field.to_python(value)
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found


@contextmanager
def standing_beside(path: Path, keys: Path | None, study: Study) -> Iterator[Keys]:
    """Open a backup of another copy of a study; both are gone again afterwards. Raises `Problem`.

    The data is brought up to date where it is from an earlier version of the program: in the copy, not in the file.
    Anybody may have made it: it is opened where it is of plain tables alone, and what it is asked ends.
    Raises `NoRoom`, too, where it would not fit beside what is here.
    """
    keys = keys or backup.keys_file(path)
    if not keys.exists():
        raise Problem(
            _("The keys of the other copy are missing: put %(file)s beside it.") % {"file": keys.name}
        )
    space.require_room(
        backup.size_unpacked(path) + backup.size_unpacked(keys)
    )  # it is from outside: it may be all zeros
    with files.scratch() as scratch:
        data = backup.unpacked(path, backup.DATA_KIND, scratch)[DATA_FILE]
        keyring = backup.unpacked(keys, KEYS_KIND, scratch)[KEYRING_FILE]
        strangers.require_plain(keyring, *KEY_TABLES)
        with (
            strangers_file_beside(BESIDE, data, *DATA_TABLES),
            closing(strangers.opened(keyring)) as file,
        ):
            if not Study.objects.using(BESIDE).filter(pk=study.pk).exists():
                raise Problem(_("There is no copy of “%(study)s” in this backup.") % {"study": study.title})
            yield Keys(file)
