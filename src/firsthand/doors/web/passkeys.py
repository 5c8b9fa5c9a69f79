"""Passkeys in pages: what the script needs to ask them, and where they cannot work.

A passkey belongs to a name of a server and never to a number: at 127.0.0.1 no browser makes one, at localhost it does.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Place:
    """What passkeys are asked here, for the script; where this cannot be, `numbered`, and `instead`, where it can."""

    asked: str
    whose: str
    known: str
    numbered: bool
    instead: str


def place(
    request: HttpRequest, path: str, asked: bytes, *, whose: bytes = b"", known: Iterable[bytes] = ()
) -> Place:
    """What a page at that path says to passkeys. `known` are those that a device need not make again."""
    numbered, instead = _elsewhere(request, path)
    return Place(
        written(asked), written(whose), " ".join(map(written, filter(None, known))), numbered, instead
    )


def written(data: bytes) -> str:
    """Bytes as the script reads them."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> bytes:
    """Bytes as the script sent them; empty where it cannot have sent this.

    >>> read(written(b"32 bytes of a key"))
    b'32 bytes of a key'
    >>> read("no such thing, é")
    b''
    """
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _elsewhere(request: HttpRequest, path: str) -> tuple[bool, str]:
    host = urlsplit(f"//{request.get_host()}")
    try:
        number = ip_address(host.hostname or "")
    except ValueError:
        return False, ""
    port = f":{host.port}" if host.port else ""
    return True, f"{request.scheme}://localhost{port}{path}" if number.is_loopback else ""
