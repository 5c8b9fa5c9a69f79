"""A theme's board: what lies on it, moved by hand; excerpts compared two by two; and themes made one, or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.memos.selectors import memo as memo_row
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes import board as services
from firsthand.analysis.themes.laid_out import board, card, comparison, group, not_laid_out
from firsthand.analysis.themes.reshaping import merge_themes, split_theme
from firsthand.analysis.themes.selectors import claim as claim_row
from firsthand.analysis.themes.selectors import evidence as evidence_row
from firsthand.analysis.themes.selectors import theme as theme_row
from firsthand.analysis.themes.selectors import theme_line, theme_names
from firsthand.core.problems import NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, words
from firsthand.giving_back.record import told_about

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

AT_ONCE = 25
FETCH = {"coding": coding_row, "code": code_row, "memo": memo_row}


class GroupSheet(Sheet):
    """What a group is called."""

    called = "group"
    spoken_at = "name"
    name = line(lazy("A new group"), help=lazy("What do these have in common?"))


class CompareSheet(Sheet):
    """What two excerpts have in common, and what not."""

    called = "compare"
    same = words(lazy("The same in both"), rows=3)
    differs = words(lazy("They differ in"), rows=3)


class MergeSheet(Sheet):
    """Into which theme this one goes."""

    called = "merge"
    spoken_at = "into"
    into = choice(lazy("Merge it into"), [], required=True)
    reason = line(lazy("Why"), help=lazy("It stands in the trail."))


class SplitSheet(Sheet):
    """What the new theme is called, and what goes into it."""

    called = "split"
    name = line(lazy("Name of the new theme"))
    idea = words(lazy("Central idea"), rows=3)
    reason = line(lazy("Why"), help=lazy("It stands in the trail."))
    claims = forms.MultipleChoiceField(required=False)
    codes = forms.MultipleChoiceField(required=False)
    evidence = forms.MultipleChoiceField(required=False)
    groups = forms.MultipleChoiceField(required=False)


@in_study
@require_safe
def show(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """The board of a theme."""
    return _board(request, by, theme_id)


@in_study
@needs("board.change")
@require_http_methods(["GET", "POST"])
def gather(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """What can be laid on the board: excerpts of the theme's codes, the codes, memos."""
    row, found = theme_row(by, theme_id), theme_line(by, theme_id)
    if request.method == "POST":
        things = [_thing(by, written) for written in request.POST.getlist("thing")]
        into = request.POST.get("group", "")
        cards = services.lay_out(by, theme=row, things=things, group=_group(by, row, into))
        return done(request, by, _("Laid out: %(n)s.") % {"n": len(cards)}, "board", theme_id)
    laid = board(by, row)
    there = {one.row for one in laid.cards}
    shown = Paginator(not_laid_out(by, row, found.codes), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "theme": found, "board": laid, "shown": shown,
        "codes": [one for one in found.codes if one.id not in there],
        "memos": [one for one in memos(by) if one.id not in there],
    }  # fmt: skip
    return page(request, by, "board_gather.html", context)


@in_study
@require_POST
def move(request: HttpRequest, by: Membership, theme_id: UUID, card_id: UUID) -> HttpResponse:
    """Into a group, out of it, before another card, or off the board."""
    row = theme_row(by, theme_id)
    one = _on(row, card(by, card_id))
    if "off" in request.POST:
        services.take_off_board(by, card=one)
        return done(request, by, _("It is off the board. What it shows stays."), "board", theme_id)
    if "step" in request.POST:
        _step(by, row, one, later=request.POST["step"] == "later")
    else:
        before = request.POST.get("before", "")
        services.move_card(
            by, card=one, group=_group(by, row, request.POST.get("group", "")),
            before=_on(row, card(by, _id(before))) if before else None,
        )  # fmt: skip
    return done(request, by, _("Moved."), "board", theme_id, at=f"#c{card_id}")


@in_study
@require_POST
def new_group(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """A group with a name."""
    row = theme_row(by, theme_id)
    sheet = GroupSheet(request.POST)
    if sheet.sent(lambda said: services.make_group(by, theme=row, name=said["name"])):
        return done(request, by, _("The group is there. Move cards into it."), "board", theme_id)
    return _board(request, by, theme_id, sheet=sheet)


@in_study
@require_POST
def change_group(request: HttpRequest, by: Membership, theme_id: UUID, group_id: UUID) -> HttpResponse:
    """Another name for a group; or away with it."""
    one = _on(theme_row(by, theme_id), group(by, group_id))
    if "remove" in request.POST:
        services.remove_group(by, group=one)
        return done(request, by, _("The group is gone; its cards lie loose."), "board", theme_id)
    services.rename_group(by, group=one, name=request.POST.get("name", ""))
    return done(request, by, _("Kept."), "board", theme_id, at=f"#g{group_id}")


@in_study
@needs("board.compare")
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Two excerpts side by side, and what is said of them."""
    row = theme_row(by, theme_id)
    laid = board(by, row)
    lying = [one for one in laid.cards if one.excerpt]
    asked = (request.POST if request.method == "POST" else request.GET).getlist("card")
    chosen = [one for one in lying if str(one.id) in asked][:2]
    pair = tuple(chosen) if len(chosen) == 2 else None if asked else laid.next_pair()
    context: dict[str, Any] = {
        "theme_id": theme_id,
        "name": theme_names(by)[theme_id],
        "board": laid,
        "cards": lying,
    }
    if pair is None:
        return page(request, by, "board_compare.html", context | {"pair": None, "asked": asked})
    both = {pair[0].row, pair[1].row}
    said = next((one for one in laid.compared if {one.one.coding.id, one.other.coding.id} == both), None)
    initial = {"same": said.same, "differs": said.differs} if said else {}
    sheet = CompareSheet(request.POST if request.method == "POST" else None, initial=initial)
    one, other = (coding_row(by, key.row) for key in pair)
    if sheet.is_bound and sheet.sent(
        lambda words: services.compare_excerpts(by, theme=row, one=one, other=other, **words)
    ):
        return done(request, by, _("Kept. Here are the next two."), "board-compare", theme_id)
    return page(request, by, "board_compare.html", context | {"pair": pair, "sheet": sheet, "said": said})


@in_study
@require_POST
def uncompare(request: HttpRequest, by: Membership, theme_id: UUID, comparison_id: UUID) -> HttpResponse:
    """Take away what was said of two excerpts."""
    services.remove_comparison(by, comparison=_on(theme_row(by, theme_id), comparison(by, comparison_id)))
    return done(request, by, _("Taken away. The trail can bring it back."), "board", theme_id)


@in_study
@needs("theme.merge")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Make two themes one."""
    row, names = theme_row(by, theme_id), theme_names(by)
    sheet = MergeSheet(request.POST if request.method == "POST" else None)
    sheet.offer(
        "into", [("", _("choose a theme")), *((str(k), n) for k, n in names.items() if k != theme_id)]
    )
    if sheet.is_bound and sheet.sent(
        lambda said: merge_themes(
            by, theme=row, into=theme_row(by, UUID(said["into"])), reason=said["reason"]
        )
    ):
        into = sheet.cleaned_data["into"]
        return done(request, by, _("They are one theme now. The trail can take that back."), "theme", into)
    context = {"sheet": sheet, "theme_id": theme_id, "name": names[theme_id], "alone": len(names) < 2}
    return page(request, by, "theme_merge.html", context)


@in_study
@needs("theme.split")
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Make two of a theme."""
    row, found = theme_row(by, theme_id), theme_line(by, theme_id)
    laid = board(by, row)
    sheet = SplitSheet(request.POST if request.method == "POST" else None)
    sheet.offer("claims", [(str(one.id), one.sentence) for one in found.claims])
    sheet.offer("codes", [(str(one.id), one.plain) for one in found.codes if one.id in found.gathered])
    sheet.offer("evidence", [(str(one.id), "") for one in found.evidence])
    sheet.offer("groups", [(str(one.id), one.name) for one in laid.groups])
    if sheet.is_bound and sheet.sent(lambda said: _split(by, row, said)):
        new = sheet.result
        return done(request, by, _("They are two themes now."), "theme", new.id if new else theme_id)
    sent = {name: set(request.POST.getlist(name)) for name in ("claims", "codes", "evidence", "groups")}
    return page(
        request, by, "theme_split.html", {"sheet": sheet, "theme": found, "board": laid, "sent": sent}
    )


def _split(by: Membership, row: Any, said: dict[str, Any]) -> Any:
    return split_theme(
        by, theme=row, name=said["name"], idea=said["idea"], reason=said["reason"],
        claims=[claim_row(by, UUID(key)) for key in said["claims"]], codes=[UUID(key) for key in said["codes"]],
        evidence=[evidence_row(by, UUID(key)) for key in said["evidence"]],
        groups=[group(by, UUID(key)) for key in said["groups"]],
    )  # fmt: skip


def _board(request: HttpRequest, by: Membership, theme_id: UUID, **bound: Sheet) -> HttpResponse:
    laid = board(by, theme_row(by, theme_id))
    rows = [theme_id, *(one.id for one in laid.groups if one.id), *(one.id for one in laid.cards)]
    context = {
        "theme_id": theme_id, "name": theme_names(by)[theme_id], "board": laid, "sheet": GroupSheet(),
        "acts": told_about(by, rows),
    }  # fmt: skip
    return page(request, by, "board.html", context | bound)


def _step(by: Membership, theme: Any, one: Any, *, later: bool) -> None:
    """One place earlier or later in its group, among what the member sees there."""
    lying = next(each.cards for each in board(by, theme).all if each.id == one.group_id)
    order = [each.id for each in lying]
    at = order.index(one.id)
    place = min(at + 2, len(order)) if later else at - 1
    if place < 0:
        return  # it lies first already
    before = card(by, order[place]) if place < len(order) else None
    services.move_card(by, card=one, group=one.group, before=before)


def _thing(by: Membership, written: str) -> Any:
    """“coding:…”: a thing that can lie on a board. Raises `NotThere`."""
    what, _colon, row = written.partition(":")
    if what not in FETCH:
        raise NotThere(_("There is no such thing in this study."))
    return FETCH[what](by, _id(row))


def _group(by: Membership, theme: Any, written: str) -> Any:
    return _on(theme, group(by, _id(written))) if written else None


def _on(theme: Any, row: Any) -> Any:
    """A row that is of this theme's board. Raises `NotThere`."""
    if row.theme_id != theme.id:
        raise NotThere(_("That does not lie on this board."))
    return row


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotThere(_("There is no such thing in this study.")) from None
