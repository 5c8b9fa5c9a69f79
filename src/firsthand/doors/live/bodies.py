"""What is sent is read whole, in memory, before a thread is given to it: who sends slowly keeps nobody waiting.

Nothing is spooled to a file: it may be anybody's words. What is too long, or comes too slowly, is refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from django.utils.translation import gettext as _

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST = 256 * 1024 * 1024  # the longest recording (200 MB), and a form around it
TOGETHER = 2 * LONGEST  # of all that is being read at once
PATIENCE = 60.0  # seconds without a byte


class RefusedError(Exception):
    """What was sent cannot be taken: an HTTP status says why."""

    def __init__(self, status: int) -> None:
        self.status = status


class GoneError(Exception):
    """Whoever asked is not there any more."""


class Bodies:
    """Reads bodies, and knows how much of them there is."""

    def __init__(self, longest: int = LONGEST, together: int = TOGETHER, patience: float = PATIENCE) -> None:
        self._longest, self._together, self._patience = longest, together, patience
        self._now = 0

    @asynccontextmanager
    async def whole(self, scope: Scope, receive: Receive) -> AsyncIterator[bytes]:
        """All of it, for as long as it is held: until then it counts. Raises `RefusedError`, and `GoneError`."""
        said = _length(scope)
        if said > self._longest:
            raise RefusedError(413)
        if self._now + said > self._together:
            raise RefusedError(503)
        parts: list[bytes] = []
        read, more = 0, True
        try:
            while more:
                try:
                    message = await asyncio.wait_for(receive(), self._patience)
                except TimeoutError:
                    raise RefusedError(408) from None
                if message["type"] == "http.disconnect":
                    raise GoneError
                part, more = message.get("body", b""), message.get("more_body", False)
                parts.append(part)
                read += len(part)
                self._now += len(part)
                if read > self._longest:
                    raise RefusedError(413)
                if self._now > self._together:
                    raise RefusedError(503)
            yield b"".join(parts)
        finally:
            self._now -= read


def given(body: bytes, receive: Receive) -> Receive:
    """What was read, handed over at once; then what comes after it."""
    left = [body]

    async def next_one() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return next_one


async def refuse(send: Send, status: int) -> None:
    """An answer of a status, and the connection is closed: what is still to come of the body is not read."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"connection", b"close"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": _why(status).encode()})


def _why(status: int) -> str:
    return {
        408: _("What was sent came too slowly. Nothing of it was kept; send it again."),
        413: _("What was sent is too long. Nothing of it was kept."),
        503: _("Too much is being sent at this moment. Nothing of it was kept; send it again in a minute."),
    }[status]


def _length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
