"""The part of the results on finding similar passages."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import about, table
from benchmarks.similar import AIM_FOUND, AIM_SECONDS, AIMED_AT, DIMENSIONS, Took

HEAD = """# Similar passages

Written by `python -m benchmarks --similar`. {about}

One search among vectors of {dimensions} numbers: milliseconds of the processor, the median of {asked} searches, for
vectors that are in memory in half precision; what unsealing them takes comes on top. The vectors are invented, and
lie as those of real passages do: a mean cosine of .14 with a spread of .08 (of 401 passages of the demonstration: .13
and .10), in topics of ten vectors and more. “Found” is how many of the ten that are truly nearest come among the
first ten. Beside it the simple way: all of them, exactly.
"""


def written(found: Sequence[Took], seconds: float) -> str:
    """The whole part."""
    aims = [
        row
        for one in found
        if one.vectors == AIMED_AT
        for row in (
            (
                "one search",
                f"≤ {AIM_SECONDS * 1e3:.0f} ms",
                f"{one.seconds * 1e3:.1f} ms",
                _met(one.seconds <= AIM_SECONDS),
            ),
            ("of the ten nearest, found", f"≥ {AIM_FOUND}", f"{one.found:.3f}", _met(one.found >= AIM_FOUND)),
        )
    ]
    rows = [
        (
            f"{one.vectors:,}", f"{one.seconds * 1e3:.1f}", f"{one.found:.3f}", f"{one.floor * 1e3:.1f}",
            f"{one.building * 1e3:.0f}",
        )
        for one in found
    ]  # fmt: skip
    heads = ("Vectors", "By signs, ms", "Found", "All, exactly, ms", "Signs made once, ms")
    head = HEAD.format(about=about(seconds), dimensions=DIMENSIONS, asked=found[0].asked)
    aimed = [f"## A million vectors\n\n{table(('What', 'Aim', 'Was', ''), aims)}"] if aims else []
    return "\n".join([head, *aimed, f"## As it grows\n\n{table(heads, rows)}"])


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"
