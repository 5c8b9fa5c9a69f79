"""What was taken out of the study, or put away, and must not come back with a file: neither it nor its words."""

from __future__ import annotations

from uuid import UUID

from firsthand.field.sources.models import TextVersion
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import past
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import store


def closed_rows(by: Membership) -> frozenset[UUID]:
    """The rows, standing or gone, of which some earlier words were destroyed or put away; a source with its texts."""
    if not store.anything_closed(by.study_id):
        return frozenset()
    ever = past(by.study_id)
    named = {text for rows in ever.values() for was in rows.values() for text in was.named}
    shut = store.closed(by.study_id, named)
    found: set[UUID] = set()
    for table, rows in ever.items():
        for row, was in rows.items():
            if was.named & shut:
                found.add(UUID(was.values["source_id"] if table == label_of(TextVersion) else row))
    return frozenset(found)
