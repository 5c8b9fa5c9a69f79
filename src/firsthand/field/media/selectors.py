"""Reading recordings, photographs and voice memos."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere
from firsthand.field.media.arriving import PIECE
from firsthand.field.media.models import MediaKind, Medium
from firsthand.field.media.recognise import PICTURES, SOUND
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source
from firsthand.field.sources.sight import fetched_with_source
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import store, wording


@dataclass(frozen=True, slots=True)
class MediumLine:
    """A file as lists and players know it."""

    id: UUID
    kind: str
    name: str
    content_type: str
    size: int  # bytes
    by: str
    at: datetime


def media_of(by: Membership, source: Source) -> list[MediumLine]:
    """The files of a source, as they came."""
    require(by, "study.read")
    if source.current in absent(by).cuts:  # nobody can be cut out of a recording
        return []
    return _lines(
        by, Medium.objects.filter(study_id=by.study_id, source=source).select_related("by").order_by("id")
    )


def sounds_of(by: Membership, source: Source) -> list[MediumLine]:
    """What of a source can be heard: its recordings and voice memos."""
    return [line for line in media_of(by, source) if line.content_type in SOUND]


def medium(by: Membership, medium_id: UUID) -> Medium:
    """One file. Raises `NotThere`."""
    sentence = _("There is no such file in this study.")
    row = fetched_with_source(by, Medium, medium_id, sentence)
    if row.source.current in absent(by).cuts:
        raise NotThere(sentence)
    return row


def medium_line(by: Membership, medium: Medium) -> MediumLine:
    """One file as lists know it."""
    return _lines(by, [medium])[0]


def media_parts(by: Membership, medium: Medium, start: int, end: int) -> Iterator[bytes]:
    """The bytes `start` to `end` (half-open), piece after piece. Only the pieces that hold them are opened."""
    require(by, "study.read")
    pieces = wording.read(by.key, medium.about)["pieces"]
    for index in range(start // PIECE, -(-end // PIECE)):
        held = store.open_bytes(by.key, UUID(pieces[index]))
        yield held[max(0, start - index * PIECE) : end - index * PIECE]


def media_bytes(by: Membership, medium: Medium, start: int, end: int) -> bytes:
    """The bytes `start` to `end` (half-open), together."""
    return b"".join(media_parts(by, medium, start, end))


def pieces_named(by: Membership, readable: Container[UUID]) -> set[UUID]:
    """The sealed pieces of the study's files, as far as what is said of a file is among the readable: ids alone."""
    abouts = [
        about
        for about in Medium.objects.filter(study_id=by.study_id).values_list("about", flat=True)
        if about in readable
    ]
    return {UUID(piece) for words in wording.read_all(by.key, abouts).values() for piece in words["pieces"]}


def servable(content_type: str) -> bool:
    """Whether a browser may be told this type: one of the closed list."""
    return content_type in SOUND | PICTURES


def kinds() -> list[tuple[str, str]]:
    """The kinds of file, each with what people call it."""
    return [(kind.value, str(kind.label)) for kind in MediaKind]


def _lines(by: Membership, rows: Iterable[Medium]) -> list[MediumLine]:
    found = list(rows)
    about = wording.read_all(by.key, [row.about for row in found])
    return [
        MediumLine(
            row.id, row.kind, about[row.about]["name"], about[row.about]["type"], about[row.about]["size"],
            row.by.name, row.at,
        )
        for row in found
    ]  # fmt: skip
