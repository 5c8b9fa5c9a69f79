"""How many codes there may be, how much of what people say is covered, and what other orders would have shown.

Estimators of ecology, with interviews for sampling units and codes for species. Chao A (1987) Biometrics 43:783-791;
Colwell RK et al. (2012) J Plant Ecol 5:3-21; Chao A, Jost L (2012) Ecology 93:2533-2547; jackknife: Burnham KP,
Overton WS (1979) Ecology 60:927-936. T interviews; S codes; Q1 and Q2, codes in exactly one and two; U, incidences.

>>> nine = Sample(9, 24, 3, 6, 98)
>>> round(nine.chao2.value, 6), round(nine.coverage.value, 6)
(24.666667, 0.979592)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from firsthand.core.figures import Figure, undefined
from firsthand.core.marks import Ints
from firsthand.core.saturation.incidence import Incidence

NO_CODES = "no code was used"
ONE_INTERVIEW = "one interview says nothing of how interviews differ"
Z = 1.96  # for an interval of 95 in 100


@dataclass(frozen=True, slots=True)
class Interval:
    """From a least to a most; or none, and why."""

    least: Figure
    most: Figure


@dataclass(frozen=True)
class Sample:
    """What the estimators stand on."""

    interviews: int  # T
    codes: int  # S
    once: int  # Q1
    twice: int  # Q2
    incidences: int  # U

    @classmethod
    def of(cls, incidence: Incidence) -> Sample:
        """Counted from a table."""
        q = incidence.in_so_many
        counts = q.get(1, 0), q.get(2, 0), int(incidence.frequencies.sum())
        return cls(incidence.interviews, incidence.codes, *counts)

    @property
    def wanting(self) -> str:
        """Why nothing can be estimated; empty where something can."""
        if not self.codes:
            return NO_CODES
        return ONE_INTERVIEW if self.interviews < 2 else ""

    @property
    def unseen(self) -> Figure:
        """Q0: at least so many codes were not met."""
        if self.wanting:
            return undefined(self.wanting)
        k = (self.interviews - 1) / self.interviews
        if self.twice:
            return Figure(k * self.once**2 / (2 * self.twice))
        return Figure(k * self.once * (self.once - 1) / 2)

    @property
    def chao2(self) -> Figure:
        """Chao2 = S + Q0: a lower bound on how many codes there are."""
        unseen = self.unseen
        return unseen if unseen.value is None else Figure(self.codes + unseen.value)

    @property
    def error(self) -> Figure:
        """The standard error of Chao2."""
        estimate = self.chao2
        return estimate if estimate.value is None else Figure(sqrt(max(0.0, self._variance(estimate.value))))

    def _variance(self, estimate: float) -> float:
        k, once = (self.interviews - 1) / self.interviews, self.once
        if self.twice:
            a = once / self.twice
            return self.twice * k * (0.5 + k * (1 + a / 4) * a) * a**2
        return (
            k * once * (once - 1) / 2
            + k**2 * once * (2 * once - 1) ** 2 / 4
            - k**2 * once**4 / (4 * estimate)
        )

    @property
    def interval(self) -> Interval:
        """95 in 100, log-normal: never under the codes that there are."""
        unseen, error = self.unseen.value, self.error.value
        if unseen is None or error is None:
            return Interval(undefined(self.wanting), undefined(self.wanting))
        if not unseen:
            reason = "no code is in one interview alone as far as this can tell: nothing is estimated to be missing"
            return Interval(undefined(reason), undefined(reason))
        stretch = exp(Z * sqrt(log(1 + error**2 / unseen**2)))
        return Interval(Figure(self.codes + unseen / stretch), Figure(self.codes + unseen * stretch))

    @property
    def jackknife(self) -> tuple[Figure, Figure]:
        """The first and the second order."""
        if self.wanting:
            return undefined(self.wanting), undefined(self.wanting)
        t, q1, q2 = self.interviews, self.once, self.twice
        second = self.codes + q1 * (2 * t - 3) / t - q2 * (t - 2) ** 2 / (t * (t - 1))
        return Figure(self.codes + q1 * (t - 1) / t), Figure(second)

    @property
    def coverage(self) -> Figure:
        """The share of what the next interview will say that has a code already: the most readable number of all."""
        if self.wanting:
            return undefined(self.wanting)
        t, q1, q2 = self.interviews, self.once, self.twice
        if not q1:
            return Figure(1.0)
        least = (
            (t - 1) * q1 / ((t - 1) * q1 + 2 * q2) if q2 else (t - 1) * (q1 - 1) / ((t - 1) * (q1 - 1) + 2)
        )
        return Figure(1 - q1 / self.incidences * least)

    def with_more(self, interviews: int) -> Figure:
        """How many codes there would be after so many more."""
        unseen = self.unseen
        if unseen.value is None:
            return unseen
        if not unseen.value:
            return Figure(float(self.codes))
        per_interview = self.once / (self.interviews * unseen.value + self.once)
        return Figure(self.codes + unseen.value * (1 - (1 - per_interview) ** interviews))

    def more_for(self, share: float) -> Figure:
        """How many more interviews until this share of Chao2 would be met; 0 where it is."""
        estimate, unseen = self.chao2.value, self.unseen.value
        if estimate is None or unseen is None:
            return undefined(self.wanting)
        missing = share * estimate - self.codes
        if missing <= 0:
            return Figure(0.0)
        if missing >= unseen:
            return undefined("all of what is estimated would be met only after endlessly many")
        rate = 2 * self.twice / ((self.interviews - 1) * self.once + 2 * self.twice)
        if not rate:
            return undefined("no code is in exactly two interviews")
        return Figure(log(1 - missing / unseen) / log(1 - rate))


def rarefied(frequencies: Ints, interviews: int) -> NDArray[np.float64]:
    """How many codes 1, 2, … T of the interviews hold, on average over all choices of so many.

    S(t) = sum over codes of 1 - C(T - Y, t) / C(T, t).

    >>> rarefied(np.array([2, 1]), 2).tolist()
    [1.5, 2.0]
    """
    t = np.arange(1, interviews + 1)
    result: NDArray[np.float64] = (1 - _missed(frequencies[:, None], t[None, :], interviews)).sum(0)
    return result


def rarefied_interval(sample: Sample, frequencies: Ints) -> list[Interval]:
    """95 in 100 about each of them, if other interviews of the same kind had been held (Colwell et al. 2012, eq. 5)."""
    estimate = sample.chao2.value
    if estimate is None:
        none = undefined(sample.wanting)
        return [Interval(none, none)] * sample.interviews
    t = np.arange(1, sample.interviews + 1)
    kept = 1 - _missed(frequencies[:, None], t[None, :], sample.interviews)
    mean = kept.sum(0)
    spread = np.sqrt(np.clip((kept**2).sum(0) - mean**2 / estimate, 0, None))
    return [
        Interval(Figure(float(max(0.0, middle - Z * width))), Figure(float(middle + Z * width)))
        for middle, width in zip(mean, spread, strict=True)
    ]


def _missed(y: Ints, t: Ints, interviews: int) -> NDArray[np.float64]:
    """C(T - Y, t) / C(T, t): the share of choices of t interviews that miss a code which is in Y of them."""
    possible = t <= interviews - y
    left = np.where(possible, interviews - y - t, 0)
    logs = (
        gammaln(interviews - y + 1)
        - gammaln(left + 1)
        - gammaln(interviews + 1)
        + gammaln(interviews - t + 1)
    )
    result: NDArray[np.float64] = np.where(possible, np.exp(logs), 0.0)
    return result
