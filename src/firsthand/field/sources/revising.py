"""A text version in place of the one that stands. What moves with it is the business of the rooms above."""

from __future__ import annotations

from firsthand.core.transcript import Reading, Structure
from firsthand.field.sources.models import Source, TextVersion, Voice
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store


@act("source.revise")
def new_version(by: Membership, *, source: Source, old: TextVersion, reading: Reading) -> TextVersion:
    """Seal a text and make it the one that stands. Who speaks is known by the labels; a new label is somebody else."""
    with store.keys_together():
        text, structure = store.seal_all(by.key, [reading.text, reading.structure.to_json()])
    version = TextVersion(
        study_id=by.study_id, source=source, number=old.number + 1, text=text, structure=structure,
        length=len(reading.text), turns=len(reading.structure.turns),
    )  # fmt: skip
    record().create(version)
    record().create(*_voices(by, version, reading, _known(by, old)))
    record().change(source, current=version.id)
    return version


def _known(by: Membership, old: TextVersion) -> dict[str, Voice]:
    """Who each label of the old text stands for."""
    labels = Structure.from_json(store.open_text(by.key, old.structure)).voices
    return {labels[voice.index]: voice for voice in old.voices.all() if voice.index < len(labels)}


def _voices(by: Membership, version: TextVersion, reading: Reading, known: dict[str, Voice]) -> list[Voice]:
    voices = []
    for index, label in enumerate(reading.structure.voices):
        was = known.get(label)
        voices.append(
            Voice(
                study_id=by.study_id, version=version, index=index, part=was.part if was else Voice.Part.OTHER,
                participant_id=was.participant_id if was else None,
            )
        )  # fmt: skip
    return voices
