"""Correcting a text by typing over it, as one does while listening again."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.texts import text_of
from firsthand.field.sources.typed import corrected
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("source.revise")
def correct_typed(by: Membership, *, source: Source, version: UUID | None, text: str) -> TextVersion:
    """What was typed over a version of a text takes its place; its codings go along.

    Raises `Clash` where another version stands by now, `Problem` where the text is the same or has no words.
    """
    if version != source.current:
        raise Clash(
            _(
                "Somebody corrected this text while you were typing. Look at it as it stands before you keep yours."
            )
        )
    old = text_of(by, source)
    return revise_text(by, source=source, reading=corrected(old.words, old.structure, text))
