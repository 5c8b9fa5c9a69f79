"""What is sent as a passkey's answer may be anything: who sends it is refused, and the program does not fall over."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from accounts import Browser, lea_has, lea_in, on

pytestmark = pytest.mark.usefixtures("on")
__all__ = ["lea_has", "lea_in", "on"]

WRONG = "That code is not right"


def web(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).decode().rstrip("=")


def answer(**response: Any) -> str:
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


CLIENT = web(b'{"type":"webauthn.get","challenge":"AA","origin":"http://testserver","crossOrigin":false}')
ODD = [
    "null", "1", "[]", '"x"', "{", '{"id":1}', "9" * 5000, "[" * 3000, '{"x":' * 3000, "NaN", '{"id":"\\u0000"}',
    '{"id":"\\ud800","rawId":"\\ud800","type":"public-key","response":{}}',
    '{"id":"a","rawId":"a","type":"public-key","response":{}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":"x"}',
    '{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":1,"response":{}}',
    answer(clientDataJSON=1, authenticatorData={}, signature=None),
    answer(clientDataJSON="\ud800", authenticatorData="\ud800", signature="\ud800"),
    answer(clientDataJSON="e30", authenticatorData="AAAA", signature="AA", userHandle="MQ"),
    answer(clientDataJSON="e30", attestationObject="oA"),
    answer(clientDataJSON="e30", attestationObject="AA"),
    answer(clientDataJSON="e30", attestationObject="__"),
    *(
        answer(clientDataJSON=CLIENT, authenticatorData=web(data), signature="AA", userHandle=whose)
        for data in (b"", b"\0" * 36, b"\0" * 37, b"\0" * 32 + b"\xc1" + b"\0" * 4, b"\0" * 32 + b"\x41" + b"\0" * 40)
        for whose in ("MQ", web(b"9" * 30), web(b"\xff"), None, 1)
    ),
]  # fmt: skip


def test_whatever_a_stranger_sends_as_a_passkey_lets_nobody_in(lea_has: User) -> None:
    browser, way = Browser(), reverse("mfa_login_webauthn")
    for number, sent in enumerate(ODD):
        there = {"REMOTE_ADDR": f"203.0.113.{number + 1}"}
        browser.get(way, headers={"X-Requested-With": "XMLHttpRequest"}, **there)
        assert browser.post(way, {"credential": sent}, **there)["Location"] == reverse("account_login"), sent
        page = browser.get(reverse("account_login"), **there).content.decode()
        assert WRONG in page or "Enter a valid JSON" in page or "This field is required" in page, sent
    assert not browser.is_in


def test_whatever_is_sent_as_a_passkey_is_no_second_step(lea_in: Browser) -> None:
    lea_in.sets_up_an_app()
    browser, way = Browser(), reverse("mfa_authenticate")
    browser.signs_in("lea")
    for number, sent in enumerate(ODD):
        there = {"REMOTE_ADDR": f"203.0.113.{number + 1}"}
        browser.get(way, **there)
        assert browser.post(way, {"credential": sent}, **there).status_code == 200, sent
    assert not browser.is_in


def test_whatever_is_sent_as_a_passkey_is_not_kept_as_one(lea_in: Browser) -> None:
    from allauth.mfa.models import Authenticator

    lea_in.says_again()
    for sent in ODD:
        lea_in.get(reverse("mfa_add_webauthn"))
        told = {"name": "My laptop", "credential": sent, "passwordless": "on"}
        assert lea_in.post(reverse("mfa_add_webauthn"), told).status_code == 200, sent
    assert not Authenticator.objects.exists()


def test_whatever_is_sent_as_a_passkey_is_not_taken_for_saying_who_one_is(
    lea_in: Browser, lea_has: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None, "reauthenticate": None}
    has_a_passkey(lea_has)
    for number, sent in enumerate(ODD):
        there = {"REMOTE_ADDR": f"203.0.113.{number + 1}"}
        lea_in.get(reverse("mfa_reauthenticate_webauthn"), **there)
        said = lea_in.post(reverse("mfa_reauthenticate_webauthn"), {"credential": sent}, **there)
        assert said["Location"] == reverse("account_login"), sent


def has_a_passkey(account: User) -> None:
    from allauth.mfa.webauthn.internal.auth import WebAuthn
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, b"an id", key)
    data = AuthenticatorData.create(b"\0" * 32, AuthenticatorData.FLAG.AT, 0, made)
    said = {"clientDataJSON": CLIENT, "attestationObject": web(AttestationObject.create("none", data, {}))}
    named = web(b"an id")
    credential = {"id": named, "rawId": named, "type": "public-key", "response": said}
    WebAuthn.add(account, "My laptop", credential)
