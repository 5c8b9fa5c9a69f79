"""A coefficient with all that has to be said of it: of what, over how much, by which formula; or why there is none.

A coefficient that cannot be had is None with a reason: never nan, and never 0 or 1 in its place.

>>> half = Formula("half", "An example", "There is nothing to halve.", lambda sums: (sums.n / 2, sums.n))
>>> half.of(Counted(8.0), Basis(unit="character")).value
0.5
>>> half.of(Counted(0.0), Basis(unit="character")).reason
'There is nothing that two coders coded.'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Numbers = Any  # a float, or an array of them: a formula does not mind

NOTHING_COMPARED = "There is nothing that two coders coded."
NO_VARIATION = "No variation: expected disagreement is 0."
NOBODY_MARKED = "Nobody marked anything with it."
EVERYBODY_MARKED_ALL = "Everything is marked with it."
UNEVEN = "It needs equally many ratings of every unit, and here they are not."


def of_two(coders: int) -> str:
    """Why a coefficient of two coders has no value for more, or fewer."""
    return f"It compares two coders, and here are {coders}."


@dataclass(frozen=True, slots=True)
class Basis:
    """What a coefficient stands on.

    `unit` is what was compared (character, sentence, turn, unit of a table), `rule` how much of a unit has to be marked
    for it to count as marked, `n` how many units, and `codable` which text counted at all. Characters are never a
    sample size: they hang together, whoever marks one marks its neighbours.
    """

    unit: str
    n: int = 0
    coders: int = 0
    documents: int | None = None
    rule: str = ""
    codable: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values a coefficient was found in so many resamples, or why that is not said.

    `resampled` is what was drawn anew (“documents”), `of` how many of them there were, and `undefined` in how many
    resamples the coefficient had no value. `below` gives the share of resamples under a value that somebody named.
    """

    low: float | None
    high: float | None
    method: str
    resampled: str
    of: int
    times: int
    seed: int
    undefined: int = 0
    reason: str = ""
    level: float = 0.95
    below: Mapping[float, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A value, or None and the reason why there is none."""

    name: str
    value: float | None
    reason: str
    formula: str
    version: int
    basis: Basis
    interval: Interval | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` for what must never be said: a value that is none, or no value without a reason."""
        if self.value is None and not self.reason:
            raise ValueError(f"{self.name} has neither a value nor a reason.")
        if self.value is not None and (self.reason or not isfinite(self.value)):
            raise ValueError(f"{self.name} is {self.value}, “{self.reason}”: that is no value.")


class Summed(Protocol):
    """Sums that formulas reckon with; `n` is how many units went into them."""

    @property
    def n(self) -> Numbers:
        """How many units were compared."""


class Counted(NamedTuple):
    """The least that a formula needs."""

    n: Numbers


S = TypeVar("S", bound=Summed)
S_in = TypeVar("S_in", bound=Summed, contravariant=True)


@dataclass(frozen=True, slots=True)
class Formula(Generic[S]):
    """A formula as numerator and denominator: where the denominator is 0 there is no value, and `undefined` says why.

    Both are exact there: written out so that nothing is subtracted that could leave a rest instead of a 0.
    """

    name: str
    source: str
    undefined: str
    parts: Callable[[S], tuple[Numbers, Numbers]]
    version: int = 1

    def values(self, sums: S) -> Floats:
        """For many sums at once, as resampling has them: nan where there is no value. Those never leave here."""
        over, under = (np.asarray(part, dtype=np.float64) for part in self.parts(sums))
        found: Floats = np.full(np.broadcast_shapes(np.shape(over), np.shape(under)), np.nan)
        np.divide(over, under, out=found, where=under != 0)
        return found

    def of(self, sums: S, basis: Basis, interval: Interval | None = None) -> Coefficient:
        """The coefficient of one set of sums."""
        if sums.n == 0:
            return self.without(NOTHING_COMPARED, basis)
        over, under = self.parts(sums)
        if under == 0:
            return self.without(self.undefined, basis)
        return Coefficient(self.name, float(over / under), "", self.source, self.version, basis, interval)

    def without(self, reason: str, basis: Basis) -> Coefficient:
        """No value, and why."""
        return Coefficient(self.name, None, reason, self.source, self.version, basis)
