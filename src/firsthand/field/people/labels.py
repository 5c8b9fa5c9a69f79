"""How participants are labelled for a member: without a gap where somebody keeps their words from that member."""

from __future__ import annotations

from firsthand.core.numbering import labels_shown
from firsthand.field.consent.deciding import DECIDING
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.people.models import Participant
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.remembering import remembered


def labels(by: Membership) -> dict[str, str] | None:
    """By the label that is kept, the one this member sees; None where they see every label as it is kept."""
    out = keeping_out(by)
    if not out:
        return None

    def make() -> dict[str, str]:
        rows = list(Participant.objects.filter(study_id=by.study_id).values_list("id", "label"))
        return labels_shown([label for _id, label in rows], [label for key, label in rows if key in out])

    return remembered(("labels", by.id), by.study_id, make, of=DECIDING)


def label_for(by: Membership, label: str) -> str:
    """What a participant's label is for this member."""
    known = labels(by)
    return label if known is None else known.get(label, label)
