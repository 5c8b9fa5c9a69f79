"""Notes from a phone: what one needs of the study in the field, and handing over what was written there.

A note comes with its files in one form, under an id of its own: visit, words and files are one act, and however often
it is sent, it happens once.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import File, Router
from ninja.files import UploadedFile

from firsthand.core.problems import Problem
from firsthand.doors.api.entered import entered
from firsthand.doors.api.note_shapes import Attached, NewNote, NewVisit
from firsthand.field.fieldwork import selectors as fieldwork
from firsthand.field.fieldwork.header import PLACES, TOLD_HOW, WRITTEN
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.media.services import keep_media
from firsthand.field.people.selectors import participant
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import done_as, one_act, sent_as
from firsthand.ground.studies.selectors import drafts_key

if TYPE_CHECKING:
    from firsthand.field.fieldwork.models import Visit
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

router = Router()
MEGABYTE = 1024 * 1024
MOST = 25  # megabytes of a file; the page says so before one is added (reader/src/phone/attach.ts)
FILES = 20
TOGETHER = 100  # megabytes
RECENT = 60  # visits


@router.get("s/{slug}/field")
def field(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What a member takes along, and the key under which their device keeps it. No cache keeps this answer."""
    by = entered(request, slug)
    require(by, "note.write")
    return {
        "member": {"id": by.id, "name": by.name},
        "study": by.study.title,
        "key": b64encode(drafts_key(by)).decode(),
        "token": get_token(request),
        "visits": [
            {"id": one.id, "number": one.number, "on": one.on, "doing": one.doing}
            for one in fieldwork.visits(by)[-RECENT:]
        ],
        "people": [{"id": one.id, "name": one.pseudonym} for one in fieldwork.may_be_present(by)],
        "places": _choices(PLACES),
        "told_how": _choices(TOLD_HOW),
        "written": _choices(WRITTEN),
    }


def _choices(offered: Mapping[str, object]) -> list[dict[str, str]]:
    return [{"id": kept, "name": str(called)} for kept, called in offered.items()]


@router.post("s/{slug}/notes")
def hand_over(
    request: HttpRequest, slug: str, note: NewNote, files: File[list[UploadedFile] | None] = None
) -> dict[str, Any]:
    """A note with its visit and its files: one act."""
    by = entered(request, slug)
    with sent_as(note.act_id), one_act(by, "note.write") as doing:
        if doing.earlier is None:
            together = _together(note.attached, files or [])
            doing.result = source = _write(by, note)
            for attached, file in together:
                keep_media(
                    by, source=source, kind=attached.kind, name=attached.name, content_type=attached.type,
                    data=file.read(),
                )  # fmt: skip
    return {"source": getattr(doing.result, "id", None)}


def _together(attached: list[Attached], files: list[UploadedFile]) -> list[tuple[Attached, UploadedFile]]:
    """Each file with what is said of it. Raises `Problem` where there are too many, or too large ones."""
    if len(attached) != len(files) or len(files) > FILES:
        raise Problem(_("A note takes at most %(count)s files, each with its name.") % {"count": FILES})
    for one, file in zip(attached, files, strict=True):
        if (file.size or 0) > MOST * MEGABYTE:
            raise Problem(
                _("%(name)s is larger than %(most)s MB. Take it off, or send a smaller one.")
                % {"name": one.name, "most": MOST}
            )
    if sum(file.size or 0 for file in files) > TOGETHER * MEGABYTE:
        raise Problem(
            _("The files of a note may have %(most)s MB together. Take some off.") % {"most": TOGETHER}
        )
    return list(zip(attached, files, strict=True))


def _write(by: Membership, note: NewNote) -> Source:
    return write_note(
        by, layers=note.layers, visit=_visit(by, note), share_reflection=note.share, written=note.written
    )


def _visit(by: Membership, note: NewNote) -> Visit | None:
    """The visit of a note: a new one, one of the study's, or the new one of a note that came before."""
    if note.new_visit:
        return _new_visit(by, note.new_visit)
    if note.visit_of:
        return _visit_of(by, note.visit_of)
    if note.visit:
        return fieldwork.visit(by, note.visit)
    several = sum(bool(words.strip()) for words in note.layers.values()) > 1
    return add_visit(by, on=note.day) if several else None  # its day is the phone's, not that of its arrival


def _new_visit(by: Membership, new: NewVisit) -> Visit:
    said = new.dict(exclude={"present"})
    return add_visit(by, **said, present=[participant(by, one) for one in new.present])


def _visit_of(by: Membership, act_id: UUID) -> Visit:
    source = done_as(by, act_id)
    for line in fieldwork.visits(by):
        if any(part.id == getattr(source, "id", None) for note in line.notes for part in note.parts):
            return fieldwork.visit(by, line.id)
    raise Problem(
        _("The note whose visit you chose is not in the study. Choose another visit, a new one, or none.")
    )
