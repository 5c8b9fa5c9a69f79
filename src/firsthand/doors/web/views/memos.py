"""Memos and what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.memos.selectors import MemoLine, Target, kinds, memo_line, thing
from firsthand.analysis.memos.selectors import link as link_row
from firsthand.analysis.memos.selectors import memo as memo_row
from firsthand.analysis.memos.selectors import memos as all_memos
from firsthand.analysis.memos.services import change_memo, link_memo, remove_memo, unlink_memo, write_memo
from firsthand.analysis.themes.selectors import claim_sentences, theme_names
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, version, words
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.leaving.selectors import flags
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.analysis.memos.models import Memo
    from firsthand.ground.studies.models import Membership
    from firsthand.ground.trail.models import Recorded

AT_ONCE = 50


class MemoSheet(Sheet):
    """A memo's wording."""

    called = "memo"
    spoken_at = "body"
    title = line(lazy("Title"), help=lazy("May stay empty: the first line will do."))
    kind = choice(lazy("Kind"), [])
    body = words(lazy("What you think"), rows=12)
    version = version()
    about = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds())


class LinkSheet(Sheet):
    """Something else that a memo is about."""

    called = "link"
    spoken_at = "to"
    to = choice(lazy("Link it to"), [])

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            "to",
            [
                ("", _("choose")),
                (_("Codes"), [(f"codebook.code:{one.id}", one.full_path) for one in codebook(by)]),
                (
                    _("Sources"),
                    [(f"sources.source:{one.id}", f"{one.ref} {one.title}") for one in sources(by)],
                ),
                (_("People"), [(f"people.participant:{one.id}", one.pseudonym) for one in people(by)]),
                (_("Themes"), [(f"themes.theme:{key}", name) for key, name in theme_names(by).items()]),
                (_("Claims"), [(f"themes.claim:{key}", said) for key, said in claim_sentences(by).items()]),
            ],
        )


@in_study
@require_safe
def memos(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every memo, newest first."""
    kind, author = request.GET.get("kind", ""), request.GET.get("author", "")
    every = all_memos(by)
    found = [one for one in every if kind in ("", one.kind) and author in ("", one.author)]
    context = {
        "shown": Paginator(found, AT_ONCE).get_page(request.GET.get("page")),
        "kinds": kinds(), "kind_names": dict(kinds()), "authors": sorted({one.author for one in every}),
        "kind": kind, "author": author, "hidden": len(every) - len(found), "every": len(every),
    }  # fmt: skip
    return page(request, by, "memos.html", context)


@in_study
@needs("memo.write")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Write a memo, perhaps about something."""
    about = request.POST.get("about") or request.GET.get("about", "")
    kind = "code" if about.startswith("codebook.") else "theory"
    sheet = MemoSheet(
        request.POST if request.method == "POST" else None, initial={"about": about, "kind": kind}
    )
    if sheet.is_bound and sheet.sent(lambda said: _write(by, said, about)):
        if sheet.result is None:
            return done(request, by, _("The memo is kept."), "memos")
        return done(request, by, _("The memo is kept."), "memo", sheet.result.id)
    if about:
        _thing(by, about)
    return page(request, by, "memo_new.html", {"sheet": sheet, "about": _called(by, about) if about else ""})


def _write(by: Membership, said: dict[str, Any], about: str) -> object:
    """The memo; sent again, it is answered as it was though what it is about be gone."""
    with one_act(by, "memo.write") as doing:
        if doing.earlier is None:
            things = [_thing(by, about)] if about else []
            doing.result = write_memo(
                by, kind=said["kind"], title=said["title"], body=said["body"], about=things
            )
    return doing.result


@in_study
@require_safe
def memo(request: HttpRequest, by: Membership, memo_id: UUID) -> HttpResponse:
    """One memo."""
    return _memo(request, by, memo_row(by, memo_id))


@in_study
@needs("memo.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, by: Membership, memo_id: UUID) -> HttpResponse:
    """Another wording. Where somebody else changed it meanwhile, both are shown."""
    row = memo_row(by, memo_id)
    stands = memo_line(by, row)
    initial = {"title": stands.title, "kind": stands.kind, "body": stands.body, "version": stands.version}
    sheet = MemoSheet(request.POST if request.method == "POST" else None, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: change_memo(
            by, memo=row, title=said["title"], body=said["body"], kind=said["kind"], version=said["version"]
        )
    ):
        return done(request, by, _("Kept."), "memo", memo_id)
    if sheet.clashed:
        row = memo_row(by, memo_id)  # as somebody left it since
        stands = memo_line(by, row)
        sheet.seen(stands.version)
    return page(request, by, "memo_change.html", {"memo": stands, "sheet": sheet})


@in_study
@require_POST
def link(request: HttpRequest, by: Membership, memo_id: UUID) -> HttpResponse:
    """Say what else a memo is about."""
    row = memo_row(by, memo_id)
    sheet = LinkSheet(request.POST, by=by)
    if sheet.sent(lambda said: link_memo(by, memo=row, to=_thing(by, said["to"]))):
        return done(request, by, _("Linked."), "memo", memo_id)
    return _memo(request, by, row, sheet)


@in_study
@require_POST
def unlink(request: HttpRequest, by: Membership, memo_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link away."""
    unlink_memo(by, link=link_row(by, link_id))
    return done(request, by, _("The link is gone."), "memo", memo_id)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, memo_id: UUID) -> HttpResponse:
    """Remove a memo."""
    remove_memo(by, memo=memo_row(by, memo_id))
    return done(request, by, _("The memo was removed. The trail can bring it back."), "memos")


def _memo(request: HttpRequest, by: Membership, row: Memo, sheet: LinkSheet | None = None) -> HttpResponse:
    one = memo_line(by, row)
    coded = [target.row for target in one.about if target.what == "coding"]
    context = {
        "memo": one, "about": _targets(by, one), "kind_names": dict(kinds()), "flags": flags(by, row=row.id),
        "excerpts": excerpts(by, coding_ids=coded) if coded else [],
        "link": sheet or LinkSheet(by=by),
    }  # fmt: skip
    return page(request, by, "memo.html", context)


def _targets(by: Membership, one: MemoLine) -> list[tuple[Target, str]]:
    """What a memo is about, each with its name; empty where the thing is gone."""
    whats = {target.what for target in one.about}
    above = (theme_names(by) if "theme" in whats else {}) | (claim_sentences(by) if "claim" in whats else {})
    return [(target, target.called or above.get(target.row, "")) for target in one.about]


def _thing(by: Membership, written: str) -> Recorded:
    """The row that “table:id” names. Raises `NotThere` where it is not in the study, `Problem` for nothing."""
    if not written:
        raise Problem(_("Choose what the memo is about."))
    table, _colon, row_id = written.partition(":")
    try:
        return thing(by, table, UUID(row_id))
    except ValueError:
        raise NotThere(_("There is nothing of that name in this study.")) from None


def _called(by: Membership, written: str) -> str:
    """What a thing is called, for the page on which a memo about it is written."""
    table, _colon, row_id = written.partition(":")
    key = UUID(row_id)
    if table == "coding.coding":
        return "".join(one.words for one in excerpts(by, coding_ids=[key]))
    names: dict[UUID, str] = {
        "codebook.code": lambda: {one.id: one.plain for one in codebook(by)},
        "sources.source": lambda: {one.id: one.title for one in sources(by)},
        "people.participant": lambda: {one.id: one.pseudonym for one in people(by)},
        "themes.theme": lambda: theme_names(by),
        "themes.claim": lambda: claim_sentences(by),
    }[table]()
    return names.get(key, "")
