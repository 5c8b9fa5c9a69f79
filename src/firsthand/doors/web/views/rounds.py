"""Rounds of coding: who codes what, blind or not; where they differ, and how it is settled."""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import code as code_row
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code
from firsthand.analysis.compare.in_round import agreement_in_round, over_rounds
from firsthand.analysis.rounds import services
from firsthand.analysis.rounds.method import method
from firsthand.analysis.rounds.selectors import outcomes, round_, round_line
from firsthand.analysis.rounds.selectors import rounds as all_rounds
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.figures import figures_of_round, figures_over
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, number, several, words
from firsthand.field.sources.selectors import source as source_row
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import require_version
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.selectors import coders, member

if TYPE_CHECKING:
    from firsthand.analysis.rounds.models import Round
    from firsthand.ground.studies.models import Membership

AT_ONCE = 20
SEEDS = 1_000_000


class RoundSheet(Sheet):
    """A round to start."""

    called = "round"
    name = line(lazy("Name"), help=lazy("Such as: first two readers."))
    about = words(lazy("What it is for"), rows=2)
    coders = several(lazy("Who codes"), [])
    blind = choice(
        lazy("What they see of each other"),
        [
            ("yes", lazy("Nothing before the round is closed (blind)")),
            ("no", lazy("Everything, as always")),
        ],
        help=lazy("In a blind round the texts look uncoded to everybody but for their own codings."),
        required=True,
    )
    sources = several(lazy("Which texts"), [])
    draw = number(
        lazy("How many of them, drawn by chance"),
        help=lazy("Leave it empty to code all of them."),
        required=False,
    )
    seed = number(
        lazy("Drawn with the number"),
        help=lazy("The same number draws the same texts again. Empty: any number."),
        required=False,
    )
    codes = several(lazy("Only these codes"), [], help=lazy("With those under them. None chosen: all codes."))

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("coders", [(str(one.id), one.name) for one in coders(by)])
        self.offer(
            "sources",
            [
                (str(one.id), " · ".join(filter(None, (f"{one.ref} {one.title}", one.layer_name))))
                for one in sources(by)
            ],
        )
        self.offer("codes", [(str(one.id), one.full_path) for one in codebook(by)])


@in_study
@require_safe
def rounds(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every round."""
    found = all_rounds(by)
    context = {
        "rounds": found, "some_closed": any(one.closed_at for one in found), "method": method(by),
        **(figures_over(over_rounds(by), found) if request.GET.get("show") == "yes" else {}),
    }  # fmt: skip
    return page(request, by, "rounds.html", context)


@in_study
@needs("round.start")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Start a round."""
    sent = request.POST if request.method == "POST" else None
    sheet = RoundSheet(sent, by=by, initial={"blind": "yes"})
    if sheet.is_bound and sheet.sent(lambda said: _start(by, said)):
        number = 0 if sheet.result is None else sheet.result.number
        return done(request, by, _("The round has begun."), *(("round", number) if number else ("rounds",)))
    return page(request, by, "round_new.html", {"sheet": sheet})


def _start(by: Membership, said: dict[str, Any]) -> object:
    return services.start_round(
        by, name=said["name"], about=said["about"], blind=said["blind"] == "yes",
        coders=[member(by, UUID(one)) for one in said["coders"]],
        sources=[source_row(by, UUID(one)) for one in said["sources"]],
        codes=[code_row(by, UUID(one)) for one in said["codes"]],
        draw=said["draw"], seed=randbelow(SEEDS) if said["seed"] is None else said["seed"],
    )  # fmt: skip


@in_study
@require_safe
def round_page(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """One round."""
    return _round(request, by, number)


@in_study
@needs("round.finish")
@require_POST
def finish(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Say that one's own part is done, or is not yet."""
    ready = request.POST.get("done") != "no"
    services.finish(by, round=round_(by, number), done=ready)
    return done(
        request, by, _("Your part is done.") if ready else _("You are still coding."), "round", number
    )


@in_study
@needs("round.close")
@require_POST
def close(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Close a round."""
    services.close_round(by, round=round_(by, number))
    return done(request, by, _("The round is closed: here is where you differ."), "round", number)


@in_study
@needs("round.remove")
@require_POST
def remove(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Take a round out."""
    services.remove_round(by, round=round_(by, number))
    return done(request, by, _("The round is out. What was coded stays."), "rounds")


@in_study
@needs("round.settle")
@require_POST
def settle(request: HttpRequest, by: Membership, number: int) -> HttpResponse:
    """Settle a difference: the button says how, and on which words."""
    row, said = round_(by, number), request.POST
    here = f"{said.get('source')}:{said.get('code')}:{said.get('start')}"
    try:
        outcome, to = _outcome(said.get("how", ""))
        source = source_row(by, UUID(said.get("source", "")))
        with one_act(by, "round.settle"):
            if version := said.get("version"):
                require_version(by, source.current, UUID(version))
            services.settle_difference(
                by, round=row, source=source, code=code_row(by, UUID(said.get("code", ""))),
                span=_span(said.get("start"), said.get("end")), outcome=outcome, to=to,
                reason=said.get("reason", ""),
            )  # fmt: skip
    except (NotAllowed, NotThere):
        raise
    except (Problem, ValueError) as problem:
        sentence = str(problem) if isinstance(problem, Problem) else _("Choose how it is settled.")
        return _round(
            request, by, number, {"wrong": here, "sentence": sentence, "reason": said.get("reason", "")}
        )
    return done(request, by, _("Settled."), "round", number, at=_query(said) + "#differences")


@in_study
@needs("code.change")
@require_POST
def define(request: HttpRequest, by: Membership, number: int, code_id: UUID) -> HttpResponse:
    """Say more clearly what a code means, from where it was seen to be unclear."""
    round_(by, number)
    said = request.POST
    try:
        change_code(
            by, code=code_row(by, code_id), version=whole(said.get("version")),
            definition=said.get("definition", ""), when=said.get("when", ""), when_not=said.get("when_not", ""),
        )  # fmt: skip
    except NotThere:
        raise
    except Problem as problem:
        return _round(request, by, number, {"unclear": code_id, "sentence": str(problem)})
    return done(request, by, _("The definition is kept."), "round", number, at=_query(said) + "#differences")


def _round(
    request: HttpRequest, by: Membership, number: int, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    row = round_(by, number)
    shown = round_line(by, row)
    found = outcomes(by, row)
    chosen = request.GET.get("code") or request.POST.get("only", "")
    differences = [one for one in found.differences if chosen in ("", str(one.code.id))]
    asked = request.GET.get("page") or request.POST.get("page")
    here = Paginator(differences, AT_ONCE).get_page(asked)
    context: dict[str, Any] = {
        "round": shown,
        "mine": shown.part_of(by.id),
        "found": found,
        "chosen": chosen,
        "shown": here,
        "total": _total(found.tallies, shown.names),
        "method": method(by),
        "figures": _figures(by, row) if shown.closed_at and request.GET.get("show") == "yes" else None,
    }
    known = {one.key for one in here} | {one.code.id for one in here}
    if wrong and not known & {wrong.get("wrong"), wrong.get("unclear")}:
        context["at_the_top"] = wrong["sentence"]  # what it was about is not on the page any more
    return page(request, by, "round.html", context | (wrong or {}), status=400 if wrong else 200)


def _figures(by: Membership, row: Round) -> dict[str, Any]:
    """As it stood when the round was closed, and now; or the sentence that says why not."""
    try:
        then, now = (agreement_in_round(by, row, then=one) for one in (True, False))
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        return {"none": str(problem)}
    return figures_of_round(then, now)


def _total(tallies: Any, names: list[str]) -> dict[str, Any]:
    """All codes together."""
    return {
        "everybody": sum(one.everybody for one in tallies),
        "extent": sum(one.extent for one in tallies),
        "only": [(name, sum(one.only[name] for one in tallies)) for name in names],
        "settled": sum(one.settled for one in tallies),
    }


def _outcome(how: str) -> tuple[str, Span | None]:
    """`here:3:9`, `not`, `both`. Raises `ValueError` for anything else."""
    outcome, *place = how.split(":")
    return outcome, _span(*place) if place else None


def _span(start: str | None, end: str | None) -> Span:
    first, last = whole(start), whole(end)
    if first is None or last is None:
        raise ValueError
    return Span(first, last)


def _query(said: Any) -> str:
    """Back to the page of differences that one was on."""
    kept = [f"{name}={said[sent]}" for name, sent in (("code", "only"), ("page", "page")) if said.get(sent)]
    return "?" + "&".join(kept) if kept else ""
