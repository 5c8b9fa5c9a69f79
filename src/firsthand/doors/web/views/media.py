"""Recordings, photographs and voice memos: played from here, added and taken off."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done
from firsthand.doors.web.ranges import Wanted, wanted
from firsthand.field.media import arriving, selectors
from firsthand.field.media.services import keep_arrived, remove_media
from firsthand.field.sources.selectors import source
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http.response import HttpResponseBase

    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

# What is asked for in part comes in stretches of at most this, and a player asks on from where one ends. So an answer
# is soon given: a player that has stopped, and takes no more for now, holds none of the server's few threads.
STRETCH = 4 * 1024 * 1024


@in_study  # type: ignore[arg-type]  # what comes bit by bit is a response too
@require_safe
def play(request: HttpRequest, by: Membership, medium_id: UUID) -> HttpResponseBase:
    """The bytes of a file, or those asked for. Only these are opened, and no browser keeps them."""
    row = selectors.medium(by, medium_id)
    line = selectors.medium_line(by, row)
    part, status, headers = _asked(request, quote_etag(row.id.hex), line.size)
    plays = selectors.servable(line.content_type)  # what is not on the closed list is a file to keep
    headers |= {
        "Content-Type": line.content_type if plays else "application/octet-stream",
        "Content-Disposition": content_disposition_header(as_attachment=not plays, filename=line.name) or "attachment",
        "Content-Length": str(len(part)), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    if not part or request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    parts = selectors.media_parts(by, row, part.start, part.end)
    return StreamingHttpResponse(_begun(parts), status=status, headers=headers)


@in_study
@needs("media.add")
@require_POST
def add(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Keep the files that a form sent: all of them or none. Where there is a script, they come by the API instead."""
    row = source(by, source_id)
    files = sent_files(request)
    if not files:
        raise Problem(_("Choose a file first."))
    arrivals = arrived(by, files)
    with one_act(by, "media.add"):
        for file, arrival_id in zip(files, arrivals, strict=True):
            keep_arrived(by, arrival_id=arrival_id, source=row, kind="recording", name=file.name or "")
    sentence = ngettext("%(count)s recording is kept.", "%(count)s recordings are kept.", len(files))
    return done(request, by, sentence % {"count": len(files)}, "reader", source_id)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, medium_id: UUID) -> HttpResponse:
    """Take a file off its source."""
    row = selectors.medium(by, medium_id)
    source_id = row.source_id
    remove_media(by, medium=row)
    sentence = _("The file was taken off. The trail can bring it back.")
    return done(request, by, sentence, "source-details", source_id)


def played(by: Membership, row: Source) -> list[dict[str, str]]:
    """What a player needs to know of a source's recordings."""
    slug = by.study.slug
    return [
        {"id": str(line.id), "name": line.name, "at": reverse("medium", args=[slug, line.id])}
        for line in selectors.sounds_of(by, row)
    ]


def sent_files(request: HttpRequest) -> list[UploadedFile[bytes]]:
    """The files of a form."""
    return [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]


def arrived(by: Membership, files: Sequence[UploadedFile[bytes]]) -> list[UUID]:
    """Take files in, each sealed piece by piece. Raises `Problem`, and then nothing of any is left."""
    ids: list[UUID] = []
    try:
        for file in files:
            chunks, called = file.chunks(arriving.PIECE), file.content_type or ""
            ids.append(arriving.take_all(by, chunks=chunks, name=file.name or "", called=called).id)
    except BaseException:
        for arrival_id in ids:
            arriving.leave(by, arrival_id)
        raise
    return ids


def _asked(request: HttpRequest, tag: str, size: int) -> tuple[Wanted, HTTPStatus, dict[str, str]]:
    """Which bytes, and how they are answered. A file never changes, so its id is its tag."""
    headers = {"Accept-Ranges": "bytes", "ETag": tag}
    fresh = request.headers.get("If-Range", tag) == tag
    part = wanted(request.headers.get("Range"), size) if fresh else None
    if part is None:
        return Wanted(0, size), HTTPStatus.OK, headers
    if not part:
        return (
            part,
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers | {"Content-Range": part.within(size)},
        )
    part = Wanted(part.start, min(part.end, part.start + STRETCH))
    return part, HTTPStatus.PARTIAL_CONTENT, headers | {"Content-Range": part.within(size)}


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same, the first one opened already: what does not open is a page that says so, not half an answer."""
    return chain([next(parts)], parts)
