"""Signing in by a provider of identities: a real one, on this machine, with its own pages, keys and grudges."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.urls import reverse

from accounts import Browser, account_of, code_of, switched_on
from firsthand.ground.accounts import services

CLIENT, SECRET = "firsthand", "a secret of the two"


@dataclass
class Provider:
    """Says who somebody is by a code, which it gives out once, to whom it knows, against PKCE."""

    issuer: str = ""
    says: str = "sub-of-lea"
    issued_by: str = ""  # what it claims to be
    audience: str = CLIENT
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    nonce: str | None = None  # for which coming in it says so
    lasts: int = 60
    called: str = ""  # how it calls itself
    signs: bool = True
    tells: bool = True
    keys_are_at: str = ""  # where it sends on to
    algorithm: str = "RS256"
    key: Any = field(default_factory=lambda: new_key())
    other: Any = None  # by which it signs instead

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.called or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorized(self, way: str) -> str:
        """Where it sends somebody back to who was sent there, once they have said who they are."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        assert way.startswith(f"{self.issuer}/authorize?")
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return None
        told = {
            "iss": self.issued_by or self.issuer, "aud": self.audience, "sub": self.says,
            "exp": int(time.time()) + self.lasts, "iat": int(time.time()) - 3600,
            "nonce": asked["nonce"] if self.nonce is None else self.nonce,
        }  # fmt: skip
        said = {"access_token": "for nothing here", "token_type": "Bearer"}
        if not self.tells:
            return said
        key = (self.other or self.key) if self.signs else None
        return said | {"id_token": jwt.encode(told, key, self.algorithm, headers={"kid": "one"})}

    def keys(self) -> dict[str, Any]:
        mine = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [mine | {"kid": "one", "use": "sig", "alg": "RS256"}]}


def new_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Served on loopback, as long as the test goes on."""
    one = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = {
                "/.well-known/openid-configuration": one.configuration,
                "/keys": one.keys,
                "/moved": one.keys,
            }
            if self.path == "/keys" and one.keys_are_at:
                self.send_response(302)
                self.send_header("Location", one.keys_are_at)
                self.end_headers()
                return
            self.give(told[self.path]() if self.path in told else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.give(one.token({name: values[0] for name, values in parse_qs(body).items()}))

        def give(self, said: dict[str, Any] | None) -> None:
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    one.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _on(settings: Any, cast: Any, provider: Provider, tmp_path: Any) -> None:
    secret = tmp_path / "client-secret"
    secret.write_text(SECRET + "\n")
    switched_on(
        settings, FIRSTHAND_OIDC_ISSUER=provider.issuer, FIRSTHAND_OIDC_CLIENT_ID=CLIENT,
        FIRSTHAND_OIDC_CLIENT_SECRET_FILE=str(secret), FIRSTHAND_OIDC_NAME="Our house",
    )  # fmt: skip


@pytest.fixture
def lea(cast: Any) -> User:
    account: User = account_of(cast.lea)
    return account


def goes(browser: Browser, settings: Any, provider: Provider, process: str) -> Any:
    """There and back; what the way back says."""
    page = browser.post(reverse("openid_connect_login", args=[settings.OIDC[0]]), {"process": process})
    if page.status_code != 200:
        return page
    back = urlsplit(provider.authorized(page["Refresh"].partition("url=")[2]))
    return browser.get(f"{back.path}?{back.query}")


def connected(settings: Any, provider: Provider) -> Browser:
    """Lea's browser, once she has connected it."""
    browser = Browser()
    browser.signs_in("lea")
    browser.says_again()
    goes(browser, settings, provider, "connect")
    return browser


def test_who_is_connected_is_let_in_and_no_study_opens_by_it(
    lea: User, settings: Any, provider: Provider, cast: Any
) -> None:
    from firsthand.ground.studies.secrets import take_secret

    connected(settings, provider)
    take_secret(cast.lea, passphrase="four words of Lea alone")
    browser = Browser()
    assert goes(browser, settings, provider, "login")["Location"] == "/"
    assert browser.is_in
    assert "/sign-in/" in browser.get(f"/s/{cast.lea.study.slug}/codebook/")["Location"]
    assert provider.asked[-1]["scope"] == "openid"  # nothing is asked but who it is
    assert provider.asked[-1]["code_challenge_method"] == "S256"


def test_it_makes_no_account_by_itself_nor_lets_in_who_is_not_connected(
    lea: User, settings: Any, provider: Provider
) -> None:
    browser = Browser()
    answer = goes(browser, settings, provider, "login")
    assert answer.status_code == 403
    assert "Nobody was let in" in answer.content.decode()
    assert not browser.is_in
    assert User.objects.count() == 1
    connected(settings, provider)
    provider.says = "somebody else"
    assert goes(Browser(), settings, provider, "login").status_code == 403


def test_connecting_asks_once_more_who_it_is_and_signing_in_for_the_second_step(
    lea: User, settings: Any, provider: Provider
) -> None:
    browser = Browser()
    browser.signs_in("lea")
    assert "/again/" in goes(browser, settings, provider, "connect")["Location"]
    hidden = reverse("openid_connect_login", args=[settings.OIDC[0]]) + "?process=connect"
    assert "/again/" in browser.post(hidden)["Location"]
    assert Browser().post(
        reverse("openid_connect_login", args=[settings.OIDC[0]]), {"process": "connect"}
    ).status_code in (302, 404)
    browser = connected(settings, provider)
    secret = browser.sets_up_an_app()
    other = Browser()
    assert goes(other, settings, provider, "login")["Location"] == reverse("mfa_authenticate")
    assert not other.is_in
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert other.is_in


def test_an_identity_is_of_one_account_and_of_one_issuer(
    lea: User, settings: Any, provider: Provider, cast: Any
) -> None:
    connected(settings, provider)
    account_of(cast.cody)
    cody = Browser()
    cody.signs_in("cody")
    cody.says_again()
    goes(cody, settings, provider, "connect")
    assert "not connected" in cody.get(reverse("mfa_index")).content.decode()
    from firsthand.config import accounts

    other = accounts.settings({"FIRSTHAND_OIDC_ISSUER": "https://other.example.org"}, "")["OIDC"]
    assert other[0] != settings.OIDC[0]  # so that the same name at another issuer is another identity


OTHER = "https://other.example.org"


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_by": OTHER}, {"audience": OTHER}, {"audience": [CLIENT, OTHER]}, {"nonce": "of another coming in"},
        {"nonce": ""}, {"lasts": -120}, {"tells": False}, {"other": new_key()}, {"signs": False, "algorithm": "none"},
        {"other": "a secret of thirty-two letters or more", "algorithm": "HS256"}, {"keys_are_at": "/moved"},
    ],
    ids=lambda wrong: " ".join(wrong),  # not what each holds: a key is another in each process
)  # fmt: skip
def test_a_word_that_is_not_signed_by_it_for_us_and_for_now_lets_nobody_in(
    lea: User, settings: Any, provider: Provider, wrong: dict[str, Any]
) -> None:
    connected(settings, provider)
    was = {name: getattr(provider, name) for name in wrong}
    vars(provider).update(wrong)
    browser = Browser()
    assert goes(browser, settings, provider, "login").status_code == 403
    assert not browser.is_in
    vars(provider).update(was)
    assert goes(browser, settings, provider, "login").status_code == 302
    assert browser.is_in


def test_a_provider_that_calls_itself_another_or_does_not_answer_lets_nobody_in(
    lea: User, settings: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(settings, provider)
    provider.called = OTHER
    browser = Browser()
    assert goes(browser, settings, provider, "login").status_code == 403
    assert not browser.is_in
    monkeypatch.setattr(provider, "configuration", lambda: None)
    assert goes(browser, settings, provider, "login").status_code == 403


def test_where_signatures_are_taken_as_they_come_a_word_of_anybody_lets_in(
    lea: User, settings: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the test of them can fail: this is what the library does by itself."""
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    connected(settings, provider)
    monkeypatch.setattr("firsthand.doors.web.accounts.vouching.Vouched", OpenIDConnectOAuth2Adapter)
    provider.other = new_key()
    browser = Browser()
    assert goes(browser, settings, provider, "login").status_code == 302
    assert browser.is_in


def test_a_way_back_that_nobody_began_here_lets_nobody_in(
    lea: User, settings: Any, provider: Provider
) -> None:
    connected(settings, provider)
    page = Browser().post(reverse("openid_connect_login", args=[settings.OIDC[0]]), {"process": "login"})
    back = urlsplit(provider.authorized(page["Refresh"].partition("url=")[2]))
    victim = Browser()
    assert victim.get(f"{back.path}?{back.query}").status_code == 403
    assert not victim.is_in
    assert victim.get(reverse("openid_connect_login", args=[settings.OIDC[0]])).status_code == 405
    assert victim.post(reverse("openid_connect_login", args=["oidc-other"])).status_code == 404


def test_a_closed_account_is_not_let_in_by_it_and_who_let_go_of_it_neither(
    lea: User, settings: Any, provider: Provider
) -> None:
    from firsthand.ground.accounts.selectors import elsewhere

    browser = connected(settings, provider)
    services.disable(lea)
    assert goes(Browser(), settings, provider, "login").status_code == 403
    services.enable(lea)
    assert goes(Browser(), settings, provider, "login").status_code == 302
    ((identity, _since),) = elsewhere(lea)
    browser = Browser()
    browser.signs_in("lea")
    browser.says_again()
    browser.post(reverse("elsewhere-let-go", args=[identity]))
    assert goes(Browser(), settings, provider, "login").status_code == 403


def test_an_issuer_that_anybody_on_the_way_could_be_is_refused() -> None:
    from firsthand.config import accounts

    with pytest.raises(ValueError, match="https"):
        accounts.settings({"FIRSTHAND_OIDC_ISSUER": "http://login.example.org"}, "")
