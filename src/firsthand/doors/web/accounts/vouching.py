"""What a provider of identities says, looked at before it is believed: who signed it, of whom it is, for whom, and for
which coming in.

The library takes what it fetched over TLS without looking at the signature. Ours is looked at: by the keys that the
provider itself names, by none that stand in what was said, and by algorithms of two keys alone.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
ASKED = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS_DIFFER = 60  # seconds


class Vouched(OpenIDConnectOAuth2Adapter):
    """What the library does on the way back, with what is said looked at. Raises `OAuth2Error` where it is not so."""

    verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; refused where that is another than was set."""
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("It calls itself by another name.")
        return found

    def get_access_token_data(self, *args: Any, pkce_code_verifier: str | None = None) -> dict[str, Any]:
        self.verifier = pkce_code_verifier or ""
        found: dict[str, Any] = super().get_access_token_data(*args, pkce_code_verifier=pkce_code_verifier)
        return found

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("It does not say who it is.")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            told: dict[str, Any] = jwt.decode(
                id_token, self._key(id_token), algorithms=ALGORITHMS, audience=app.client_id,
                issuer=self.openid_config["issuer"], leeway=CLOCKS_DIFFER, options={"require": ASKED},
            )  # fmt: skip
        except (jwt.PyJWTError, ValueError) as wrong:
            raise OAuth2Error("What it says is not signed by it, or not for us, or not for now.") from wrong
        if told["aud"] not in (app.client_id, [app.client_id]) or told.get("nonce") != digest(self.verifier):
            raise OAuth2Error("That was said for somebody else, or for another coming in.")
        return told

    def _key(self, id_token: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as asking:
            answer = asking.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        called = jwt.get_unverified_header(id_token).get("kid")
        for one in jwt.PyJWKSet.from_dict(answer.json()).keys:
            if one.algorithm_name in ALGORITHMS and called in (None, one.key_id):
                return one
        raise OAuth2Error("It has no such key.")


def digest(verifier: str) -> str:
    """Of what this browser's session alone has, for this coming in alone: what PKCE shows, and the nonce."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def with_nonce(way: str) -> str:
    """The way to the provider, so that what it says is for this coming in alone."""
    (shown,) = parse_qs(urlsplit(way).query)["code_challenge"]
    return f"{way}&{urlencode({'nonce': shown})}"
