"""Requests are answered two at a time, in the order in which they came; what takes long keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.http import HttpRequest, HttpResponse

from firsthand.doors.live.in_turn import Turns, in_turn

NEVER = 3_600.0
PATIENCE = 20.0


def waiting(turns: Turns, then: Callable[[object], None]) -> Thread:
    """A thread that waits for its turn, begun once it stands in line."""
    before = len(turns._waiting)
    thread = Thread(target=lambda: then(turns.wait()), daemon=True)
    thread.start()
    until(lambda: len(turns._waiting) > before or not thread.is_alive())
    return thread


def until(so: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not so():
        assert monotonic() < end, "Nobody stands in line."
        sleep(0.001)


def test_two_at_once_and_the_others_in_their_order() -> None:
    turns, went = Turns(2, NEVER), list[str]()
    first, _second = turns.wait(), turns.wait()

    def go(name: str) -> Callable[[object], None]:
        def with_ticket(ticket: object) -> None:
            went.append(name)
            turns.over(ticket)

        return with_ticket

    others = [waiting(turns, go(name)) for name in ("third", "fourth", "fifth")]
    assert went == []
    turns.over(first)
    for other in others:
        other.join(PATIENCE)
    assert went == ["third", "fourth", "fifth"]


def test_what_takes_long_is_not_waited_for() -> None:
    turns = Turns(1, 0.05)
    report = turns.wait()
    quick = turns.wait()  # would wait for ever
    turns.over(quick)
    turns.over(turns.wait())
    turns.over(report)


def test_who_came_first_of_two_goes_first_where_nobody_makes_room() -> None:
    turns, went = Turns(1, 0.05), list[str]()
    turns.wait()
    others = [waiting(turns, lambda _ticket, name=name: went.append(name)) for name in ("second", "third")]  # type: ignore[misc]
    for other in others:
        other.join(PATIENCE)
    assert went == ["second", "third"]


def test_a_request_that_breaks_makes_room_all_the_same() -> None:
    def breaks(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError("broken")

    middleware = in_turn(breaks)
    for _time in range(3):
        with pytest.raises(RuntimeError, match="broken"):
            middleware(HttpRequest())


def test_two_requests_are_answered_while_a_third_waits() -> None:
    inside, go_on = [Event() for _ in range(3)], Event()

    def answer(request: HttpRequest) -> HttpResponse:
        inside[int(request.path)].set()
        assert go_on.wait(PATIENCE)
        return HttpResponse()

    def asked(number: int) -> Thread:
        request = HttpRequest()
        request.path = str(number)
        thread = Thread(target=middleware, args=(request,), daemon=True)
        thread.start()
        return thread

    turns = Turns(2, NEVER)
    middleware = in_turn(answer, turns)
    threads = [asked(0), asked(1)]
    assert all(one.wait(PATIENCE) for one in inside[:2])
    threads.append(asked(2))
    until(lambda: bool(turns._waiting))
    assert not inside[2].is_set()
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert inside[2].is_set()
