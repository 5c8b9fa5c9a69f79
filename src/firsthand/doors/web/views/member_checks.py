"""Member checks: putting to people what the study says, and seeing what they say to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.coding.selectors import coding
from firsthand.analysis.themes import selectors as themes
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, several, words
from firsthand.doors.web.views.sources import download
from firsthand.field.people.selectors import participant
from firsthand.giving_back.member_checks import services
from firsthand.giving_back.member_checks.adding import keep_as_text
from firsthand.giving_back.member_checks.answers import ANSWERS, OBJECTING, OUTCOMES, ways
from firsthand.giving_back.member_checks.answers import outcomes_for as outcomes
from firsthand.giving_back.member_checks.paper import on_paper
from firsthand.giving_back.member_checks.selectors import (
    OWN_PAGE,
    PackLine,
    PackWhole,
    chosen,
    line,
    pack,
    pack_whole,
    packs,
    reply,
)
from firsthand.giving_back.own_page.showing import freshen
from firsthand.ground.studies.selectors import member_named, members

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

TEAM = ("lead", "coder")
CALLED = {
    "summary": lazy("A short summary"), "theme": lazy("A main idea"), "claim": lazy("A claim"),
    "quote": lazy("Words of theirs"), "transcript": lazy("All that they said"),
}  # fmt: skip


class PackSheet(Sheet):
    """What somebody is to look at: of the kinds that they chose to see."""

    called = "pack"
    summary = words(
        lazy("A short summary"),
        help=lazy("Ten sentences at most, in plain words. No counts, and nothing that somebody else said."),
        rows=6,
    )
    themes = several(lazy("Main ideas"), [])
    claims = several(lazy("What we say"), [])
    quotes = several(lazy("Words of theirs, each shown where it stands"), [])
    transcript = forms.BooleanField(label=lazy("All that they said"), required=False)

    def __init__(
        self, *args: Any, kinds: frozenset[str], rows: dict[str, list[tuple[str, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in FIELDS.items():
            if kind not in kinds or (name in rows and not rows[name]):
                del self.fields[name]
            elif name in rows:
                self.offer(name, rows[name])


FIELDS = {
    "summary": "summary", "themes": "theme", "claims": "claim", "quotes": "quote", "transcript": "transcript",
}  # fmt: skip


class WriteSheet(Sheet):
    """What somebody said, where they did not write it on their page."""

    called = "write"
    spoken_at = "answer"
    answer = choice(lazy("What they say to it"), [])
    text = words(lazy("In their words"), help=lazy("Can be left empty."), rows=3)
    how = choice(lazy("How they told it"), [])
    to_print = forms.BooleanField(
        label=lazy("If it is kept as it is, they want it printed beside it"), required=False
    )

    to_use = forms.BooleanField(
        label=lazy("If they add something: it may be used like the rest"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("answer", [("", "—"), *((one, told) for one, (_asked, told) in ANSWERS.items())])
        self.offer("how", [(one, _(said)) for one, said in ways().items()])


class OutcomeSheet(Sheet):
    """What came of it."""

    called = "outcome"
    spoken_at = "reason"
    outcome = choice(lazy("What came of it"), [])
    reason = words(
        lazy("What was done, and why"), help=lazy("They find it on their page. In plain words."), rows=3
    )
    reread_by = choice(lazy("Who reread it with you"), [])

    def __init__(self, *args: Any, by: Membership, line: PackLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = line.latest.answer if line.latest else ""
        offered = outcomes(answer, line.kind)
        self.offer("outcome", offered)
        if len(offered) == 1:
            self.fields["outcome"].widget = forms.HiddenInput()
            self.fields["outcome"].initial = offered[0][0]
        if answer not in OBJECTING:
            del self.fields["reread_by"]
            return
        others = [one.name for one in members(by) if one.here and one.role in TEAM and one.id != by.id]
        self.offer("reread_by", [("", _("nobody yet")), *((name, name) for name in others)])


@in_study
@require_safe
def sent(request: HttpRequest, by: Membership) -> HttpResponse:
    """What was sent to whom, what came back, and whom something can be sent."""
    found = packs(by)
    context = {"packs": found, "people": chosen(by), "open": sum(one.open for one in found)}
    return page(request, by, "packs.html", context)


@in_study
@needs("check.send")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, by: Membership, person_id: UUID) -> HttpResponse:
    """Choose what somebody is to look at."""
    row = participant(by, person_id)
    whom = next(one for one in chosen(by) if one.person.id == row.id)
    sheet = PackSheet(
        request.POST if request.method == "POST" else None, kinds=whom.kinds, rows=_rows(by, row.id)
    )
    if sheet.is_bound and sheet.sent(
        lambda said: services.send_pack(by, participant=row, **_chosen(by, said))
    ):
        freshen(by, row)
        if sheet.result is None:
            return done(request, by, _("It is on their page."), "packs")
        return done(request, by, _("It is on their page, and can be printed."), "pack", sheet.result.id)
    return page(request, by, "pack_new.html", {"sheet": sheet, "whom": whom})


@in_study
@require_safe
def one(request: HttpRequest, by: Membership, pack_id: UUID) -> HttpResponse:
    """What was sent to somebody, line by line."""
    return _pack(request, by, pack_whole(by, pack_id))


@in_study
@needs("report.release")
@require_POST
def paper(request: HttpRequest, by: Membership, pack_id: UUID) -> HttpResponse:
    """The same on paper, to print."""
    made = on_paper(by, pack=pack(by, pack_id), format=request.POST.get("format", "pdf"))
    return download(made.file_name, made.content_type, made.data)


@in_study
@require_POST
def take_back(request: HttpRequest, by: Membership, pack_id: UUID) -> HttpResponse:
    """Take it off their page."""
    row = services.take_pack_back(by, pack=pack(by, pack_id))
    freshen(by, row.participant)
    return done(request, by, _("It is off their page. What they said to it stays."), "pack", pack_id)


@in_study
@needs("check.write")
@require_POST
def write(request: HttpRequest, by: Membership, line_id: UUID) -> HttpResponse:
    """Write down what somebody said to a line."""
    row, sheet = line(by, line_id), WriteSheet(request.POST)
    if sheet.sent(lambda said: services.write_reply(by, line=row, **said)):
        freshen(by, row.pack.participant)
        return done(request, by, _("It is written down."), "pack", row.pack_id, at=f"#l{line_id}")
    return _pack(request, by, pack_whole(by, row.pack_id), line_id, written=sheet)


@in_study
@needs("check.settle")
@require_POST
def settle(request: HttpRequest, by: Membership, reply_id: UUID) -> HttpResponse:
    """Say what came of a reply."""
    row = reply(by, reply_id)
    whole = pack_whole(by, row.line.pack_id)
    about = next(one for one in whole.lines if one.id == row.line_id)
    sheet = OutcomeSheet(request.POST, by=by, line=about)
    if sheet.sent(lambda said: services.settle_reply(by, reply=row, **_outcome(by, said))):
        freshen(by, row.line.pack.participant)
        return done(
            request, by, _("Settled. They find it on their page."), "pack", whole.id, at=f"#l{about.id}"
        )
    return _pack(request, by, whole, about.id, settled=sheet)


@in_study
@needs("source.import")
@require_POST
def as_text(request: HttpRequest, by: Membership, reply_id: UUID) -> HttpResponse:
    """What somebody added becomes a text of the study."""
    row = reply(by, reply_id)
    source = keep_as_text(by, reply=row)
    freshen(by, row.line.pack.participant)
    return done(request, by, _("It is a text of the study now, and can be coded."), "source", source.id)


def _outcome(by: Membership, said: dict[str, Any]) -> dict[str, Any]:
    name = said.get("reread_by")
    return {
        "outcome": said["outcome"], "reason": said["reason"], "reread_by": member_named(by, name) if name else None,
    }  # fmt: skip


def _pack(
    request: HttpRequest, by: Membership, whole: PackWhole, at: UUID | None = None,
    written: Sheet | None = None, settled: Sheet | None = None,
) -> HttpResponse:  # fmt: skip
    rows = [
        (
            one, CALLED[one.kind],
            written if written and one.id == at else _apart(WriteSheet(), one),
            settled if settled and one.id == at else _apart(OutcomeSheet(by=by, line=one), one) if one.open else None,
        )
        for one in whole.lines
    ]  # fmt: skip
    refused = [one for one in (written, settled) if one is not None and one.errors]
    context = {
        "pack": whole, "rows": rows, "ways": {**ways(), OWN_PAGE: _("on their own page")}, "outcomes": OUTCOMES,
    }  # fmt: skip
    return page(request, by, "pack.html", context, status=400 if refused else 200)


def _apart(sheet: Sheet, line: PackLine) -> Sheet:
    """A form of which the page has several: its ids are told apart by the line."""
    sheet.auto_id = f"{sheet.called}-{line.id.hex}-%s"
    return sheet


def _rows(by: Membership, person: UUID) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from. Of words only such as stand as evidence, and are theirs."""
    found = themes.themes(by)
    pieces = [one for one in themes.excerpts_of(found) if person in {who.id for who in one.people}]
    return {
        "themes": [(str(theme.id), theme.plain) for theme in found],
        "claims": [(str(claim.id), claim.sentence) for theme in found for claim in theme.claims],
        "quotes": [
            (str(key), f"“{words}”") for words, key in {one.words: one.coding.id for one in pieces}.items()
        ],
    }


def _chosen(by: Membership, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": said.get("summary", ""), "transcript": said.get("transcript", False),
        "themes": [themes.theme(by, UUID(one)) for one in said.get("themes", ())],
        "claims": [themes.claim(by, UUID(one)) for one in said.get("claims", ())],
        "quotes": [coding(by, UUID(one)) for one in said.get("quotes", ())],
    }  # fmt: skip
