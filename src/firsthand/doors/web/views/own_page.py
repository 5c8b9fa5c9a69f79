"""A participant's own page: opened with the code of a slip, one thing on each page, no trace left in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.core.consent import LATER, TOLD, WITHDRAWN, Scope, catalogue
from firsthand.core.consent.sheets import Wording
from firsthand.core.leaving import level, places
from firsthand.core.problems import Locked, NotThere, Problem
from firsthand.doors.entering import cookie_of_page, keep_open
from firsthand.doors.web.own_page_sheets import (
    VERDICTS,
    AnswerSheet,
    CalledSheet,
    FitSheet,
    GoingSheet,
    RemarkSheet,
    ReplySheet,
    SlipSheet,
)
from firsthand.doors.web.sheets import Sheet
from firsthand.doors.web.views.signing import address_of
from firsthand.giving_back.leaving import words as leaving_words
from firsthand.giving_back.member_checks.answers import ANSWERS
from firsthand.giving_back.member_checks.paper import heading
from firsthand.giving_back.own_page import coming_in, writing
from firsthand.giving_back.own_page.coming_in import OwnPage
from firsthand.ground.studies.entrance import find_study

P = ParamSpec("P")
OwnView = Callable[Concatenate[HttpRequest, OwnPage, P], HttpResponse]

KINDS = {
    "interview": lazy("a talk with you"),
    "focus group": lazy("a talk in a group"),
    "field note": lazy("our notes of a day"),
    "document": lazy("a text of yours"),
    "survey answer": lazy("what you wrote on a form"),
    "log entry": lazy("an entry of your log that you gave us"),
}
# Where nobody can say how much is there: what the program keeps for itself.
UNCOUNTED = ("undo_and_history", "audit_trail", "backups")


def on_own_page(view: OwnView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Make a view of an own page: where it is not open, the way leads to its door, whatever was asked for."""

    @wraps(view)
    @sensitive_variables()
    def opened(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        study = _behind(slug)
        try:
            page = coming_in.own_page(study, request.COOKIES.get(cookie_of_page(slug), ""))
            return view(request, page, *args, **kwargs)
        except Locked as closed:
            if request.COOKIES.get(cookie_of_page(slug)):
                messages.info(request, str(closed))
            return _forgetting(redirect("own-page", slug), slug)
        except NotThere as gone:
            messages.info(request, str(gone))
            return redirect("own-page", slug)

    return opened  # type: ignore[return-value]  # Concatenate cannot say that Django passes the slug by name


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """The page itself, where it is open; before that, the form for the code."""
    study = _behind(slug)
    if request.method == "GET" and request.COOKIES.get(cookie_of_page(slug)):
        try:
            page = coming_in.own_page(study, request.COOKIES[cookie_of_page(slug)])
        except Locked:
            pass
        else:
            return _page(request, page, "home", questions=writing.questions(page), left=_left(page))
    sheet = SlipSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: coming_in.come_in(study, code=said["code"], address=address_of(request))
    ):
        answer = redirect("own-page", slug)
        keep_open(request, answer, slug, sheet.result, page=True)
        return answer
    status = sheet.status if sheet.errors else 200
    return render(request, "web/own/door.html", {"door": _from_outside(study), "sheet": sheet}, status=status)


def _behind(slug: str) -> Any:
    """The study of that slug; on a team's server, where strangers are not told which there are, or none of them."""
    try:
        return find_study(slug)
    except NotThere:
        if not settings.ACCOUNTS:
            raise
        return coming_in.no_study(slug)


def _from_outside(study: Any) -> dict[str, Any]:
    """What its door says of a study: on a team's server not what it is called."""
    return {"slug": study.slug, "demo": study.demo, "title": "" if settings.ACCOUNTS else study.title}


@require_POST
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Close the page, and have the browser let go of whatever it kept of it."""
    coming_in.leave(request.COOKIES.get(cookie_of_page(slug), ""))
    answer = _forgetting(render(request, "web/own/left.html", {"door": _from_outside(_behind(slug))}), slug)
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@on_own_page
@require_safe
def own_words(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """All talks in which they say something."""
    talks = [
        (number, KINDS.get(one["kind"], ""), len(one["turns"]))
        for number, one in enumerate(_content(page)["talks"], 1)
    ]
    return _page(request, page, "words", talks=talks)


@on_own_page
@require_safe
def talk(request: HttpRequest, page: OwnPage, number: int) -> HttpResponse:
    """What they said in one of them."""
    writing.turn_of(page, number, 1)
    said = [one for one in _content(page)["wishes"] if one["kind"] == "turn"]
    turns = [
        (index, turn, [one for one in said if one["place"] == turn["place"]])
        for index, turn in enumerate(_content(page)["talks"][number - 1]["turns"], 1)
    ]
    return _page(
        request,
        page,
        "talk",
        number=number,
        turns=turns,
        verdicts=dict(VERDICTS),
    )


@on_own_page
@require_http_methods(["GET", "POST"])
def turn(request: HttpRequest, page: OwnPage, number: int, index: int) -> HttpResponse:
    """One of their turns, and what they say of it."""
    about, sheet = writing.turn_of(page, number, index), RemarkSheet(_sent(request))
    if sheet.is_bound and sheet.sent(
        lambda said: writing.remark(page, number, index, said["verdict"], said["text"])
    ):
        return _done(request, page, _("Sent. We will read it."), "own-talk", number, at=f"#turn-{index}")
    return _page(request, page, "turn", number=number, index=index, turn=about, sheet=sheet)


@on_own_page
@require_safe
def answers(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """What they said yes and no to."""
    wording, said = _wording(page), _content(page)["answers"]
    rows = [
        (scope.id, wording.of(scope, "ask"), _answer(wording, scope, said.get(scope.id)))
        for scope in _asked()
    ]
    return _page(request, page, "answers", rows=rows)


@on_own_page
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, page: OwnPage, scope_id: str) -> HttpResponse:
    """One question, with what they said so far."""
    scope = next((one for one in _asked() if one.id == scope_id), None)
    if scope is None:
        raise NotThere(_("There is no such question."))
    wording = _wording(page)
    sheet = AnswerSheet(_sent(request), scope=scope, wording=wording)
    if sheet.is_bound and sheet.sent(lambda said: writing.answer(page, scope.id, _chosen(sheet))):
        return _done(request, page, _("Sent. This is your answer from now on."), "own-page")
    so_far = _answer(wording, scope, _content(page)["answers"].get(scope.id))
    return _page(
        request, page, "answer", sheet=sheet, ask=wording.of(scope, "ask"),
        explain=wording.of(scope, "explain"), so_far=so_far,
    )  # fmt: skip


@on_own_page
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """What they want to be called."""
    wording = _wording(page)
    sheet = CalledSheet(_sent(request), wording=wording)
    if sheet.is_bound and sheet.sent(lambda said: writing.choose_name(page, said["way"], said["name"])):
        return _done(
            request, page, _("Sent. We will look if the name is free, and tell you here."), "own-page"
        )
    explain = wording.of(catalogue().scopes["naming"], "explain")
    return _page(request, page, "name", sheet=sheet, called=_content(page)["called"], explain=explain)


@on_own_page
@require_http_methods(["GET", "POST"])
def readers(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """Who may read their words."""
    out, sheet = request.POST.get("do") == "out", Sheet(_sent(request))
    if sheet.is_bound and sheet.sent(
        lambda said: writing.cross_out(page, request.POST.get("reader", ""), out=out)
    ):
        sentence = (
            _("Sent. They will not read your words, and we do not tell them.")
            if out
            else _("Sent. They may read your words again.")
        )
        return _done(request, page, sentence, "own-readers")
    return _page(request, page, "readers", readers=_content(page)["readers"], sheet=sheet)


@on_own_page
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """Put all of it on hold, or take it off."""
    on, sheet = request.POST.get("do") == "on", Sheet(_sent(request))
    if sheet.is_bound and sheet.sent(lambda said: writing.hold(page, on=on)):
        sentence = _("Sent. All of yours is on hold.") if on else _("Sent. We may use it again.")
        return _done(request, page, sentence, "own-page")
    return _page(request, page, "hold", held=_content(page)["hold"], sheet=sheet)


@on_own_page
@require_http_methods(["GET", "POST"])
def going(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """Take my words out: where they are, in which way, asked once more, and then it is a request that waits for us."""
    sheet = GoingSheet(_sent(request))
    if sheet.is_bound and sheet.is_valid():
        of = sheet.cleaned_data["level"]
        if not of:
            sheet.add_error("level", _("Please choose one of the ways."))
        elif not request.POST.get("sure"):
            return _page(
                request, page, "going_sure", sheet=sheet, plain=leaving_words.LEVELS[of], rows=_rows(page, of)
            )
        elif sheet.sent(lambda said: writing.ask_to_leave(page, of, said["text"], on_hold=said["hold"])):
            sentence = _(
                "Sent. We have to do it, or tell you here why not. You will find our answer on this page."
            )
            return _done(request, page, sentence, "own-page")
    return _page(request, page, "going", sheet=sheet, rows=_rows(page, ""), left=_left(page))


@on_own_page
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, page: OwnPage, question: str) -> HttpResponse:
    """A question that was put to them."""
    about = next((one for one in writing.questions(page) if one["id"] == question), None)
    if about is None:
        raise NotThere(_("This question is not open any more."))
    sheet = ReplySheet(_sent(request))
    if sheet.is_bound and sheet.sent(lambda said: writing.reply(page, question, said["text"])):
        return _done(request, page, _("Sent. Thank you."), "own-page")
    return _page(request, page, "reply", sheet=sheet, question=about)


@on_own_page
@require_safe
def checks(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """What we sent them to look at, with what they said to it and what came of that."""
    packs = [
        {"at": datetime.fromisoformat(one["at"]), "lines": [_headed(line) for line in one["lines"]]}
        for one in _content(page).get("packs", [])
    ]
    return _page(
        request, page, "checks", packs=packs, asked={one: said for one, (said, _t) in ANSWERS.items()}
    )


@on_own_page
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, page: OwnPage, line: str) -> HttpResponse:
    """One thing of it, and what they say to it."""
    about, sheet = writing.checked_line(page, line), FitSheet(_sent(request))
    if sheet.is_bound and sheet.sent(
        lambda said: writing.check(
            page, line, said["answer"], said["text"], to_print=said["to_print"], to_use=said["to_use"]
        )
    ):
        return _done(request, page, _("Sent. We will read it."), "own-checks", at=f"#l{line}")
    return _page(request, page, "check", line=_headed(about), sheet=sheet)


def _headed(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"heading": heading(line["kind"])}


def _content(page: OwnPage) -> dict[str, Any]:
    """What the page shows. Raises `NotThere` where there is nothing just now."""
    if page.content is None:
        raise NotThere(_("Your page is being made. Please come back later, or ask us."))
    return page.content


def _page(request: HttpRequest, page: OwnPage, template: str, **context: Any) -> HttpResponse:
    refused = [one.status for one in context.values() if isinstance(one, Sheet) and one.errors]
    frame = {"door": page.study, "own": page, "as_of": page.as_of, "content": page.content}
    return render(request, f"web/own/{template}.html", frame | context, status=max([200, *refused]))


def _done(
    request: HttpRequest, page: OwnPage, sentence: str, view: str, *place: object, at: str = ""
) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(reverse(view, args=[page.study.slug, *place]) + at)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _forgetting(answer: HttpResponse, slug: str) -> HttpResponse:
    answer.delete_cookie(cookie_of_page(slug), samesite="Lax")
    return answer


def _wording(page: OwnPage) -> Wording:
    form = _content(page)["form"]
    return Wording(form["local"], form["scopes"], _)


def _asked() -> list[Scope]:
    """The questions that they can answer here: the name, and who reads, have pages of their own."""
    return [
        one
        for one in catalogue().scopes.values()
        if one.type not in ("people", "acknowledged") and one.id != "naming"
    ]


def _chosen(sheet: AnswerSheet) -> Any:
    value = sheet.value()
    if value is None:
        raise Problem(_("Please choose one of the answers."))
    return value


def _answer(wording: Wording, scope: Scope, said: dict[str, Any] | None) -> str:
    if said is None:
        return ""
    names = dict(zip(scope.options, wording.options(scope), strict=True))
    special = {LATER: _("Ask me later"), WITHDRAWN: _("You took this back"), TOLD: _("You were told")}
    return "; ".join(names.get(one) or special.get(one, one) for one in said["chosen"]) or _("None of these")


def _rows(page: OwnPage, named: str) -> list[tuple[str, int, str]]:
    """Where their words are, how much is there, and what a way of leaving does with it."""
    counted: dict[str, int] = _content(page)["places"] or {}
    return [
        (
            str(leaving_words.PLACES[place]), counted.get(place, 0),
            leaving_words.said(place, level(named).reach[place]) if named else "",
        )
        for place in places()
        if counted.get(place) or (named and place in UNCOUNTED and level(named).reach[place] != "keep")
    ]  # fmt: skip


def _left(page: OwnPage) -> list[tuple[str, datetime]]:
    """In which ways they left, and when."""
    return [
        (str(leaving_words.LEVELS[of]), datetime.fromisoformat(at))
        for of, at in (page.content or {}).get("left", [])
    ]
