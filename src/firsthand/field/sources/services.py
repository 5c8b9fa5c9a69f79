"""Writing about sources that are here already."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.field.people.models import Participant
from firsthand.field.sources.importing import kind_named
from firsthand.field.sources.models import Source, Voice
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.shown import as_shown, require_as_shown
from firsthand.ground.vault import wording

DESCRIBED = ("about", "kind")


def source_version(source: Source) -> UUID:
    """What a source is known by as it is described: not its text, which has versions of its own."""
    return as_shown(source, *DESCRIBED)


@act("source.change")
def change_source(
    by: Membership,
    *,
    source: Source,
    title: str,
    kind: str,
    attributes: Mapping[str, str] | None = None,
    version: UUID | None = None,
) -> Source:
    """Another title, kind or other attributes. Raises `Problem` for an empty title or an unknown kind.

    Raises `Clash` where somebody changed them since the source was `version` (see `source_version`).
    """
    require_as_shown(source, version, *DESCRIBED)
    if not title.strip():
        raise Problem(_("A source needs a title, so that people can find it."))
    about = wording.read(by.key, source.about)
    changed = about | {"title": title.strip()}
    if attributes is not None:
        changed["attributes"] = {
            label.strip(): value.strip() for label, value in attributes.items() if value.strip()
        }
    if changed != about:
        record().change(source, about=wording.written(by.key, changed))
    record().change(source, kind=kind_named(kind))
    return source


@act("voice.assign")
def assign_voice(by: Membership, *, voice: Voice, part: str, participant: Participant | None = None) -> Voice:
    """Say who a speaker's label stands for. Raises `Problem` where a participant is needed and not named."""
    if part not in Voice.Part.values:
        raise Problem(_("A speaker is a participant, an interviewer or somebody else."))
    if (part == Voice.Part.PARTICIPANT) != (participant is not None):
        raise Problem(_("Say which participant is speaking, or choose interviewer or somebody else."))
    record().change(voice, part=part, participant_id=participant.id if participant else None)
    return voice
