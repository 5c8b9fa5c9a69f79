"""How far coders agree in a table that somebody brings: reckoned, shown, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.core.agreement import intervals
from firsthand.core.agreement.coefficient import Coefficient, Interval
from firsthand.core.agreement.reading import table_in
from firsthand.core.agreement.units import every
from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.figures import REASONS
from firsthand.doors.web.pages import page
from firsthand.doors.web.sheets import Sheet, choice, words

if TYPE_CHECKING:
    from firsthand.core.agreement.distances import Named, Weights
    from firsthand.ground.studies.models import Membership

MOST = 5_000_000  # bytes: a table of a hundred thousand units

NAMES = {
    "percent": lazy("Alike"), "kappa": lazy("Cohen’s kappa"), "pi": lazy("Scott’s pi"), "fleiss": lazy("Fleiss’ kappa"),
    "alpha": lazy("Krippendorff’s alpha"), "ac1": lazy("Gwet’s AC1"), "ac2": lazy("Gwet’s AC2"),
    "s": lazy("Bennett’s S"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One coefficient, or why there is none."""

    name: Any
    value: float | None
    reason: str
    formula: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All that a table comes to."""

    units: int
    coders: list[str]
    values: int
    lines: list[Line]
    drawn: Interval


class TableSheet(Sheet):
    """A table, and how its values are apart."""

    called = "table"
    file = forms.FileField(
        label=lazy("A csv table"),
        required=False,
        help_text=lazy(
            "The first row names the coders; the first column is the unit; an empty cell is a coding that is missing."
        ),
    )
    pasted = words(lazy("Or paste it here"), rows=6)
    metric = choice(
        lazy("How far values are apart"),
        [
            ("nominal", lazy("alike or not: codes, categories (nominal)")),
            ("ordinal", lazy("by their order (ordinal)")),
            ("interval", lazy("by how far apart they are (interval)")), ("ratio", lazy("by their ratio (ratio)")),
        ],
        initial="nominal",
    )  # fmt: skip
    weights = choice(
        lazy("Weights, for AC2"),
        [
            ("", lazy("those that go with it")), ("identity", lazy("identity")), ("linear", lazy("linear")),
            ("quadratic", lazy("quadratic")), ("ordinal", lazy("ordinal")), ("ratio", lazy("ratio")),
        ],
    )  # fmt: skip


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def of_table(request: HttpRequest, by: Membership) -> HttpResponse:
    """A table is brought, and its figures shown. Nothing of it is kept."""
    file = request.FILES.get("file")
    sheet = TableSheet(request.POST) if request.method == "POST" else TableSheet()
    sent = sheet.is_bound and sheet.sent(
        lambda said: reckoned(_text(file if isinstance(file, UploadedFile) else None, said["pasted"]), said)
    )
    context = {"sheet": sheet, "found": sheet.result if sent else None}
    return page(request, by, "agreement_table.html", context, status=400 if sheet.errors else 200)


def reckoned(text: str, said: dict[str, Any]) -> Reckoned:
    """Every coefficient of a table. Raises `Problem`, which says what is wrong in it and where."""
    read, coders = table_in(text)
    metric = cast("Named", said["metric"] or "nominal")
    found = every(read, metric, cast("Weights | None", said["weights"] or None))
    return Reckoned(
        len(read.places), coders, len(read.values), [_line(name, found[name]) for name in NAMES],
        intervals.by_units(read, metric),
    )  # fmt: skip


def _line(name: str, one: Coefficient) -> Line:
    return Line(NAMES[name], one.value, str(REASONS.get(one.reason, one.reason)), one.formula)


def _text(file: UploadedFile[bytes] | None, pasted: str) -> str:
    if file is None:
        if not pasted.strip():
            raise Problem(_("Choose a table, or paste one."))
        return pasted
    if (file.size or 0) > MOST:
        raise Problem(
            _("This table is larger than 5 MB. The command line reckons any: firsthand agree --table FILE.")
        )
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_("This is no text in UTF-8. Save the table as csv in UTF-8, and try again.")) from None
