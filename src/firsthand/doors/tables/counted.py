"""Tables that count: codes by people, codes beside codes, interviews in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from firsthand.analysis.compare import matrix as matrices
from firsthand.analysis.compare.agreement import agreement as agreeing
from firsthand.analysis.compare.cooccurrence import cooccurrence as co_occurring
from firsthand.analysis.compare.saturation import saturation as in_order
from firsthand.core.saturation.richness import Sample
from firsthand.doors.tables.counted_rows import AgreementRow, EstimateRow, MatrixRow, PairRow, StepRow
from firsthand.doors.tables.found import Found
from firsthand.ground.studies.selectors import member_named

if TYPE_CHECKING:
    from firsthand.analysis.compare.agreement import Agreement, Coefficients, OfCode
    from firsthand.analysis.compare.saturation import InOrder
    from firsthand.core.figures import Figure
    from firsthand.ground.studies.models import Membership


def matrix(
    by: Membership, rows: Any = "codes", columns: Any = "participants", count: Any = "people",
    at: int | None = None,
) -> Iterable[MatrixRow]:  # fmt: skip
    """Codes or families by participants, sources, attributes, codes or questions."""
    found = matrices.matrix(by, rows=rows, columns=columns, count=count, at=at)
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


def cooccurrence(
    by: Membership, coders: Sequence[str] = (), unit: Any = "turn", at: int | None = None
) -> Iterable[PairRow]:
    """Every two codes on the same words, of all coders or of some."""
    who = [member_named(by, name).id for name in coders]
    for one in co_occurring(by, coders=who, unit=unit, at=at).pairs:
        figures = (one.jaccard, one.c, one.one_with_two, one.two_with_one)
        yield PairRow(
            one.one.id, one.one.name, one.two.id, one.two.name, one.people, one.units, one.pairs, one.characters,
            one.jaccard.value, one.c.value, one.one_with_two.value, one.two_with_one.value, one.uneven, _why(*figures),
        )  # fmt: skip


def saturation(by: Membership, step: Any = "interview", at: int | None = None) -> Found[StepRow]:
    """What was new in which interview, and what that does not prove."""
    found = in_order(by, step=step, at=at)
    rows = [
        StepRow(
            number, tuple(held.source.ref for held in one.interviews), one.on, one.codes,
            tuple(code.name for code in one.new), one.so_far,
        )
        for number, one in enumerate(found.steps, 1)
    ]  # fmt: skip
    return Found(rows, _left_out(found))


def _left_out(found: InOrder) -> tuple[str, ...]:
    uncoded = _("%(count)s interviews have no codings yet, and are not counted.") % {"count": found.uncoded}
    return ((uncoded,) if found.uncoded else ()) + found.what_it_is_not


def estimates(by: Membership, step: Any = "interview", at: int | None = None) -> Found[EstimateRow]:
    """How many codes there may be, and how much of what people say has one."""
    found = in_order(by, step=step, at=at)
    sample = Sample.of(found.incidence)
    first, second = sample.jackknife
    figures = {
        "coverage": sample.coverage, "chao2": sample.chao2, "chao2_error": sample.error,
        "chao2_least": sample.interval.least, "chao2_most": sample.interval.most, "jackknife_1": first,
        "jackknife_2": second, "with_as_many_again": sample.with_more(sample.interviews),
        "more_for_95_in_100": sample.more_for(0.95),
    }  # fmt: skip
    return Found(
        [EstimateRow(name, one.value, one.reason) for name, one in figures.items()], _left_out(found)
    )


def agreement(
    by: Membership, codes: Sequence[str] = (), coders: Sequence[str] = (), unit: Any = "character", rule: Any = "any"
) -> Found[AgreementRow]:  # fmt: skip
    """How far coders agree, by every measure: all together, then code by code; all coders, then two by two."""
    found = agreeing(by, codes=codes, coders=coders, unit=unit, rule=rule)
    notes = [_("Counted: %(codable)s.") % {"codable": found.codable}]
    if found.segmentation:
        notes.append(_("Cut into units by: %(segmentation)s.") % {"segmentation": found.segmentation})
    rows = [row for line in (found.whole, *found.codes) for row in _agreement_on(found, line)]
    return Found(rows, tuple(notes))


def _agreement_on(found: Agreement, line: OfCode) -> Iterator[AgreementRow]:
    if len(found.coders) > 2:
        yield from _measures(line, tuple(found.coders), line.found)
    for pair in line.pairs:
        yield from _measures(line, pair.coders, pair.found)


def _measures(line: OfCode, coders: tuple[str, ...], found: Coefficients) -> Iterator[AgreementRow]:
    code_id, name = (line.code.id, line.code.name) if line.code else (None, "")
    for measure, one in found.items():
        low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
        yield AgreementRow(
            code_id, name, coders, measure, one.value, low, high, one.basis.unit, one.basis.n, one.formula, one.reason
        )  # fmt: skip


def _why(*figures: Figure) -> str:
    return "; ".join(dict.fromkeys(one.reason for one in figures if one.value is None))
