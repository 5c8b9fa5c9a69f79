"""The part of the results on counting over very many codings."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.relations import AIMED_AT, AIMS, Took
from benchmarks.report import about, table

HEAD = """# Counting

Written by `python -m benchmarks --relations`. {about}

Seconds of the processor, the median of several runs, for arrays in memory: what reading the codings from the database
takes comes on top. Two hundred codes, a thousand codings on each document of 50,000 characters, three of them on a word
as a rule. The floor is one sort of the codes and one count of them, by numpy. Co-occurrence counts pairs of
codings, of each code those that touch the other, and shared characters, for all codes at once.
"""


def written(found: Sequence[Took], seconds: float) -> str:
    """The whole part."""
    aims = [
        (
            one.what,
            f"≤ {AIMS[one.what]:g} s",
            f"{one.seconds:.2f} s",
            "met" if one.seconds <= AIMS[one.what] else "missed",
        )
        for one in found
        if one.codings == AIMED_AT
    ]
    rows = [
        (
            one.what, f"{one.codings:,}", f"{one.seconds:.3f}", f"{1e6 * one.seconds / one.codings:.2f}",
            f"{one.seconds / one.floor:.0f}" if one.floor else "–",
        )
        for one in found
    ]  # fmt: skip
    return "\n".join(
        [
            HEAD.format(about=about(seconds)),
            f"## A million codings\n\n{table(('What', 'Aim', 'Took', ''), aims)}",
            "## As it grows\n\n"
            + table(("What", "Codings", "Seconds", "Microseconds a coding", "Times the floor"), rows),
        ]
    )
