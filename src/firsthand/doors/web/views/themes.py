"""Themes: the central idea, the codes gathered, and claims with what speaks for and against them."""

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
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import coding as coding_row
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes import services
from firsthand.analysis.themes.selectors import ClaimLine, Piece, ThemeLine, sides, theme_line
from firsthand.analysis.themes.selectors import claim as claim_row
from firsthand.analysis.themes.selectors import evidence as evidence_row
from firsthand.analysis.themes.selectors import theme as theme_row
from firsthand.analysis.themes.selectors import themes as all_themes
from firsthand.analysis.themes.without import left
from firsthand.core.problems import NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, text_version, version, words
from firsthand.field.people.selectors import people as people_of
from firsthand.giving_back.member_checks.selectors import said_to
from firsthand.ground.calling.selectors import own_words

if TYPE_CHECKING:
    from firsthand.analysis.themes.models import Claim
    from firsthand.ground.studies.models import Membership

AT_ONCE = 25


class ThemeSheet(Sheet):
    """What a theme is called, and its central idea."""

    called = "theme"
    spoken_at = "name"
    name = line(lazy("Name"))
    plain_name = line(lazy("Plain name"), help=lazy("As you would say it to the people it is about."))
    idea = words(lazy("Central idea"), help=lazy("What holds it together, in two or three sentences."))
    version = version()


class GatherSheet(Sheet):
    """A code to gather. The codes under it come along."""

    called = "gather"
    spoken_at = "code"
    code = choice(lazy("Gather a code"), [], help=lazy("The codes under it come along."), required=True)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", [
            ("", _("choose a code")), *((str(one.id), one.full_path) for one in codebook(by)),
        ])  # fmt: skip


class ClaimSheet(Sheet):
    """One sentence that the theme says."""

    called = "claim"
    spoken_at = "sentence"
    sentence = words(
        lazy("A further claim"), help=lazy("One sentence that somebody could disagree with."), rows=2
    )
    tested_by = words(
        lazy("What would count against it"),
        help=lazy("What would somebody have to say or do for you to let it go? Look for that on purpose."),
        rows=2,
    )
    says_whose = forms.BooleanField(
        label="",
        required=False,
    )

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["says_whose"].label = _(
            "Where people speak of others, the sentence itself says so (“%(workers)s told us that …”)"
        ) % {"workers": own_words(by).worker_many}


class ClaimAgainSheet(ClaimSheet):
    """The same, for a claim that stands."""

    version = text_version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentence"].label = _("The claim")


@in_study
@require_safe
def themes(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every theme."""
    return page(request, by, "themes.html", {"themes": all_themes(by)})


@in_study
@require_safe
def rests(request: HttpRequest, by: Membership) -> HttpResponse:
    """On whom each claim rests."""
    lines, people = all_themes(by), people_of(by)
    rows = [
        (claim, theme, len([piece for piece in claim.on("for") if piece.excerpt]), without)
        for theme in lines
        for claim in theme.claims
        if claim.evidence and (without := [left(theme, claim, one.id) for one in people])
    ]
    return page(request, by, "themes_without.html", {"rows": rows, "people": people})


@in_study
@needs("theme.make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Make a theme."""
    sheet = ThemeSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: services.make_theme(
            by, name=said["name"], plain_name=said["plain_name"], idea=said["idea"]
        )
    ):
        if sheet.result is None:
            return done(request, by, _("The theme is kept."), "themes")
        return done(request, by, _("The theme is kept. Now gather its codes."), "theme", sheet.result.id)
    return page(request, by, "theme_new.html", {"sheet": sheet})


@in_study
@require_safe
def theme(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """One theme."""
    return _theme(request, by, theme_id)


@in_study
@needs("theme.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Another name or central idea."""
    row = theme_row(by, theme_id)
    stands = theme_line(by, theme_id)
    initial = {word: getattr(stands, word) for word in ("name", "plain_name", "idea", "version")}
    sheet = ThemeSheet(request.POST if request.method == "POST" else None, initial=initial)
    if sheet.is_bound and sheet.sent(lambda said: services.change_theme(by, theme=row, **said)):
        return done(request, by, _("Kept."), "theme", theme_id)
    if sheet.clashed:  # as somebody left it since
        row, stands = theme_row(by, theme_id), theme_line(by, theme_id)
        sheet.seen(row.version)
    return page(request, by, "theme_change.html", {"theme": stands, "sheet": sheet})


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Remove a theme."""
    services.remove_theme(by, theme=theme_row(by, theme_id))
    return done(request, by, _("The theme was removed. The trail can bring it back."), "themes")


@in_study
@require_POST
def gather(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Put a code into a theme."""
    row = theme_row(by, theme_id)
    sheet = GatherSheet(request.POST, by=by)
    if sheet.sent(lambda said: services.gather_code(by, theme=row, code=code_row(by, UUID(said["code"])))):
        return done(request, by, _("Gathered."), "theme", theme_id)
    return _theme(request, by, theme_id, gather=sheet)


@in_study
@require_POST
def let_go(request: HttpRequest, by: Membership, theme_id: UUID, code_id: UUID) -> HttpResponse:
    """Take a code out of a theme."""
    services.let_go_of_code(by, theme=theme_row(by, theme_id), code=code_row(by, code_id))
    return done(request, by, _("The code is no longer in this theme."), "theme", theme_id)


@in_study
@require_POST
def make_claim(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """Say one sentence under a theme."""
    row = theme_row(by, theme_id)
    sheet = ClaimSheet(request.POST, by=by)
    if sheet.sent(lambda said: services.make_claim(by, theme=row, **said)):
        return done(request, by, _("The claim stands. Now put evidence to it."), "theme", theme_id)
    return _theme(request, by, theme_id, claim=sheet)


@in_study
@needs("claim.change")
@require_http_methods(["GET", "POST"])
def change_claim(request: HttpRequest, by: Membership, theme_id: UUID, claim_id: UUID) -> HttpResponse:
    """Say it otherwise."""
    found = theme_line(by, theme_id)
    one, row = _claim_in(found, claim_id), claim_row(by, claim_id)
    initial = {
        "sentence": one.sentence, "tested_by": one.tested_by, "says_whose": one.says_whose,
        "version": services.claim_version(row),
    }  # fmt: skip
    sheet = ClaimAgainSheet(request.POST if request.method == "POST" else None, initial=initial, by=by)
    if sheet.is_bound and sheet.sent(lambda said: services.change_claim(by, claim=row, **said)):
        return done(request, by, _("Kept."), "theme", theme_id)
    if sheet.clashed:  # as somebody left it since
        found = theme_line(by, theme_id)
        one = _claim_in(found, claim_id)
        sheet.seen(services.claim_version(claim_row(by, claim_id)))
    return page(request, by, "claim.html", {"theme": found, "claim": one, "sheet": sheet})


@in_study
@require_POST
def remove_claim(request: HttpRequest, by: Membership, theme_id: UUID, claim_id: UUID) -> HttpResponse:
    """Remove a claim."""
    _claim_in(theme_line(by, theme_id), claim_id)
    services.remove_claim(by, claim=claim_row(by, claim_id))
    return done(request, by, _("The claim was removed. The trail can bring it back."), "theme", theme_id)


@in_study
@needs("evidence.add")
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, by: Membership, theme_id: UUID) -> HttpResponse:
    """The excerpts of a theme's codes, to put to a claim or to the theme as a whole."""
    found = theme_line(by, theme_id)
    chosen = request.POST.get("claim") or request.GET.get("claim", "")
    claim = _claim_in(found, UUID(chosen)) if chosen else None
    if request.method == "POST":
        side, _colon, coding_id = request.POST.get("put", "").partition(":")
        return _put(request, by, theme_id, claim, side, coding_id)
    code = request.GET.get("code", "")
    wanted = [line.id for line in found.codes if code in ("", str(line.id))]
    sides_now = {piece.excerpt.coding.id: piece.side for piece in _of(found, claim) if piece.excerpt}
    shown = Paginator(excerpts(by, codes=wanted), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "theme": found, "claim": claim, "code": code, "shown": shown,
        "rows": [(one, sides_now.get(one.coding.id, "")) for one in shown], "sides": sides(),
    }  # fmt: skip
    return page(request, by, "evidence.html", context)


@in_study
@require_POST
def change_evidence(request: HttpRequest, by: Membership, theme_id: UUID, evidence_id: UUID) -> HttpResponse:
    """To another side, or away; what is said to it; or that it holds as it is now."""
    row = evidence_row(by, evidence_id)
    if "answer" in request.POST:
        services.answer_evidence(by, evidence=row, answer=request.POST["answer"])
        return done(request, by, _("Kept."), "theme", theme_id, at=f"#e{evidence_id}")
    if "holds" in request.POST:
        services.confirm_evidence(by, evidence=row)
        return done(request, by, _("It is said that it holds."), "theme", theme_id, at=f"#e{evidence_id}")
    if "side" in request.POST:
        services.change_evidence(by, evidence=row, side=request.POST["side"])
        return done(request, by, _("The evidence is on the other side now."), "theme", theme_id)
    services.remove_evidence(by, evidence=row)
    return done(request, by, _("The evidence was taken away. Its coding stays."), "theme", theme_id)


def _put(
    request: HttpRequest, by: Membership, theme_id: UUID, claim: ClaimLine | None, side: str, coding_id: str
) -> HttpResponse:
    try:
        coding = coding_row(by, UUID(coding_id))
    except ValueError:
        raise NotThere(_("There is no such coding in this study.")) from None
    row: Claim | None = claim_row(by, claim.id) if claim else None
    services.add_evidence(by, theme=theme_row(by, theme_id), coding=coding, side=side, claim=row)
    onward = f"?claim={claim.id}" if claim else ""
    return done(request, by, _("Put to it."), "evidence", theme_id, at=f"{onward}#e{coding.id}")


def _of(theme: ThemeLine, claim: ClaimLine | None) -> tuple[Piece, ...]:
    return claim.evidence if claim else theme.evidence


def _claim_in(found: ThemeLine, claim_id: UUID) -> ClaimLine:
    one = next((claim for claim in found.claims if claim.id == claim_id), None)
    if one is None:
        raise NotThere(_("There is no such claim in this theme."))
    return one


def _theme(request: HttpRequest, by: Membership, theme_id: UUID, **bound: Sheet) -> HttpResponse:
    context = {
        "theme": theme_line(by, theme_id), "gather": GatherSheet(by=by), "claim": ClaimSheet(by=by),
        "memos": memos(by, about=theme_id), "sides": sides(), "said_to": said_to(by),
    }  # fmt: skip
    return page(request, by, "theme.html", context | bound)
