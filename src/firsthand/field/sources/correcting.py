"""Correcting a text by typing over it, as one does while listening again."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from firsthand.field.sources.typed import corrected
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership


@act("source.revise")
def correct_typed(
    by: Membership, *, source: Source, version: UUID | None, text: str, over: UUID | None = None
) -> TextVersion:
    """What was typed over a version of a text takes its place; its codings go along.

    `over`: the version that it was typed over, where one looked at another since and keeps one's own all the same.
    Raises `Clash` where another version stands by now, `Problem` where the text is the same or has no words.
    """
    if version != version_for(by, source.current) or not _goes_over(by, source, version, over):
        raise Clash(
            _(
                "Somebody corrected this text while you were typing. Look at it as it stands before you keep yours."
            )
        )
    old = text_of(by, source)
    return revise_text(by, source=source, reading=corrected(old.words, old.structure, text))


def _goes_over(by: Membership, source: Source, version: UUID, over: UUID | None) -> bool:
    """Whether what was typed over one version can take the place of another: only where both are whole.

    Of a text that was cut for this member, or is by now, words would leave the text that they never saw, or stand in
    it twice, once where nothing holds them back.
    """
    if over is None or over == version:
        return True
    return source.current not in absent(by).cuts and source.versions.filter(id=over).exists()
