"""Passages that are worded alike: switched on and prepared, looked for, and coded by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import code_called
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.similar import accepting, looking
from firsthand.analysis.similar.preparing import prepare as prepare_texts
from firsthand.analysis.similar.standing import standing
from firsthand.analysis.similar.switching import switch as switch_it
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, words
from firsthand.doors.web.views.reading import code_names
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

A_STRETCH = 4.0  # seconds of preparing in one go, before a page hears how far it is


class SwitchSheet(Sheet):
    """On or off, and why."""

    called = "switch"
    spoken_at = "reason"
    reason = words(
        lazy("Why"), help=lazy("One sentence is enough. It stays on this page and in the trail."), rows=2
    )


class NearSheet(Sheet):
    """Near which code."""

    called = "near"
    spoken_at = "code"
    code = choice(lazy("Near a code"), [], required=True)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "code", [("", _("choose a code")), *((str(one.id), one.full_path) for one in codebook(by))]
        )


class WordsSheet(Sheet):
    """Like which words."""

    called = "like"
    spoken_at = "sought"
    sought = line(lazy("Like these words"), help=lazy("A sentence finds more than a word does."))


class CodeShownSheet(Sheet):
    """A code for passages that were ticked in a list."""

    called = "shown"
    code = forms.CharField(
        label=lazy("Code"), required=False,
        widget=forms.TextInput({"list": "codes", "autocomplete": "off", "placeholder": lazy("name, or a new one")}),
    )  # fmt: skip


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def similar(request: HttpRequest, by: Membership) -> HttpResponse:
    """How it stands, and what is found. What is asked by is sent: a list that was shown is noted, an address is not."""
    said, more = request.POST, {}
    do = said.get("do", "") if request.method == "POST" else ""
    near = NearSheet(said if do == "near" else None, by=by, initial={"code": request.GET.get("code", "")})
    like = WordsSheet(said if do == "words" else None)
    if do == "near" and near.sent(lambda told: looking.near_code(by, code=code_row(by, UUID(told["code"])))):
        code = code_row(by, UUID(near.cleaned_data["code"]))
        more = _found(by, near.result, next(one for one in codebook(by) if one.id == code.id).plain)
    if do == "words" and like.sent(lambda told: looking.like_words(by, words=told["sought"])):
        more = _found(by, like.result)
    if do == "like":
        row = coding_row(by, _id(said.get("coding", "")))
        (asked,) = excerpts(by, coding_ids=[row.id])
        more = _found(by, looking.like_coding(by, coding=row), asked.coding.code.plain) | {"excerpt": asked}
    return _drawn(request, by, near=near, like=like, **more)


@in_study
@needs("similar.switch")
@require_POST
def switch(request: HttpRequest, by: Membership) -> HttpResponse:
    """Switch it on or off."""
    sheet, on = SwitchSheet(request.POST), request.POST.get("on") == "yes"
    if sheet.sent(lambda told: switch_it(by, on=on, reason=told["reason"])):
        is_on = _("It is on, and in the trail with your reason.")
        return done(request, by, is_on if on else _("It is off, and what was prepared is gone."), "similar")
    return _drawn(request, by, switch=sheet)


@in_study
@needs("similar.prepare")
@require_POST
def prepare(request: HttpRequest, by: Membership) -> HttpResponse:
    """Prepare texts for a little while, and say how far it is; a page that has its script asks on by itself."""
    try:
        ready = prepare_texts(by, seconds=A_STRETCH)
    except NotThere:
        raise
    except Problem as problem:
        return _drawn(request, by, refused=str(problem))
    if request.headers.get("HX-Request"):
        context = {"by": by, "study": by.study, "ready": ready, "going": not ready.done}
        return render(request, "web/parts/preparing.html", context)
    part = _("A part is done. Go on when you like.")
    return done(request, by, _("All texts are prepared.") if ready.done else part, "similar")


@in_study
@needs("coding.similar")
@require_POST
def code_shown(request: HttpRequest, by: Membership) -> HttpResponse:
    """Put a code on passages of a list."""
    sheet = CodeShownSheet(request.POST)
    ranks = [rank for rank in map(whole, request.POST.getlist("rank")) if rank is not None]
    row = accepting.shown(by, _id(request.POST.get("shown", "")))
    if sheet.sent(lambda told: _code(by, row, ranks, told["code"])):
        sentence = ngettext(
            "%(n)s passage has the code now, marked as found by likeness.",
            "%(n)s passages have the code now, marked as found by likeness.",
            len(set(ranks)),
        ) % {"n": len(set(ranks))}
        return done(request, by, sentence, "similar")
    return _drawn(request, by, shown=sheet, **_again(by, row))


def _code(by: Membership, row: Any, ranks: list[int], called: str) -> None:
    with one_act(by, "coding.similar") as doing:
        if doing.earlier is None:
            accepting.code_shown(by, shown=row, ranks=ranks, code=code_called(by, called=called))


def _again(by: Membership, row: Any) -> dict[str, Any]:
    """A list once more, as it was: what was refused is said beside it. It is not noted as shown anew."""
    return {"found": looking.shown_before(by, row), "codes": code_names(codebook(by))}


def _found(by: Membership, found: looking.Showing, code: str = "") -> dict[str, Any]:
    return {
        "found": found, "codes": code_names(codebook(by)), "shown": CodeShownSheet(initial={"code": code})
    }  # fmt: skip


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotThere(_("These passages are not at hand any more. Look again.")) from None


def _drawn(request: HttpRequest, by: Membership, **more: Any) -> HttpResponse:
    """The page."""
    sheets = {"switch": SwitchSheet(), "near": NearSheet(by=by), "like": WordsSheet()}
    return page(request, by, "similar.html", sheets | {"stands": standing(by)} | more)
