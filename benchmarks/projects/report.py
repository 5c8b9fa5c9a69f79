"""The part of the results on large projects."""

from __future__ import annotations

from statistics import median

from benchmarks.projects import FLOOR, MEGABYTES_AIM, ONCE, TIMED, TIMES_AIM, Measured, Run
from benchmarks.report import about, table

HEAD = """# Large projects

Written by `python -m benchmarks --projects`. {about}

A .qdpx of {sources:,} sources with {codings:,} codings, each on a selection of its own, as another program would write
it: {xml:,.0f} MB of XML.{smaller} Each part runs in a process of its own; the first three in turn, and the median is
taken. Memory is the most that the process had, Python and lxml included.

- **parse**: the XML alone, from a plain file, by `lxml.etree.iterparse`, source by source, each let go. The floor.
- **read**: opened, looked through for how its positions count, every source with its words, codings and their places.
- **write**: the same project as a .qdpx again, source by source as they are read; the time of reading is not counted.
- **arrive**: brought into a new study, as one act: texts sealed, codings as rows, all of it in the trail.
- **leave**: that study taken out as a .qdpx.

The aims are for parsing, reading and writing; for arriving and leaving none is set.
"""
SMALLER = " This was a smaller run than the one that the aims are for, which has a million codings."
FULL = 1_000_000


def written(found: Measured, seconds: float) -> str:
    """The whole part."""
    smaller = SMALLER if found.codings < FULL else ""
    head = HEAD.format(
        about=about(seconds),
        sources=found.sources,
        codings=found.codings,
        xml=found.xml,
        smaller=smaller,
    )
    rows = [_row(part, found) for part in (*TIMED, *ONCE)]
    arrived = found.runs["arrive"][0].more
    tail = (
        f"Of {found.codings:,} codings {arrived['codings']:,} arrived. The act is one entry in the trail, "
        f"of {arrived['entry']:,.0f} MB; the data folder is {arrived['folder']:,.0f} MB then.\n"
    )
    shown = table(("What", "Took (s)", "A coding (µs)", "Times parsing", "Memory (MB)", "Aims"), rows)
    return "\n".join([head, shown, tail])


def _row(part: str, found: Measured) -> tuple[str, ...]:
    runs, floor = found.runs[part], _middle(found.runs[FLOOR])
    took, memory = [run.seconds for run in runs], max(run.megabytes for run in runs)
    middle = median(took)
    shown = f"{middle:,.1f} ({min(took):,.1f}–{max(took):,.1f})" if len(took) > 1 else f"{middle:,.1f}"
    return (
        part,
        shown,
        f"{middle / found.codings * 1e6:,.1f}",
        f"{middle / floor:.1f}",
        f"{memory:,.0f}",
        _verdict(part, middle / floor, memory),
    )


def _verdict(part: str, times: float, memory: float) -> str:
    """Whether the aims were met, where there are any."""
    if part in ONCE or part == FLOOR:
        return ""
    missed = [f"{TIMES_AIM} ×"] * (times > TIMES_AIM) + [f"{MEGABYTES_AIM:,} MB"] * (memory > MEGABYTES_AIM)
    return f"missed: {', '.join(missed)}" if missed else f"≤ {TIMES_AIM} ×, ≤ {MEGABYTES_AIM:,} MB: met"


def _middle(runs: list[Run]) -> float:
    return median(run.seconds for run in runs)
