"""What of the sources a member sees, where it is for them, how it is numbered: it stands on `absent` and `unseen`."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from django.db.models import QuerySet

from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.unseen import SOURCES, unseen
from firsthand.ground.studies.finding import Row, fetched
from firsthand.ground.studies.models import Membership


def readable(by: Membership) -> QuerySet[Source]:
    """The sources that a member may know of: all but those that are absent for them."""
    rows = Source.objects.filter(study_id=by.study_id)
    kept = sources_kept_from(by)
    return rows.exclude(id__in=kept) if kept else rows


def sources_kept_from(by: Membership) -> frozenset[UUID]:
    """The sources that a member may not know of: see `absent`."""
    return absent(by).sources


def kept_from(by: Membership) -> frozenset[UUID]:
    """The text versions that a member may not know of: those of such sources, and earlier ones of what is cut."""
    return absent(by).versions


def number_for(by: Membership, number: int) -> int:
    """What a source's number is for this member."""
    return unseen(by).number(SOURCES, number)


def seen(by: Membership, version_id: UUID, span: Span) -> Span | None:
    """Where a stretch of a text version is in the words that this member reads; None where they read none of it."""
    return absent(by).seen(version_id, span)


def meant(by: Membership, version_id: UUID, span: Span) -> Span:
    """Where a stretch of the words that this member reads is in the text version."""
    return absent(by).meant(version_id, span)


def version_for(by: Membership, version_id: UUID) -> UUID:
    """What a text version is called before this member: another name as soon as other words of it are cut for them.

    Places are places of the words that somebody reads. This is the id of those: told with them, and held against what
    comes back.
    """
    found = absent(by).cuts.get(version_id)
    return version_id if found is None else found.called


def sign_for(by: Membership, number: int) -> str:
    """A sign of what this member sees of all that was done up to an entry, by its number for them.

    The same for as long as that is the same: what is done later, seen or not, is not in it. So it says that something
    was taken from a page that is open, or given back to it, and nothing else; it is another one for each entry and for
    each member, whether anything is kept from them or not.
    """
    said = f"{by.id} {number} ".encode() + unseen(by).digest(number)
    return blake2b(said, key=by.key.marking, digest_size=8).hexdigest()


def length_for(by: Membership, version: TextVersion) -> int:
    """How many code points of a text version this member reads."""
    found = absent(by).cuts.get(version.id)
    return version.length if found is None else version.length - found.cut.removed


def fetched_with_source(by: Membership, model: type[Row], row_id: UUID, sentence: str) -> Row:
    """A row of the member's study that is a source, or belongs to one or to its text: if they may know of that source.

    Raises `NotThere` with the sentence, whatever the reason.
    """
    row = fetched(by, model, row_id, sentence)
    source_id = row.id if isinstance(row, Source) else getattr(row, "source_id", None)
    if source_id in sources_kept_from(by) or getattr(row, "version_id", None) in kept_from(by):
        raise NotThere(sentence)
    return row
