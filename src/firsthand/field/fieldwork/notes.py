"""Writing field notes, in parts that are kept apart: what was seen is one text, what it was taken for another."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.header import WRITTEN
from firsthand.field.fieldwork.models import Bystander, FieldNote, Visit
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.field.sources.models import Kind, Layer, Source
from firsthand.field.sources.placing import mark_words
from firsthand.field.sources.revising import put_on
from firsthand.field.sources.texts import standing_version
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record


@act("note.write")
def write_note(
    by: Membership,
    *,
    layers: Mapping[str, str],
    title: str = "",
    visit: Visit | None = None,
    share_reflection: bool = False,
    written: str = "",
) -> Source:
    """A field note, codable at once; the source of what happened, or of the first part there is.

    `layers`: the words by part, in any order (`Layer`); empty ones are left out. “Me in it” is read by its writer
    alone unless it is shared. With what happened, the writer's jottings of the visit are written up: from then on they
    stay as they are. `written` is one of `header.WRITTEN`, or empty. Parts without a visit make one, of today.
    Raises `Problem` where nothing was written.
    """
    said = _said(layers, written)
    if visit is None and len(said) > 1:
        visit = add_visit(by, on=timezone.localdate())
    incoming = []
    for layer, text in said.items():
        reading = Reading(
            text=text, format="note", fields={_("Written"): str(WRITTEN[written])} if written else {}
        )
        called = title.strip() or _title(visit)
        incoming.append(Incoming("", reading, Kind.FIELD_NOTE, called, None, [], layer=layer))
    made = dict(zip(said, import_sources(by, incoming=incoming), strict=True))
    record().create(*(FieldNote(study=by.study, visit=visit, source=source) for source in made.values()))
    if Layer.REFLECTION in made and not share_reflection:
        record().change(made[Layer.REFLECTION], private_to_id=by.id)
    if Layer.DESCRIPTION in made and visit is not None:
        _lock_jottings(by, visit)
    return made.get(Layer.DESCRIPTION) or next(iter(made.values()))


@act("note.write")
def link_note(by: Membership, *, source: Source, visit: Visit) -> FieldNote:
    """Say that a source is a note of a visit."""
    note = FieldNote(study=by.study, visit=visit, source=source)
    record().create(note)
    return note


@act("note.share")
def share(by: Membership, *, source: Source, shared: bool) -> Source:
    """Let the team read a part of a note, or keep it to oneself again. Raises `NotAllowed` for another's."""
    if source.brought_by_id != by.id:
        raise NotAllowed(_("Who wrote a note says who reads it."))
    record().change(source, private_to_id=None if shared else by.id)
    return source


@act("bystander.mark")
def mark_bystander(by: Membership, *, source: Source, span: Span) -> Bystander:
    """Keep words about somebody who was not asked out of excerpts, counts and exports.

    Marks that touch are one. Raises `Problem` where the words are not in the text.
    """
    version = standing_version(by, source)
    new = {"by_id": by.id, "at": timezone.now()}
    return mark_words(by, Bystander, version=version, span=span, alike={}, new=new)


@act("bystander.unmark")
def unmark_bystander(by: Membership, *, bystander: Bystander) -> None:
    """Take a bystander's mark off its words."""
    record().remove(bystander)


@act("bystander.mark")
def settle_bystander(by: Membership, *, bystander: Bystander) -> Bystander:
    """Say that doubtful words of a bystander are where they stand. Raises `Problem` where those are gone."""
    return put_on(by, row=bystander)


def _said(layers: Mapping[str, str], written: str) -> dict[Layer, str]:
    if written not in ("", *WRITTEN):
        raise Problem(_("Choose from the list when the note was written."))
    if unknown := set(layers) - set(Layer.values):
        raise Problem(_("A field note has no part “%(part)s”.") % {"part": min(unknown)})
    plain = {name: text.replace("\r\n", "\n").strip() for name, text in layers.items()}
    said = {layer: plain[layer] for layer in Layer if layer and plain.get(layer)}
    if not said:
        raise Problem(_("A field note needs a few words. Two lines will do."))
    return said


def _title(visit: Visit | None) -> str:
    """The day. Never the first words: they may be a bystander's, or nobody else's to read; nor the visit's number,
    which is another for somebody who may not know of every visit."""
    day = visit.on if visit is not None and visit.on else timezone.localdate()
    return _("Field note of %(day)s") % {"day": day.isoformat()}


def _lock_jottings(by: Membership, visit: Visit) -> None:
    jottings = Source.objects.filter(
        study_id=by.study_id, field_note__visit=visit, brought_by=by, layer=Layer.JOTTING, locked=False
    )
    record().change_all(list(jottings), locked=True)
