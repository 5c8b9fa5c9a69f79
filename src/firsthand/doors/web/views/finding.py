"""Finding codings, typed or by clicks; keeping what is asked; doing something with many excerpts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import code_called
from firsthand.analysis.coding.selectors import chosen_codings, stances, standpoints
from firsthand.analysis.compare import gathering, saving
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.queries import SavedLine, saved_line, saved_queries, saved_query
from firsthand.analysis.compare.retrieval import find as find_codings
from firsthand.analysis.compare.retrieval import in_context
from firsthand.analysis.themes.selectors import claim as claim_row
from firsthand.analysis.themes.selectors import theme as theme_row
from firsthand.core.problems import NotThere, Problem
from firsthand.core.selecting.query import Both, Everything, Field, Named, Query, Related
from firsthand.core.selecting.reading import read
from firsthand.core.selecting.writing import written
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.finding_sheets import (
    WAYS,
    AskSheet,
    BuildSheet,
    GatherSheet,
    KeepSheet,
    built,
    chosen_in,
)
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.views.reading import code_names
from firsthand.doors.web.views.sources import download
from firsthand.giving_back.release.services import keep_apart
from firsthand.giving_back.reports import found_codings
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.analysis.compare.retrieval import Found
    from firsthand.ground.studies.models import Membership

AT_ONCE = 25
# What other pages may ask for by id, in an address that has no words in it.
BY_ID: dict[str, Field] = {
    "code": "code", "under": "under", "coder": "coder", "person": "participant", "source": "source",
    "question": "question",
}  # fmt: skip


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, by: Membership) -> HttpResponse:
    """Ask, and see what is found. What is asked is sent and stands in no address."""
    if request.method == "GET":
        asked = _by_ids(request.GET)
        if asked is None:
            return _drawn(request, by)
        return _answered(request, by, written(Names(by).shown(asked)), build=_begun(request.GET, by))
    known = _known(request, by)
    if request.POST.get("do") != "built":
        return _answered(request, by, request.POST.get("q", ""), **known)
    build = BuildSheet(request.POST, by=by)
    if not build.sent(built):
        return _drawn(request, by, build=build, **known)
    return _answered(request, by, written(Names(by).shown(build.result)), build=build, **known)


@in_study
@needs("study.read")
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, by: Membership, query_id: UUID) -> HttpResponse:
    """A query that is kept, asked anew; or another name, another question for it."""
    row = saved_query(by, query_id)
    if request.method == "GET":
        stands = saved_line(by, row)
        return _answered(request, by, stands.text, kept=stands)
    require(by, "query.change")
    sheet = KeepSheet(request.POST)
    if sheet.sent(lambda said: saving.change_query(
        by, saved=row, name=said["name"], query=read(said["q"]), version=said["version"]
    )):  # fmt: skip
        return done(request, by, _("Kept."), "find-kept", query_id)
    if sheet.clashed:  # as somebody left it since
        row = saved_query(by, query_id)
        sheet.seen(row.version)
    return _answered(request, by, request.POST.get("q", ""), kept=saved_line(by, row), keep=sheet)


@in_study
@needs("query.save")
@require_POST
def keep(request: HttpRequest, by: Membership) -> HttpResponse:
    """Keep a query under a name."""
    sheet = KeepSheet(request.POST)
    if not sheet.sent(lambda said: saving.save_query(by, name=said["name"], query=read(said["q"]))):
        return _answered(request, by, request.POST.get("q", ""), keep=sheet)
    sentence = _("The query is kept. It is asked anew whenever you open it.")
    if sheet.result is None:
        return done(request, by, sentence, "find")
    return done(request, by, sentence, "find-kept", sheet.result.id)


@in_study
@needs("query.remove")
@require_POST
def let_go(request: HttpRequest, by: Membership, query_id: UUID) -> HttpResponse:
    """Keep a query no longer."""
    saving.remove_query(by, saved=saved_query(by, query_id))
    return done(request, by, _("The query is no longer kept. The trail can bring it back."), "find")


@in_study
@needs("report.release")
@require_POST
def file(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is found, as a file that leaves."""
    asked = read(request.POST.get("q", ""))
    made = found_codings(by, query=asked, format=request.POST.get("format", ""))
    return download(made.file_name, made.content_type, made.data)


@in_study
@needs("coding.apply")
@require_POST
def gather(request: HttpRequest, by: Membership) -> HttpResponse:
    """One thing with all excerpts that were chosen: a further code, another code, or evidence for a claim."""
    sheet, text = GatherSheet(request.POST, by=by), request.POST.get("q", "")
    do = GATHERING.get(request.POST.get("do", ""), _put_all)
    if sheet.sent(lambda said: do(by, _chosen(request, by, text), said)):
        if sheet.result is not None:
            messages.success(request, str(sheet.result))
        sheet = GatherSheet(by=by)
    return _answered(request, by, text, gather=sheet, **_known(request, by))


def _code_all(by: Membership, codings: list[UUID], said: dict[str, Any]) -> str:
    with one_act(by, "coding.apply") as doing:
        if doing.earlier is None:
            gathering.code_all(by, codings=codings, code=code_called(by, called=said["code"]))
    sentence = ngettext(
        "%(n)s excerpt has the code, too.", "%(n)s excerpts have the code, too.", len(codings)
    )
    return sentence % {"n": len(codings)}


def _recode_all(by: Membership, codings: list[UUID], said: dict[str, Any]) -> str:
    with one_act(by, "coding.change") as doing:
        if doing.earlier is None:
            gathering.recode_all(by, codings=codings, code=code_called(by, called=said["code"]))
    sentence = ngettext(
        "%(n)s coding has that code now in place of its own.",
        "%(n)s codings have that code now in place of their own.",
        len(codings),
    )
    return sentence % {"n": len(codings)}


def _put_all(by: Membership, codings: list[UUID], said: dict[str, Any]) -> str:
    what, _colon, row_id = said["to"].partition(":")
    if not row_id:
        raise Problem(_("Choose the claim or the theme to put them to."))
    claim = claim_row(by, UUID(row_id)) if what == "claim" else None
    theme = claim.theme if claim else theme_row(by, UUID(row_id))
    gathering.put_all(by, codings=codings, theme=theme, claim=claim, side=said["side"])
    return ngettext("%(n)s excerpt is put to it.", "%(n)s excerpts are put to it.", len(codings)) % {
        "n": len(codings)
    }


def _keep_apart(by: Membership, codings: list[UUID], said: dict[str, Any]) -> str:
    rows = [row for row, _line in chosen_codings(by, codings)]
    keep_apart(by, codings=rows, reason=said["together"])
    return _("They will not leave together: “Before it leaves” looks for them.")


GATHERING = {"code": _code_all, "recode": _recode_all, "put": _put_all, "apart": _keep_apart}


def _chosen(request: HttpRequest, by: Membership, text: str) -> list[UUID]:
    """The excerpts that were ticked, or all that are found."""
    if request.POST.get("every"):
        return [line.id for line in find_codings(by, read(text)).lines]
    return chosen_in(request.POST.getlist("codings"))


def _known(request: HttpRequest, by: Membership) -> dict[str, SavedLine]:
    """The kept query from which somebody asks on, so that what they change of it can be kept."""
    try:
        return {"kept": saved_line(by, saved_query(by, UUID(request.POST["kept"])))}
    except (KeyError, ValueError, NotThere):
        return {}


def _begun(asked: QueryDict, by: Membership) -> BuildSheet:
    """The lists as an address has them: from there one goes on by clicks."""
    chosen = {name: str(asked[name]) for name in ("person", "source", "coder", "question") if name in asked}
    if "beside" in asked:
        chosen |= {"how": "overlaps", "other": f"code:{asked['beside']}"}
    code = next((f"{name}:{asked[name]}" for name in ("code", "under") if name in asked), "")
    return BuildSheet(initial=chosen | {"code": code}, by=by)


def _by_ids(asked: QueryDict) -> Query | None:
    """What an address asks for by ids; None where it asks for nothing. `beside`: a code that overlaps the first."""
    named: list[Query] = [
        Named(field, str(asked[name])) for name, field in BY_ID.items() if asked.get(name, "").strip()
    ]
    if named and asked.get("beside", "").strip():
        named[0] = Related(named[0], "overlaps", Named("code", str(asked["beside"])))
    query: Query | None = None
    for one in named:
        query = one if query is None else Both(query, one)
    return query


def _answered(request: HttpRequest, by: Membership, text: str, **more: Any) -> HttpResponse:
    """The page with what a query finds."""
    text = text.strip() or written(Everything())
    sheet = AskSheet(_as_sent(text))
    if not sheet.sent(lambda said: find_codings(by, read(said["q"]))):
        return _drawn(request, by, ask=sheet, **more)
    found: Found = sheet.result
    sent = request.POST if request.method == "POST" else request.GET
    shown = Paginator(found.lines, AT_ONCE).get_page(sent.get("page"))
    known: SavedLine | None = more.get("kept")
    return _drawn(
        request, by, ask=sheet, text=text, found=found, shown=shown, rows=in_context(by, list(shown)),
        pages=shown.paginator.get_elided_page_range(shown.number), codes=code_names(codebook(by)),
        standpoints=dict(standpoints(by)), stances=dict(stances()),
        **{"gather": GatherSheet(by=by), "keep": _keeping(known, text)} | more,
    )  # fmt: skip


def _keeping(known: SavedLine | None, text: str) -> KeepSheet:
    about = {"name": known.name, "version": known.version} if known else {}
    return KeepSheet(initial={"q": text} | about)


def _as_sent(text: str) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent["q"] = text
    return sent


def _drawn(request: HttpRequest, by: Membership, **more: Any) -> HttpResponse:
    ways = {"ask": AskSheet(), "build": BuildSheet(by=by), "kept_ones": saved_queries(by), "ways": WAYS}
    return page(request, by, "find.html", ways | more)
