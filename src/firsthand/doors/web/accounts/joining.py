"""Coming in by a link: making an account, coming to a study with one, and choosing another password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from firsthand.core.problems import Problem
from firsthand.doors.entering import keep_open, remember
from firsthand.doors.web.accounts.sheets import Joining, ResetSheet
from firsthand.doors.web.views.codes import shown_once
from firsthand.doors.web.views.signing import address_of
from firsthand.ground.accounts import links, selectors, services
from firsthand.ground.studies import signing

if TYPE_CHECKING:
    from firsthand.ground.accounts.selectors import Invitation
    from firsthand.ground.studies.models import Membership


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account, or come with the one that one has; and open the study, where there is one and it asks."""
    invitation = selectors.invitation(token)
    account = request.user if isinstance(request.user, User) else None
    sheet = Joining(
        request.POST if request.method == "POST" else None,
        has_account=account is not None,
        asks=invitation.asks,
    )
    if sheet.is_bound and sheet.sent(lambda said: _joined(request, token, invitation, account, said)):
        return _in(request, *sheet.result)
    context = {"sheet": sheet, "invitation": invitation, "account": account, "token": token}
    return render(request, "account/join.html", context, status=sheet.status if sheet.errors else 200)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another password. Nobody is signed in by that: the second step is asked for as ever."""
    account = selectors.whose_reset(token)
    sheet = ResetSheet(request.POST if request.method == "POST" else None)

    def do(said: dict[str, Any]) -> object:
        _require_alike(said["password"], said["again"])
        return services.reset(token, password=said["password"])

    if sheet.is_bound and sheet.sent(do):
        messages.success(request, _("Your new password holds from now on. Sign in with it."))
        return redirect("account_login")
    context = {"sheet": sheet, "name": account.username}
    return render(request, "account/reset.html", context, status=sheet.status if sheet.errors else 200)


def link_for(member: Membership, code: str = "") -> str:
    """A link for a member to join by; empty where there are no accounts."""
    return links.address_to_join(links.to_join(member), code) if settings.ACCOUNTS else ""


def _joined(
    request: HttpRequest, token: str, invitation: Invitation, account: User | None, said: dict[str, Any]
) -> tuple[services.Joined, signing.Opened | None]:
    """All of it, or nothing: a link is not used up by a code that was mistyped."""
    if account is None:
        _require_alike(said["password"], said["again"])
    passphrase = _passphrase(said) if invitation.asks else ""
    member, invited = invitation.member, None
    if invitation.asks and member is not None:
        invited = signing.try_invitation(
            member.study, name=member.name, code=said["code"], address=address_of(request)
        )
    with transaction.atomic():
        if account is None:
            joined = services.join(token, name=said["name"], password=said["password"])
        else:
            joined = services.join_as(token, account=account)
        return joined, signing.begin_invited(*invited, passphrase) if invited else None


def _passphrase(said: dict[str, Any]) -> str:
    if said.get("same"):
        return str(said["password"])
    _require_alike(said["passphrase"], said["passphrase_again"])
    return str(said["passphrase"])


def _in(request: HttpRequest, joined: services.Joined, opened: signing.Opened | None) -> HttpResponse:
    """They are in: at their study, which tells them their recovery code where they opened it."""
    answer: HttpResponse = redirect("front")
    if not request.user.is_authenticated:
        record_authentication(request, joined.account, method="password")
        answer = perform_login(request, joined.account, email_verification="none")
    if joined.membership is None:
        return answer
    slug = joined.membership.study.slug
    remember(request, slug, joined.membership.name)
    if opened is None:
        answer["Location"] = f"/s/{slug}/"
        return answer
    page = shown_once(request, opened.by, "recovery", opened.recovery_code)
    page.cookies.update(answer.cookies)
    keep_open(request, page, slug, opened.key)
    return page


def _require_alike(one: str, other: str) -> None:
    if one != other:
        raise Problem(_("The two differ. Type the same one twice."))
