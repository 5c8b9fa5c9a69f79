"""A number that can be published, or the reason why there is none: never nan, and no nought where nothing is known.

>>> ratio(1, 4), ratio(1, 0, "nobody was asked")
(Figure(value=0.25, reason=''), Figure(value=None, reason='nobody was asked'))
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Figure:
    """A value; or none, and why."""

    value: float | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.value is None and not self.reason:
            raise ValueError("A figure that is undefined says why.")
        if self.value is not None and not isfinite(self.value):
            raise ValueError(f"{self.value} is no figure: say that it is undefined, and why.")

    def as_dict(self) -> dict[str, float | str | None]:
        """As it is printed."""
        return {"value": self.value, "reason": self.reason or None}


def undefined(reason: str) -> Figure:
    """No figure, and why."""
    return Figure(None, reason)


def ratio(above: float, below: float, reason: str = "there is nothing to divide by") -> Figure:
    """One number by another, where that can be said."""
    return Figure(float(above) / float(below)) if below else undefined(reason)
