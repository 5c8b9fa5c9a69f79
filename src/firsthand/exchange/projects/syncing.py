"""In a transcript the standard says where a selection is by sync points: places in the text that may have a time."""

from __future__ import annotations

from firsthand.core.spans import Span
from firsthand.exchange.projects.project import Media, SyncPoint, Text
from firsthand.exchange.projects.refi.elements import derived


def is_recording(media: Media | None) -> bool:
    """Whether the texts of a medium are transcripts."""
    return media is not None and media.element in ("AudioSource", "VideoSource")


def give_sync_points(transcript: Text) -> None:
    """Selections whose place is known, and which have no sync points yet, get two without a time."""
    for selection in transcript.selections:
        if selection.span and not all(selection.between):
            points = [
                SyncPoint(derived(selection.guid, end), position=at)
                for end, at in (("start", selection.span.start), ("end", selection.span.end))
            ]
            selection.between = (points[0].guid, points[1].guid)
            transcript.sync += points


def place_by_sync_points(transcript: Text) -> None:
    """Selections that have no place of their own are from one sync point to another."""
    if not transcript.sync:
        return
    places = {point.guid: point.position for point in transcript.sync}
    for selection in transcript.selections:
        start, end = (places.get(point) for point in selection.between)
        if selection.span is None and start is not None and end is not None and 0 <= start < end:
            selection.span = Span(start, end)
