"""How far something long is, told to whoever asked to be told: its steps, and how many bytes of each are done.

What copies or packs says `step` before and `done` meanwhile, and knows nothing of who listens. A command shows a bar.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Listener(Protocol):
    """Who wants to know."""

    def step(self, what: str, size: int) -> None:
        """From now on this is done; of so many bytes, 0 where nobody knows."""
        ...

    def done(self, size: int) -> None:
        """So many bytes more of it are."""
        ...


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Tell this listener, for as long as the block lasts."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def step(what: str, size: int = 0) -> None:
    """From now on this is done; of so many bytes, where that is known."""
    if listener := _listener.get():
        listener.step(what, size)


def done(size: int) -> None:
    """So many bytes more of it are."""
    if listener := _listener.get():
        listener.done(size)
