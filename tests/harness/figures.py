"""What a harness found, for who reads it: printed, and kept where `make soak` asks for it."""

from __future__ import annotations

import json
import os
from pathlib import Path


def note(of: str, **figures: object) -> None:
    """Figures under a promise of docs/validation.yaml. Numbers and plain words only: they are published."""
    told = {name.replace("_", " "): figure for name, figure in figures.items()}
    print(of, told)
    if kept := os.environ.get("FIRSTHAND_FIGURES", ""):
        with Path(kept).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"of": of, "figures": told}) + "\n")


def share(values: list[float], part: float) -> float:
    """The value that so great a part of them does not exceed; milliseconds, to a tenth."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 1) if ordered else 0.0
