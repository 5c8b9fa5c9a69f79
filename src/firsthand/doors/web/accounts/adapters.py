"""How django-allauth behaves here: nobody registers unasked, guessing is slow, and no sentence tells who is here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.problems import Problem, TooOften
from firsthand.doors.entering import MARK
from firsthand.doors.web.accounts.noting import noted
from firsthand.doors.web.views.signing import address_of
from firsthand.ground.accounts import guessing, sealing
from firsthand.ground.accounts.services import let_go_of_what_ended, require_good

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.contrib.auth.base_user import AbstractBaseUser

WRONG = lazy(
    "That lets nobody in. Look at the name and at what you typed; capital and small letters differ in a password."
)
TOO_OFTEN = lazy("That was too often in a row. Wait a few minutes, and try again.")
WRONG_CODE = lazy("That code is not right, or was used already. Wait for the next one.")


class Accounts(DefaultAccountAdapter):
    """Signing in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": lazy("That is not your password."),
        "enter_current_password": lazy("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By a link alone."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Who it is. Whatever is wrong, the same is done, and it takes the same time."""
        begun = time.monotonic()
        name, mark = str(credentials.get("username", "")), request.COOKIES.get(mark_name(), "")
        where = self.get_client_ip(request)
        try:
            guessing.count(name, where, mark)
        except TooOften as wait:
            noted("too often", by="password")
            raise ValidationError(str(wait)) from wait
        found = authenticate(request, **credentials)
        if found is None:
            noted("refused", by="password")
            time.sleep(max(0.0, begun + settings.REFUSED_AFTER - time.monotonic()))
            return None
        guessing.forgive(name, where, mark)
        return found

    def clean_password(self, password: str, user: Any = None) -> str:
        """Raises, in our words, where it would be guessed."""
        try:
            require_good(password, user)
        except Problem as why:
            raise ValidationError(str(why)) from why
        return password

    def get_client_ip(self, request: HttpRequest) -> str:
        """From where it comes; from this machine, where what stands before the server does not say."""
        return address_of(request) or "127.0.0.1"

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """They are in: their browser is known from now on."""
        let_go_of_what_ended()
        noted("in", user.pk)
        answer: HttpResponse = super().post_login(request, user, **more)
        answer.set_cookie(
            mark_name(), guessing.mark_for(user.username), max_age=guessing.KNOWN_FOR, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return answer

    def is_safe_url(self, url: str | None) -> bool:
        """Onward to our own pages alone."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("front")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what a page has to say after a refusal: the library's own sentences are not in our voice."""
        if message := kwargs.get("message"):
            messages.add_message(request, level, message)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is sent."""


class SecondSteps(DefaultMFAAdapter):
    """The second step."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": lazy(
            "This server asks everybody for a second step. Set up another one first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealing.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unsealed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one, where everybody has to have one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return not settings.REQUIRE_MFA or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": _("Firsthand")}


class FromElsewhere(DefaultSocialAccountAdapter):
    """A provider of identities: it lets in whom it was connected to, and makes no account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises where nobody is connected to that identity, or their account is closed."""
        account = sociallogin.user if sociallogin.is_existing else None
        connecting = sociallogin.state.get("process") == "connect"
        if connecting and not request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("account_login"))
        if not connecting and (not isinstance(account, User) or not account.is_active):
            raise ImmediateHttpResponse(refused(request))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refused(request))

    def get_requests_session(self) -> Any:
        """The provider that was set is asked, and nobody to whom it would send us on."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("mfa_index")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is sent."""


def refused(request: HttpRequest) -> HttpResponse:
    """The page where a provider's word lets nobody in."""
    noted("refused", by="provider")
    return render(request, "account/elsewhere_refused.html", status=403)


def mark_name() -> str:
    """The cookie by which a browser is known again."""
    return f"__Host-{MARK}" if settings.SESSION_COOKIE_SECURE else MARK
