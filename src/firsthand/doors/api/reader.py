"""The reader's API: one source's words, its codings, and what others do to them meanwhile."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.security import APIKeyCookie

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_path
from firsthand.analysis.coding import selectors, services
from firsthand.analysis.coding.bare import coding_rows
from firsthand.analysis.coding.settling import settle
from firsthand.analysis.coding.since import changes_since, gone_since
from firsthand.analysis.memos.selectors import memo_line, thing
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import Clash, Halted, Locked, NoRoom, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.doors.api.alongside import alongside, alongside_since
from firsthand.doors.api.autocode import router as autocode
from firsthand.doors.api.beside import router as beside_words
from firsthand.doors.api.documents import router as documents
from firsthand.doors.api.entered import AnotherMember, NotTaken, bearer, entered
from firsthand.doors.api.kept import kept
from firsthand.doors.api.log import router as log
from firsthand.doors.api.marks import MARKED, marks_out
from firsthand.doors.api.marks import router as marks
from firsthand.doors.api.media import router as media
from firsthand.doors.api.news import Waiting
from firsthand.doors.api.notes import router as notes
from firsthand.doors.api.query import router as query
from firsthand.doors.api.shapes import (
    ChangedCoding,
    NewCoding,
    NewMemo,
    Sent,
    Turned,
    Whole,
    code_out,
    coding_out,
    memo_out,
)
from firsthand.doors.api.similar import router as similar
from firsthand.doors.api.summaries import router as summaries
from firsthand.doors.api.tables import router as tables
from firsthand.doors.entering import STALE
from firsthand.field.sources import selectors as sources
from firsthand.field.sources.sight import sign_for, version_for
from firsthand.field.sources.texts import require_version, text_of
from firsthand.giving_back.record import entries_kept_from, last_of_others, latest, told_one
from firsthand.ground.studies.acting import one_act, sent_as
from firsthand.ground.studies.space import as_problem
from firsthand.ground.studies.undoing import redo_last, undo_last

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from firsthand.ground.studies.models import Membership

STATUS = {
    Locked: HTTPStatus.UNAUTHORIZED,
    NotThere: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Clash: HTTPStatus.CONFLICT,
    NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    Halted: HTTPStatus.SERVICE_UNAVAILABLE,
    AnotherMember: HTTPStatus.UNAUTHORIZED,
    NotTaken: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class SameOrigin(APIKeyCookie):
    """Who asks comes from our own pages: the token that Django gives them is checked on every write.

    Who it is, and whether anything is open to them, `entered` says in each answer.
    """

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        return True


def by_token(request: HttpRequest) -> bool:
    """A program with a token: no browser adds that by itself, so that no other page can have it sent."""
    return bearer(request) is not None


api = NinjaAPI(
    title="Firsthand",
    version="1",
    auth=[by_token, SameOrigin()],
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)


api.add_router("", autocode)
api.add_router("", beside_words)
api.add_router("", documents)
api.add_router("", log)
api.add_router("", marks)
api.add_router("", media)
api.add_router("", notes)
api.add_router("", query)
api.add_router("", similar)
api.add_router("", summaries)
api.add_router("", tables)


@api.exception_handler(Problem)
def _as_sentence(request: HttpRequest, problem: Problem) -> HttpResponse:
    kinds = type(problem).__mro__
    status = next((STATUS[kind] for kind in kinds if kind in STATUS), HTTPStatus.BAD_REQUEST)
    return api.create_response(request, {"sentence": str(problem)}, status=status)


@api.exception_handler(OperationalError)
def _as_refused_by_the_disk(request: HttpRequest, wrong: OperationalError) -> HttpResponse:
    problem = as_problem(wrong)
    if problem is None:
        raise wrong
    return _as_sentence(request, problem)


@api.exception_handler(HttpError)
def _as_ninja_says(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What ninja itself turns away: nobody came in, the token of the page is missing, a body that is no JSON."""
    answer = api.create_response(request, {"sentence": str(wrong)}, status=wrong.status_code)
    if wrong.status_code == HTTPStatus.FORBIDDEN:
        answer.headers[STALE] = "token"
    return answer


@api.exception_handler(ValidationError)
def _as_wrong_use(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """What was sent is not of the form; the words that were sent are not repeated."""
    places = ", ".join(".".join(map(str, one["loc"][1:])) or "the body" for one in wrong.errors)
    return api.create_response(
        request, {"sentence": f"This was not understood: {places}."}, status=HTTPStatus.BAD_REQUEST
    )


@api.get("s/{slug}/sources/{uuid:source_id}/text")
@decorate_view(gzip_page)
def text(request: HttpRequest, slug: str, source_id: UUID) -> HttpResponseBase:
    """A source's words and structure as they stand."""
    by = entered(request, slug)
    row = sources.source(by, source_id)
    line, opened = sources.source_line(by, row), text_of(by, row)
    structure = opened.structure
    said = {
        "version": version_for(by, opened.version_id),
        "title": line.title,
        "ref": line.ref,
        "kind": line.kind,
        "words": opened.words,
        "turns": [
            (turn.start, turn.words, turn.end, turn.voice, turn.begins, turn.ends) for turn in structure.turns
        ],
        "marks": [(mark.kind, mark.start, mark.end, mark.level) for mark in structure.marks],
        "voices": [
            {
                "index": speaker.index,
                "name": speaker.name,
                "part": speaker.part,
                "participant": speaker.person.id if speaker.person else None,
            }
            for speaker in opened.speakers.values()
        ],
    }
    return kept(request, by, said)


@api.get("s/{slug}/sources/{uuid:source_id}/codings")
@decorate_view(gzip_page)
def codings(request: HttpRequest, slug: str, source_id: UUID) -> HttpResponseBase:
    """A source's codings as rows: ids and numbers, and no word of anybody's."""
    by = entered(request, slug)
    number = latest(by)  # before the rows are read: what comes meanwhile is told again by the feed
    row = sources.source(by, source_id)
    found = coding_rows(by, row)
    said = {
        "version": version_for(by, row.current), "codes": found.codes, "coders": found.coders, "codings": found.rows,
    }  # fmt: skip
    return kept(request, by, said, entry=number, seen=sign_for(by, number))


@api.get("s/{slug}/sources/{uuid:source_id}/beside")
@decorate_view(gzip_page)
def beside(request: HttpRequest, slug: str, source_id: UUID) -> dict[str, Any]:
    """What stands beside the words: the codebook, who codes, the memos about this source and its codings, and the
    marks on its words, where there are any.
    """
    by = entered(request, slug)
    number = latest(by)
    row = sources.source(by, source_id)
    marked = marks_out(by, row)
    asof = {"entry": number, "seen": sign_for(by, number)}
    return {**asof, **alongside(by, row), **({"marks": marked} if marked else {})}


@api.get("s/{slug}/sources/{uuid:source_id}/feed")
def feed(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    source_id: UUID,
    since: Whole,
    wait: int = 0,
    who: str = "",
    seen: str = "",
) -> dict[str, Any]:
    """What changed in a source after entry `since`, and who is here. Where the server can, it holds the question for
    `wait` seconds until there is anything, or until others are here than those of whom `who` was said.

    `seen`: the sign that was given for what is seen up to `since`. Where that is another by now, it is said: no list of
    what was done after `since` can tell of it.
    """
    by = entered(request, slug)
    waiting = Waiting(request, by, source_id)  # before the rows are read, as the entry's number is
    number = latest(by)
    row = sources.source(by, source_id)
    anew = bool(seen) and seen != sign_for(by, since)
    news: dict[str, Any] = {
        "entry": number, "seen": sign_for(by, number), "anew": anew, "version": version_for(by, row.current),
        **waiting.here(),
    }  # fmt: skip
    if number == since:
        if news["who"] == who and not anew:
            waiting.hold(response)
        return news | {"changed": [], "removed": [], "sentences": []}
    changes = changes_since(by, row, since, number)  # what came meanwhile is told next
    said = last_of_others(by, since, number)
    return news | {
        "changed": [coding_out(by, line) for line in changes.standing],
        "removed": changes.gone,
        "sentences": [asdict(said)] if said else [],
        **alongside_since(by, row, changes),
        **({"marks": marks_out(by, row)} if changes.tables & MARKED else {}),
    }


@api.post("s/{slug}/sources/{uuid:source_id}/codings")
def apply(request: HttpRequest, slug: str, source_id: UUID, sent: NewCoding) -> dict[str, Any]:
    """Put a code, old or new, on a stretch of words."""
    by = entered(request, slug)
    row = sources.source(by, source_id)
    since = latest(by)
    with sent_as(sent.act_id), one_act(by, "coding.apply") as doing:
        if doing.earlier is None:
            require_version(by, row.current, sent.version)
            code = code_called(by, sent.code) if sent.code else make_path(by, path=tuple(sent.path))
            span = Span(sent.start, sent.end)
            doing.result = services.apply_code(
                by, source=row, code=code, span=span, standpoint=sent.standpoint, stance=sent.stance
            )
    answer = _after(by, doing.result) | {"removed": gone_since(by, row, since)}
    return answer | ({"code": _code_of(by, doing.result)} if sent.path else {})


@api.patch("s/{slug}/codings/{uuid:coding_id}")
def change(request: HttpRequest, slug: str, coding_id: UUID, sent: ChangedCoding) -> dict[str, Any]:
    """Resize, recode or describe a coding."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "coding.change") as doing:
        if doing.earlier is None:
            doing.result = _change(by, selectors.coding(by, coding_id), sent)
    return _after(by, doing.result)


@api.delete("s/{slug}/codings/{uuid:coding_id}")
def remove(request: HttpRequest, slug: str, coding_id: UUID, sent: Sent) -> dict[str, Any]:
    """Take a coding off its words."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "coding.remove") as doing:
        if doing.earlier is None:
            services.remove_coding(by, coding=selectors.coding(by, coding_id))
    return {"entry": latest(by)}


@api.post("s/{slug}/memos")
def memo(request: HttpRequest, slug: str, sent: NewMemo) -> dict[str, Any]:
    """Write a memo about whatever it is about."""
    by = entered(request, slug)
    with sent_as(sent.act_id), one_act(by, "memo.write") as doing:
        if doing.earlier is None:  # once it is written, what it was about may be gone
            about = [thing(by, one.table, one.row) for one in sent.about]
            doing.result = write_memo(by, kind=sent.kind, title=sent.title, body=sent.body, about=about)
    row: Any = doing.result
    return {"entry": latest(by), "memo": memo_out(memo_line(by, row)) if row else None}


@api.post("s/{slug}/undo")
def undo(request: HttpRequest, slug: str, sent: Turned) -> dict[str, Any]:
    """Take my own last act back; or, where it says `of` which, that one alone."""
    by = entered(request, slug)
    with sent_as(sent.act_id):
        told = told_one(by, undo_last(by, whose=by, but=entries_kept_from(by), of=sent.of))
    return {"entry": told.number, "sentence": told.sentence}


@api.post("s/{slug}/redo")
def redo(request: HttpRequest, slug: str, sent: Turned) -> dict[str, Any]:
    """Do again what I took back last; or, where it says `of` which, that one alone."""
    by = entered(request, slug)
    with sent_as(sent.act_id):
        told = told_one(by, redo_last(by, whose=by, but=entries_kept_from(by), of=sent.of))
    return {"entry": told.number, "sentence": told.sentence}


def _resize(by: Membership, row: Any, sent: ChangedCoding) -> None:
    require_version(by, row.version_id, sent.version)
    stands = selectors.coding_line(by, row.id).span
    start = stands.start if sent.start is None else sent.start
    end = stands.end if sent.end is None else sent.end
    services.resize_coding(by, coding=row, span=Span(start, end))


def _settle(by: Membership, row: Any, sent: ChangedCoding) -> None:
    """Say where a doubtful coding's words are. One that found no place is still on the text as it was."""
    if sent.start is None or sent.end is None:
        raise Problem(_("Say where the words start and where they end."))
    require_version(by, row.version.source.current, sent.version)
    settle(by, coding=row, span=Span(sent.start, sent.end))


def _code_of(by: Membership, coding: Any) -> dict[str, Any] | None:
    return next((code_out(line) for line in codebook(by) if coding and line.id == coding.code_id), None)


def _change(by: Membership, row: Any, sent: ChangedCoding) -> object:
    if sent.start is not None or sent.end is not None:
        (_settle if row.was_in is not None else _resize)(by, row, sent)
    if sent.code is not None:
        services.recode(by, coding=row, code=code_called(by, sent.code))
    if sent.standpoint is not None or sent.stance is not None:
        standpoint = row.standpoint if sent.standpoint is None else sent.standpoint
        stance = row.stance if sent.stance is None else sent.stance
        services.describe_coding(by, coding=row, standpoint=standpoint, stance=stance)
    return row


def _after(by: Membership, result: Any) -> dict[str, Any]:
    """The coding as it stands, and the number of the entry that is the latest now."""
    number = latest(by)
    if result is None:  # sent before, and taken away since
        return {"entry": number, "coding": None}
    return {"entry": number, "coding": coding_out(by, selectors.coding_line(by, result.id))}
