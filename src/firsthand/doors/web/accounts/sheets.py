"""The forms of django-allauth in our own look and words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as second
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.problems import TooOften
from firsthand.doors.web.accounts.adapters import mark_name
from firsthand.doors.web.accounts.noting import noted
from firsthand.doors.web.sheets import OwnFields, SecretSheet, line, secret
from firsthand.doors.web.views.signing import LONG_ENOUGH
from firsthand.ground.accounts import guessing

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class Ours:
    """Set as our own sheets are."""

    default_renderer = OwnFields
    use_required_attribute = False
    called = "account"
    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": f"{self.called}-%s", "label_suffix": ""} | kwargs))
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = lazy("This is missing.")


class SignIn(Ours, account.LoginForm):
    """Name and password."""

    called = "sign-in"
    labels = {"login": lazy("Name"), "password": lazy("Password")}
    helps = {"login": lazy("The one you chose to sign in with.")}


class Again(Ours, account.ReauthenticateForm):
    """The password once more."""

    labels = {"password": lazy("Your password, once more")}


class AnotherPassword(Ours, account.ChangePasswordForm):
    """Another password."""

    labels = {
        "oldpassword": lazy("Your password until now"),
        "password1": lazy("Your password from now on"),
        "password2": lazy("The same once more"),
    }
    helps = {"password1": LONG_ENOUGH}


class _Counted(Ours):
    """A code of the second step, of which few are tried."""

    labels = {"code": lazy("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.TextInput(attrs=CODE | {"autofocus": True})  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """Counted before it is tried, so that many at once get no further than one after another."""
        account_id, name = self.user.pk, self.user.username  # type: ignore[attr-defined]
        mark = context.request.COOKIES.get(mark_name(), "")
        try:
            guessing.count_second_step(account_id, name, mark)
        except TooOften as wait:
            noted("too often", account_id, by="mfa")
            raise ValidationError(str(wait)) from wait
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            noted("refused", account_id, by="mfa")
            raise
        guessing.forgive_second_step(account_id, name, mark)
        return code


class SecondStep(_Counted, second.AuthenticateForm):
    """A code of the app, or one of the printed ones."""

    called = "second"


class SecondStepAgain(_Counted, second.ReauthenticateForm):
    """The same once more."""

    called = "second"


class SetUpApp(Ours, ActivateTOTPForm):
    """The first code of an app."""

    called = "app"
    labels = {"code": lazy("The six digits that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.TextInput(attrs=CODE)


class Joining(SecretSheet):
    """A new account; and, where the study asks, the code that opens it once, and the passphrase from then on."""

    called = "join"
    name = line(
        lazy("A name to sign in with"),
        help=lazy("Letters and digits, no spaces. Only you and whoever runs this server see it."),
        autocomplete="username", autocapitalize="none", spellcheck="false",
    )  # fmt: skip
    password = secret(lazy("A password"), help=LONG_ENOUGH, autocomplete="new-password")
    again = secret(lazy("The same once more"), autocomplete="new-password")
    code = line(
        lazy("Code"),
        help=lazy("It came with the link, and stands here by itself where the link was whole."),
        autocapitalize="characters", spellcheck="false",
    )  # fmt: skip
    same = forms.BooleanField(
        label=lazy("Use my password as the passphrase of the study, too"), required=False, initial=True
    )
    passphrase = secret(lazy("A passphrase of your own"), help=LONG_ENOUGH, autocomplete="new-password")
    passphrase_again = secret(lazy("The same passphrase once more"), autocomplete="new-password")

    def __init__(self, *args: Any, has_account: bool, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unasked = ("name", "password", "again", "same") if has_account else ()
        for name in (*unasked, *(() if asks else ("code", "same", "passphrase", "passphrase_again"))):
            self.fields.pop(name, None)


class ResetSheet(SecretSheet):
    """Another password."""

    called = "reset"
    password = secret(lazy("Your password from now on"), help=LONG_ENOUGH, autocomplete="new-password")
    again = secret(lazy("The same once more"), autocomplete="new-password")
