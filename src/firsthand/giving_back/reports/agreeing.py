"""How far coders agree, as a table that leaves: a row a figure, each with all that it stands on, or why it is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.agreement import Agreement, agreement
from firsthand.analysis.compare.compared import Unit
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.agreement.segmenting import Rule
from firsthand.core.problems import Problem
from firsthand.giving_back.reports import TYPES, Report, note_release, tables
from firsthand.giving_back.reports.tables import Cell, Rows
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

HEAD: list[Cell] = [
    "code_id", "code", "source", "coders", "measure", "value", "undefined_because", "interval_low", "interval_high",
    "interval_by", "unit", "rule", "segmentation", "n", "documents", "counted", "formula", "version", "settled",
]  # fmt: skip


@act("report.release")
def make_agreement(
    by: Membership,
    *,
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
    unit: Unit = "character",
    rule: Rule = "any",
    format: str,  # noqa: A002 - the command line's word
) -> Report:
    """Every figure as csv or xlsx: of all codes together, of each, two by two, text by text. No words are in it."""
    drawn: dict[str, Callable[[Rows], bytes]] = {
        "csv": tables.as_csv,
        "xlsx": lambda told: tables.as_xlsx(_("Agreement"), told),
    }
    if format not in drawn:
        raise Problem(_("Figures of agreement come as csv or xlsx, not as %(format)s.") % {"format": format})
    found = agreement(by, codes=codes, coders=coders, unit=unit, rule=rule)
    note_release(by, "agreement", format, set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(
        f"{prefix}{by.study.slug}-agreement.{format}", TYPES[format], drawn[format]([HEAD, *_rows(found)])
    )


def _rows(found: Agreement) -> Iterator[list[Cell]]:
    for line in (found.whole, *found.codes):
        yield from _of(found, line.code, "", found.coders, line.found)
        for pair in line.pairs:
            yield from _of(found, line.code, "", pair.coders, pair.found)
    only = found.codes[0].code if len(found.codes) == 1 else None
    for text in found.by_document:
        yield from _of(found, only, text.document.ref, text.coders, text.found)


def _of(
    found: Agreement, code: CodeLine | None, source: str, coders: Sequence[str], values: Mapping[str, Coefficient]
) -> Iterator[list[Cell]]:  # fmt: skip
    for name, one in values.items():
        drawn = one.interval
        yield [
            str(code.id) if code else "", code.full_path if code else _("all codes together"), source,
            "; ".join(coders), name, one.value, one.reason,
            drawn.low if drawn else None, drawn.high if drawn else None,
            (drawn.reason or drawn.method) if drawn else "",
            one.basis.unit, one.basis.rule, found.segmentation, one.basis.n, one.basis.documents, one.basis.codable,
            one.formula, one.version, found.settled,
        ]  # fmt: skip
