"""Taking somebody's words out of texts that stay: the standing one is revised, earlier ones change in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.anchors import move_spans
from firsthand.core.edits import Edit, Edits
from firsthand.core.spans import Span, covered, within
from firsthand.core.transcript import Reading, Structure
from firsthand.field.deid.rewriting import change_in_place
from firsthand.field.sources.models import OwnWords, Placed, TextVersion, Voice
from firsthand.field.sources.revising import placed_models, replace_text
from firsthand.giving_back.leaving.held import Earlier, Held, Shared, label_is_theirs
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import rows_of
from firsthand.ground.vault import store


def taken_out() -> str:
    """What stands where words were."""
    return str(_("[taken out]"))


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose words are taken out, and how much of what tells that they were theirs."""

    id: UUID
    names: dict[str, UUID]  # whom each name means
    named: bool  # the sentences that name them too, and their label
    kept_from: (
        bool  # they crossed somebody out: where they spoke stays written, so that it stays absent there
    )


def redact(by: Membership, shared: Shared, whose: Whose) -> None:
    """Take out what they say in a text, and with `named` the sentences that name them; the same in earlier ones.

    What stood on those words alone goes; whatever else stands in the text is where it was, to the letter.
    """
    held = shared.held
    spans = shared.parts.going(whose.named)
    labels = shared.parts.labels if whose.named else ()
    earlier = list(held.source.versions.exclude(pk=held.version.id).order_by("number"))
    _let_go(by, held.version, spans, whose)
    edits = Edits(held.words, [Edit(span, taken_out()) for span in covered([*spans, *labels])])
    structure = edits.structure(held.structure)
    if whose.named:
        structure = _unnamed(structure, shared, whose)
    if edits and edits.text != held.words:
        reading = Reading(edits.text, structure, format=held.source.format)
        new = replace_text(by, source=held.source, reading=reading, mover=edits.mover)
        _keep_voices(new, held, whose)
        change_in_place(by, held.version, edits, structure)
        _unassign(held.version, whose)
    before = {one.version: one for one in shared.earlier}
    for version in earlier:
        _redact_earlier(by, version, before.get(version.id.hex), (held.words, spans), whose)


def _let_go(by: Membership, version: TextVersion, spans: Sequence[Span], whose: Whose) -> None:
    """Take out what stands on the words that go, and on nothing else."""
    for model in placed_models():
        if model is OwnWords and whose.kept_from:
            continue
        rows: list[Placed] = list(rows_of(model).filter(study_id=by.study_id, version_id=version.id))
        record().remove(*(row for row in rows if within(row.span, spans)))


def _unnamed(structure: Structure, shared: Shared, whose: Whose) -> Structure:
    """The structure without their label."""
    called = [name for name, who in whose.names.items() if who == whose.id]
    voices = (
        taken_out() if label_is_theirs(shared.held, index, whose.id, called) else label
        for index, label in enumerate(structure.voices)
    )
    return replace(structure, voices=tuple(voices))


def _keep_voices(new: TextVersion, held: Held, whose: Whose) -> None:
    """Who speaks, by the voice's place: a label may be another by now. Whose words are gone speaks as nobody."""
    was = {voice.index: voice for voice in Voice.objects.filter(version=held.version)}
    for voice in Voice.objects.filter(version=new):
        before = was.get(voice.index)
        if before is not None and (before.participant_id != whose.id or whose.kept_from):
            record().change(voice, part=before.part, participant_id=before.participant_id)
        else:
            record().change(voice, part=Voice.Part.OTHER, participant_id=None)


def _redact_earlier(
    by: Membership,
    version: TextVersion,
    before: Earlier | None,
    now: tuple[str, Sequence[Span]],
    whose: Whose,
) -> None:
    """The same in a text that was corrected since. Where it cannot be told what of it is theirs, all of it goes.

    `before`: what in it is known to be theirs; `now`: the text that stands, and what of that goes.
    """
    opened = store.open_to(by.key, [version.text, version.structure])
    if not {version.text, version.structure} <= opened:
        return  # the guardian's: its keys are destroyed, and nothing is put in its place
    text = store.open_text(by.key, version.text)
    structure = Structure.from_json(store.open_text(by.key, version.structure))
    moved = move_spans(now[0], text, list(now[1]))
    mine = covered([*(place.span for place in moved if place.span), *_known(before, whose)])
    if any(place.span is None or place.how == "doubtful" for place in moved) or (
        whose.named and _labelled(version, before, whose)
    ):
        mine = [Span(0, len(text))]
    if mine == [Span(0, len(text))]:
        structure = Structure()
    _let_go(by, version, mine, whose)
    edits = Edits(text, [Edit(span, taken_out()) for span in mine])
    if edits and edits.text != text:
        change_in_place(by, version, edits, edits.structure(structure))
    _unassign(version, whose)


def _known(before: Earlier | None, whose: Whose) -> list[Span]:
    return [] if before is None else before.parts.going(whose.named)


def _labelled(version: TextVersion, before: Earlier | None, whose: Whose) -> bool:
    """Whether a speaker's label tells in it that it is them."""
    if before is not None and before.parts.labels:
        return True
    return Voice.objects.filter(version=version, participant_id=whose.id).exists()


def _unassign(version: TextVersion, whose: Whose) -> None:
    if whose.kept_from:
        return
    for voice in Voice.objects.filter(version=version, participant_id=whose.id):
        record().change(voice, part=Voice.Part.OTHER, participant_id=None)
