"""Sources: the list, what is said of one, and its file as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.coding.counts import counts_by_source
from firsthand.analysis.memos.selectors import memos
from firsthand.core.problems import Problem
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.looks import research_words
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.reader_words import reader_words
from firsthand.doors.web.sheets import Choices, Sheet, choice, line, text_version
from firsthand.field.media.selectors import media_of
from firsthand.field.people.selectors import Person, participant, people
from firsthand.field.sources import selectors
from firsthand.field.sources.importing import read_table
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.selectors import SourceLine, source, source_line
from firsthand.field.sources.services import assign_voice, change_source, source_version
from firsthand.field.sources.talk import Speaker
from firsthand.field.sources.texts import text_of
from firsthand.giving_back import reports
from firsthand.ground.studies.acting import one_act

if TYPE_CHECKING:
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

AT_ONCE = 100


class SourceSheet(Sheet):
    """What is said of a source."""

    called = "source"
    spoken_at = "title"
    title = line(lazy("Title"))
    kind = choice(lazy("Kind"), [])
    version = text_version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", selectors.kinds())


class VoicesSheet(Sheet):
    """Who each speaker's label stands for."""

    called = "voices"

    def __init__(self, *args: Any, speakers: list[Speaker], known: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = who_choices(known)
        for speaker in speakers:
            chosen = str(speaker.person.id) if speaker.person else speaker.part
            label = _("“%(label)s” is") % {"label": speaker.label or _("no label")}
            self.fields[str(speaker.id)] = forms.ChoiceField(
                label=label, choices=choices, initial=chosen, required=False
            )


def table_sent(file: UploadedFile[bytes] | None) -> list[list[str]]:
    """The rows of a table that was chosen. Raises `Problem` where none was, or it cannot be read."""
    if file is None:
        raise Problem(_("Choose a table first."))
    return read_table(file.name or _("without a name"), file.read())


def who_choices(known: list[Person]) -> Choices:
    """Who a speaker can be: somebody of the team, somebody else, or one of the participants."""
    team = [(part, name) for part, name in selectors.parts() if part != "participant"]
    return [*team, *((str(one.id), f"{one.pseudonym} ({one.label})") for one in known)]


@in_study
@require_safe
def listing(request: HttpRequest, by: Membership) -> HttpResponse:
    """Every source, or those of a kind or a person."""
    kind, who = request.GET.get("kind", ""), request.GET.get("who", "")
    every = selectors.sources(by)
    found = [
        one
        for one in every
        if kind in ("", one.kind) and (not who or who in {str(person.id) for person in one.people})
    ]
    shown = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    coded = counts_by_source(by)
    return page(
        request, by, "sources.html",
        {
            "rows": [(one, coded.get(one.version_id, 0)) for one in shown], "shown": shown,
            "kind_names": dict(selectors.kinds()), "kinds": selectors.kinds(), "people": people(by),
            "kind": kind, "who": who, "hidden": len(every) - len(found), "every": len(every),
        },
    )  # fmt: skip


@in_study
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """What is said of a source, and who speaks in it."""
    row = source(by, source_id)
    line = source_line(by, row)
    sheet = SourceSheet(request.POST if request.method == "POST" else None, initial=_described(row, line))
    if sheet.is_bound and sheet.sent(lambda said: change_source(by, source=row, **said)):
        return done(request, by, _("Kept."), "source", source_id)
    if sheet.clashed:  # as somebody left it since
        row = source(by, source_id)
        line = source_line(by, row)
        sheet.seen(source_version(row))
    return _details(request, by, row, line, sheet, _voices_sheet(by, row))


@in_study
@require_POST
def voices(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Say who is speaking, for all of a source's labels at once."""
    row = source(by, source_id)
    sheet = _voices_sheet(by, row, request)
    if sheet.sent(lambda said: _assign(by, said)):
        return done(request, by, _("Kept."), "source", source_id)
    line = source_line(by, row)
    return _details(request, by, row, line, SourceSheet(initial=_described(row, line)), sheet)


@in_study
@require_POST
def original(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """The file as it came: a copy that leaves, which the trail keeps."""
    report = reports.original(by, source=source(by, source_id))
    return download(report.file_name, report.content_type, report.data)


@in_study
@require_POST
def commented(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """The text as a Word document with its codings as comments: a copy that leaves, too."""
    report = reports.commented_source(by, source=source(by, source_id))
    return download(report.file_name, report.content_type, report.data)


@in_study
@require_POST
def remove(request: HttpRequest, by: Membership, source_id: UUID) -> HttpResponse:
    """Take a source out of the study."""
    remove_source(by, source=source(by, source_id))
    return done(request, by, _("The source was taken out. The trail can bring it back."), "sources")


def download(name: str, content_type: str, data: bytes) -> HttpResponse:
    """A file to keep."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


def _assign(by: Membership, said: dict[str, Any]) -> None:
    with one_act(by, "voice.assign") as doing:
        if doing.earlier is not None:
            return
        for voice_id, who in said.items():
            row = selectors.voice(by, UUID(voice_id))
            if who in ("interviewer", "other"):
                assign_voice(by, voice=row, part=who)
            else:
                assign_voice(by, voice=row, part="participant", participant=participant(by, who))


def _voices_sheet(by: Membership, row: Source, request: HttpRequest | None = None) -> VoicesSheet:
    speakers = list(text_of(by, row).speakers.values())
    return VoicesSheet(request.POST if request else None, speakers=speakers, known=people(by))


def _described(row: Source, line: SourceLine) -> dict[str, Any]:
    return {"title": line.title, "kind": line.kind, "version": source_version(row)}


def _details(
    request: HttpRequest, by: Membership, row: Source, line: SourceLine, sheet: Sheet, speaking: Sheet
) -> HttpResponse:
    context = {
        "source": line, "row": row, "sheet": sheet, "voices": speaking, "memos": memos(by, about=row.id),
        "codings": counts_by_source(by).get(line.version_id, 0), "kind_names": dict(selectors.kinds()),
        "has_original": selectors.has_original(by, row), "media": media_of(by, row),
        "words": reader_words(by, research=research_words(request)),
    }  # fmt: skip
    return page(request, by, "source_details.html", context)
