"""Between which values a coefficient may lie, by drawing anew.

Drawn anew are whole documents (or participants, where somebody has several): characters of one text hang together, and
so do sentences. Of fewer than six nothing can be said; then the values document by document say more.

Krippendorff's own way draws pairs of ratings as if each stood alone. Its intervals are far too narrow, by half on his
own example; it is here under its name, for comparing with what others published.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firsthand.core.agreement.coefficient import Coefficient, Floats, Formula, Interval
from firsthand.core.agreement.distances import Metric, distances
from firsthand.core.agreement.tallies import S, weighed
from firsthand.core.agreement.units import Table

TIMES = 2_000
SEED = 1
FEWEST = 6
MOST_UNITS, MOST_CELLS = 2_000, 5_000_000  # more would take longer than somebody waits
LEVEL = 0.95
TOO_FEW = "Fewer than six {what}: see the values of each."
TOO_MANY = "A table this large is not drawn anew: its units come from documents, and those would have to be."
NEVER_DEFINED = "It has no value in any resample."


def by_documents(
    sums: S,
    formulas: Sequence[Formula[S]],
    *,
    times: int = TIMES,
    seed: int = SEED,
    what: str = "documents",
) -> dict[str, list[Interval]]:
    """For each formula and code the interval over documents drawn anew. `sums` are arrays [document, code].

    All codes and formulas share the same draws, so that one matrix product gives the sums of all of them.
    """
    documents, codes = np.shape(sums.n)
    if documents < FEWEST:
        none = _none(documents, what, times, seed)
        return {formula.name: [none] * codes for formula in formulas}
    drawn = weighed(sums, drawing(documents, times, seed))
    return {
        formula.name: [_interval(column, documents, what, seed) for column in formula.values(drawn).T]
        for formula in formulas
    }


def drawing(documents: int, times: int, seed: int) -> Floats:
    """How often each document is drawn, in so many drawings of as many documents as there are."""
    chance = np.full(documents, 1 / documents)
    return np.random.default_rng(seed).multinomial(documents, chance, times).astype(np.float64)


def _none(of: int, what: str, times: int, seed: int, reason: str = "") -> Interval:
    reason = reason or TOO_FEW.format(what=what)
    return Interval(None, None, f"{what} drawn anew, percentiles", what, of, times, seed, reason=reason)


def _interval(
    values: Floats, of: int, what: str, seed: int, method: str = "", below: Sequence[float] = ()
) -> Interval:
    defined = values[np.isfinite(values)]
    method = method or f"{what} drawn anew, percentiles"
    missing = len(values) - len(defined)
    if not len(defined):
        return Interval(None, None, method, what, of, len(values), seed, missing, NEVER_DEFINED)
    low, high = np.percentile(defined, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    shares = {limit: float((defined < limit).mean()) for limit in below}
    return Interval(float(low), float(high), method, what, of, len(values), seed, missing, below=shares)


def by_units(
    table: Table,
    metric: Metric = "nominal",
    *,
    times: int = TIMES,
    seed: int = SEED,
    below: Sequence[float] = (),
) -> Interval:
    """Alpha with the units of a table drawn anew, where a table is all there is."""
    units, values = len(table.places), len(table.values)
    if units < FEWEST:
        return _none(units, "units", times, seed)
    if units > MOST_UNITS or units * values**2 > MOST_CELLS:
        return _none(units, "units", times, seed, TOO_MANY)
    rated = table.ratings > 1
    counts, share = table.counts[rated].astype(np.float64), 1 / (table.ratings[rated] - 1)
    found = [
        _alpha(_met(counts, drawn * share), table, metric) for drawn in drawing(units, times, seed)[:, rated]
    ]
    return _interval(np.array(found), units, "units", seed, below=below)


def _met(counts: Floats, weight: Floats) -> Floats:
    """How often each two values met in units that weigh so much: no rating meets itself."""
    weighed_counts = counts * weight[:, None]
    return np.asarray(weighed_counts.T @ counts - np.diag(weighed_counts.sum(axis=0)))


def _alpha(met: Floats, table: Table, metric: Metric) -> float:
    """Alpha of coincidences; nan where it has no value."""
    frequencies = met.sum(axis=1)
    every = np.arange(len(frequencies))
    apart = distances(metric, table.values, frequencies)(every[:, None], every)
    expected = float(frequencies @ apart @ frequencies)
    return 1 - (frequencies.sum() - 1) * float((met * apart).sum()) / expected if expected else float("nan")


def by_krippendorffs_pairs(
    table: Table, metric: Metric = "nominal", *, times: int = TIMES, seed: int = SEED,
    below: Sequence[float] = (0.8, 0.667),
) -> Interval:  # fmt: skip
    """Alpha by Krippendorff's bootstrap of pairs (Hayes and Krippendorff 2007), for comparing only.

    Each resample draws as many pairs as there are pairs of ratings within units, out of the observed coincidences, and
    takes 1 less their mean distance over the expected one.
    """
    alpha: Coefficient = table.alpha(metric)
    rated = table.ratings[table.ratings > 1]
    pairs = int((rated * (rated - 1) // 2).sum())
    method = "Krippendorff’s bootstrap of pairs (too narrow: pairs do not stand alone)"
    if alpha.value is None:
        return Interval(None, None, method, "pairs", pairs, times, seed, reason=alpha.reason)
    met = table.coincidences()
    frequencies = met.sum(axis=1)
    apart = distances(metric, table.values, frequencies)
    one, other = np.nonzero(met)
    far = apart(one, other)
    every = np.arange(len(table.values))
    chance = sum(
        many * (frequencies * apart(np.full(len(every), value), every)).sum()
        for value, many in enumerate(frequencies)
    ) / (frequencies.sum() * (frequencies.sum() - 1))
    share = met[one, other] / met.sum()
    drawn = np.random.default_rng(seed).multinomial(pairs, share / share.sum(), times)
    values = np.maximum(1 - (drawn @ far) / pairs / chance, -1.0)
    return _interval(values, pairs, "pairs", seed, method, below)
