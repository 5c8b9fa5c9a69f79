"""The core's own sentences, in the language of whoever reads them: it knows of none, and is told how they are said.

>>> say("Agreement needs two coders.")
'Agreement needs two coders.'
"""

from __future__ import annotations

from collections.abc import Callable

_ways: list[Callable[[str], str]] = []


def say(words: str) -> str:
    """A sentence as it is said here; as it is written where nobody told how."""
    return _ways[-1](words) if _ways else words


def said_by(way: Callable[[str], str]) -> None:
    """Tell the core how its sentences are said."""
    _ways[:] = [way]
