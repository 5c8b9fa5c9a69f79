"""Type along: listening to a recording, and writing down what is said."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.looks import research_words
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.reader_words import reader_words
from firsthand.doors.web.sheets import Sheet, choice, line, text_version, words
from firsthand.doors.web.views.media import arrived, played, sent_files
from firsthand.field.media.services import keep_typed
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.selectors import key_of_drafts, kinds, source, source_line
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from firsthand.field.sources.typed import typed_source

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership


class CorrectedSheet(Sheet):
    """What is typed over a text. `version` is the one that is looked at, `over` the one that it was typed over."""

    called = "typed"
    spoken_at = "text"
    text = words(lazy("What is said"), rows=20)
    version = text_version()
    over = text_version()


class TypedSheet(Sheet):
    """What is typed of a recording that has no text yet."""

    called = "typed"
    spoken_at = "text"
    title = line(lazy("Title"))
    kind = choice(lazy("Kind"), [], initial="interview")
    text = words(lazy("What is said"), rows=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", kinds())


@in_study
@needs("source.import")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership) -> HttpResponse:
    """Type what a recording says that is not here yet. The two are kept together."""
    sheet = TypedSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(lambda said: _keep(request, by, said)):
        if sheet.result is None:
            return done(request, by, _("Kept."), "sources")
        return done(request, by, _("Kept."), "reader", sheet.result.id)
    return page(request, by, "transcribe.html", {"sheet": sheet} | _desk(request, by, None))


@in_study
@needs("source.revise")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Listen to a source's recording and type over its text."""
    row = source(by, source_id)
    version = version_for(by, row.current)
    initial = {"text": text_of(by, row).words, "version": version, "over": version}
    sheet = CorrectedSheet(request.POST if request.method == "POST" else None, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: correct_typed(
            by, source=row, version=said["version"], text=said["text"], over=said["over"]
        )
    ):
        return done(request, by, _("Kept."), "reader", source_id)
    if sheet.clashed:
        sheet.seen(version_for(by, source(by, source_id).current))
    return page(
        request,
        by,
        "transcribe.html",
        {"sheet": sheet, "source": source_line(by, row)} | _desk(request, by, row),
    )


def _keep(request: HttpRequest, by: Membership, said: dict[str, Any]) -> Source:
    """Without a script, the recording comes with the form."""
    incoming = typed_source(by, title=said["title"], kind=said["kind"], text=said["text"])
    files = sent_files(request)[:1]
    arrivals = arrived(by, files)
    name = (files[0].name or "") if files else ""
    return keep_typed(by, incoming=incoming, arrival_id=arrivals[0] if arrivals else None, name=name)


def _desk(request: HttpRequest, by: Membership, row: Source | None) -> dict[str, Any]:
    """What the script on the page needs."""
    return {
        "words": reader_words(by, research=research_words(request)),
        "keep": b64encode(key_of_drafts(by, row)).decode(),
        "recordings": played(by, row) if row else [],
        "speakers": text_of(by, row).talk.voices if row else [],
    }
