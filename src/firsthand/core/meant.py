"""That something was asked about and is meant, for as long as it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_surely: ContextVar[bool] = ContextVar("surely", default=False)


@contextmanager
def surely(yes: bool = True) -> Iterator[None]:
    """What is done inside is meant, or is not known to be."""
    token = _surely.set(yes)
    try:
        yield
    finally:
        _surely.reset(token)


def is_meant() -> bool:
    """Whether it is."""
    return _surely.get()
