"""Who can read this? And, for the lead, who is in the study and in which role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.doors.web.accounts.joining import link_for
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import Sheet, choice, line
from firsthand.doors.web.views.codes import shown_once
from firsthand.doors.web.wording import role_names
from firsthand.ground.studies.access import MAY
from firsthand.ground.studies.entrance import asks, installation_secret
from firsthand.ground.studies.selectors import Opens, member, members, reading_rights, roles
from firsthand.ground.studies.services import (
    Invited,
    add_member,
    change_role,
    invite_again,
    invite_member,
    remove_member,
)

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


@dataclass(frozen=True, slots=True)
class Changing:
    """What could not be done with a member."""

    member_id: UUID
    sentence: str


@in_study
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, by: Membership) -> HttpResponse:
    """Who can read this? Open to every member, since everybody may ask."""
    sheet = MemberSheet(request.POST if request.method == "POST" else None)
    if sheet.is_bound and sheet.sent(lambda said: _bring_in(by, said)):
        if isinstance(sheet.result, Invited):
            return _invitation(request, by, sheet.result)
        if settings.ACCOUNTS:
            return _link(request, by, sheet.result)
        return done(request, by, _("They are in the study now."), "rights")
    return _page(request, by, sheet)


@in_study
@needs("member.role")
@require_POST
def role(request: HttpRequest, by: Membership, member_id: UUID) -> HttpResponse:
    """Give a member another role."""
    return _changed(
        request, by, member_id, _("The role is changed."),
        lambda one: change_role(by, member=one, role=request.POST.get("role", "")),
    )  # fmt: skip


@in_study
@needs("member.remove")
@require_POST
def remove(request: HttpRequest, by: Membership, member_id: UUID) -> HttpResponse:
    """Take a member out of the study."""
    return _changed(
        request, by, member_id, _("They are out of the study. Their name stays on what they did."),
        lambda one: remove_member(by, member=one),
    )  # fmt: skip


@in_study
@needs("member.invite")
@require_POST
def invite(request: HttpRequest, by: Membership, member_id: UUID) -> HttpResponse:
    """A new invitation for a member."""
    try:
        one = member(by, member_id)
        if settings.ACCOUNTS and not asks(by.study):
            return _link(request, by, one)
        return _invitation(request, by, invite_again(by, member=one))
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        return _page(request, by, MemberSheet(), Changing(member_id, str(problem)))


def _bring_in(by: Membership, said: dict[str, Any]) -> Invited | Membership:
    if asks(by.study):
        return invite_member(by, name=said["name"], role=said["role"])
    return add_member(by, name=said["name"], role=said["role"], secret=installation_secret())


def _changed(
    request: HttpRequest,
    by: Membership,
    member_id: UUID,
    sentence: str,
    change: Callable[[Membership], object],
) -> HttpResponse:
    try:
        change(member(by, member_id))
    except (NotAllowed, NotThere):
        raise
    except Problem as problem:
        return _page(request, by, MemberSheet(), Changing(member_id, str(problem)))
    return done(request, by, sentence, "rights" if member_id != by.id else "study")


def _invitation(request: HttpRequest, by: Membership, invited: Invited) -> HttpResponse:
    if link := link_for(invited.member, invited.code):
        return shown_once(request, by, "link", link, member=invited.member)
    address = request.build_absolute_uri(reverse("join", args=[by.study.slug]))
    return shown_once(request, by, "invitation", invited.code, member=invited.member, address=address)


def _link(request: HttpRequest, by: Membership, one: Membership) -> HttpResponse:
    """By which they come to a study that asks for nothing more."""
    return shown_once(request, by, "link", link_for(one), member=one)


def _page(
    request: HttpRequest, by: Membership, sheet: Sheet, changing: Changing | None = None
) -> HttpResponse:
    names, standing = role_names(), reading_rights(by)
    context = {
        "sheet": sheet,
        "changing": changing,
        "rights": standing,
        "by_file": any(one.opens == Opens.INSTALLATION for one in standing),
        "left": [one for one in members(by) if not one.here],
        "roles": roles(),
        "lines": [(one.words, [names[role] for role in one.who], one.undo) for one in MAY.values()],
    }
    return page(
        request, by, "rights.html", context, status=HTTPStatus.BAD_REQUEST if changing else HTTPStatus.OK
    )
