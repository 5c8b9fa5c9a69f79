"""What agreement is measured on: made up from a seed, the same for everybody. Needs numpy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.agreement import CODERS, CODES, DOCUMENTS, LENGTH, UNITS, VALUES


def columns(codings: int) -> dict[str, Any]:
    """So many codings as columns: spread evenly over documents, codes and coders, 20 to 400 characters long."""
    random = np.random.default_rng(1)
    start = random.integers(0, LENGTH - 400, codings)
    return {
        "doc": random.integers(0, DOCUMENTS, codings), "code": random.integers(0, CODES, codings),
        "coder": random.integers(0, CODERS, codings), "start": start,
        "end": start + random.integers(20, 400, codings),
    }  # fmt: skip


def table(units: int = UNITS) -> Any:
    """Units by coders: values from 1 to 50, of which coders choose the same in three of four cases."""
    random = np.random.default_rng(2)
    true = random.integers(1, VALUES + 1, (units, 1))
    guessed = random.integers(1, VALUES + 1, (units, CODERS))
    return np.where(random.random((units, CODERS)) < 0.75, true, guessed)
