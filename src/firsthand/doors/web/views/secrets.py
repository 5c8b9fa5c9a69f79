"""What opens the study for a member, on a page of their own: passphrase, recovery code, passkeys, tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from firsthand.doors.entering import keep_open, remember
from firsthand.doors.web import passkeys
from firsthand.doors.web.entering import in_study, needs
from firsthand.doors.web.pages import done, page
from firsthand.doors.web.sheets import SecretSheet, choice, line, secret, unreturned
from firsthand.doors.web.views.codes import shown_once
from firsthand.doors.web.views.signing import LONG_ENOUGH, require_alike
from firsthand.doors.web.wording import SCOPE_NAMES
from firsthand.ground.studies.access import may
from firsthand.ground.studies.secrets import (
    add_passkey,
    change_passphrase,
    make_token,
    new_recovery_code,
    take_back_passkey,
    take_back_token,
    take_secret,
)
from firsthand.ground.studies.selectors import asked_of_passkeys, own_locks

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class TakeSheet(SecretSheet):
    """A first passphrase."""

    called = "take"
    passphrase = secret(lazy("A passphrase of your own"), help=LONG_ENOUGH, autocomplete="new-password")
    again = secret(lazy("The same once more"), autocomplete="new-password")


class PassphraseSheet(SecretSheet):
    """Another passphrase."""

    called = "passphrase"
    current = secret(lazy("Your passphrase until now"), autocomplete="current-password")
    passphrase = secret(lazy("Your passphrase from now on"), help=LONG_ENOUGH, autocomplete="new-password")
    again = secret(lazy("The same once more"), autocomplete="new-password")


class RecoverySheet(SecretSheet):
    """The passphrase once more, before something is made that opens the study later."""

    called = "recovery"
    current = secret(lazy("Your passphrase, once more"), autocomplete="current-password")


class PasskeySheet(SecretSheet):
    """A passkey: its name, the passphrase once more, and what the passkey answered."""

    called = "passkey"
    label = line(
        lazy("Which one is it?"),
        help=lazy("“My laptop”, say: so that you know later which one to take back."),
    )
    current = secret(lazy("Your passphrase, once more"), autocomplete="current-password")
    answer = unreturned()
    credential = unreturned()


class TokenSheet(SecretSheet):
    """A token for a program."""

    called = "token"
    label = line(lazy("What is it for?"), help=lazy("So that you know later which one to take back."))
    scope = choice(
        lazy("What may the program do?"), [*SCOPE_NAMES.items()], initial="read",
        help=lazy("Of what you may do yourself. Take the least that does."),
    )  # fmt: skip
    current = secret(lazy("Your passphrase, once more"), autocomplete="current-password")


@in_study
@require_safe
def mine(request: HttpRequest, by: Membership) -> HttpResponse:
    """The page."""
    return _page(request, by)


@in_study
@sensitive_post_parameters()
@require_POST
def take(request: HttpRequest, by: Membership) -> HttpResponse:
    """Take a first secret of one's own."""
    sheet = TakeSheet(request.POST)

    def do(said: dict[str, Any]) -> object:
        require_alike(said)
        return take_secret(by, passphrase=said["passphrase"])

    if not sheet.sent(do):
        return _page(request, by, take_sheet=sheet)
    answer = shown_once(request, by, "recovery", sheet.result.recovery_code)
    remember(request, by.study.slug, by.name)
    keep_open(request, answer, by.study.slug, sheet.result.key)
    return answer


@in_study
@sensitive_post_parameters()
@require_POST
def passphrase(request: HttpRequest, by: Membership) -> HttpResponse:
    """Take another passphrase."""
    sheet = PassphraseSheet(request.POST)

    def do(said: dict[str, Any]) -> object:
        require_alike(said)
        return change_passphrase(by, current=said["current"], passphrase=said["passphrase"])

    if not sheet.sent(do):
        return _page(request, by, passphrase_sheet=sheet)
    answer = done(request, by, _("Your new passphrase opens the study from now on."), "secret")
    keep_open(request, answer, by.study.slug, sheet.result)
    return answer


@in_study
@sensitive_post_parameters()
@require_POST
def recovery(request: HttpRequest, by: Membership) -> HttpResponse:
    """Make another recovery code."""
    sheet = RecoverySheet(request.POST)
    if not sheet.sent(lambda said: new_recovery_code(by, current=said["current"])):
        return _page(request, by, recovery_sheet=sheet)
    return shown_once(request, by, "recovery", sheet.result)


@in_study
@needs("token.make")
@sensitive_post_parameters()
@require_POST
def token(request: HttpRequest, by: Membership) -> HttpResponse:
    """Make a token."""
    sheet = TokenSheet(request.POST)
    if not sheet.sent(
        lambda said: make_token(
            by, current=said["current"], label=said["label"], scope=said["scope"] or "read"
        )
    ):
        return _page(request, by, token_sheet=sheet)
    return shown_once(request, by, "token", sheet.result)


@in_study
@needs("token.make")
@require_POST
def take_back(request: HttpRequest, by: Membership, token_id: UUID) -> HttpResponse:
    """Take a token back."""
    take_back_token(by, token_id=token_id)
    return done(request, by, _("That token opens nothing any more."), "secret")


@in_study
@needs("passkey.make")
@sensitive_post_parameters()
@require_POST
def passkey(request: HttpRequest, by: Membership) -> HttpResponse:
    """Add a passkey."""
    sheet = PasskeySheet(request.POST)

    def do(said: dict[str, Any]) -> None:
        answer, credential = (passkeys.read(said[one]) for one in ("answer", "credential"))
        add_passkey(by, current=said["current"], label=said["label"], answer=answer, credential=credential)

    if not sheet.sent(do):
        return _page(request, by, passkey_sheet=sheet)
    return done(request, by, _("That passkey opens the study from now on, beside your passphrase."), "secret")


@in_study
@needs("passkey.make")
@require_POST
def passkey_back(request: HttpRequest, by: Membership, passkey_id: UUID) -> HttpResponse:
    """Take a passkey back."""
    take_back_passkey(by, passkey_id=passkey_id)
    said = _("That passkey opens nothing any more. Your device still has it: it can be deleted there.")
    return done(request, by, said, "secret")


def _page(request: HttpRequest, by: Membership, **sheets: SecretSheet) -> HttpResponse:
    found = own_locks(by)
    context = {
        "mine": found,
        # Who leads goes first: were anybody else to, the lead would stand before a closed door.
        "may_take": may(by, "member.invite"),
        "take_sheet": TakeSheet(),
        "passphrase_sheet": PassphraseSheet(),
        "recovery_sheet": RecoverySheet(),
        "passkey_sheet": PasskeySheet() if may(by, "passkey.make") else None,
        "passkeys": passkeys.place(
            request,
            reverse("secret", args=[by.study.slug]),
            asked_of_passkeys(by.study),
            whose=by.id.bytes,
            known=[one.credential for one in found.passkeys],
        ),
        "token_sheet": TokenSheet() if may(by, "token.make") else None,
        **sheets,
    }
    return page(request, by, "secret.html", context)
