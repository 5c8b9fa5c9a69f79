"""What a passkey answers, which whoever asks for the page may send as anything at all.

The library that reads it takes a browser's word for its form, and falls over what no browser sends. Here that is
refused as any other answer that opens nothing.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkey
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as lazy

from firsthand.doors.web.accounts.adapters import WRONG_CODE
from firsthand.doors.web.accounts.sheets import Ours

# All that the library has been seen to fall over. No fault of the database is among them: that is no answer's.
UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, struct.error,
    UnsupportedAlgorithm,
)  # fmt: skip


@contextmanager
def _as_refused() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as wrong:
        raise ValidationError(WRONG_CODE, code="incorrect_code") from wrong


class Answer(forms.JSONField):
    """An answer as JSON that every database keeps: no zero, no half of a letter, no number that is none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        with _as_refused():
            read = super().to_python(value)
            if b"\\u0000" in json.dumps(read, ensure_ascii=False, allow_nan=False).encode():
                raise ValueError("a zero")
            return read

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: an answer is good once, and is not put back on the page."""
        return None


class _Answered(forms.Form):
    credential = Answer()

    def clean_credential(self) -> Authenticator:
        with _as_refused():
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        return found


class SignInByPasskey(_Answered, passkey.LoginWebAuthnForm):
    """Instead of name and password."""


class SecondStepByPasskey(_Answered, passkey.AuthenticateWebAuthnForm):
    """Instead of a code."""


class AgainByPasskey(_Answered, passkey.ReauthenticateWebAuthnForm):
    """Once more."""


class AddPasskey(Ours, passkey.AddWebAuthnForm):
    """A passkey that lets its owner in without name and password."""

    called = "passkey"
    labels = {"name": lazy("Which one is it?")}
    helps = {"name": lazy("“My laptop”, say: so that you know later which one to take back.")}
    credential = Answer()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        with _as_refused():
            found: dict[str, Any] = super().clean()
        return found
