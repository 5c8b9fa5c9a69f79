"""Agreement on units that were there before anybody coded: a table with a row a unit and a column a coder.

A missing coding is None: the coder did not look at that unit. Coefficients of two coders take the units both coded;
alpha and Gwet's take whatever there is; Fleiss takes as many ratings for every unit.

Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C:

>>> rows = [(1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
...         (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None)]
>>> [round(Table.of(rows).alpha(metric).value, 3) for metric in ("nominal", "ordinal", "interval", "ratio")]
[0.743, 0.815, 0.849, 0.797]
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from firsthand.core.agreement.coefficient import (
    NO_VARIATION,
    UNEVEN,
    Basis,
    Coefficient,
    Counted,
    Floats,
    Formula,
    Ints,
    Numbers,
    of_two,
)
from firsthand.core.agreement.distances import (
    ALIKE,
    METRICS,
    Distances,
    Metric,
    Named,
    Weights,
    distances,
    is_number,
    weights,
)
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

MISSING = -1


@dataclass(frozen=True)
class Table:
    """Units by coders. `places` holds for each unit and coder the place of the value in `values`, or -1.

    `values` are in order, smallest first, where they have an order. Values that nobody used count, too: what S takes
    for chance is one in as many as there are.
    """

    places: Ints
    values: tuple[Any, ...]
    unit: str = field(default="unit")

    @classmethod
    def of(
        cls, rows: Iterable[Sequence[Hashable | None]], *, values: Sequence[Hashable] = (), unit: str = "unit"
    ) -> Table:
        """From rows of values. `values`: all that could have been chosen, where that is more than was."""
        found = [tuple(row) for row in rows]
        widths = {len(row) for row in found}
        if len(widths) > 1:
            raise Problem(
                _("Every unit needs a place for every coder: these rows are not of the same length.")
            )
        used = {value for row in found for value in row if value is not None}
        scale = [*values, *_ordered(used - set(values))]
        place: dict[Hashable | None, int] = {value: at for at, value in enumerate(scale)} | {None: MISSING}
        placed = np.array([[place[value] for value in row] for row in found], dtype=np.int64)
        return cls(placed.reshape(len(found), widths.pop() if widths else 0), tuple(scale), unit)

    @property
    def coders(self) -> int:
        """How many columns it has."""
        return int(self.places.shape[1])

    def of_coders(self, *coders: int) -> Table:
        """Some columns of it."""
        return Table(self.places[:, coders], self.values, self.unit)

    # What a coefficient stands on ---------------------------------------------------------------------------------

    @cached_property
    def ratings(self) -> Ints:
        """How many coders rated each unit."""
        return np.asarray((self.places != MISSING).sum(axis=1), dtype=np.int64)

    @cached_property
    def pairable(self) -> Ints:
        """The units that two coders or more rated: of the others nothing can be said."""
        return self.places[self.ratings > 1]

    @cached_property
    def counts(self) -> Ints:
        """How many coders gave each unit each value."""
        units, values = len(self.places), len(self.values)
        row, _coder = np.nonzero(self.places != MISSING)
        cells = row * values + self.places[self.places != MISSING]
        return np.bincount(cells, minlength=units * values).reshape(units, values).astype(np.int64)

    @cached_property
    def complete(self) -> Ints:
        """The units that every coder rated."""
        return self.places[np.all(self.places != MISSING, axis=1)]

    def basis(self, places: Ints) -> Basis:
        """What is said with a coefficient over these units."""
        return Basis(self.unit, len(places), self.coders)

    # Coefficients -------------------------------------------------------------------------------------------------

    def percent(self) -> Coefficient:
        """The share of ratings that meet the same value in their unit, each as often as it was rated: 1 - Do of alpha.

        Where coders are missing, a unit with more of them weighs more. (Gwet's pa is the mean over units instead.)
        """
        alike, ratings = self._alike()
        return self._said(
            "percent", "share of pairs of coders alike", self.pairable, lambda n: (alike, ratings)
        )

    def kappa(self) -> Coefficient:
        """Cohen's kappa, unweighted, of two coders over the units both rated."""
        return self._of_two("kappa", "Cohen 1960", lambda one, other: float(one @ other))

    def pi(self) -> Coefficient:
        """Scott's pi of two coders over the units both rated."""
        return self._of_two("pi", "Scott 1955", lambda one, other: float(((one + other) ** 2).sum() / 4))

    def kappa_max(self) -> Coefficient:
        """The kappa that two coders who use the values as often as these could have reached."""
        if (refused := self._refused_of_two("kappa_max", "Cohen 1960")) is not None:
            return refused
        one, other = self._shares()
        chance = float(one @ other)
        most = float(np.minimum(one, other).sum())
        return self._said(
            "kappa_max", "Cohen 1960", self.complete, lambda n: (most - chance, self._unlike(one, other))
        )

    def fleiss(self) -> Coefficient:
        """Fleiss' kappa: Scott's pi for as many coders as there are, equally many for every unit."""
        rated = self.ratings[self.ratings > 0]
        if len(set(rated.tolist())) > 1:
            return _refused("fleiss", "Fleiss 1971", UNEVEN, self.basis(self.pairable))
        shares = self._all_shares()
        agreed = self._agreed(np.eye(len(self.values)))
        return self._said(
            "fleiss", "Fleiss 1971", self.pairable,
            lambda n: (agreed / n - (shares**2).sum(), self._unlike(shares, shares)),
        )  # fmt: skip

    def fleiss_by_value(self) -> dict[Any, Coefficient]:
        """Fleiss' kappa of each value against all others: which of them hold, and which do not.

        A value that nobody used has none.
        """
        return {value: self._only(place).fleiss() for place, value in enumerate(self.values)}

    def s(self) -> Coefficient:
        """Bennett's S (PABAK, Brennan and Prediger): chance is one in as many values as there are."""
        (alike, ratings), values = self._alike(), len(self.values)
        source = f"Bennett, Alpert and Goldstein 1954, q = {values}"
        return self._said(
            "s", source, self.pairable, lambda n: (alike * values - ratings, ratings * (values - 1))
        )

    def ac1(self) -> Coefficient:
        """Gwet's AC1."""
        return self._gwet("ac1", "Gwet 2008", "identity")

    def ac2(self, kind: Weights | None = None, metric: Metric = "nominal") -> Coefficient:
        """Gwet's AC2, with weights of a kind, or with those that go with a metric."""
        chosen = kind or ("identity" if callable(metric) else ALIKE[metric])
        self._check(metric)
        return self._gwet("ac2", f"Gwet 2014, {chosen} weights", chosen)

    def alpha(self, metric: Metric = "nominal") -> Coefficient:
        """Krippendorff's alpha: 1 less observed over expected disagreement."""
        self._check(metric)
        frequencies = self._frequencies()
        apart = distances(metric, self.values, frequencies)
        observed, expected = self._observed(apart), self._expected(apart, frequencies)
        ratings = frequencies.sum()
        named = "a metric of one’s own" if callable(metric) else metric
        return self._said(
            "alpha", f"Krippendorff 2004, {named}", self.pairable,
            lambda n: (expected - (ratings - 1) * observed, expected),
        )  # fmt: skip

    def disagreements(self, metric: Metric = "nominal") -> tuple[float, float]:
        """Do and De of alpha: how far a rating is from the others of its unit on average, and from any; 0 of none."""
        frequencies = self._frequencies()
        apart, ratings = distances(metric, self.values, frequencies), max(float(frequencies.sum()), 2.0)
        return (
            self._observed(apart) / ratings,
            self._expected(apart, frequencies) / (ratings * (ratings - 1)),
        )

    def coincidences(self) -> Floats:
        """The matrix of observed coincidences: for each two values how often they met in a unit, by its ratings."""
        values = len(self.values)
        total = np.zeros(values * values)
        for one, other, weight in self._meetings():
            total += np.bincount(one * values + other, weight, values * values)
        return total.reshape(values, values)

    # How they are reckoned ------------------------------------------------------------------------------------------

    def _said(
        self, name: str, source: str, places: Ints, parts: Callable[[int], tuple[Numbers, Numbers]]
    ) -> Coefficient:
        """A coefficient over these units, from numerator and denominator; no units, nothing to reckon."""
        formula: Formula[Counted] = Formula(name, source, NO_VARIATION, lambda sums: parts(sums.n))
        return formula.of(Counted(len(places)), self.basis(places))

    def _check(self, metric: Metric) -> None:
        if callable(metric) or metric == "nominal":
            return
        if metric not in METRICS:
            raise Problem(
                _("There is no metric “%(metric)s”. Choose one of %(metrics)s.")
                % {"metric": metric, "metrics": ", ".join(METRICS)}
            )
        if not all(map(is_number, self.values)):
            raise Problem(
                _("The %(metric)s metric needs numbers, and this table has other values. Choose nominal.")
                % {"metric": metric}
            )

    def _meetings(self) -> Iterable[tuple[Ints, Ints, Floats]]:
        """For each two coders the values they gave to the units both rated, and what such a pair weighs."""
        rated = self.ratings[self.ratings > 1]
        for first in range(self.coders):
            for second in range(self.coders):
                one, other = self.pairable[:, first], self.pairable[:, second]
                both = (one != MISSING) & (other != MISSING)
                if first != second:
                    yield one[both], other[both], 1 / (rated[both] - 1)

    def _frequencies(self) -> Floats:
        """How often each value was given to a unit that two coders or more rated."""
        given = self.pairable[self.pairable != MISSING]
        return np.bincount(given, minlength=len(self.values)).astype(np.float64)

    def _observed(self, apart: Distances) -> float:
        return float(sum((apart(one, other) * weight).sum() for one, other, weight in self._meetings()))

    def _expected(self, apart: Distances, frequencies: Floats) -> float:
        """Row by row, so that a thousand values need no table of a million distances."""
        every = np.arange(len(self.values))
        rows = (
            many * (frequencies * apart(np.full(len(every), value), every)).sum()
            for value, many in enumerate(frequencies)
        )
        return float(sum(rows))

    def _alike(self) -> tuple[float, int]:
        """How many ratings meet the same value, of how many that meet another coder's at all."""
        counts, rated = self.counts[self.ratings > 1], self.ratings[self.ratings > 1]
        return float(((counts * (counts - 1)).sum(axis=1) / (rated - 1)).sum()), int(rated.sum())

    def _agreed(self, weight: Floats) -> float:
        """The sum over units of the (weighed) share of pairs of coders who agree."""
        counts = self.counts[self.ratings > 1].astype(np.float64)
        rated = self.ratings[self.ratings > 1]
        alike = (counts * (counts @ weight - 1)).sum(axis=1)
        return float((alike / (rated * (rated - 1))).sum())

    def _all_shares(self) -> Floats:
        """The mean share of each value, over units that anybody rated."""
        counts, rated = self.counts[self.ratings > 0], self.ratings[self.ratings > 0]
        return np.asarray((counts / rated[:, None]).sum(axis=0) / max(len(rated), 1))

    def _gwet(self, name: str, source: str, kind: Weights) -> Coefficient:
        """(pa - pe) / (1 - pe) with pe = sum of weights / (q (q - 1)) times the sum of pi (1 - pi)."""
        used = len(self.values)
        weight, shares = weights(kind, self.values), self._all_shares()
        agreed = self._agreed(weight)
        varied = np.count_nonzero(shares) > 1
        chance = weight.sum() / max(used * (used - 1), 1) * (shares * (1 - shares)).sum()
        return self._said(
            name, source, self.pairable, lambda n: (agreed / n - chance, 1 - chance if varied else 0.0)
        )

    def _shares(self) -> tuple[Floats, Floats]:
        """How much of the units that both rated each of two coders gave each value."""
        one, other = (
            np.bincount(column, minlength=len(self.values)) / max(len(self.complete), 1)
            for column in self.complete.T
        )
        return one, other

    def _unlike(self, one: Floats, other: Floats) -> float:
        """1 less the chance of meeting, as a sum of what is unlike: exactly 0 where there is one value only."""
        return float(one.sum() * other.sum() - one @ other) if np.count_nonzero(one + other) > 1 else 0.0

    def _refused_of_two(self, name: str, source: str) -> Coefficient | None:
        if self.coders == 2:
            return None
        return _refused(name, source, of_two(self.coders), self.basis(self.pairable))

    def _of_two(self, name: str, source: str, chance: Callable[[Floats, Floats], float]) -> Coefficient:
        if (refused := self._refused_of_two(name, source)) is not None:
            return refused
        one, other = self._shares()
        alike = float((self.complete[:, 0] == self.complete[:, 1]).mean()) if len(self.complete) else 0.0
        expected = chance(one, other)
        varied = np.count_nonzero(one + other) > 1
        return self._said(
            name, source, self.complete, lambda n: (alike - expected, 1 - expected if varied else 0.0)
        )

    def _only(self, value: int) -> Table:
        """The same as if one had only asked whether it is this value."""
        yes = np.where(self.places == MISSING, MISSING, (self.places == value).astype(np.int64))
        return Table(yes, (False, True), self.unit)


def _ordered(values: Iterable[Hashable]) -> list[Hashable]:
    """Numbers by size; anything else by how it is written."""
    found = list(values)
    if all(map(is_number, found)):
        return sorted(found)  # type: ignore[type-var]
    return sorted(found, key=lambda value: (str(type(value)), str(value)))


def _refused(name: str, source: str, reason: str, basis: Basis) -> Coefficient:
    formula: Formula[Counted] = Formula(name, source, reason, lambda _sums: (0.0, 0.0))
    return formula.without(reason, basis)


def every(table: Table, metric: Named = "nominal", kind: Weights | None = None) -> dict[str, Coefficient]:
    """Every coefficient of a table, by its name: what `firsthand agree --table` prints."""
    found = [
        table.percent(), table.kappa(), table.pi(), table.fleiss(), table.alpha(metric),
        table.ac1(), table.ac2(kind, metric), table.s(),
    ]  # fmt: skip
    return {one.name: one for one in found}
