"""Figures of a table that somebody brings: reckoned, shown, taken out, and kept nowhere."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.analysis.similar import host
from firsthand.core.brought.grid import Grid, grid_of, rows_in
from firsthand.core.brought.kinds import KINDS, chosen
from firsthand.core.brought.nearness import sentences_in
from firsthand.core.brought.reckoned import Asked, Embedding, Reckoned
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.numbers import GREATEST
from firsthand.doors.web.own_table import facts_shown, parts_shown
from firsthand.doors.web.pages import page
from firsthand.doors.web.sheets import Sheet, choice, line, words
from firsthand.doors.web.views.sources import download
from firsthand.field.sources.importing import read_table
from firsthand.giving_back.reports.tables import as_csv, as_xlsx

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

MOST = 5_000_000  # bytes: a table of a hundred thousand rows
ALSO = ("gamma", "with_p")
MOST_BACK = 400_000  # letters of it that go back into the form, to be mended or to take the figures out
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kinds() -> list[tuple[str, Any]]:
    """What a table can be, each with its columns."""
    named = [
        (one.key, _("%(what)s (%(columns)s)") % {"what": _(one.what), "columns": _(one.columns)})
        for one in KINDS
    ]
    return [("", _("as its columns say")), *named]


def number(label: Any, initial: int | None = None, least: int = 1, **more: Any) -> forms.IntegerField:
    """A whole number that may be left out."""
    limits = {"min_value": least, "max_value": GREATEST} | more
    return forms.IntegerField(label=label, required=False, initial=initial, **limits)


class TableSheet(Sheet):
    """A table, what it is, and what is asked of it besides."""

    called = "table"
    file = forms.FileField(
        label=lazy("A table (csv, xlsx)"), required=False, help_text=lazy("Its first row names the columns.")
    )
    pasted = words(lazy("Or paste it here"), rows=8)
    kind = choice(
        lazy("What it is"), [], help=lazy("Mostly its columns say it. Where they do not, you are asked.")
    )
    metric = choice(
        lazy("How far values are apart, for alpha"),
        [
            ("nominal", lazy("alike or not: codes, categories (nominal)")),
            ("ordinal", lazy("by their order (ordinal)")),
            ("interval", lazy("by how far apart they are (interval)")), ("ratio", lazy("by their ratio (ratio)")),
            ("jaccard", lazy("several codes on a unit, “|” between: Jaccard")),
            ("dice", lazy("several codes on a unit: Dice")), ("masi", lazy("several codes on a unit: MASI")),
            ("mv", lazy("several codes on a unit, chance from the single codes: mv-alpha")),
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
    values = line(lazy("All that coders could choose, commas between, if it is more than they did"))
    counted = choice(
        lazy("What cells of a table of counts count"),
        [("people", lazy("people")), ("codings", lazy("codings"))],
        help=lazy("A test on codings is refused: it takes what one person said often for many people."),
    )
    with_p = forms.BooleanField(label=lazy("Show p under twenty people, too"), required=False)
    length = number(lazy("How long each text is, in characters"))
    gamma = forms.BooleanField(
        label=lazy("Gamma, too, of who put which code where (slow: chance is drawn for it)"), required=False
    )
    samples = number(lazy("So many drawings for gamma"), 100, 2, max_value=1000)
    distance = number(lazy("How near is near, in characters"), 20, 0)
    lag = number(lazy("What follows so many steps on"), 1)
    selves = choice(
        lazy("A code that comes again at once"),
        [("again", lazy("counts again")), ("once", lazy("is one event"))],
        initial="again",
    )
    word = line(lazy("A word, to see in which lines it stands"))
    window = number(lazy("With so many words on either side"), 5, 1, max_value=50)
    seed = number(lazy("The number to draw with"), 1, 0)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.offer("kind", kinds())

    @property
    def first(self) -> list[Any]:
        """What is asked of everybody."""
        return [self[name] for name in ("file", "pasted", "kind")]

    @property
    def besides(self) -> list[Any]:
        """What can be asked besides."""
        return [one for one in self if one.name not in ("file", "pasted", "kind", *ALSO)]

    @property
    def also(self) -> list[Any]:
        """What is shown only where somebody says so."""
        return [self[name] for name in ALSO]

    @property
    def wrong_besides(self) -> bool:
        """Whether something is wrong with what was asked besides."""
        return any(one.errors for one in self.besides)

    def brought(self, rows: list[list[str]]) -> None:
        """A table from a file goes back into the form as words: to be mended, or for its figures to be taken out."""
        kept = io.StringIO()
        csv.writer(kept).writerows(rows)
        data = cast(QueryDict, self.data).copy()
        data["pasted"] = kept.getvalue() if len(kept.getvalue()) <= MOST_BACK else ""
        self.data = data


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def own_table(request: HttpRequest, by: Membership) -> HttpResponse:
    """A table is brought, and what it comes to is shown, or taken out. Nothing of it is kept."""
    if request.method != "POST":
        sheet = TableSheet(initial={"kind": request.GET.get("kind", "")})
        return page(request, by, "own_table.html", {"sheet": sheet, "kinds": KINDS})
    file = request.FILES.get("file")
    sheet = TableSheet(request.POST)
    sent = sheet.sent(lambda said: _reckoned(sheet, file if isinstance(file, UploadedFile) else None, said))
    form = request.POST.get("format", "")
    if sent and form in FILES:
        return download(f"figures.{form}", FILES[form], _as_file(sheet.result, form))
    context: dict[str, Any] = {"sheet": sheet, "kinds": KINDS}
    if sent:
        context |= {
            "found": sheet.result,
            "parts": parts_shown(sheet.result),
            "facts": facts_shown(sheet.result),
        }
        context["kind"] = next(one for one in KINDS if one.key == sheet.result.kind)
    return page(request, by, "own_table.html", context)


def _reckoned(sheet: TableSheet, file: UploadedFile[bytes] | None, said: dict[str, Any]) -> Reckoned:
    """What it comes to. Raises `Problem`, which says what is wrong in it and where."""
    rows = _rows_of(file) if file is not None else _rows_pasted(said["pasted"], said["kind"])
    if file is not None:
        sheet.brought(rows)
    grid: Grid = grid_of(rows)
    asked = {
        name: said[name] for name in ("metric", "weights", "values", "counted", "with_p", "gamma", "word")
    }
    asked |= {
        name: said[name]
        for name in ("length", "samples", "distance", "lag", "window", "seed")
        if said[name] is not None
    }
    asked = {name: value for name, value in asked.items() if value != ""}
    sheet.spoken_at = "kind"  # until it is told what it is, that is what a sentence is about
    kind = chosen(grid, said["kind"])
    sheet.spoken_at = None
    model = _model() if "model" in kind.asks else None
    return kind.reckon(grid, Asked(**asked, selves=said["selves"] != "once", model=model))


def _model() -> Embedding:
    """The model on this machine; that there is none is a sentence at the form, and no page of its own."""
    try:
        return host.model()
    except NotThere as nowhere:
        raise Problem(str(nowhere)) from nowhere


def _rows_pasted(pasted: str, kind: str) -> list[list[str]]:
    if not pasted.strip():
        raise Problem(_("Choose a table, or paste one."))
    if kind == "sentences":  # a list needs no head
        return sentences_in(pasted).all_rows()
    return rows_in(pasted)


def _rows_of(file: UploadedFile[bytes]) -> list[list[str]]:
    if (file.size or 0) > MOST:
        raise Problem(
            _("This table is larger than 5 MB. The command line reckons any: firsthand figures FILE.")
        )
    data, name = bytes(file.read()), file.name or _("without a name")
    if name.lower().endswith(".xlsx"):
        return read_table(name, data)
    try:
        return rows_in(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Problem(_("This is no text in UTF-8. Save the table as csv in UTF-8, and try again.")) from None


def _as_file(found: Reckoned, form: str) -> bytes:
    rows = found.as_rows()
    return as_csv(rows) if form == "csv" else as_xlsx(_("Figures"), rows)
