"""Who looked at which text. Whoever found nothing in one would else pass for somebody who never opened it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

import numpy as np

from firsthand.analysis.coding.columns import CodingColumns
from firsthand.analysis.rounds.models import Decision, RoundSource
from firsthand.field.sources.sight import readable
from firsthand.field.sources.unseen import coding_blind
from firsthand.ground.studies.models import Membership

Looked = Mapping[UUID, set[UUID]]  # by standing text, the members who looked at all of it


def looked(by: Membership, columns: CodingColumns) -> Looked:
    """Who put any code on a text, or coded it in a round about all codes that is closed, or with which they are done.

    Of texts that this member codes blind, only who is seen to have coded them: they alone.
    """
    found: dict[UUID, set[UUID]] = defaultdict(set)
    coders = max(len(columns.coders), 1)
    for pair in np.unique(columns.version * coders + columns.coder).tolist():
        found[columns.versions[pair // coders]].add(columns.coders[pair % coders])
    standing = dict(readable(by).values_list("id", "current"))
    rows = RoundSource.objects.filter(study_id=by.study_id, round__codes__isnull=True)
    asked = ("source_id", "round__coders__coder_id", "round__coders__done_at", "round__closed_at")
    for source, coder, done, closed in rows.exclude(source_id__in=coding_blind(by)).values_list(*asked):
        if source in standing and (done or closed):
            found[standing[source]].add(coder)
    return found


def settled_on(by: Membership, versions: Iterable[UUID]) -> int:
    """How many differences were settled on these texts: where they were, coders no longer coded apart."""
    rows = Decision.objects.filter(study_id=by.study_id, version_id__in=[*versions])
    return rows.exclude(version__source_id__in=coding_blind(by)).count()
