"""How far two values are apart: the metrics of Krippendorff's alpha, distances of sets, and the weights of Gwet's AC2.

A metric is 0 between a value and itself, and the same both ways.

>>> jaccard(frozenset("ab"), frozenset("b")), dice(frozenset("ab"), frozenset("b")), jaccard(frozenset(), frozenset())
(0.5, 0.33333333333333337, 0.0)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import numpy as np

from firsthand.core.agreement.coefficient import Floats, Ints
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Named = Literal["nominal", "ordinal", "interval", "ratio"]
Metric = Named | Callable[[Any, Any], float]
Weights = Literal["identity", "linear", "quadratic", "ordinal", "ratio"]
METRICS: tuple[Named, ...] = get_args(Named)
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
# Which weights say of AC2 what a metric says of alpha.
ALIKE: dict[Named, Weights] = {
    "nominal": "identity", "ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio",
}  # fmt: skip

# Squared distances between values by their numbers; both arguments may be arrays.
Distances = Callable[[Ints, Ints], Floats]


def distances(metric: Metric, values: Sequence[Any], frequencies: Floats) -> Distances:
    """Squared distances under a metric, of values that came up so often (ordinal distances depend on that)."""
    if callable(metric):
        return _looked_up(metric, values)
    if metric == "nominal":
        return lambda one, other: (one != other).astype(np.float64)
    if metric == "ordinal":  # how many ratings lie between the middles of two values
        middles = np.cumsum(frequencies) - frequencies / 2
        return lambda one, other: (middles[one] - middles[other]) ** 2
    numbers = np.array(values, dtype=np.float64)
    if metric == "interval":
        return lambda one, other: (numbers[one] - numbers[other]) ** 2
    if np.any(numbers < 0):
        raise Problem(
            _("The ratio metric is for numbers from 0 on: it has a true zero. Choose interval instead.")
        )
    return lambda one, other: _ratio(numbers[one], numbers[other])


def _ratio(one: Floats, other: Floats) -> Floats:
    """((x - y) / (x + y))²; two zeros are not apart."""
    both = one + other
    return np.divide(one - other, both, out=np.zeros(np.shape(both)), where=both != 0) ** 2


def _looked_up(metric: Callable[[Any, Any], float], values: Sequence[Any]) -> Distances:
    table = np.array([[float(metric(one, other)) for other in values] for one in values]).reshape(
        len(values), len(values)
    )
    if np.any(np.diagonal(table) != 0) or not np.array_equal(table, table.T):
        raise Problem(_("A metric is 0 between a value and itself, and the same both ways; this one is not."))
    return lambda one, other: table[one, other]


def jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    """1 less what two sets share of what either has; two empty sets are not apart."""
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def dice(one: frozenset[Any], other: frozenset[Any]) -> float:
    """1 less twice what two sets share of what both have; two empty sets are not apart."""
    return 1 - 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def masi(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Jaccard's, less the less one set is part of the other (Passonneau 2006, LREC).

    >>> masi(frozenset("ab"), frozenset("b"))
    0.6666666666666667
    """
    if one == other:
        return 0.0
    nested = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - (1 - jaccard(one, other)) * nested


def weights(kind: Weights, values: Sequence[Any]) -> Floats:
    """How much of agreement each two values are, from 0 to 1: Gwet's weights, by value where values are numbers.

    >>> weights("quadratic", [1, 2, 3]).tolist()
    [[1.0, 0.75, 0.0], [0.75, 1.0, 0.75], [0.0, 0.75, 1.0]]
    """
    places = np.arange(len(values), dtype=np.float64)
    if kind == "identity" or len(values) < 2:
        return np.eye(len(values))
    if kind == "ordinal":
        apart = abs(places[:, None] - places)
        far = apart * (apart + 1) / 2
        return np.asarray(1 - far / far.max())
    x = np.array(values, dtype=np.float64) if all(map(is_number, values)) else places
    if kind == "ratio":
        far = _ratio(x[:, None], x[None, :])
    else:
        far = abs(x[:, None] - x) ** (2 if kind == "quadratic" else 1)
    return np.asarray(1 - far / far.max())


def is_number(value: object) -> bool:
    """Whether one can reckon with a value."""
    return isinstance(value, int | float) and not isinstance(value, bool)
