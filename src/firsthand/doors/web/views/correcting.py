"""Correcting a text by a file, and settling one by one what the correction made doubtful."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.analysis.coding.doubts import doubtful_codings
from firsthand.analysis.coding.selectors import coding
from firsthand.analysis.coding.services import remove_coding
from firsthand.analysis.coding.settling import settle
from firsthand.core.problems import NotAllowed, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.field.fieldwork.notes import settle_bystander, unmark_bystander
from firsthand.field.fieldwork.selectors import bystander, doubtful_bystanders
from firsthand.field.interviews.answers import settle_answer, unmark_answer
from firsthand.field.interviews.selectors import answer, doubtful_answers
from firsthand.field.sources.doubts import Doubt
from firsthand.field.sources.importing import read_files
from firsthand.field.sources.own_words import (
    doubtful_own_words,
    own_words,
    place_of,
    say_own_words_gone,
    settle_own_words,
)
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, source_line

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Settling:
    """How a kind of doubt is settled: how its row is fetched, said to stand where it stands, or taken off."""

    fetch: Callable[[Membership, UUID], Any]
    keep: Callable[[Membership, Any], object]
    remove: Callable[[Membership, Any], object]
    place: Callable[[Membership, Any, str], object] | None = (
        None  # on words that somebody copied from the text
    )


def _put_own_words(by: Membership, row: Any, words: str) -> None:
    settle_own_words(by, mark=row, span=place_of(by, source(by, row.version.source_id), words))


SETTLING = {
    "coding": Settling(
        coding,
        lambda by, row: settle(by, coding=row),
        lambda by, row: remove_coding(by, coding=row),
    ),
    "answer": Settling(
        answer,
        lambda by, row: settle_answer(by, answer=row),
        lambda by, row: unmark_answer(by, answer=row),
    ),
    "bystander": Settling(
        bystander,
        lambda by, row: settle_bystander(by, bystander=row),
        lambda by, row: unmark_bystander(by, bystander=row),
    ),
    "own-words": Settling(
        own_words,
        lambda by, row: settle_own_words(by, mark=row),
        lambda by, row: say_own_words_gone(by, mark=row),
        _put_own_words,
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A doubt as the page shows it: what stands on the words, and in which colour."""

    kind: str  # of SETTLING
    right: str  # who has it may settle
    called: str
    more: str
    hue: int | None
    doubt: Doubt[Any]


@in_study
@needs("source.revise")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """A corrected file in place of the text; and what is doubtful since, old words beside new ones."""
    row = source(by, source_id)
    problem = ""
    if request.method == "POST":
        try:
            _revise(request, by, row)
        except NotAllowed:
            raise
        except Problem as said:
            problem = str(said)
        else:
            return done(request, by, _told(by, source(by, source_id)), "correct", source_id)
    context = {"source": source_line(by, row), "doubts": list(_doubts(by, row)), "problem": problem}
    return page(request, by, "correct.html", context, status=400 if problem else 200)


@in_study
@require_POST
def settled(request: HttpRequest, by: Membership, kind: str, row_id: UUID) -> HttpResponse:
    """Say of something doubtful that it stands where it stands, or on other words, or that it is to go."""
    how = SETTLING.get(kind)
    if how is None:
        raise Http404
    row = how.fetch(by, row_id)
    source_id = row.version.source_id
    what = request.POST.get("what")
    if what == "remove":
        how.remove(by, row)
        return done(request, by, _("It was taken off. The trail can bring it back."), "correct", source_id)
    if what == "there" and how.place is not None:
        how.place(by, row, request.POST.get("words", ""))
    else:
        how.keep(by, row)
    return done(request, by, _("It stands there now."), "correct", source_id)


def _doubts(by: Membership, row: Source) -> Iterator[Shown]:
    for line, doubt in doubtful_codings(by, row):
        yield Shown("coding", "coding.change", line.code.plain, line.coder, line.code.hue, doubt)
    for answered, in_doubt in doubtful_answers(by, row):
        yield Shown("answer", "answer.mark", answered.label, _("an answer to this question"), None, in_doubt)
    for unasked in doubtful_bystanders(by, row):
        called = _("Somebody who was not asked")
        yield Shown(
            "bystander", "bystander.mark", called, _("kept out of excerpts and counts"), None, unasked
        )
    for called, theirs in doubtful_own_words(by, row):
        more = _("their own words: whoever may not read these does not see this text until it is settled")
        yield Shown("own-words", "ownwords.mark", called, more, None, theirs)


def _revise(request: HttpRequest, by: Membership, row: Source) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise Problem(_("Choose the corrected file."))
    incoming, refused = read_files(by, [(file.name or "", file.read())])
    if refused:
        raise Problem(refused[0].sentence)
    if len(incoming) > 1:
        raise Problem(_("This file holds several texts, and a source is one."))
    revise_text(by, source=row, reading=incoming[0].reading)


def _told(by: Membership, row: Source) -> str:
    count = len(list(_doubts(by, row)))
    if not count:
        return _("The text is corrected. Every mark stands on the words it stood on.")
    said = ngettext(
        "The text is corrected. %(count)s mark on it should be looked at again.",
        "The text is corrected. %(count)s marks on it should be looked at again.",
        count,
    )
    return said % {"count": count}
