"""The appendix as a file: chapter by chapter from the record, without a participant's words or name."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.compare.in_round import OverRounds, over_rounds
from firsthand.analysis.compare.saturation import saturation
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.problems import Problem
from firsthand.giving_back.appendix.audit_trail import trail_part
from firsthand.giving_back.appendix.checklists import COREQ, SRQR, checklist_part
from firsthand.giving_back.appendix.record import Record
from firsthand.giving_back.ethics import board, document
from firsthand.giving_back.ethics.description import Block, Package, Part, note, shown, table, text
from firsthand.giving_back.reports import TYPES, Report, note_release
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership

MAKERS = {"docx": document.drawn, "pdf": board.drawn}
CONTENT = TYPES | {"pdf": "application/pdf"}


@act("report.release")
def make_appendix(by: Membership, *, format: str) -> Report:  # noqa: A002 - the command line's word
    """Take the appendix out. Raises `Problem` where there is no such format."""
    if format not in MAKERS:
        raise Problem(
            _("The appendix comes as %(formats)s, not as %(format)s.")
            % {"formats": ", ".join(MAKERS), "format": format}
        )
    data = MAKERS[format](by.study, described(by))
    note_release(by, "appendix", format, set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-appendix.{format}", CONTENT[format], data)


def described(by: Membership) -> Package:
    """What stands in it."""
    record = Record(by)
    parts = (
        _codebook(record), _agreement(record), _saturation(record), trail_part(record),
        checklist_part(record, _("COREQ"), "Tong, Sainsbury & Craig 2007", COREQ),
        checklist_part(record, _("SRQR"), "O’Brien, Harris, Beckman, Reed & Cook 2014", SRQR),
    )  # fmt: skip
    return Package(_("Appendix: how this study was made"), _facts(record), parts)


def _facts(record: Record) -> tuple[tuple[str, str], ...]:
    stands = {"day": shown(timezone.localdate()), "n": record.entries}
    return (
        (_("Study"), record.by.study.title),
        (_("Worked on by"), ", ".join(record.team)),
        (_("How it works"), str(record.method.words) if record.method.way else _("not said yet")),
        (_("As of"), _("%(day)s, entry %(n)s of the trail") % stands),
        (_("Made with"), record.program),
    )


def _codebook(record: Record) -> Part:
    rows = []
    for code in record.codes:
        count = record.counts.get(code.id, CodeCount(0, 0, 0))
        rows.append(
            (f"{'– ' * code.depth}{code.plain}", code.definition, str(count.codings), str(count.sources))
        )
    header = (_("Code"), _("What it means"), _("Codings"), _("Sources"))
    return Part(_("Codebook"), (table(header, rows, widths=(5, 9, 2, 2), none=_("There is no code yet.")),))


def _agreement(record: Record) -> Part:
    blocks: list[Block] = []
    if record.method.why_closed:
        blocks.append(note(record.method.why_closed))
    rows = [
        (
            str(one.number), shown(timezone.localdate(one.closed_at)), ", ".join(one.coders), str(one.documents),
            *_figures(one),
        )
        for one in over_rounds(record.by)
    ]  # fmt: skip
    header = (
        _("Round"),
        _("Closed"),
        _("Coders"),
        _("Texts"),
        _("Positive agreement"),
        _("Kappa"),
        _("Alpha"),
    )
    none = _("No round in which several people coded the same texts is closed.")
    blocks.append(table(header, rows, widths=(1, 3, 4, 1, 3, 2, 2), none=none))
    blocks.append(
        note(
            _(
                "As codings stood when each round was closed, all codes together, on characters. How differences were "
                "settled, and why, is in the record."
            )
        )
    )
    return Part(_("How far coders agreed"), tuple(blocks))


def _figures(one: OverRounds) -> tuple[str, ...]:
    if one.why_not:
        return one.why_not, "", ""
    return tuple(_value(one.found.get(name)) for name in ("f1", "kappa", "alpha"))


def _value(one: Coefficient | None) -> str:
    return _("undefined") if one is None or one.value is None else number_format(one.value, 2)


def _saturation(record: Record) -> Part:
    found = saturation(record.by)
    rows = [
        (
            ", ".join(one.source.ref for one in step.interviews), shown(step.on), str(step.codes), str(len(step.new)),
            str(step.so_far),
        )
        for step in found.steps
    ]  # fmt: skip
    header = (_("Interview"), _("Held on"), _("Codes in it"), _("New"), _("So far"))
    return Part(
        _("When codes first came"),
        (
            table(header, rows, widths=(3, 4, 3, 2, 2), none=_("No interview is coded yet.")),
            *(text(sentence) for sentence in found.what_it_is_not),
        ),
    )
