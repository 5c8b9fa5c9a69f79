"""The work: my story, and what two reflect together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.core.problems import NotThere
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done
from firsthand.doors.web.views.work import work_page
from firsthand.doors.web.work_sheets import AskSheet, LinesSheet, StorySheet
from firsthand.ground.studies.acting import sent_id
from firsthand.work.log.selectors import my_entry
from firsthand.work.reflection import services as reflection
from firsthand.work.reflection.prompts import AGREE_FIRST, PROMPTS
from firsthand.work.story import services as story

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


@in_study
@needs("story.keep")
@require_http_methods(["GET", "POST"])
def my_story(request: HttpRequest, by: Membership) -> HttpResponse:
    """What I tell, to whom, and what stays mine."""
    stands = story.my_story(by)
    initial = {**stands.said, "keep": stands.kept, "version": stands.version}
    sheet = StorySheet(request.POST if request.method == "POST" else None, initial=initial)
    if sheet.is_bound and sheet.sent(
        lambda said: story.write_story(
            by, said=sheet.said(), keep=said["keep"], seen=said["version"], text_id=sent_id()
        )
    ):
        return done(request, by, _("Kept, for you alone."), "work-story")
    if sheet.clashed and stands.version:
        sheet.seen(stands.version)
    return work_page(request, by, "work_story.html", {"sheet": sheet, "story": stands})


@in_study
@needs("story.keep")
@require_POST
def story_delete(request: HttpRequest, by: Membership) -> HttpResponse:
    """Let go of my story now."""
    story.delete_story(by)
    return done(request, by, _("It is gone."), "work-story")


@in_study
@needs("reflection.keep")
@require_http_methods(["GET", "POST"])
def reflections(request: HttpRequest, by: Membership) -> HttpResponse:
    """My talks with others, and asking for another."""
    peers = reflection.peers(by)
    sheet = AskSheet(
        request.POST if request.method == "POST" else None, peers=[one for one in peers if one.here]
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(
        lambda said: reflection.ask(by, other_id=UUID(said["peer"]), text_id=sent_id())
    ):
        return done(request, by, _("They find it on their page of reflections."), "work-reflections")
    context = {
        "sheet": sheet, "reflections": reflection.my_reflections(by), "agree_first": AGREE_FIRST,
        "prompts": PROMPTS.values(), "away": [one.name for one in peers if not one.here],
        "brought": _brought(by, request.GET.get("entry", "")),
    }  # fmt: skip
    return work_page(request, by, "work_reflections.html", context)


@in_study
@needs("reflection.keep")
@require_POST
def agree(request: HttpRequest, by: Membership, reflection_id: UUID) -> HttpResponse:
    """Say yes to being asked."""
    reflection.agree(by, reflection_id)
    return done(request, by, _("You both agreed. Settle first how you do it."), "work-reflections")


@in_study
@needs("reflection.keep")
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, by: Membership, reflection_id: UUID) -> HttpResponse:
    """Two lines of a talk, kept for both."""
    stands = next((one for one in reflection.my_reflections(by) if one.id == reflection_id), None)
    if stands is None and request.method != "POST":  # what was just typed is kept, whatever the other one did
        raise NotThere(_("There is no such talk of yours here: one of you may have deleted it."))
    sheet = LinesSheet(
        request.POST if request.method == "POST" else None, lines=stands.lines if stands else ()
    )  # fmt: skip
    if sheet.is_bound and sheet.sent(
        lambda said: reflection.write_lines(by, reflection_id, lines=sheet.lines())
    ):
        return done(request, by, _("Both of you find the lines here."), "work-reflections")
    context = {"sheet": sheet, "talk": stands, "prompts": PROMPTS.values()}
    return work_page(request, by, "work_lines.html", context)


@in_study
@needs("reflection.keep")
@require_POST
def reflection_delete(request: HttpRequest, by: Membership, reflection_id: UUID) -> HttpResponse:
    """Let go of a talk, for both."""
    reflection.delete_reflection(by, reflection_id)
    return done(request, by, _("It is gone, for both of you."), "work-reflections")


def _brought(by: Membership, entry: str) -> str:
    """The moment of an entry of one's own that one wants to talk about; shown to oneself alone."""
    try:
        return my_entry(by, UUID(entry)).said.moment
    except ValueError:
        return ""
