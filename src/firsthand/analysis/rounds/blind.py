"""Which texts members code without seeing how others coded them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from firsthand.analysis.rounds.models import RoundSource


def coded_blind(study_id: UUID) -> Iterable[tuple[UUID, UUID]]:
    """Who codes in an open blind round, and which sources are in it."""
    rows = RoundSource.objects.filter(study_id=study_id, round__blind=True, round__closed_at=None)
    return rows.exclude(round__coders=None).values_list("round__coders__coder_id", "source_id")
