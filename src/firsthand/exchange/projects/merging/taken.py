"""Whether something that a file has was here before, and was taken out."""

from __future__ import annotations

from uuid import UUID

from firsthand.exchange.projects.merging.meeting import Meeting
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.past import past
from firsthand.ground.trail.rows import label_of


def taken_out_here(meeting: Meeting, model: type[Recorded], row: UUID) -> bool:
    """Of a row that does not stand: whether it ever did. Of a project that was never here nothing was."""
    return meeting.returns and row.hex in past(meeting.by.study_id).get(label_of(model), {})
