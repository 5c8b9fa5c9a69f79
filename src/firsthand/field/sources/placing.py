"""Putting a mark on words: where it stands, by which mark its words are known again, and marks that meet made one."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils.translation import gettext as _

from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.sources.models import Placed, TextVersion
from firsthand.field.sources.sight import length_for, meant
from firsthand.field.sources.texts import words_of_version
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import Values, rows_of

Row = TypeVar("Row", bound=Placed)


def place_meant(by: Membership, version: TextVersion, span: Span) -> Span:
    """Where the words are that a member names in the text as they read it. Raises `Problem` where there are none."""
    length = length_for(by, version)
    if not span.fits(length):
        raise Problem(
            _("The text has %(length)s characters: a stretch up to %(end)s is not in the text.")
            % {"length": length, "end": span.end}
        )
    return meant(by, version.id, span)


def there(by: Membership, version: TextVersion, span: Span) -> Values:
    """What a row has that stands on these words. Raises `Problem` where they are not in the text."""
    words = words_of_version(by, version)
    if not span.fits(len(words)):
        raise Problem(_("That stretch is not in the text."))
    mark = fingerprint(words, span, by.key.marking)
    return {"version_id": version.id, "start": span.start, "end": span.end, "fingerprint": mark}


def mark_words(
    by: Membership, model: type[Row], *, version: TextVersion, span: Span, alike: Values, new: Values
) -> Row:
    """A mark on words. Those that touch it and are `alike` become one with it; `new` is what a new mark has besides.

    Raises `Problem` where the words are not in the text.
    """
    span = place_meant(by, version, span)
    near: Any = rows_of(model).filter(
        study_id=by.study_id, version_id=version.id, start__lte=span.end, end__gte=span.start, **alike
    )
    met: list[Row] = list(near.order_by("start"))
    for row in met:
        span = span.union(row.span)
    record().remove(*met[1:])
    if met:
        record().change(met[0], **there(by, version, span))
        return met[0]
    made: Any = model  # each kind of mark names its fields itself
    row = made(study_id=by.study_id, **there(by, version, span), **alike, **new)
    record().create(row)
    return row
