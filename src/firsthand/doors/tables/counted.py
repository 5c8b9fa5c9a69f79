"""Tables that count: codes by people, codes beside codes, interviews in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare.cooccurrence import cooccurrence as co_occurring
from firsthand.analysis.compare.saturation import saturation as in_order
from firsthand.core.saturation.richness import Sample
from firsthand.doors.tables.counted_rows import EstimateRow, MatrixRow, PairRow, StepRow
from firsthand.ground.studies.selectors import member_named

if TYPE_CHECKING:
    from firsthand.core.figures import Figure
    from firsthand.ground.studies.models import Membership


def matrix(
    by: Membership, rows: Any = "codes", columns: Any = "participants", count: Any = "people"
) -> Iterable[MatrixRow]:
    """Codes or families by participants, sources, attributes, codes or questions."""
    found = matrices.matrix(by, rows=rows, columns=columns, count=count)
    heads = _apart([one.name for one in found.columns], [one.id for one in found.columns])
    for row in found.rows:
        cells = dict(zip(heads, row.cells, strict=True))
        yield MatrixRow(
            row.code.id, row.code.name, row.code.path, row.people, row.sources, row.codings, row.characters, cells
        )  # fmt: skip


def _apart(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Headings of which no two are the same: where they are called alike, with the id."""
    many = Counter(names)
    return [name if many[name] == 1 else f"{name} ({key})" for name, key in zip(names, ids, strict=True)]


def cooccurrence(by: Membership, coders: Sequence[str] = ()) -> Iterable[PairRow]:
    """Every two codes on the same words, of all coders or of some."""
    for one in co_occurring(by, coders=[member_named(by, name).id for name in coders]).pairs:
        figures = (one.jaccard, one.c, one.one_with_two, one.two_with_one)
        yield PairRow(
            one.one.id, one.one.name, one.two.id, one.two.name, one.people, one.units, one.pairs, one.characters,
            one.jaccard.value, one.c.value, one.one_with_two.value, one.two_with_one.value, one.uneven, _why(*figures),
        )  # fmt: skip


def saturation(by: Membership, step: Any = "interview", at: int | None = None) -> Iterable[StepRow]:
    """What was new in which interview."""
    for number, one in enumerate(in_order(by, step=step, at=at).steps, 1):
        refs = tuple(held.source.ref for held in one.interviews)
        yield StepRow(number, refs, one.on, one.codes, tuple(code.name for code in one.new), one.so_far)


def estimates(by: Membership, step: Any = "interview", at: int | None = None) -> Iterable[EstimateRow]:
    """How many codes there may be, and how much of what people say has one."""
    sample = Sample.of(in_order(by, step=step, at=at).incidence)
    first, second = sample.jackknife
    figures = {
        "coverage": sample.coverage, "chao2": sample.chao2, "chao2_error": sample.error,
        "chao2_least": sample.interval.least, "chao2_most": sample.interval.most, "jackknife_1": first,
        "jackknife_2": second, "with_as_many_again": sample.with_more(sample.interviews),
        "more_for_95_in_100": sample.more_for(0.95),
    }  # fmt: skip
    for name, figure in figures.items():
        yield EstimateRow(name, figure.value, figure.reason)


def _why(*figures: Figure) -> str:
    return "; ".join(dict.fromkeys(one.reason for one in figures if one.value is None))
