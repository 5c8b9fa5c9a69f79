"""Bringing files in: look at what was found first, then keep all of it or nothing.

Nothing is kept on the server between the two: the browser holds the files and sends them again with the choices.
A choice is believed only for the very file that it was made for (`seen` is the file's mark, `known` what it was known
as when it was shown). The same form with the same files is one act: sent again, since its answer was lost or a button
was pressed twice, it is answered as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from firsthand.core.problems import NotAllowed, Problem
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Choices, act_id
from firsthand.doors.web.views.projects import chosen, differing, looked_over, reasons, sides, told
from firsthand.doors.web.views.sources import who_choices
from firsthand.exchange.comments import Wanted, import_commented, sources_brought
from firsthand.exchange.projects.recognising import is_project
from firsthand.exchange.projects.selectors import arrivals
from firsthand.field.people.selectors import people
from firsthand.field.sources.importing import (
    Incoming,
    Part,
    Refused,
    file_mark,
    mark_of_pieces,
    read_files,
)
from firsthand.field.sources.selectors import kinds, marks_known
from firsthand.ground.studies.acting import one_act, sent_as

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

NEW, OTHER = "new", "other"


@dataclass(slots=True)
class Voice:
    """A speaker's label in a file, and who it is said to be."""

    label: str
    who: str
    name: str


@dataclass(slots=True)
class Found:
    """A file that could be read: what it holds (for a table: a source for each row), and what is to be made of it."""

    items: list[Incoming]
    mark: str
    known: int | None  # the number of the source that it is already
    title: str
    kind: str
    leave: bool
    voices: list[Voice] = field(default_factory=list)
    came: bool = False  # it is here since somebody looked

    @property
    def file_name(self) -> str:
        """The file's own name."""
        return self.items[0].file_name

    @property
    def reading(self) -> object:
        """What was found in it, for showing."""
        return self.items[0].reading

    @property
    def warnings(self) -> list[str]:
        """What a person should know about it, each once."""
        return list(dict.fromkeys(warning for item in self.items for warning in item.reading.warnings))


@dataclass(slots=True)
class Look:
    """A look at files before anything is kept."""

    found: list[Found]
    refused: list[Refused]

    @property
    def names(self) -> int:
        """How many names at the start of lines belong to nobody yet."""
        voices = [voice for one in self.found for voice in one.voices if voice.who == OTHER]
        return len({voice.name.casefold() for voice in voices if voice.name})

    @property
    def comments(self) -> int:
        """How many comments stand beside the texts."""
        return sum(len(item.reading.comments) for one in self.found for item in one.items)

    @property
    def sources(self) -> int:
        """How many sources would be made."""
        return sum(len(one.items) for one in self.found if not one.leave)


@in_study
@needs("source.import")
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, by: Membership) -> HttpResponse:
    """Choose files, or bring in those that were sent."""
    if request.method != "POST":
        return _draw(request, by, None)
    if _holds_project(request):
        return _bring_project(request, by)
    look = _look(request, by)
    try:
        count = _keep(request, by, look)
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, look, str(problem))
    answer = done(request, by, _brought(count, look), "sources")
    return HttpResponseClientRedirect(answer["Location"]) if _by_htmx(request) else answer


def _keep(request: HttpRequest, by: Membership, look: Look) -> int:
    """Bring in what was decided; how many sources it became. What it was once it is again, and nothing is done."""
    with sent_as(_act_id(request, by)), one_act(by, "source.import") as doing:
        if doing.earlier is not None:
            look.found, look.refused = [], []  # what was left out then, nobody knows any more
            return sources_brought(doing.earlier)
        _leave_what_came(look.found, request.POST, marks_known(by))
        decided = _decided(look.found)
        if not decided and any(one.came for one in look.found):
            raise Problem(
                _("It is here since you looked. To bring it in a second time, take the tick away first.")
            )
        made, _became = import_commented(by, incoming=decided, wanted=_wanted(request.POST))
        return len(made)


def _leave_what_came(found: Sequence[Found], said: QueryDict, marks: dict[str, int]) -> None:
    """Leave out what is here by now and was not when somebody decided about it."""
    for index, one in enumerate(found):
        one.known = marks.get(one.mark)
        was_known = said.get(f"seen-{index}") == one.mark and said.get(f"known-{index}")
        if one.known is not None and not one.leave and not was_known:
            one.leave = one.came = True


def _act_id(request: HttpRequest, by: Membership) -> UUID | None:
    marks = [mark_of_pieces(by, file.chunks()) for file in _files(request)]
    for file in _files(request):
        file.seek(0)
    return act_id(request.POST, marks)


@in_study
@needs("source.import")
@require_POST
def preview(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is in the files that were chosen. Nothing is kept."""
    if _holds_project(request):
        return _look_over_project(request, by)
    return _draw(request, by, _look(request, by))


def _holds_project(request: HttpRequest) -> bool:
    return any(is_project(file.name or "", file) for file in _files(request))


def _bring_project(request: HttpRequest, by: Membership) -> HttpResponse:
    try:
        with sent_as(_act_id(request, by)):
            looked_over(by, _files(request), chosen(request.POST), keep=True)
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, None, str(problem))
    number = arrivals(by)[0].number
    answer = done(
        request, by, _("The project is here. This is what became of everything in it."), "project", number
    )
    return HttpResponseClientRedirect(answer["Location"]) if _by_htmx(request) else answer


def _look_over_project(request: HttpRequest, by: Membership) -> HttpResponse:
    try:
        report = looked_over(by, _files(request), chosen(request.POST))
    except NotAllowed:
        raise
    except Problem as problem:
        return _draw(request, by, None, str(problem))
    context = {
        "rows": told(report.counted()), "reasons": reasons(report.lines), "remarks": report.remarks,
        "again": not _by_htmx(request), "made_from": report.made_from, "sides": sides(report.merged()),
        "differing": differing(report), "act": uuid4(),
    }  # fmt: skip
    template = "parts/project_preview.html" if _by_htmx(request) else "import.html"
    return page(request, by, template, context | {"project": True})


def _look(request: HttpRequest, by: Membership) -> Look:
    files = [(file.name or _("without a name"), file.read()) for file in _files(request)]
    incoming, refused = read_files(by, files)
    marks = marks_known(by)
    found: list[Found] = []
    for item in incoming:
        if item.data is None:
            found[-1].items.append(item)
        else:
            found.append(_found(item, file_mark(by, item.data), marks))
    for index, one in enumerate(found):
        if request.POST.get(f"seen-{index}") == one.mark:
            _choose(one, index, request.POST)
    return Look(found, refused)


def _files(request: HttpRequest) -> list[UploadedFile[bytes]]:
    return [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]


def _found(item: Incoming, mark: str, marks: dict[str, int]) -> Found:
    known = marks.get(mark)
    voices = [
        Voice(label, _who(part), part.new_pseudonym)
        for label, part in zip(item.voices, item.parts, strict=True)
    ]
    return Found([item], mark, known, item.title, item.kind, known is not None, voices)


def _who(part: Part) -> str:
    return str(part.participant_id) if part.participant_id else part.part


def _choose(one: Found, index: int, said: QueryDict) -> None:
    """Take over what the person decided about a file."""
    one.title = said.get(f"title-{index}", one.title)
    one.kind = said.get(f"kind-{index}", one.kind)
    one.leave = f"leave-{index}" in said
    for place, voice in enumerate(one.voices):
        voice.who = said.get(f"who-{index}-{place}", voice.who)
        voice.name = said.get(f"name-{index}-{place}", voice.name)


def _decided(found: Sequence[Found]) -> list[Incoming]:
    """What is to be imported, as decided."""
    wanted = [one for one in found if not one.leave]
    for one in wanted:
        for item in one.items:
            item.kind = one.kind
            item.parts = [_part(voice) for voice in one.voices] if item is one.items[0] else item.parts
        if len(one.items) == 1:
            one.items[0].title = one.title
    return [item for one in wanted for item in one.items]


def _wanted(said: QueryDict) -> Wanted:
    """What is to become of comments, as decided; they are left where nobody said."""
    what = said.get("comments", "")
    return Wanted(what in ("codings", "both"), what in ("memos", "both"), "new-codes" in said)


def _part(voice: Voice) -> Part:
    if voice.who == NEW:
        return Part("participant", new_pseudonym=" ".join(voice.name.split()))
    try:
        return Part("participant", participant_id=UUID(voice.who))
    except ValueError:
        return Part("interviewer" if voice.who == "interviewer" else OTHER)


def _draw(request: HttpRequest, by: Membership, look: Look | None, sentence: str = "") -> HttpResponse:
    context = {
        "look": look,
        "sentence": sentence,
        "kinds": kinds(),
        "whos": _whos(by),
        "again": look is not None and not _by_htmx(request),
        "act": uuid4(),
    }
    template = "parts/preview.html" if _by_htmx(request) else "import.html"
    return page(request, by, template, context, status=400 if sentence else 200)


def _whos(by: Membership) -> Choices:
    return [*who_choices(people(by)), (NEW, _("somebody new, called"))]


def _by_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _brought(count: int, look: Look) -> str:
    sentence = ngettext("%(count)s source is here now.", "%(count)s sources are here now.", count)
    came = sum(one.came for one in look.found)
    left = len(look.refused) + sum(one.leave for one in look.found) - came
    more = ngettext("%(count)s file was left out.", "%(count)s files were left out.", left)
    since = ngettext(
        "%(count)s file is here since you looked, and was not brought in again.",
        "%(count)s files are here since you looked, and were not brought in again.",
        came,
    )
    said = [(sentence, count), *([(more, left)] if left else []), *([(since, came)] if came else [])]
    return " ".join(words % {"count": number} for words, number in said)
