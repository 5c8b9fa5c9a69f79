"""A study's home, as whom one acts in it, and who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.selectors import counts, counts_by_source
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.themes.selectors import theme_names
from firsthand.doors.entering import act_as
from firsthand.doors.web.entering import in_study
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line
from firsthand.doors.web.wording import role_names
from firsthand.field.fieldwork.selectors import visits
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.record import told
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.entrance import installation_secret
from firsthand.ground.studies.selectors import roles
from firsthand.ground.studies.services import add_member

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class MemberSheet(Sheet):
    """Somebody to bring into the study."""

    called = "member"
    spoken_at = "name"
    name = line(lazy("Name"), help=lazy("As it should stand beside what they do."))
    role = choice(lazy("Role"), [], initial="coder")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.offer("role", [(role, names[role]) for role in roles()])


@in_study
@require_safe
def study(request: HttpRequest, by: Membership) -> HttpResponse:
    """What is here, one next step for each, and what was done lately."""
    found, coded, codes = sources(by), counts_by_source(by), codebook(by)
    unread = [one for one in found if one.version_id not in coded]
    undefined = [one for one in codes if not one.definition]
    context = {
        "sources": found, "unread": unread, "codes": codes, "undefined": undefined,
        "codings": sum(one.codings for one in counts(by).values()),
        "people": people(by), "visits": visits(by), "memos": memos(by), "themes": theme_names(by),
        "lately": told(by, limit=6),
    }  # fmt: skip
    return page(request, by, "study.html", context)


@in_study
@require_POST
def act(request: HttpRequest, by: Membership) -> HttpResponse:
    """Act as another member of the study from now on."""
    act_as(request, by, request.POST.get("name", ""))
    onward = request.POST.get("onward", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        return redirect(onward)
    return redirect("study", by.study.slug)


@in_study
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, by: Membership) -> HttpResponse:
    """Who can read this? Open to every member, since everybody may ask."""
    sheet = MemberSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(
        lambda said: add_member(by, name=said["name"], role=said["role"], secret=installation_secret())
    ):
        return done(request, by, _("They are in the study now."), "rights")
    names = role_names()
    return page(
        request, by, "rights.html",
        {
            "sheet": sheet,
            "lines": [(one.words, [names[role] for role in one.who], one.undo) for one in MAY.values()],
            "readers": [str(role) for role in MAY["study.read"].who],
        },
    )  # fmt: skip
