"""Requests are worked on two at a time: Python runs one thread at once, and many that want to run hinder each other.

Each question to a database lets another thread go first, which gives way again after milliseconds only: where four
requests are worked on at once, each waits dozens of times for the three others. Two at a time are answered sooner, all
of them: docs/decisions/0045-in-turn.md. What takes long, as a report does, is not counted after `LONG`: nobody waits
for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from time import monotonic

from django.http import HttpRequest, HttpResponse

AT_ONCE = 2
LONG = 0.25  # seconds

Answer = Callable[[HttpRequest], HttpResponse]


class Turns:
    """Who is being answered, and who waits, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, long: float = LONG) -> None:
        self._at_once, self._long = at_once, long
        self._lock, self._waiting = Lock(), deque[Event]()
        self._inside: dict[object, float] = {}  # since when

    def wait(self) -> object:
        """Until it is one's turn: a ticket, to be given back."""
        with self._lock:
            if not self._waiting and self._has_room():
                return self._let_in()
            mine = Event()
            self._waiting.append(mine)
        while True:
            mine.wait(self._long)
            with self._lock:
                if self._waiting[0] is mine and self._has_room():
                    self._waiting.popleft()
                    ticket = self._let_in()
                    self._call_next()
                    return ticket
                mine.clear()

    def over(self, ticket: object) -> None:
        """Who was answered makes room."""
        with self._lock:
            del self._inside[ticket]
            self._call_next()

    def _let_in(self) -> object:
        ticket = object()
        self._inside[ticket] = monotonic()
        return ticket

    def _has_room(self) -> bool:
        lately = monotonic() - self._long
        return sum(since > lately for since in self._inside.values()) < self._at_once

    def _call_next(self) -> None:
        if self._waiting and self._has_room():
            self._waiting[0].set()


def in_turn(answer: Answer, turns: Turns | None = None) -> Answer:
    """Has each request wait for its turn."""
    turns = turns or Turns()

    def middleware(request: HttpRequest) -> HttpResponse:
        ticket = turns.wait()
        try:
            return answer(request)
        finally:
            turns.over(ticket)

    return middleware
