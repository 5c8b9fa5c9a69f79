"""Reading a source with its codings, and coding its words."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from firsthand.analysis.codebook.selectors import CodeLine, codebook
from firsthand.analysis.codebook.services import code_called
from firsthand.analysis.coding.autocoding import rules
from firsthand.analysis.coding.excerpts import Excerpt, excerpts
from firsthand.analysis.coding.selectors import CodingLine, codings_of, stances, standpoints
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.coding.services import (
    apply_code,
    describe_coding,
    recode,
    remove_coding,
    resize_coding,
)
from firsthand.analysis.memos.selectors import memos
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.looks import research_words
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.painting import blocks
from firsthand.doors.web.reader_words import reader_words
from firsthand.doors.web.sheets import Sheet, choice, number, text_version
from firsthand.doors.web.terms import TERMS
from firsthand.doors.web.views.media import played
from firsthand.field.fieldwork.selectors import note_of, visit_of
from firsthand.field.sources.selectors import key_of_copies, kinds, source, source_line
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import require_version, text_of
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership


class _CodeSheet(Sheet):
    """A sheet on which a code is named, by type-ahead."""

    spoken_at = "code"
    code = forms.CharField(
        label=lazy("Code"), required=False,
        widget=forms.TextInput(
            attrs={"list": "codes", "autocomplete": "off", "placeholder": lazy("name, or a new one")}
        ),
    )  # fmt: skip


class _DescribedSheet(Sheet):
    """A sheet on which words are described. Nothing is said for the person: both may stay unsaid."""

    standpoint = choice(TERMS["standpoint"].plain, [])
    stance = choice(TERMS["stance"].plain, [])

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("standpoint", standpoints(by))
        self.offer("stance", stances())


class ApplySheet(_CodeSheet, _DescribedSheet):
    """“Code these words”."""

    called = "apply"
    field_order = ("code", "standpoint", "stance", "start", "end")
    start = number(lazy("From character"))
    end = number(lazy("up to"))
    version = text_version()

    def anew(self, version: UUID) -> None:
        """The text is another by now, which the page shows: what was chosen is kept, but for the words."""
        self.seen(version, start="", end="")


class RecodeSheet(_CodeSheet):
    """Another code in this one's place."""

    called = "recode"


class DescribeSheet(_DescribedSheet):
    """From where the words speak, and for or against what."""

    called = "describe"


class ResizeSheet(Sheet):
    """Other edges."""

    called = "resize"
    start = number(lazy("From character"))
    end = number(lazy("up to"))
    version = text_version()


@in_study
@require_safe
def read(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """A source with its codings."""
    row = source(by, source_id)
    initial = _chosen(request) | {"version": version_for(by, row.current)}
    return _reading(request, by, row, ApplySheet(by=by, initial=initial))


@in_study
@require_safe
def reader(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """The source in the reader, which asks the API for the rest."""
    row = source(by, source_id)
    keep = b64encode(key_of_copies(by, row)).decode()
    line, recordings = source_line(by, row), played(by, row)
    context = {
        "source": line, "words": reader_words(by, research=research_words(request)), "keep": keep,
        "recordings": recordings,
        "parts": note_of(by, row) if line.layer else [], "visit": visit_of(by, row) if line.layer else None,
        "mine": row.brought_by_id == by.id, "is_interview": line.kind == "interview",
    }  # fmt: skip
    return page(request, by, "reader.html", context)


@in_study
@require_POST
def apply(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Put a code, found or new, on a stretch of a source's words."""
    row = source(by, source_id)
    sheet = ApplySheet(request.POST, by=by)
    if sheet.sent(lambda said: _apply(by, row, said)):
        at = sheet.cleaned_data["start"] if sheet.result is None else sheet.result.start
        return done(request, by, _("Coded."), "source", source_id, at=f"#c{at}")
    if sheet.clashed:
        row = source(by, source_id)
        sheet.anew(version_for(by, row.current))
    return _reading(request, by, row, sheet)


@in_study
@require_safe
def coding(request: HttpRequest, by: Membership, coding_id: UUID) -> HttpResponse:
    """One coding, and what can be changed about it."""
    return _coding(request, by, coding_id)


@in_study
@require_POST
def change(request: HttpRequest, by: Membership, coding_id: UUID, what: str) -> HttpResponse:
    """Recode, describe or resize a coding."""
    row = coding_row(by, coding_id)
    sheet: Sheet
    if what == "recode":
        sheet = RecodeSheet(request.POST)
        sent = sheet.sent(lambda said: _recode(by, coding_id, said["code"]))
    elif what == "describe":
        sheet = DescribeSheet(request.POST, by=by)
        sent = sheet.sent(lambda said: describe_coding(by, coding=row, **said))
    else:
        sheet = ResizeSheet(request.POST)
        sent = sheet.sent(lambda said: _resize(by, coding_id, said))
    if sent:
        return done(request, by, _("Kept."), "coding", coding_id)
    return _coding(request, by, coding_id, **{what: sheet})


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership) -> HttpResponse:
    """Take a coding off its words. Which one, the button says that was pressed."""
    try:
        coding_id = UUID(request.POST.get("coding", ""))
    except ValueError:
        raise NotThere(_("There is no such coding in this study.")) from None
    one = _excerpt(by, coding_id)
    remove_coding(by, coding=coding_row(by, coding_id))
    return done(
        request, by, _("The coding was taken off. The trail can bring it back."), "source", one.source.id,
        at=f"#c{one.coding.span.start}",
    )  # fmt: skip


def _apply(by: Membership, row: Source, said: dict[str, Any]) -> object:
    """The coding, and the code with it where it is new: one act."""
    with one_act(by, "coding.apply") as doing:
        if doing.earlier is None:
            _require_seen(by, row.current, said["version"])
            span = Span(said["start"], said["end"])
            code = code_called(by, called=said["code"])
            doing.result = apply_code(
                by, source=row, code=code, span=span, standpoint=said["standpoint"], stance=said["stance"]
            )
    return doing.result


def _resize(by: Membership, coding_id: UUID, said: dict[str, Any]) -> object:
    with one_act(by, "coding.change") as doing:
        if doing.earlier is None:
            row = coding_row(by, coding_id)
            _require_seen(by, row.version_id, said["version"])
            doing.result = resize_coding(by, coding=row, span=Span(said["start"], said["end"]))
    return doing.result


def _require_seen(by: Membership, version_id: UUID, told: UUID | None) -> None:
    """Places that a page sends are places of the text that it showed. A page that does not say which is taken at its
    word: it was open before pages did.
    """
    if told is not None:
        require_version(by, version_id, told)


def _recode(by: Membership, coding_id: UUID, called: str) -> object:
    with one_act(by, "coding.change") as doing:
        if doing.earlier is None:
            row = coding_row(by, coding_id)
            doing.result = recode(by, coding=row, code=code_called(by, called=called))
    return doing.result


def _reading(request: HttpRequest, by: Membership, row: Source, sheet: ApplySheet) -> HttpResponse:
    text, every = text_of(by, row), codings_of(by, row)
    coder, code = request.GET.get("coder", ""), request.GET.get("code", "")
    shown = [one for one in every if coder in ("", one.coder) and code in ("", str(one.code.id))]
    chosen = _span(sheet)
    chosen = chosen if chosen and chosen.fits(len(text.words)) else None
    return page(
        request, by, "reading.html",
        {
            "source": source_line(by, row), "row": row, "kind_names": dict(kinds()),
            "blocks": blocks(text, shown, chosen), "speaking": len(text.structure.turns),
            "apply": sheet, "chosen_words": chosen.words_in(text.words) if chosen else "",
            "codes": code_names(codebook(by)), "counted": len(every), "hidden": len(every) - len(shown),
            "coder": coder, "code": code, "coders": sorted({one.coder for one in every}),
            "used": _used(every), "memos": memos(by, about=row.id),
            "standpoints": dict(standpoints(by)), "stances": dict(stances()),
        },
    )  # fmt: skip


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """The stretch that an address names: how a turn is chosen without a script."""
    return {edge: request.GET[edge] for edge in ("start", "end") if request.GET.get(edge, "").isdecimal()}


def _span(sheet: ApplySheet) -> Span | None:
    start, end = (whole(sheet[edge].value()) for edge in ("start", "end"))
    return Span(start, end) if start is not None and end is not None and start < end else None


def _used(every: list[CodingLine]) -> list[CodeLine]:
    """The codes that are in use on a text, in the codebook's order."""
    return sorted({one.code.id: one.code for one in every}.values(), key=lambda one: one.path)


def code_names(codes: list[CodeLine]) -> list[tuple[str, str]]:
    """What to type for each code, which finds this one and no other, and where it stands."""
    same = Counter(one.plain.casefold() for one in codes)
    return [(one.plain if same[one.plain.casefold()] == 1 else one.full_path, one.full_path) for one in codes]


def _coding(request: HttpRequest, by: Membership, coding_id: UUID, **bound: Sheet) -> HttpResponse:
    one = _excerpt(by, coding_id)
    line = one.coding
    context = {
        "excerpt": one,
        "recode": RecodeSheet(),
        "describe": DescribeSheet(by=by, initial={"standpoint": line.standpoint, "stance": line.stance}),
        "resize": ResizeSheet(initial={
            "start": line.span.start, "end": line.span.end, "version": version_for(by, line.version_id),
        }),
        "around": _around(text_of(by, source(by, one.source.id)), line.span),
        "codes": code_names(codebook(by)), "memos": memos(by, about=coding_id),
        "came_of": next((rule for rule in rules(by).values() if rule.number == line.rule), None),
    }  # fmt: skip
    return page(request, by, "coding.html", context | bound)


def _excerpt(by: Membership, coding_id: UUID) -> Excerpt:
    found = excerpts(by, coding_ids=[coding_id])
    if not found:
        raise NotThere(_("There is no such coding in this study."))
    return found[0]


def _around(text: Text, span: Span, width: int = 160) -> tuple[str, str]:
    """The words before and after, whole ones only, to see where an edge could be."""
    before, after = span.around(text.words, width)
    if span.start > width:
        before = "… " + before.partition(" ")[2]
    if span.end + width < len(text.words):
        after = after.rpartition(" ")[0] + " …"
    return before, after
