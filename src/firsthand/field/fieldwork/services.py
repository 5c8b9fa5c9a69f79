"""Writing down visits and notes."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.models import FieldNote, Visit
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import Kind, Source, Voice
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@act("visit.add")
def add_visit(
    by: Membership,
    *,
    on: date | None,
    place: str = "",
    doing: str = "",
    left_out: str = "",
    number: int | None = None,
) -> Visit:
    """A visit: when, in what part of the place, what was going on, and what was left out because someone asked."""
    last = (
        Visit.objects.filter(study_id=by.study_id)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    about = {"place": place.strip(), "doing": doing.strip(), "left_out": left_out.strip()}
    row = Visit(
        study=by.study, number=number or (last or 0) + 1, on=on, by=by, about=wording.written(by.key, about)
    )
    record().create(row)
    return row


@act("note.write")
def write_note(by: Membership, *, text: str, title: str = "", visit: Visit | None = None) -> Source:
    """A field note, codable at once. Raises `Problem` where nothing was written."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Problem(_("A field note needs a few words. Two lines will do."))
    title = title.strip() or text.splitlines()[0][:60]
    reading = Reading(text=text, format="note")
    incoming = Incoming(
        "", reading, Kind.FIELD_NOTE, title, None, [Part(Voice.Part.OTHER) for _ in reading.structure.voices]
    )
    (source,) = import_sources(by, incoming=[incoming])
    if visit is not None:
        link_note(by, source=source, visit=visit)
    return source


@act("note.write")
def link_note(by: Membership, *, source: Source, visit: Visit) -> FieldNote:
    """Say that a source is a note of a visit."""
    note = FieldNote(study=by.study, visit=visit, source=source)
    record().create(note)
    return note
