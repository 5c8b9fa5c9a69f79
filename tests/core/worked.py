"""Worked examples: published tables and our own, with what has to come out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from firsthand.core.figures import Figure

FOLDER = Path(__file__).parent.parent / "data" / "worked"


@cache
def worked(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def meets(found: Figure | float | None, wanted: float | None, *, within: float | None = None) -> bool:
    """Whether a figure is the one wanted, up to half of the last digit that is written; None is undefined, and why."""
    if isinstance(found, Figure):
        if wanted is None:
            return found.value is None and bool(found.reason)
        found = found.value
    if found is None or wanted is None:
        return found is wanted
    return found == pytest.approx(wanted, rel=0, abs=within or _half_a_digit(wanted))


def _half_a_digit(number: float) -> float:
    if number and abs(number) < 1e-6:
        return abs(number) * 5e-4
    return 0.5001 * 10 ** -max(len(str(number).partition(".")[2]), 6 if number == int(number) else 0)
