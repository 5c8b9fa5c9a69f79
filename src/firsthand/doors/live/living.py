"""A process of the server, from its beginning to its end."""

from __future__ import annotations

import asyncio
import signal
import threading
from types import FrameType
from typing import Any
from uuid import UUID

from firsthand.doors.live.holding import Server
from firsthand.doors.live.hub import hub
from firsthand.doors.live.presence import presence
from firsthand.doors.live.watching import Watcher
from firsthand.ground.trail.announcing import LISTENERS


def living(pages: Any) -> Server:
    """The server over some pages, which listens from its beginning and lets everybody go at its end."""
    server = Server(pages, hub, presence)
    watchers: list[Watcher] = []

    def begin() -> None:
        hub.begin()
        presence.stirred = hub.stirred
        LISTENERS.append(_grown)
        watchers.append(Watcher(hub, presence))
        watchers[-1].start()
        _let_go_when_told_to_stop()

    async def end() -> None:
        LISTENERS.remove(_grown)
        await asyncio.to_thread(watchers.pop().end)

    server.begins.append(begin)
    server.ends.append(end)
    return server


def _grown(study: UUID, entry: int, _act: str) -> None:
    hub.grown(study, entry)


def _let_go_when_told_to_stop() -> None:
    """A server that stops waits for its requests: those that are held are answered then, and not in 25 seconds."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def stop(sent: int, frame: FrameType | None, before: Any = before) -> None:
            hub.let_go()
            if callable(before):
                before(sent, frame)

        signal.signal(number, stop)
