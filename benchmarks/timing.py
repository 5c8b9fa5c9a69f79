"""Timing things against one another in the same minute, so that a busy machine slows all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: the least, the middle, the most."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, seconds: list[float]) -> Times:
        """Summed up from single runs."""
        return cls(min(seconds), median(seconds), max(seconds))


def race(runs: Mapping[str, Run], repeats: int, before: Mapping[str, Run] | None = None) -> dict[str, Times]:
    """Run everything in turn, `repeats` times over; how long each took. `before` is done first, not timed."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            (before or {}).get(name, _nothing)()
            took[name].append(_seconds(run))
    return {name: Times.of(seconds) for name, seconds in took.items()}


def _nothing() -> None:
    """What comes first where nothing does."""


def _seconds(run: Run) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


class Shares:
    """How much of a run goes where: `watching` a stretch adds its time to a name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def watching(self, name: str) -> Iterator[None]:
        """Time this block as part of `name`."""
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start

    def watched(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        """The function, its time counted as part of `name`."""

        def timed(*args: object, **kwargs: object) -> object:
            with self.watching(name):
                return function(*args, **kwargs)

        return timed
