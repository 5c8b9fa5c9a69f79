"""Which texts a member codes without seeing how others coded them."""

from __future__ import annotations

from uuid import UUID

from firsthand.analysis.rounds.models import RoundSource
from firsthand.ground.studies.models import Membership


def coded_blind(by: Membership) -> frozenset[UUID]:
    """The sources of open blind rounds in which this member codes."""
    rows = RoundSource.objects.filter(
        study_id=by.study_id, round__blind=True, round__closed_at=None, round__coders__coder_id=by.id
    )
    return frozenset(rows.values_list("source_id", flat=True))
