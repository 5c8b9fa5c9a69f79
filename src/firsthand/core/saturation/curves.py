"""Three curves for how codes come: an index of how much of all codes was met.

Lowe A, Norris AC, Farris AJ, Babbage DR (2018) Quantifying thematic saturation in qualitative data analysis. Field
Methods 30:191-207. How likely a code is in the next interview: the same for all codes and interviews (IS), falling as
codes are met (IW), or falling as a harmonic series does (SW). A codes in all, b a rate; the index is 100 T / floor(A),
for T codes met, and can pass 100: then the curve does not fit, and says so. All three are given, never one: they differ
much.

>>> curve("IW", np.array([1.0, 2.0]), 30.0, 0.5).tolist()
[15.0, 20.0]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from firsthand.core.figures import Figure, undefined
from firsthand.core.saturation.incidence import Incidence

Floats = NDArray[np.float64]

KINDS = ("IS", "IW", "SW")
_GRID = np.linspace(0.001, 0.999, 999)

NO_REPEATS = "no code came a second time: there is no end in sight to reckon from"
NO_END = "codes come without slowing down: by this curve there is no end to them"
TOO_FEW = "it takes three interviews"
NO_CODES = "no code was used"


@dataclass(frozen=True, slots=True)
class Fit:
    """A curve: how many codes there are by it, its rate, the index in percent, and how far it is from what was met."""

    kind: str
    all_codes: Figure  # A
    rate: Figure  # b
    index: Figure
    error: Figure  # root mean square, in codes

    @property
    def passes(self) -> bool:
        """Whether more was met than there is by this curve: it does not fit."""
        return self.index.value is not None and self.index.value > 100


def curve(kind: str, n: Floats, all_codes: float, rate: float) -> Floats:
    """Codes met after n interviews."""
    shape: Floats = all_codes * _SHAPES[kind](n, rate)
    return shape


def directly(incidence: Incidence, *, first: float | None = None) -> Fit:
    """IW from two numbers: codes per interview and codes met.

    `first`: the codes of the first interview instead of the mean over all. The mean does not depend on the order.
    """
    n, met = incidence.interviews, incidence.codes
    if not met:
        return _none("IW", NO_CODES)
    if n < 2:
        return _none("IW", TOO_FEW)
    per = float(incidence.frequencies.sum()) / n if first is None else first
    if n * per <= met:
        return _none("IW", NO_REPEATS)
    all_codes = (n - 1) * per * met / (n * per - met)
    rate = (n * per - met) / ((n - 1) * met)
    return Fit("IW", Figure(all_codes), Figure(rate), _index(met, all_codes), undefined("it is not fitted"))


def fitted(incidence: Incidence) -> list[Fit]:
    """All three, by least squares to codes met after each interview, in the order in which they were held."""
    return [_fitted(kind, incidence.cumulative) for kind in KINDS]


def _is(n: Floats, b: float) -> Floats:
    result: Floats = 1 - (1 - b) ** n
    return result


def _iw(n: Floats, b: float) -> Floats:
    result: Floats = b * n / (1 + b * (n - 1))
    return result


def _sw(n: Floats, b: float) -> Floats:
    result: Floats = 1 - np.exp(gammaln(1 - b + n) - gammaln(1 - b) - gammaln(1 + n))
    return result


_SHAPES: dict[str, Callable[[Floats, float], Floats]] = {"IS": _is, "IW": _iw, "SW": _sw}


def _fitted(kind: str, met: Sequence[int]) -> Fit:
    """For each rate the best A is known; the best rate is looked for on a grid, then between its neighbours."""
    if not met or not met[-1]:
        return _none(kind, NO_CODES)
    if len(met) < 3:
        return _none(kind, TOO_FEW)
    n, codes = np.arange(1, len(met) + 1, dtype=np.float64), np.array(met, np.float64)
    best = int(np.argmin([_off(kind, n, codes, float(rate)) for rate in _GRID]))
    if not best:
        return _none(kind, NO_END)
    low, high = float(_GRID[max(best - 1, 0)]), float(_GRID[min(best + 1, len(_GRID) - 1)])
    rate = _least(lambda b: _off(kind, n, codes, b), low, high)
    all_codes = _scale(kind, n, codes, rate)
    error = sqrt(_off(kind, n, codes, rate) / len(met))
    return Fit(kind, Figure(all_codes), Figure(rate), _index(met[-1], all_codes), Figure(error))


def _scale(kind: str, n: Floats, codes: Floats, rate: float) -> float:
    shape = _SHAPES[kind](n, rate)
    return float(shape @ codes / (shape @ shape))


def _off(kind: str, n: Floats, codes: Floats, rate: float) -> float:
    return float(((curve(kind, n, _scale(kind, n, codes, rate), rate) - codes) ** 2).sum())


def _least(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a function of one dip is least: golden section."""
    golden = (sqrt(5) - 1) / 2
    for _step in range(60):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if of(left) < of(right) else (left, high)
    return (low + high) / 2


def _index(met: int, all_codes: float) -> Figure:
    # What is whole but for how computers reckon counts as whole.
    whole = floor(all_codes + 1e-9)
    return Figure(100 * met / whole) if whole else undefined("there is less than one code by this curve")


def _none(kind: str, reason: str) -> Fit:
    none = undefined(reason)
    return Fit(kind, none, none, none, none)
