"""Asking a Firsthand far away: one address, one token, and its sentences as problems."""

from __future__ import annotations

import gzip
import json
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from firsthand.core.problems import Clash, Locked, NotAllowed, NotThere, Problem, TooOften

KINDS: dict[int, type[Problem]] = {401: Locked, 403: NotAllowed, 404: NotThere, 409: Clash, 429: TooOften}
PATIENCE = 120  # seconds


class _Nowhere(HTTPRedirectHandler):
    """No redirect is followed: the token would go along to wherever it leads."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Asking:
    """The token is sent to that one address, and shown nowhere. `direct`: by no proxy."""

    def __init__(self, base: str, slug: str, token: str, *, direct: bool) -> None:
        self.base, self.slug = base, slug
        self._token = token
        self._opener = build_opener(_Nowhere, *([ProxyHandler({})] if direct else []))

    def __call__(self, method: str, path: str, sent: object = None) -> dict[str, Any]:
        """What is answered. Raises `Problem` with the sentence that came, or with what is wrong."""
        request = Request(  # noqa: S310 - https, or this computer: `connect` sees to it
            f"{self.base}/api/s/{quote(self.slug, safe='')}/{path}",
            data=None if sent is None else json.dumps(sent, default=str).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Accept-Encoding": "gzip",
            },
        )
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return self._read(answer.read(), answer.headers)
        except HTTPError as refused:
            with refused:
                said = self._read(refused.read(), refused.headers)
            raise KINDS.get(refused.code, Problem)(said.get("sentence") or self.no_firsthand) from None
        except (URLError, HTTPException, OSError) as missing:
            raise Problem(f"Nothing answers at {self.base}: {missing}.") from missing

    def _read(self, body: bytes, headers: Message) -> dict[str, Any]:
        try:
            said = json.loads(gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body)
        except (ValueError, OSError):
            said = None
        if not isinstance(said, dict):
            raise Problem(self.no_firsthand)
        return said

    @property
    def no_firsthand(self) -> str:
        """What is said where an answer is none."""
        return f"What answers at {self.base} is no Firsthand that this one understands: is the address right?"
