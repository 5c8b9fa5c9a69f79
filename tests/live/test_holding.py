"""Who is held is asked again when there may be news, and answered when there is: on a loop, over pages of our own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from firsthand.doors.live.bodies import Bodies, RefusedError
from firsthand.doors.live.holding import Server
from firsthand.doors.live.hub import Held, Hub
from firsthand.doors.live.presence import AWAY_AFTER, Presence, sign_of

STUDY, PLACE, LEA = uuid4(), uuid4(), uuid4()


class Pages:
    """Pages of a study that has so many entries, of which some are hidden from whoever asks."""

    def __init__(self) -> None:
        self.entry = self.shown = 7
        self.asked = 0
        self.body = b""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        self.asked += 1
        self.body = environ["wsgi.input"].read()
        headers = [("Content-Type", "text/plain")]
        if f"since={self.shown}" in environ["QUERY_STRING"] and environ["asgi.scope"].get("firsthand.waits"):
            headers.append(("X-Firsthand-Hold", str(Held(STUDY, self.entry, PLACE, 0, LEA))))
        start("200 OK", headers)
        yield str(self.shown).encode()


class Asking:
    """A browser that asks one thing, and may go."""

    def __init__(self, server: Server, query: str, path: str = "/api/s/x/sources/y/feed") -> None:
        self.sent: list[Any] = []
        self.goes = asyncio.Event()
        self.task = asyncio.ensure_future(server(self._scope(path, query), self._receive, self._send))
        self._body = True

    @staticmethod
    def _scope(path: str, query: str) -> dict[str, Any]:
        return {
            "type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": [],
            "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5),
        }  # fmt: skip

    async def _receive(self) -> dict[str, Any]:
        if self._body:
            self._body = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.goes.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)

    async def held(self) -> None:
        """Wait until it is, or is answered."""
        for _ in range(30):
            await asyncio.sleep(0.01)

    @property
    def said(self) -> bytes:
        """What was answered."""
        return b"".join(one.get("body", b"") for one in self.sent)


def on_a_loop(test: Callable[[Server, Hub, Pages, Presence], Awaitable[None]]) -> None:
    async def run() -> None:
        hub, pages, presence = Hub(), Pages(), Presence()
        hub.begin()
        await test(Server(pages, hub, presence), hub, pages, presence)

    asyncio.run(run())


def test_a_question_is_held_until_there_is_news_and_nothing_of_that_is_told_outwards() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, _presence: Presence) -> None:
        asking = Asking(server, "since=7&wait=20")
        await asking.held()
        assert asking.sent == []
        assert hub.held() == 1
        pages.entry = pages.shown = 8
        hub.grown(STUDY, 8)
        await asyncio.wait_for(asking.task, 5)
        assert asking.said == b"8"
        assert not any(name == b"x-firsthand-hold" for name, _value in asking.sent[0]["headers"])
        assert hub.held() == 0

    on_a_loop(test)


def test_what_is_hidden_from_whoever_asks_has_them_asked_again_and_never_answered() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, _presence: Presence) -> None:
        asking = Asking(server, "since=7&wait=2")
        await asking.held()
        begun = asyncio.get_running_loop().time()
        pages.entry = 8  # and 7 is what is shown
        hub.grown(STUDY, 8)
        await asyncio.sleep(1.3)
        assert pages.asked == 2
        assert asking.sent == []
        await asyncio.wait_for(asking.task, 5)
        assert asking.said == b"7"
        assert asyncio.get_running_loop().time() - begun > 1.5  # as long as it would have been

    on_a_loop(test)


def test_what_came_while_the_answer_was_made_is_not_missed() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, _presence: Presence) -> None:
        hub.grown(STUDY, 8)  # said before anybody waits, and after the answer was made
        await asyncio.sleep(0)
        asking = Asking(server, "since=7&wait=20")
        await asyncio.sleep(0.01)
        pages.entry = pages.shown = 8
        await asyncio.wait_for(asking.task, 5)
        assert asking.said == b"8"

    on_a_loop(test)


def test_a_hub_that_knows_only_what_is_said_from_now_on_would_miss_it() -> None:
    class Forgetful(Hub):
        @staticmethod
        def _behind(known: dict[UUID, int], key: UUID, number: int) -> bool:
            return False

    async def run() -> None:
        hub, pages = Forgetful(), Pages()
        hub.begin()
        hub.grown(STUDY, 8)
        await asyncio.sleep(0)
        asking = Asking(Server(pages, hub, Presence()), "since=7&wait=2")
        await asyncio.sleep(0.01)
        pages.entry = pages.shown = 8
        await asyncio.wait_for(asking.task, 5)
        assert asking.said == b"7"  # the two seconds are over, and nothing was told

    asyncio.run(run())


def test_a_server_that_stops_answers_at_once() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, _presence: Presence) -> None:
        asking = Asking(server, "since=7&wait=25")
        await asking.held()
        hub.let_go()
        await asyncio.wait_for(asking.task, 2)
        assert asking.said == b"7"

    on_a_loop(test)


def test_who_goes_is_let_go_of_and_the_others_are_asked_who_is_here() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, presence: Presence) -> None:
        presence.stirred = hub.stirred
        presence.here(PLACE, LEA)
        asking = Asking(server, "since=7&wait=25")
        await asking.held()
        before, turn = presence.here(PLACE, uuid4())
        assert before == [LEA]
        asking.goes.set()
        await asyncio.wait_for(asking.task, 2)
        assert asking.sent == []
        assert presence.here(PLACE, LEA)[1] > turn

    on_a_loop(test)


def test_who_does_not_wait_is_answered_at_once_and_who_asks_for_a_page_is_never_held() -> None:
    async def test(server: Server, hub: Hub, pages: Pages, _presence: Presence) -> None:
        for query, path in (("since=7", "/api/s/x/sources/y/feed"), ("since=7&wait=25", "/s/x/")):
            asking = Asking(server, query, path)
            await asyncio.wait_for(asking.task, 5)
            assert asking.said == b"7"

    on_a_loop(test)


def test_what_is_sent_slowly_or_is_too_long_is_refused_and_takes_no_thread() -> None:
    async def refused(bodies: Bodies, parts: list[bytes], length: int = 0) -> int:
        pages, sent = Pages(), []
        left = list(parts)

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.sleep(60)
            return {"type": "http.request", "body": left.pop(0), "more_body": True}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = Asking._scope("/s/x/", "") | {"method": "POST"}
        scope["headers"] = [(b"content-length", str(length).encode())] if length else []
        await Server(pages, Hub(), Presence(), bodies)(scope, receive, send)
        assert pages.asked == 0
        return int(sent[0]["status"])

    async def run() -> None:
        small = Bodies(longest=10, together=15, patience=0.05)
        assert await refused(small, [b"12345", b"678901"]) == 413
        assert await refused(small, [], length=11) == 413
        assert await refused(small, [b"123"]) == 408
        assert small._now == 0
        small._now = 12
        assert await refused(small, [b"1234"]) == 503

    asyncio.run(run())


def test_what_was_read_counts_until_it_is_answered() -> None:
    async def run() -> None:
        bodies, scope = Bodies(longest=10, together=15), Asking._scope("/s/x/", "") | {"method": "POST"}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"1234567890", "more_body": False}

        async with bodies.whole(scope, receive) as body:
            assert (body, bodies._now) == (b"1234567890", 10)
            with pytest.raises(RefusedError):
                async with bodies.whole(scope, receive):
                    pass
        assert bodies._now == 0

    asyncio.run(run())


def test_what_is_sent_reaches_the_pages_whole_and_out_of_memory() -> None:
    async def run() -> None:
        pages, sent = Pages(), []
        left = [b"word" * 1000, b"s"]

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = Asking._scope("/s/x/", "") | {"method": "POST"}
        await Server(pages, Hub(), Presence())(scope, receive, send)
        assert pages.body == b"word" * 1000 + b"s"

    asyncio.run(run())


def test_who_is_here_is_known_for_seconds_and_told_to_other_processes_by_ids_alone() -> None:
    now = [100.0]
    one, other = Presence(lambda: now[0]), Presence(lambda: now[0])
    cody = uuid4()
    assert one.here(PLACE, LEA) == ([], 1)
    came, went = one.to_tell()
    assert (came, went) == ([(PLACE, LEA)], [])
    other.seen(came, elsewhere=True)
    assert other.here(PLACE, cody)[0] == [LEA]
    assert other.to_tell()[0] == [(PLACE, cody)]  # Lea is the first one's to tell of
    assert one.to_tell() == ([], [])
    now[0] += AWAY_AFTER + 1
    one.forget()
    assert one.to_tell() == ([], [(PLACE, LEA)])
    assert other.here(PLACE, cody)[0] == []
    assert sign_of([LEA, cody]) == sign_of([cody, LEA]) != sign_of([LEA])
    assert sign_of([]) == ""
