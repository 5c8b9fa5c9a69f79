"""Consent: who was asked what, one participant's answers, asking now, and the papers to ask with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.core.consent import HOLD, LATER, TOLD, WITHDRAWN, Answer, Outcome, Scope, catalogue
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.doors.web.consent_sheets import AskSheet, LocalSheet, asked_at
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.numbers import whole
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.views.people import real_name
from firsthand.doors.web.views.sources import download
from firsthand.field.consent.forms import form, forms, reword
from firsthand.field.consent.selectors import (
    READERS,
    Said,
    answers_of,
    crossed_out,
    everybodys_answers,
    held,
    history,
    left_to_act,
    ways,
)
from firsthand.field.consent.services import exclude_reader, include_reader, pause, resume, set_answers
from firsthand.field.people.called import doubtful, thanks
from firsthand.field.people.selectors import Person, people_asked, person_asked
from firsthand.field.sources.own_words import mark_own_words, own_words, unmark_own_words, words_of
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import require_version
from firsthand.giving_back.asking import paper, wording_of
from firsthand.giving_back.leaving.selectors import withdrawals
from firsthand.ground.studies.access import MAY, may
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.selectors import member, members

if TYPE_CHECKING:
    from firsthand.core.consent.sheets import Wording
    from firsthand.field.people.models import Participant
    from firsthand.ground.studies.models import Membership


ANSWERED = ("naming", "check")  # whatever was chosen: none of it is a no


@in_study
@needs("consent.read")
@require_safe
def consents(request: HttpRequest, by: Membership) -> HttpResponse:
    """Who was asked what: a row for each question, a column for each participant."""
    wording = _wording(by)
    scopes = [one for one in catalogue().scopes.values() if one.type != "people"]
    people = people_asked(by)
    answers = everybodys_answers(by)
    said = [answers.get(person.id, {}) for person in people]
    rows = [
        (
            wording.of(scope, "ask"),
            [(_sign(scope, each.get(scope.id)), _short(wording, scope, each.get(scope.id))) for each in said],
        )
        for scope in scopes
    ]
    context = {
        "people": [(person, held(by, person.id)) for person in people], "rows": rows, "forms": forms(by),
        "open": [sum(scope.id not in each for scope in scopes) for each in said],
        "doubtful": doubtful(by) if _reads_names(by) else [],
        "thanks": thanks(by) if _reads_names(by) and "thanks" in request.GET else None,
    }  # fmt: skip
    return page(request, by, "consents.html", context)


@in_study
@needs("consent.read")
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """One participant: what stands, when it was asked, what was said before; and asking now."""
    row = person_asked(by, person_id)
    moment = request.GET.get("moment", "")
    if moment not in catalogue().moments:
        moment = ""
    sheet = _sheet(request, by, moment) if moment else None
    if sheet is not None and sheet.is_bound and sheet.sent(lambda said: _set(by, row, sheet, moment)):
        return done(request, by, _("Kept. What was said before is kept as well."), "consent", person_id)
    return _consent(request, by, row, moment, sheet)


@in_study
@needs("consent.set")
@require_POST
def hold(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Put everything of somebody's on hold, or take it off."""
    row = person_asked(by, person_id)
    if request.POST.get("do") == "resume":
        resume(by, participant=row)
        return done(request, by, _("Off hold. Everything is as it was."), "consent", person_id)
    pause(by, participant=row)
    sentence = _("On hold. Nothing of theirs is shown, counted or sent to anybody.")
    return done(request, by, sentence, "consent", person_id)


@in_study
@needs("reader.exclude")
@require_POST
def readers(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Cross a member out, or let them read again."""
    row = person_asked(by, person_id)
    reader = member(by, id_in(request.POST.get("member")))
    let = request.POST.get("do") == "include"
    (include_reader if let else exclude_reader)(by, participant=row, reader=reader)
    sentence = _("They read it again.") if let else _("They do not read it, and are not told.")
    left = left_to_act(by, row.id)
    if not let and len(left) == 1:
        sentence += " " + _("Only %(name)s can take this person’s words out now.") % {"name": left[0]}
    return done(request, by, sentence, "consent", person_id, at="#readers")


@in_study
@needs("ownwords.mark")
@require_POST
def theirs(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Say that words in a note are somebody's own, or that they are not."""
    row = person_asked(by, person_id)
    if mark := request.POST.get("mark"):
        unmark_own_words(by, mark=own_words(by, id_in(mark)))
        return done(request, by, _("The mark is taken off."), "consent", person_id, at="#theirs")
    of = source(by, id_in(request.POST.get("source")))
    span = Span(*(whole(request.POST.get(name)) or 0 for name in ("start", "end")))
    with one_act(by, "ownwords.mark"):
        if version := request.POST.get("version"):
            require_version(by, of.current, id_in(version))
        mark_own_words(by, source=of, participant=row, span=span)
    return done(request, by, _("Marked as theirs."), "consent", person_id, at="#theirs")


@in_study
@needs("consent.reword")
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, by: Membership) -> HttpResponse:
    """What only this study can say on its information sheet."""
    now = form(by)
    sheet = LocalSheet(request.POST if request.method == "POST" else None, initial=now.local)
    if sheet.is_bound and sheet.sent(
        lambda said: reword(by, local=sheet.local(), scopes=now.scopes, reason=said["reason"])
    ):
        return done(request, by, _("This is the wording from now on."), "consents")
    return page(request, by, "consent_wording.html", {"sheet": sheet, "forms": forms(by)})


@in_study
@needs("consent.read")
@require_safe
def papers(request: HttpRequest, by: Membership, what: str, format: str) -> HttpResponse:  # noqa: A002
    """Sheet, form or card, to print."""
    row = person_asked(by, request.GET["person"]) if request.GET.get("person") else None
    made = paper(by, what=what, format=format, version=request.GET.get("version", ""), participant=row)
    return download(made.file_name, made.content_type, made.data)


def _reads_names(by: Membership) -> bool:
    return may(by, "name.read") and by.has_names


def id_in(written: str | None) -> UUID:
    """An id that a form sent. Raises `NotThere` where it is none."""
    try:
        return UUID(written or "")
    except ValueError:
        raise NotThere(_("What this was about is not in this study.")) from None


def _set(by: Membership, row: Participant, sheet: AskSheet, moment: str) -> None:
    said = sheet.cleaned_data
    set_answers(
        by,
        participant=row,
        answers=sheet.answers(),
        moment=moment,
        how=said["how"],
        note=said["note"],
        also=sheet.also(),
    )


def _sheet(request: HttpRequest, by: Membership, moment: str) -> AskSheet:
    return AskSheet(
        request.POST if request.method == "POST" else None, scopes=asked_at(moment), wording=_wording(by),
        ways=[one for one in ways() if one[0] != "own page"],
    )  # fmt: skip


def _consent(
    request: HttpRequest, by: Membership, row: Participant, moment: str, sheet: AskSheet | None
) -> HttpResponse:
    wording, said = _wording(by), answers_of(by, row.id)
    person = next(one for one in people_asked(by) if one.id == row.id)
    scopes = [one for one in catalogue().scopes.values() if one.type != "people"]
    standing = [
        (wording.of(one, "ask"), _answer(wording, one, said[one.id]), said[one.id])
        for one in scopes
        if one.id in said
    ]
    context = {
        "person": person, "held": held(by, row.id), "standing": standing,
        "open": [wording.of(one, "ask") for one in scopes if one.id not in said],
        "history": [(_told(wording, one), one) for one in history(by, row.id)],
        "moments": [(key, wording.said(text)) for key, text in catalogue().moments.items()],
        "moment": moment, "sheet": sheet, "so_far": {one.id: _short(wording, one, said.get(one.id)) for one in scopes},
        "ways": dict(ways()), "readers": _readers(by, row), "theirs": _theirs(by, row, person),
        "left": withdrawals(by, row) if may(by, "participant.withdraw") else [],
        "real": real_name(request, by, row.id), "name_asked": "name" in request.GET,
    }  # fmt: skip
    return page(request, by, "consent.html", context)


def _readers(by: Membership, row: Participant) -> list[tuple[object, bool]]:
    """The members who read the study, and whether this participant crossed them out."""
    if not may(by, "reader.exclude"):
        return []
    out = crossed_out(by, row.id)
    return [
        (one, str(one.id) in out)
        for one in members(by)
        if one.role in MAY["study.read"].who and one.id != by.id
    ]


def _theirs(by: Membership, row: Participant, person: Person) -> list[object]:
    return list(words_of(by, row)) if may(by, "ownwords.mark") and not held(by, person.id) else []


def _wording(by: Membership) -> Wording:
    return wording_of(form(by), [])


def _answer(wording: Wording, scope: Scope, said: Said) -> str:
    """An answer in the words in which it was offered."""
    names = dict(zip(scope.options, wording.options(scope), strict=True))
    special = {LATER: _("later"), WITHDRAWN: _("withdrawn"), TOLD: _("was told")}
    return "; ".join(names.get(one) or special.get(one, one) for one in said.answer.chosen) or _(
        "none of these"
    )


def _sign(scope: Scope, said: Said | None) -> str:
    """What an answer comes to, in one sign."""
    if said is None:
        return ""
    if LATER in said.answer.chosen:
        return "…"
    found = {how for option in said.answer.chosen for how in scope.uses.get(option, {}).values()}
    if Outcome.REVIEW in found:
        return "◐"
    answered = scope.id in ANSWERED or not scope.uses
    return "●" if Outcome.YES in found or (answered and said.answer.value not in ("no", WITHDRAWN)) else "○"


def _short(wording: Wording, scope: Scope, said: Said | None) -> str | None:
    return None if said is None else _answer(wording, scope, said)


def _told(wording: Wording, said: Said) -> tuple[str, str]:
    """What was asked, and what was answered, of anything in the history."""
    scope = catalogue().scopes.get(said.answer.scope)
    if said.answer.scope == HOLD:
        return _("Everything of theirs"), _("on hold") if said.answer.value == "on" else _("off hold")
    if said.answer.scope == READERS or scope is None:
        return _("Who may not read their words"), _plural(said.answer)
    return wording.of(scope, "ask"), _answer(wording, scope, said)


def _plural(answer: Answer) -> str:
    return (
        _("nobody is crossed out")
        if not answer.chosen
        else _("%(count)s crossed out") % {"count": len(answer.chosen)}
    )
