"""Rules of passages that are kept apart, where so many of these are kept from a member that none would be left."""

from __future__ import annotations

from collections import Counter

from firsthand.field.sources.sight import kept_from, seen
from firsthand.giving_back.release.models import Apart, ApartPassage
from firsthand.ground.studies.models import Membership


def absent_here(by: Membership) -> set[str]:
    """Of the rules of which a member may know fewer than two passages, and of these: the ids, as the trail has them."""
    kept = kept_from(by)
    parts = list(ApartPassage.objects.filter(study_id=by.study_id))
    known = Counter(
        part.apart_id
        for part in parts
        if part.version_id not in kept and seen(by, part.version_id, part.span) is not None
    )
    rules = Apart.objects.filter(study_id=by.study_id).values_list("id", flat=True)
    gone = {rule for rule in rules if known[rule] < 2}
    return {one.hex for one in gone} | {part.id.hex for part in parts if part.apart_id in gone}
