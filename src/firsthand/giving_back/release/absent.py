"""Rules of passages that are kept apart, where so many of these are kept from a member that none would be left.

Which rules there ever were is read from the trail, so that it holds for those that ended, too.
"""

from __future__ import annotations

from collections import defaultdict

from firsthand.field.sources.sight import kept_from, seen
from firsthand.field.sources.unseen import last_places
from firsthand.giving_back.release.models import ApartPassage
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.rows import label_of


def absent_here(by: Membership) -> set[str]:
    """Of the rules of which a member may know fewer than two passages, and of these: the ids, as the trail has them."""
    kept = kept_from(by)
    passages = _ever_kept_apart(by)
    places = last_places(by.study_id, (passage for those in passages.values() for passage in those))

    def is_known(passage: str) -> bool:
        version, span = places[passage]
        return version not in kept and seen(by, version, span) is not None

    gone = {rule for rule, those in passages.items() if sum(map(is_known, those)) < 2}
    return gone | {passage for rule in gone for passage in passages[rule]}


def _ever_kept_apart(by: Membership) -> dict[str, set[str]]:
    """Every rule that ever stood, with its passages."""
    found: dict[str, set[str]] = defaultdict(set)
    table = label_of(ApartPassage)
    for changes in Entry.objects.filter(study_id=by.study_id, act="apart.keep").values_list(
        "changes", flat=True
    ):
        for written_to, row, _before, after in changes:
            if written_to == table and after is not None:
                found[after["apart_id"]].add(row)
    return found
