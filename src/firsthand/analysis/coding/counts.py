"""How much stands under each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.coding.readable import countable, read_in_the_past
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.replay import Tables


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How much stands under a code itself, codes below it not counted."""

    codings: int
    sources: int
    coders: int


def counts(by: Membership) -> dict[UUID, CodeCount]:
    """Counts by code id, for codes that have codings."""
    rows = countable(by).values_list("code_id", "version_id", "coder_id")
    return _counted(rows)


def counts_as_of(by: Membership, tables: Tables) -> dict[UUID, CodeCount]:
    """The same in a study as it stood."""
    is_read = read_in_the_past(by)
    return _counted(
        (UUID(row["code_id"]), row["version_id"], row["coder_id"])
        for row_id, row in tables.get("coding.coding", {}).items()
        if is_read(row_id, row)
    )


def counts_by_source(by: Membership) -> dict[UUID, int]:
    """How many codings each standing text version has."""
    return dict(Counter(countable(by).values_list("version_id", flat=True)))


def _counted(rows: Iterable[tuple[UUID, object, object]]) -> dict[UUID, CodeCount]:
    total: Counter[UUID] = Counter()
    versions: dict[UUID, set[object]] = {}
    coders: dict[UUID, set[object]] = {}
    for code_id, version_id, coder_id in rows:
        total[code_id] += 1
        versions.setdefault(code_id, set()).add(version_id)
        coders.setdefault(code_id, set()).add(coder_id)
    return {code: CodeCount(number, len(versions[code]), len(coders[code])) for code, number in total.items()}
