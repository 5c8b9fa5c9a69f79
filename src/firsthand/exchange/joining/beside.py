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

from django.db import models
from django.utils.translation import gettext as _

from firsthand.config.databases import DATA_FILE, KEYRING_FILE
from firsthand.core.problems import Problem
from firsthand.exchange.keeping import backup, files
from firsthand.exchange.keeping.beside import file_beside
from firsthand.exchange.keeping.copies import KEYS_KIND
from firsthand.ground.studies import space
from firsthand.ground.studies.models import Study

BESIDE = "beside"  # the alias of the other copy's data
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Keys:
    """The other copy's keyring, as a file that is only read."""

    file: sqlite3.Connection

    def rows(self, model: type[M], study_id: UUID | None = None) -> Iterator[M]:
        """What the study has there of a kind (all that is there of it, where it belongs to none); nothing where that
        keyring is from before there was such a kind."""
        there = {row[1] for row in self.file.execute(f"PRAGMA table_info({model._meta.db_table})")}
        fields = [field for field in model._meta.concrete_fields if field.attname in there]
        if not fields:
            return
        names = ", ".join(field.attname for field in fields)
        asked = f"SELECT {names} FROM {model._meta.db_table}"  # noqa: S608 (names of our own)
        of_it = (f"{asked} WHERE study_id = ?", [study_id.hex]) if study_id else (asked, [])
        for values in self.file.execute(*of_it):
            yield model(
                **{field.attname: _read(field, value) for field, value in zip(fields, values, strict=True)}
            )


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    found = field.to_python(value)
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found


@contextmanager
def standing_beside(path: Path, keys: Path | None, study: Study) -> Iterator[Keys]:
    """Open a backup of another copy of a study; both are gone again afterwards. Raises `Problem`.

    The data is brought up to date where it is from an earlier version of the program: in the copy, not in the file.
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
        with file_beside(BESIDE, data), closing(sqlite3.connect(keyring)) as file:
            if not Study.objects.using(BESIDE).filter(pk=study.pk).exists():
                raise Problem(_("There is no copy of “%(study)s” in this backup.") % {"study": study.title})
            yield Keys(file)
