"""Interviews: who was asked what, guides in their versions, and all answers to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.core.guide import read_guide
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line, words
from firsthand.field.interviews import answers, selectors
from firsthand.field.interviews.selectors import GuideLine
from firsthand.field.interviews.services import add_interview, import_guide
from firsthand.field.sources.selectors import source, source_line
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.selectors import member, members

if TYPE_CHECKING:
    from firsthand.core.guide import Guide
    from firsthand.field.interviews.answers import Proposal
    from firsthand.field.interviews.models import GuideVersion
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

HOW = [("", lazy("open")), ("declined", lazy("they left it out")), ("not asked", lazy("not asked"))]


class InterviewSheet(Sheet):
    """When an interview was, who asked, and with which guide."""

    called = "interview"
    on = forms.DateField(
        label=lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = line(lazy("Place"), help=lazy("The kind of place, not its name."))
    asked_by = choice(lazy("Who asked"), [])
    guide = choice(lazy("Guide"), [])
    note = words(lazy("Note"), rows=2)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("asked_by", [("", "—"), *((str(one.id), one.name) for one in members(by))])
        self.offer("guide", [("", "—"), *((str(one.id), guide_name(one)) for one in selectors.guides(by))])


class GuideSheet(Sheet):
    """A guide, written or from a file."""

    called = "guide"
    spoken_at = "text"
    title = line(lazy("Title"))
    file = forms.FileField(label=lazy("A file"), required=False, help_text=lazy("YAML, or plain text."))
    text = words(
        lazy("Or written here"), rows=10,
        help=lazy("A question a line; its probes below it, each after a dash."),
    )  # fmt: skip
    into = choice(lazy("It is"), [])
    reason = line(lazy("Why it changed"))

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = {one.guide: one for one in reversed(selectors.guides(by))}
        known = [
            (str(one.guide), _("a new version of “%(title)s”") % {"title": one.title or one.guide})
            for one in latest.values()
        ]
        self.offer("into", [("", _("a new guide")), *known])


def guide_name(one: GuideLine) -> str:
    """A version of a guide in a list."""
    said = {"title": one.title or _("Guide %(number)s") % {"number": one.guide}, "number": one.number}
    return _("%(title)s, version %(number)s") % said


@in_study
@require_safe
def interviews(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every interview, and the table of who was asked what."""
    guides = selectors.guides(by)
    chosen = _chosen(by, request.GET.get("guide", ""))
    table = selectors.coverage(by, chosen) if chosen else None
    context = {
        "interviews": selectors.interviews(by), "unheld": selectors.unheld(by), "coverage": table, "chosen": chosen,
        "guides": [(one, guide_name(one)) for one in guides], "how_names": dict(HOW),
        "totals": _totals(table) if table else [],
    }  # fmt: skip
    return page(request, by, "interviews.html", context)


@in_study
@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """One interview: when and by whom, its questions with their answers, and what the guide's wording proposes."""
    row = source(by, source_id)
    held = selectors.interview_of(by, row)
    line_ = next((one for one in selectors.interviews(by) if one.source.id == row.id), None)
    initial = {
        "on": line_.on, "place": line_.place, "note": line_.note, "guide": str(line_.guide or ""),
        "asked_by": str(held.asked_by_id or "") if held else "",
    } if line_ else {}  # fmt: skip
    sheet = InterviewSheet(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if sheet.is_bound and sheet.sent(lambda said: _add(by, row, said)):
        return done(request, by, _("Kept."), "interview", source_id)
    version = held.guide if held else None
    context = {
        "source": source_line(by, row), "sheet": sheet, "held": held, "how": HOW,
        "asked": _asked(by, row, version), "proposals": _proposals(by, row, version),
    }  # fmt: skip
    return page(request, by, "interview.html", context)


@in_study
@needs("answer.mark")
@require_POST
def mark(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Take what was ticked of the proposals: one act."""
    row = source(by, source_id)
    _held, guide = selectors.held_with(by, row)
    taken = set(request.POST.getlist("take"))
    with one_act(by, "answer.mark"):  # proposed anew in the text as it is read while nobody else writes
        found = [one for one in answers.propose(by, row, guide) if _named(one) in taken]
        if not found:
            raise Problem(_("Nothing was ticked."))
        asked = [(selectors.question(by, guide.guide, one.label), one.span) for one in found]
        answers.mark_answers(by, source=row, answers=asked)
    return done(request, by, _("Marked."), "interview", source_id)


@in_study
@require_POST
def unanswered(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Say of each question that was left out how it was: one act."""
    row = source(by, source_id)
    held, guide = selectors.held_with(by, row)
    with one_act(by, "answer.mark"):
        for label, how in request.POST.items():
            if label.startswith("how-") and isinstance(how, str):
                question = selectors.question(by, guide.guide, label.removeprefix("how-"))
                answers.say_unanswered(by, interview=held, question=question, how=how)
    return done(request, by, _("Kept."), "interview", source_id)


@in_study
@require_POST
def unmark(request: HttpRequest, by: Membership, answer_id: UUID) -> HttpResponse:
    """Take a question's mark off the words."""
    row = selectors.answer(by, answer_id)
    source_id, at = row.version.source_id, f"#asked-{quote(row.question.label)}"
    answers.unmark_answer(by, answer=row)
    said = _("The mark was taken off. The trail can bring it back.")
    return done(request, by, said, "interview", source_id, at=at)


@in_study
@require_http_methods(["GET", "POST"])
def guides(request: HttpRequest, by: Membership) -> HttpResponse:
    """The guides in their versions, and bringing in another."""
    sheet = (
        GuideSheet(request.POST, files=request.FILES, by=by)
        if request.method == "POST"
        else GuideSheet(by=by)
    )
    if sheet.is_bound and sheet.sent(lambda said: _import(by, said)):
        return done(request, by, _("The guide is kept."), "guides")
    found = [(one, guide_name(one)) for one in selectors.guides(by)]
    return page(request, by, "guides.html", {"guides": found, "sheet": sheet})


@in_study
@needs("study.read")
@require_safe
def question(request: HttpRequest, by: Membership, number: int, label: str) -> HttpResponse:
    """All answers to a question, person by person."""
    version = selectors.guide_version(by, number)
    row = selectors.question(by, version.guide, label)
    asked = next((one for one in answers.wordings(by, version) if one.label == row.label), None)
    context = {
        "label": row.label, "asked": asked, "answers": selectors.answers_to(by, row), "number": number,
        "labels": [one.label for one in answers.wordings(by, version)],
    }  # fmt: skip
    return page(request, by, "question.html", context)


def _chosen(by: Membership, ref: str) -> GuideVersion | None:
    try:
        return selectors.guide_version(by, UUID(ref) if ref else None)
    except (NotThere, ValueError):
        return None


def _totals(table: selectors.Coverage) -> list[tuple[str, int]]:
    """How many interviews answer each question."""
    return [
        (one.label, sum(isinstance(cells[place], int) for _interview, cells in table.rows))
        for place, one in enumerate(table.questions)
    ]


def _add(by: Membership, row: Source, said: dict[str, Any]) -> object:
    asked_by = member(by, UUID(said["asked_by"])) if said["asked_by"] else None
    guide = selectors.guide_version(by, UUID(said["guide"])) if said["guide"] else None
    return add_interview(
        by, source=row, on=said["on"], asked_by=asked_by, guide=guide, place=said["place"], note=said["note"]
    )


def _import(by: Membership, said: dict[str, Any]) -> object:
    into = selectors.guide(by, int(said["into"])) if said["into"] else None
    return import_guide(by, guide=_read(said), into=into, title=said["title"], reason=said["reason"])


def _read(said: dict[str, Any]) -> Guide:
    if not said["file"]:
        return read_guide(said["text"])
    try:
        return read_guide(said["file"].read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Problem(
            _("The file is no text in UTF-8. Save it as plain text in UTF-8, and try again.")
        ) from None


def _named(one: Proposal) -> str:
    """By what a form names a proposal: believed only where the very same is proposed still."""
    return f"{one.label} {one.span.start}-{one.span.end}"


def _asked(by: Membership, row: Source, version: GuideVersion | None) -> list[dict[str, Any]]:
    """Each question of the guide with its answers here, or how it was left out."""
    if version is None:
        return []
    found = selectors.answers_of(by, row)
    left_out = selectors.left_out(by, row)
    words_here = text_of(by, row).words
    return [
        {
            "question": one, "how": left_out.get(one.label, ""),
            "answers": [(each, each.span.words_in(words_here)) for each in found if each.label == one.label],
        }
        for one in answers.wordings(by, version)
    ]  # fmt: skip


def _proposals(
    by: Membership, row: Source, version: GuideVersion | None
) -> list[tuple[str, Proposal, str, str]]:
    """What the guide's wording proposes and is not marked yet: with the turn that asks and the answer's first words."""
    if version is None:
        return []
    text = text_of(by, row)
    marked = selectors.answers_of(by, row)
    rows = []
    for one in answers.propose(by, row, version):
        if any(each.label == one.label and each.span.touches(one.span) for each in marked):
            continue
        turn = text.structure.turns[one.asked_in - 1]
        rows.append((_named(one), one, text.words[turn.words : turn.end], one.span.words_in(text.words)))
    return rows
