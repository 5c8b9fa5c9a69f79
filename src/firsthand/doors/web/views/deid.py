"""What could tell who somebody is: decided on here, replaced everywhere at once."""

from __future__ import annotations

from itertools import dropwhile, groupby, islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line
from firsthand.doors.web.wording import rule_names
from firsthand.field.deid.looking import leaks
from firsthand.field.deid.selectors import (
    SHOWN,
    IdentifierLine,
    identifier,
    identifiers,
    proposed,
    reveal,
    still_a_voice,
)
from firsthand.field.deid.services import accept, add_identifier, dismiss, propose, replace_with
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class WordsSheet(Sheet):
    """Words that somebody found themselves."""

    called = "words"
    spoken_at = "words"
    words = line(
        lazy("Words"), help=lazy("As they stand in the texts; in any case, with or without accents.")
    )
    rule = choice(lazy("What they are"), [], required=True)
    instead = line(lazy("What is to stand there"), help=lazy("Left empty: what is usual for such words."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("rule", [("", "—"), *rule_names().items()])


@in_study
@require_http_methods(["GET", "POST"])
def deidentify(request: HttpRequest, by: Membership) -> HttpResponse:
    """All that is proposed, by rule; what was decided; what is still a voice; and the leak check, when asked for."""
    sheet = WordsSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: add_identifier(
            by, words=said["words"], rule_id=said["rule"], replacement=said["instead"]
        )
    ):
        return done(request, by, _("They are on the list now. Nothing is replaced yet."), "deidentify")
    return _page(request, by, {"sheet": sheet})


@in_study
@require_POST
def look(request: HttpRequest, by: Membership) -> HttpResponse:
    """Look through everything."""
    new = len(propose(by))
    said = _("Looked through everything: %(new)s new.") % {"new": new} if new else _("Nothing new was found.")
    return done(request, by, said, "deidentify")


@in_study
@require_POST
def accept_always(request: HttpRequest, by: Membership) -> HttpResponse:
    """Replace all that is replaced wherever it stands."""
    accept(by, identifiers=proposed(by, always=True))
    return done(
        request, by, _("Replaced everywhere. The originals are under the guardian’s key."), "deidentify"
    )


@in_study
@require_POST
def decide(request: HttpRequest, by: Membership, identifier_id: UUID) -> HttpResponse:
    """Replace one everywhere, with what was written beside it; or leave it, for a reason."""
    row, onward = identifier(by, identifier_id), _next(by, identifier_id)
    try:
        if request.POST.get("do") == "dismiss":
            dismiss(by, identifier=row, reason=request.POST.get("reason", ""))
            said = _("Left as it is. The reason is in the log.")
            return done(request, by, said, "deidentify", at=onward)
        with one_act(by, "deid.accept"):
            replace_with(by, identifier=row, replacement=request.POST.get("instead", ""))
            accept(by, identifiers=[row])
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        wrong = {"wrong": identifier_id, "sentence": str(problem), "sheet": WordsSheet()}
        return _page(request, by, wrong, status=400)
    said = _("Replaced everywhere. The originals are under the guardian’s key.")
    return done(request, by, said, "deidentify", at=onward)


def _next(by: Membership, decided: UUID) -> str:
    """Where the page goes on once this one is decided: at the one behind it, and not at the top again."""
    waiting = sorted(proposed(by), key=lambda one: (one.rule, one.number))  # as the page lists them
    behind = dropwhile(lambda one: one.id != decided, waiting)
    one = next(islice(behind, 1, None), None)
    return f"#words-{one.number}" if one else ""


def _page(request: HttpRequest, by: Membership, more: dict[str, Any], status: int = 200) -> HttpResponse:
    lines = identifiers(by)
    waiting = [one for one in lines if one.state == "proposed"]
    always = [one for one in waiting if one.rule.level == "always"]
    shown = request.GET.get("show", "")
    context: dict[str, Any] = {
        "groups": [(rule, list(group)) for rule, group in groupby(waiting, key=lambda one: one.rule)],
        "always": len(always),
        "always_places": sum(len(one.places) for one in always),
        "decided": _decided(lines),
        "voices": still_a_voice(by),
        "checked": "check" in request.GET,
        "shown": SHOWN,
        "rule_names": rule_names(),
    }
    if "check" in request.GET:
        context["leaks"] = leaks(by)
    context["revealed"] = {
        one.id: reveal(by, identifier(by, one.id)) for one in lines if str(one.id) == shown and by.has_names
    }
    return page(request, by, "deidentify.html", context | more, status=status)


def _decided(lines: list[IdentifierLine]) -> list[IdentifierLine]:
    """What was decided, latest first."""
    return sorted((one for one in lines if one.state != "proposed"), key=lambda one: one.at, reverse=True)
