"""The server's way in: pages in a few threads, and requests for news held on the event loop until there is some.

A request that is willing to wait is asked of the ordinary pages, as any other. Where their answer says, inwards, that
it holds no news, it is not sent: the request waits, without a thread, until the hub says that its study grew or that
somebody came or went, and is asked anew. So who may see what is decided each time where it always is; what is hidden
from somebody has them asked again and never answered; and nothing here knows a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

from a2wsgi import WSGIMiddleware

from firsthand.doors.live.bodies import (
    Application,
    Bodies,
    GoneError,
    Message,
    Receive,
    RefusedError,
    Scope,
    Send,
    given,
    refuse,
)
from firsthand.doors.live.hub import Held, Hub
from firsthand.doors.live.metrics import HELD, INSIDE
from firsthand.doors.live.presence import Presence
from firsthand.exchange.keeping.connecting import THREADS

ASKED_AT_ONCE = 2  # of those, for news: the others are for who writes
LONGEST = 25.0  # seconds that a request is held: below the time after which proxies give up
AT_MOST_EVERY = 1.0  # seconds between two times that a held request is asked
WAITS = "firsthand.waits"  # in a request's scope: how long it would be held
HOLD = b"x-firsthand-hold"


@dataclass
class Answer:
    """An answer that is not sent yet."""

    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        """Keep what would be sent."""
        self.messages.append(message)

    def held(self) -> Held | None:
        """What it waits for, where it says that it holds no news; that is taken out of it."""
        start = self.messages[0]
        written = [value for name, value in start["headers"] if name == HOLD]
        start["headers"] = [(name, value) for name, value in start["headers"] if name != HOLD]
        return Held.read(written[0].decode()) if written else None


class Server:
    """The ASGI application."""

    def __init__(self, pages: Any, hub: Hub, presence: Presence, bodies: Bodies | None = None) -> None:
        # No limit to what waits to be sent: who reads slowly would keep a thread.
        self._pages: Application = WSGIMiddleware(pages, workers=THREADS, send_queue_size=0)  # type: ignore[assignment]
        self._hub, self._presence = hub, presence
        self._bodies = bodies or Bodies()
        self._asking = asyncio.Semaphore(ASKED_AT_ONCE)
        self.begins: list[Callable[[], None]] = []
        self.ends: list[Callable[[], Awaitable[None]]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the server's own beginning and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                async with self._bodies.whole(scope, receive) as body:
                    if _asks_for_news(scope):
                        await self._news(scope, receive, send)
                    else:
                        await self._ask(scope, given(body, receive), send)
            except RefusedError as refused:
                await refuse(send, refused.status)
            except GoneError:
                return

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        for begin in self.begins:
            begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for end in self.ends:
            await end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        with INSIDE.track_inprogress():
            await self._pages(scope, receive, send)

    async def _news(self, scope: Scope, receive: Receive, send: Send) -> None:
        until = monotonic() + _wait(scope)
        gone = asyncio.ensure_future(receive())  # nothing comes any more but that they went
        try:
            answer = await self._asked(scope, gone)
            held = answer.held()
            if held is not None and monotonic() < until and not self._hub.stopping:
                answer = await self._hold(scope, answer, held, until, gone)
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
        for message in answer.messages:
            await send(message)

    async def _hold(
        self, scope: Scope, answer: Answer, held: Held, until: float, gone: asyncio.Future[Message]
    ) -> Answer:
        try:
            with HELD.track_inprogress(), self._hub.waiting(held) as event:
                asked = monotonic()
                while await self._woken(event, until, gone) and not self._hub.stopping:
                    if await self._past(min(asked + AT_MOST_EVERY, until), gone) and not self._hub.stopping:
                        event.clear()
                        answer = await self._asked(scope, gone)
                        asked = monotonic()
                        if answer.held() is None:
                            return answer
            if gone.done():
                raise GoneError
        except GoneError:
            if not self._hub.here[(held.place, held.member)]:
                self._presence.left([(held.place, held.member)])
            raise
        return answer

    async def _asked(self, scope: Scope, gone: asyncio.Future[Message]) -> Answer:
        """The answer of the pages, as things are now. Raises `GoneError`: for who went nobody is asked."""
        answer = Answer()
        async with self._asking:
            if gone.done():
                raise GoneError
            await self._ask(dict(scope) | {WAITS: LONGEST}, given(b"", _never), answer.send)
        return answer

    async def _woken(self, event: asyncio.Event, until: float, gone: asyncio.Future[Message]) -> bool:
        """Wait for an event; whether it came in time."""
        woken = asyncio.ensure_future(event.wait())
        try:
            either: set[asyncio.Future[Any]] = {woken, gone}
            await asyncio.wait(either, timeout=until - monotonic(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        return event.is_set() and not gone.done() and monotonic() < until

    async def _past(self, moment: float, gone: asyncio.Future[Message]) -> bool:
        """Wait until a moment; whether they are still there."""
        while not gone.done() and not self._hub.stopping and (left := moment - monotonic()) > 0:
            await asyncio.wait({gone}, timeout=min(left, 0.1))
        return not gone.done()


async def _never() -> Message:
    return {"type": "http.disconnect"}


def _asks_for_news(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["method"] == "GET" and path.startswith("/api/s/") and path.endswith("/feed")


def _wait(scope: Scope) -> float:
    """How long a request is willing to wait; 0 where it does not say."""
    said = parse_qs(scope["query_string"].decode("ascii", "replace")).get("wait", ["0"])[0]
    return min(float(said), LONGEST) if said.isdecimal() and len(said) < 6 else 0.0
