"""The part of the results on agreement."""

from __future__ import annotations

from benchmarks.agreement import (
    CODERS,
    CODES,
    DOCUMENTS,
    DRAWING_AIM,
    FULL,
    LENGTH,
    MEGABYTES_AIM,
    SECONDS_AIM,
    SHORT,
    UNITS,
    VALUES,
    Measured,
    Run,
)
from benchmarks.report import about, table

HEAD = """# Agreement

Written by `python -m benchmarks --agreement`. {about}

{coders} coders, {documents:,} documents of {length:,} characters, {codes} codes. Seconds are of processor time; the
quickest of several runs, each in a process of its own; memory is the most that the process had, Python and the
codings included.
*Sweep*: codings become the histogram. *Coefficients*: all of them, for every code, over all coders and for each of the
6 pairs. *Drawings*: 2,000 of documents, for every code. The floor is sorting as many numbers as there are starts and
ends, once: less than that no sweep can do.

Aims, for a million codings: sweep and coefficients {seconds:g} s and {megabytes} MB, drawings {drawing:g} s.
"""
LONG = """## A table

{coders} coders, {values} values, {short:,} and {units:,} units. Other libraries, in an environment of their own, did
what they could; krippendorff makes an array of units × values × values, and nltk goes through dictionaries, so that
these two had the shorter table.
"""


def written(found: Measured, seconds: float) -> str:
    """The whole part."""
    head = HEAD.format(
        about=about(seconds), coders=CODERS, documents=DOCUMENTS, length=LENGTH, codes=CODES,
        seconds=SECONDS_AIM, megabytes=MEGABYTES_AIM, drawing=DRAWING_AIM,
    )  # fmt: skip
    rows = [_size(size, run) for size, run in found.codings.items()]
    shown = table(
        (
            "Codings",
            "Sweep (s)",
            "A coding (µs)",
            "Times the floor",
            "Coefficients (s)",
            "Drawings (s)",
            "Memory (MB)",
            "Aims",
        ),
        rows,
    )
    tables = LONG.format(coders=CODERS, values=VALUES, short=SHORT, units=UNITS)
    return "\n".join([head, shown, tables, _tables(found)])


def _size(size: int, run: Run) -> tuple[str, ...]:
    took = run.seconds
    return (
        f"{size:,}",
        f"{took['sweep']:.2f}",
        f"{took['sweep'] / size * 1e6:.2f}",
        f"{took['sweep'] / took['sorting as many numbers']:.1f}",
        f"{took['coefficients']:.2f}",
        f"{took['2,000 drawings']:.2f}",
        f"{run.megabytes:,.0f}",
        _verdict(run) if size == FULL else "",
    )


def _verdict(run: Run) -> str:
    took = run.seconds
    met = (
        took["sweep"] + took["coefficients"] <= SECONDS_AIM
        and run.megabytes <= MEGABYTES_AIM
        and took["2,000 drawings"] <= DRAWING_AIM
    )
    return "met" if met else "missed"


def _tables(found: Measured) -> str:
    names = [*found.tables[SHORT].seconds]
    rows = [
        ("Firsthand", f"{units:,}", *(f"{run.seconds[name]:.3f}" for name in names), f"{run.megabytes:,.0f}")
        for units, run in found.tables.items()
    ]
    failed = []
    for name, run in found.others.items():
        if isinstance(run, str):
            failed.append(f"{name}: {run}\n")
        elif name != "characters":
            units = SHORT if name in ("krippendorff", "nltk") else UNITS
            took = (f"{run.seconds[one]:.3f}" if one in run.seconds else "" for one in names)
            rows.append((name, f"{units:,}", *took, f"{run.megabytes:,.0f}"))
    shown = table(("", "Units", *(f"{name} (s)" for name in names), "Memory (MB)"), rows)
    return "\n".join([shown, *_characters(found), *failed])


def _characters(found: Measured) -> list[str]:
    run = found.others.get("characters")
    if not isinstance(run, Run):
        return []
    took = run.seconds["kappa of one code and one pair"]
    return [
        f"Without a sweep, painting every character and asking scikit-learn: {took:.1f} s and {run.megabytes:,.0f} MB "
        f"for the kappa of one code and one pair, of {CODES * 6:,}.\n"
    ]
