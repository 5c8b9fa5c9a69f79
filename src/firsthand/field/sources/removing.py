"""Taking a source out of the study, with all that belongs to it."""

from __future__ import annotations

from firsthand.field.sources.models import Source
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.recording import record


@act("source.remove")
def remove_source(by: Membership, *, source: Source) -> None:
    """Take a source out of the study with its codings and all else that stands on it.

    Undo brings all back; withdrawing words is another act.
    """
    for rows in belonging([source]):
        record().remove(*rows)
    record().remove(source)
