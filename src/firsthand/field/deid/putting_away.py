"""Putting the originals away: whatever of the study's past still holds replaced words goes under the names key.

It happens when the replacement is safely on disk, never before: a text under the names key that a page still needs
could not be shown. It can be done again at any time, so that a crash in between leaves nothing open for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.db.models import UUIDField

from firsthand.core.identifying.replacing import Replacing
from firsthand.field.deid.models import Identifier, State
from firsthand.field.media.selectors import pieces_named
from firsthand.field.sources.models import TABLES, Source
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.rows import recorded_fields, recorded_models, rows_of
from firsthand.ground.vault import store
from firsthand.ground.vault.guarding import public_of
from firsthand.ground.vault.models import Sealed

ACT = "deid.accept"
AT_ONCE = 200


def put_away(by: Membership, replacing: Replacing) -> None:
    """Move under the names key what the study's past holds of these words, and the files of the texts that changed."""
    accepted = Identifier.objects.filter(study_id=by.study_id, state=State.ACCEPTED)
    ids = set(accepted.values_list("words", flat=True)) | _originals(by)
    ids |= _before(by) - _standing(by)
    ids |= set(_holding(by, replacing, _standing(by) | ids))
    store.guard(by.key, public_of(by.study_id), ids)


def _before(by: Membership) -> set[UUID]:
    """What the rows named before names were replaced in them."""
    values = {
        value
        for changes in _acceptances(by)
        for _table, _row, before, _after in changes
        for value in (before or {}).values()
        if isinstance(value, str) and len(value) == 32
    }
    return {UUID(value) for value in values if all(letter in "0123456789abcdef" for letter in value)}


def _acceptances(by: Membership) -> Iterator[list[Change]]:
    entries = Entry.objects.filter(study_id=by.study_id, act=ACT).order_by("number")
    yield from entries.values_list("changes", flat=True)


def _standing(by: Membership) -> set[UUID]:
    """What rows name today, but for the files that texts were read from."""
    found: set[UUID] = set()
    for model in recorded_models().values():
        for field in recorded_fields(model):
            if isinstance(field, UUIDField) and field.attname != "original":
                found |= set(
                    rows_of(model).filter(study_id=by.study_id).values_list(field.attname, flat=True)
                )
    accepted = Identifier.objects.filter(study_id=by.study_id, state=State.ACCEPTED)
    return found - set(accepted.values_list("words", flat=True))


def _originals(by: Membership) -> set[UUID]:
    """The files of sources in which something was replaced; of a table, whichever of its rows it was."""
    touched = {
        UUID(str(row))
        for changes in _acceptances(by)
        for table, row, _before, _after in changes
        if table == "sources.source"
    }
    sources = Source.objects.filter(study_id=by.study_id)
    times = sources.filter(id__in=touched).values_list("brought_at", "format")
    siblings = sources.filter(original__isnull=False)
    found = {row.original for row in siblings if row.id in touched}
    found |= {
        row.original
        for row in siblings
        if row.format in TABLES and (row.brought_at, row.format) in set(times)
    }
    return {one for one in found if one is not None}


def _holding(by: Membership, replacing: Replacing, but: set[UUID]) -> Iterator[UUID]:
    """The sealed texts of the past in which the words stand: earlier wordings, reasons, what was removed."""
    rows = Sealed.objects.filter(study_id=by.study_id).values_list("id", flat=True)
    readable = store.open_to(by.key, rows)
    readable -= pieces_named(by, readable)
    waiting = iter(readable - but)
    while batch := list(islice(waiting, AT_ONCE)):
        for text_id in batch:
            try:
                words = store.open_bytes(by.key, text_id).decode()
            except UnicodeDecodeError:
                continue
            if next(replacing.found(words), None) is not None:
                yield text_id
