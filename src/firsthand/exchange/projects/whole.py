"""The texts of a file that are brought in, as many at once as are written together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_noop as noop

from firsthand.exchange.projects.project import Media, Selection, Source, Text, codings_of
from firsthand.exchange.projects.refi.elements import TEXT_IN

YEARS = (1000, 9000)  # outside of them no zone of the earth can be reckoned with
TOGETHER = 40  # sources written at once
CODINGS_TOGETHER = 5_000  # and with no more codings than these, but for the last one: it may have any number


@dataclass(slots=True)
class Whole:
    """A source of the file that is brought in: its text, and the source that the text is of."""

    text: Text
    title: str
    media: Media | None = None
    first: bool = (
        True  # of the texts of its recording or PDF that are brought in: what is kept of that goes with it
    )

    @property
    def original(self) -> str:
        """The path of the file that the text was made from, in the project: with its form, or as pages."""
        pages = self.media is not None and self.media.element == "PDFSource"
        return self.text.rich or (self.media.path if self.media and pages else "")

    @property
    def sound(self) -> str:
        """The path of the recording that the text is of."""
        return self.media.path if self.media and self.media.element in ("AudioSource", "VideoSource") else ""


def batches(sources: Iterator[Source]) -> Iterator[list[Source]]:
    """Sources by as many as are written at once."""
    batch: list[Source] = []
    codings = 0
    for source in sources:
        batch.append(source)
        codings += sum(1 for _ in codings_of(source))
        if len(batch) == TOGETHER or codings >= CODINGS_TOGETHER:
            yield batch
            batch, codings = [], 0
    if batch:
        yield batch


def why_nowhere(selection: Selection) -> str:
    """Why a selection has no place in its text."""
    if selection.why:
        return selection.why
    if selection.raw[0] == selection.raw[1]:
        return noop("It stands between two letters: only words are coded here.")
    return noop("It lies outside the text.")


def element_of(source: Source) -> str:
    """The element that a source's texts stand in, in the file."""
    return "TextSource" if isinstance(source, Text) else TEXT_IN[source.element]


def moment_of(written: str) -> datetime | None:
    """A moment as files write it; without a zone it counts as Greenwich's. None for one that no page could show.

    >>> moment_of("2026-05-04T10:00:00+02:00"), moment_of("9999-12-31T23:59:59Z"), moment_of("soon")
    (datetime.datetime(2026, 5, 4, 8, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        moment = datetime.fromisoformat(written.strip())
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return moment if YEARS[0] < moment.year < YEARS[1] else None
