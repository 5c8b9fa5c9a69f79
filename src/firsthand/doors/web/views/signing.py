"""Signing in and out of a study whose members have secrets of their own; coming in by invitation or recovery code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.core.problems import Problem, Refused
from firsthand.doors.entering import as_member, keep_open, lock, name_in, remember
from firsthand.doors.web import passkeys
from firsthand.doors.web.sheets import SecretSheet, line, secret, unreturned
from firsthand.doors.web.views.codes import shown_once
from firsthand.ground.studies import signing
from firsthand.ground.studies.entrance import asks, find_study
from firsthand.ground.studies.selectors import asked_of_passkeys

LONG_ENOUGH = lazy(
    "Twelve characters or more. Length is what makes guessing hopeless: four words that do not belong together are "
    "good. No digits or signs are asked for."
)


class SignInSheet(SecretSheet):
    """Name and passphrase."""

    called = "sign-in"
    name = line(lazy("Name"), help=lazy("As it stands in the study."), autocomplete="username")
    passphrase = secret(lazy("Passphrase"), autocomplete="current-password")


class PasskeySheet(SecretSheet):
    """What a passkey answered: it says by itself whose it is."""

    called = "by-passkey"
    answer = unreturned()


class CodeSheet(SecretSheet):
    """A code, and the passphrase that is to open the study from now on."""

    called = "code"
    name = line(lazy("Name"), help=lazy("As it stands in the study."), autocomplete="username")
    code = line(
        lazy("Code"),
        help=lazy("Eight groups of four letters and digits. Dashes and capitals do not matter."),
        autocapitalize="characters", spellcheck="false",
    )  # fmt: skip
    passphrase = secret(lazy("A passphrase of your own"), help=LONG_ENOUGH, autocomplete="new-password")
    again = secret(lazy("The same once more"), autocomplete="new-password")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Unlock a study with one's passphrase."""
    study = find_study(slug)
    if not asks(study):
        return redirect("study", slug)
    sheet = SignInSheet(request.POST if request.method == "POST" else None, initial=_who(request, slug))
    if sheet.is_bound and sheet.sent(
        lambda said: signing.sign_in(
            study,
            name=_named(request, slug, said),
            passphrase=said["passphrase"],
            address=address_of(request),
        )
    ):
        answer = redirect(_onward(request) or reverse("study", args=[slug]))
        return _let_in(request, answer, slug, sheet.result)
    return _page(request, slug, sheet, "sign_in.html")


@sensitive_post_parameters()
@require_POST
def by_passkey(request: HttpRequest, slug: str) -> HttpResponse:
    """Unlock a study with a passkey."""
    study = find_study(slug)
    if not asks(study):
        return redirect("study", slug)
    sheet = PasskeySheet(request.POST)
    if sheet.sent(
        lambda said: _only_theirs(
            request,
            slug,
            signing.sign_in_by_passkey(
                study, answer=passkeys.read(said["answer"]), address=address_of(request)
            ),
        )
    ):
        answer = redirect(_onward(request) or reverse("study", args=[slug]))
        return _let_in(request, answer, slug, sheet.result)
    named = SignInSheet(initial=_who(request, slug))
    return _page(request, slug, named, "sign_in.html", status=sheet.status, passkey_sheet=sheet)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Come in by an invitation."""
    return _by_code(request, slug, signing.redeem, "join.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, slug: str) -> HttpResponse:
    """Come in by the printed recovery code."""
    return _by_code(request, slug, signing.recover, "recover.html")


@require_POST
def lock_study(request: HttpRequest, slug: str) -> HttpResponse:
    """Lock the study in this browser; who it was is remembered, so that only the passphrase is asked for."""
    answer = redirect("sign-in", slug)
    lock(request, answer, slug)
    return answer


@require_POST
def sign_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Lock the study, forget who it was, and have the browser let go of what it kept of these pages."""
    if settings.ACCOUNTS:
        from firsthand.doors.web.accounts.pages import sign_out as leave_the_server

        return leave_the_server(request)
    answer = redirect("front")
    lock(request, answer, slug)
    request.session.flush()
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def to_sign_in(request: HttpRequest) -> HttpResponse | None:
    """The way to the page where a study is unlocked, and back to what was asked for."""
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    if not slug:
        return None
    page = reverse("sign-in", args=[slug])
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": page})
    if request.method in ("GET", "HEAD"):
        return redirect(f"{page}?{urlencode({'onward': request.get_full_path()})}")
    sheet = SignInSheet(initial=_who(request, slug))
    return _page(request, slug, sheet, "sign_in.html", status=401, interrupted=True)


def _by_code(
    request: HttpRequest, slug: str, come_in: Callable[..., signing.Opened], template: str
) -> HttpResponse:
    study = find_study(slug)
    sheet = CodeSheet(request.POST if request.method == "POST" else None, initial=_who(request, slug))

    def do(said: dict[str, Any]) -> signing.Opened:
        require_alike(said)
        return come_in(
            study,
            name=_named(request, slug, said),
            code=said["code"],
            passphrase=said["passphrase"],
            address=address_of(request),
        )

    if sheet.is_bound and sheet.sent(do):
        opened: signing.Opened = sheet.result
        answer = shown_once(request, opened.by, "recovery", opened.recovery_code)
        return _let_in(request, answer, slug, opened)
    return _page(request, slug, sheet, template)


def require_alike(said: dict[str, Any]) -> None:
    """Raises `Problem` where the new passphrase was typed in two ways."""
    if said["passphrase"] != said["again"]:
        raise Problem(_("The two passphrases differ. Type the same one twice."))


def _let_in(request: HttpRequest, answer: HttpResponse, slug: str, opened: signing.Opened) -> HttpResponse:
    remember(request, slug, opened.by.name)
    keep_open(request, answer, slug, opened.key)
    return answer


def _page(
    request: HttpRequest, slug: str, sheet: SecretSheet, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page before the door: it names the study, which is in the clear, and nobody in it."""
    study = find_study(slug)
    context = {
        "sheet": sheet,
        "passkey_sheet": PasskeySheet(),
        "passkeys": passkeys.place(request, reverse("sign-in", args=[slug]), asked_of_passkeys(study)),
        "door": study,
        "onward": _onward(request),
        **more,
    }
    return render(request, f"web/{template}", context, status=sheet.status if sheet.errors else status)


def _who(request: HttpRequest, slug: str) -> dict[str, str]:
    member = as_member(request, slug)
    return {"name": member.name if member else name_in(request, slug) or ""}


def _named(request: HttpRequest, slug: str, said: dict[str, Any]) -> str:
    """Under which name one comes in: as the member that one's account is, where there are accounts."""
    member = as_member(request, slug)
    return member.name if member else str(said["name"])


def _only_theirs(request: HttpRequest, slug: str, opened: signing.Opened) -> signing.Opened:
    """A passkey says by itself whose it is. Raises `Refused` where that is somebody else than came by the account."""
    member = as_member(request, slug)
    if member is not None and member.id != opened.by.id:
        signing.lock(opened.key)
        raise Refused(_("That passkey is another member’s. You come to this study by your own account."))
    return opened


def _onward(request: HttpRequest) -> str:
    onward = request.POST.get("onward") or request.GET.get("onward", "")
    return onward if url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else ""


def address_of(request: HttpRequest) -> str:
    """From where a request comes, for counting what is tried from there."""
    return str(request.META.get("REMOTE_ADDR", ""))
