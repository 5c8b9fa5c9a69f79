"""Every figure of saturation over interviews in order, beside one another: to show one alone would be to pick one."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.analysis.compare.saturation import InOrder
from firsthand.core.figures import Figure
from firsthand.core.saturation.curves import Fit, directly, fitted
from firsthand.core.saturation.richness import Interval, Sample, rarefied, rarefied_interval
from firsthand.core.saturation.runs import THRESHOLDS, Cell, Orders, every_cell


@dataclass(frozen=True, slots=True)
class Assessed:
    """A base by a run: where each threshold was reached (“6+2”), and in what share of random orders it is."""

    cell: Cell
    reached: dict[float, str | None]
    share_of_orders: dict[float, Figure]


@dataclass(frozen=True, slots=True)
class Rarefied:
    """How many codes so many interviews hold on average, with an interval of 95 in 100."""

    interviews: int
    codes: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Estimates:
    """All of them."""

    runs: tuple[Assessed, ...]
    direct: Fit
    fitted: tuple[Fit, ...]
    sample: Sample
    rarefied: tuple[Rarefied, ...]


def estimates(found: InOrder) -> Estimates:
    """What three schools say of interviews in order."""
    held, sample = found.incidence, Sample.of(found.incidence)
    orders = Orders(held)
    means = rarefied(held.frequencies, held.interviews).tolist()
    return Estimates(
        tuple(
            Assessed(
                cell,
                {threshold: cell.reached(threshold) for threshold in THRESHOLDS},
                {threshold: orders.share(cell.base, cell.run, threshold) for threshold in THRESHOLDS},
            )
            for cell in every_cell(held)
        ),
        directly(held),
        tuple(fitted(held)),
        sample,
        tuple(
            Rarefied(number, codes, interval)
            for number, (codes, interval) in enumerate(
                zip(means, rarefied_interval(sample, held.frequencies), strict=True), 1
            )
        ),
    )
