"""Replacing words everywhere at once: in texts of all versions, in every wording, whoever may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.db import models

from firsthand.core.anchors import fingerprint
from firsthand.core.edits import Edits
from firsthand.core.identifying.replacing import Replacing
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure
from firsthand.field.deid.material import FORM, PUBLIC, Found, wordings
from firsthand.field.deid.models import Identifier
from firsthand.field.sources.models import Placed, Source, TextVersion, Voice
from firsthand.field.sources.revising import placed_models, replace_text
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of, rows_of
from firsthand.ground.vault import store, wording

Version = tuple[TextVersion, str, Structure]


def rewrite(by: Membership, replacing: Replacing, *, but: set[UUID]) -> None:
    """Replace in every text and every wording of the study. `but`: identifiers whose own words are left alone.

    The standing text of a source is corrected, so that what stands on it goes along to the letter; the texts that
    it replaced are changed where they stand, since something doubtful may stand there still.
    """
    for source in Source.objects.filter(study_id=by.study_id).order_by("number"):
        _rewrite_source(by, source, replacing)
    for found in list(wordings(by)):
        if isinstance(found.row, Identifier) and (found.field == "words" and found.row.id in but):
            continue
        if label_of(type(found.row)) in PUBLIC:
            continue
        after = replaced(found.words, replacing)
        if after != found.words:
            put_words(by, found, after)


def put_words(by: Membership, found: Found, words: object) -> None:
    """Seal other words in a wording's place, in the form in which it was."""
    text = words if isinstance(words, str) else wording.packed(cast("dict[str, Any]", words))
    record().change(found.row, **{found.field: store.seal(by.key, text)}, **_next_version(found.row))


def replaced(words: object, replacing: Callable[[str], str], name: str = "") -> object:
    """A wording with its words replaced, the labels of attributes too."""
    if name in FORM:
        return words
    if isinstance(words, str):
        return replacing(words) if words else words
    if isinstance(words, dict):
        labels = name and "type" not in words  # and no fields: see `material.strings`
        return {
            (replacing(key) if labels else key): replaced(inner, replacing, key)
            for key, inner in words.items()
        }
    if isinstance(words, list):
        return [replaced(inner, replacing, name or "-") for inner in words]
    return words


def _rewrite_source(by: Membership, source: Source, replacing: Replacing) -> None:
    whole = opened_versions(by, list(source.versions.order_by("number")))
    for version, text, structure in whole:
        if version.id == source.current:
            _correct(by, source, (version, text, structure), replacing)
    for each in whole:
        replace_in_place(by, each, replacing)


def opened_versions(by: Membership, versions: list[TextVersion]) -> list[Version]:
    """Those of some text versions that the study key opens, opened: others are the guardian's."""
    ids = [part for version in versions for part in (version.text, version.structure)]
    opened = store.open_all(by.key, store.open_to(by.key, ids))
    return [
        (version, opened[version.text], Structure.from_json(opened[version.structure]))
        for version in versions
        if version.text in opened and version.structure in opened
    ]


def _correct(by: Membership, source: Source, standing: Version, replacing: Replacing) -> None:
    """The standing text, with all that stands on it."""
    version, text, structure = standing
    edits = replacing.edits(text)
    if not edits or edits.text == text:
        return
    speaking = {voice.index: voice for voice in version.voices.all()}
    reading = Reading(edits.text, _structure(structure, edits, replacing), format=source.format)
    new = replace_text(by, source=source, reading=reading, mover=edits.mover)
    for voice in Voice.objects.filter(version=new):  # a label that was a name is somebody's still
        was = speaking.get(voice.index)
        if was is not None:
            record().change(voice, part=was.part, participant_id=was.participant_id)


def replace_in_place(by: Membership, earlier: Version, replacing: Replacing) -> None:
    """A text that stands no more, or one of which only a speaker's label changes."""
    version, text, structure = earlier
    edits = replacing.edits(text)
    changed = _structure(structure, edits, replacing)
    if edits.text != text or changed != structure:
        change_in_place(by, version, edits, changed)


def change_in_place(by: Membership, version: TextVersion, edits: Edits, structure: Structure) -> None:
    """Other words in a text version itself, with all that stands on it or stood there when it came into doubt."""
    with store.keys_together():
        text_id, structure_id = store.seal_all(by.key, [edits.text, structure.to_json()])
    record().change(version, text=text_id, structure=structure_id, length=len(edits.text))
    for model in placed_models():
        _move(by, model, version, edits)


def _move(by: Membership, model: type[Placed], version: TextVersion, edits: Edits) -> None:
    rows: models.Manager[Any] = rows_of(model)  # each kind of placed row names its study itself
    taken: dict[tuple[object, ...], set[Span]] = defaultdict(set)
    for row in rows.filter(study_id=by.study_id, version_id=version.id).order_by("start", "-end", "id"):
        span = edits.span(row.span)
        if span is None:
            continue
        mine = taken[tuple(getattr(row, name) for name in row.once)] if row.once else set()
        while span in mine and len(span) > 1:  # two that were on parts of what was replaced stay two
            span = Span(span.start, span.end - 1)
        mine.add(span)
        mark = fingerprint(edits.text, span, by.key.marking)
        record().change(row, start=span.start, end=span.end, fingerprint=mark)
    for row in rows.filter(study_id=by.study_id, was_in=version.id):
        was = edits.span(Span(row.was_start or 0, row.was_end or 1))
        if was is not None:
            record().change(row, was_start=was.start, was_end=was.end)


def _structure(structure: Structure, edits: Edits, replacing: Replacing) -> Structure:
    return replace(edits.structure(structure), voices=tuple(replacing(label) for label in structure.voices))


def _next_version(row: Recorded) -> dict[str, int]:
    """Where a row counts its wordings, one more: nobody's edit under way overwrites the replacement."""
    field = next((one for one in row._meta.concrete_fields if one.attname == "version"), None)
    return {} if field is None else {"version": row.version + 1}  # type: ignore[attr-defined]
