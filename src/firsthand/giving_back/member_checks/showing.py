"""What of it is on a participant's own page: what was sent to them, what they said, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from firsthand.field.people.models import Participant
from firsthand.giving_back.member_checks.selectors import PackLine, packs
from firsthand.ground.studies.models import Membership


def shown(eyes: Membership, whose: Participant) -> Iterator[dict[str, Any]]:
    """Each pack that was not taken back, the latest first. Nothing where everything of theirs is on hold."""
    for one in packs(eyes, whose.id):
        if one.taken_back_at is None:
            yield {
                "id": one.id.hex, "at": one.at.isoformat(),
                "lines": [_line(line) for line in one.lines if not line.gone],
            }  # fmt: skip


def _line(line: PackLine) -> dict[str, Any]:
    latest = line.latest
    return {
        "id": line.id.hex, "kind": line.kind, "words": line.words, "more": line.more,
        "quote": [[one.before, one.words, one.after] for one in line.quote],
        "answer": latest.answer if latest else "", "text": latest.text if latest else "",
        "settled": latest.settled_at.isoformat() if latest and latest.settled_at else "",
        "outcome": latest.outcome if latest else "", "reason": latest.reason if latest else "",
    }  # fmt: skip
