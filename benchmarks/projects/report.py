"""The part of the results on large projects."""

from __future__ import annotations

from statistics import median

from benchmarks.projects import FLOOR, MEGABYTES_AIM, ONCE, TIMED, TIMES_AIM, Measured, Run
from benchmarks.report import about, table

HEAD = """# Large projects

Written by `python -m benchmarks --projects`. {about}

A .qdpx of {sources:,} sources with {codings:,} codings, each on a selection of its own, as another program would write
it: {xml:,.0f} MB of XML.{smaller} Each part runs in a process of its own, the first three in turn, the floor
before each of the others; the median is taken. Times are seconds of the processor, since others use the machine; what
a disk makes one wait for is seen by the clock alone. Memory is the most that the process had, Python and lxml included.

- **parse**: the XML alone, from a plain file, by `lxml.etree.iterparse`, source by source, each let go. The floor.
- **read**: opened, looked through for how its positions count, every source with its words, codings and their places.
- **write**: the same project as a .qdpx again, source by source as they are read; the time of reading is not counted.
- **arrive**: brought into a new study, as one act: texts sealed, codings as rows, all of it in the trail.
- **leave**: that study taken out as a .qdpx.
- **undo**, **redo**: the act that brought it in taken back, and done again.

The aim of 5 times is held to reading and writing a file. What is done with a study has none: it writes rows, indexes,
keys and a trail, of which no parser knows; how many times parsing that is, stands beside it. The aim for memory is held
to all.
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
    left, again = found.runs["undo"][0].more["left"], found.runs["redo"][0].more["codings"]
    tail = (
        f"Of {found.codings:,} codings {arrived['codings']:,} arrived; {left:,} were left when that was undone, and "
        f"{again:,} were there when it was done again. The act is one entry in the trail, of "
        f"{arrived['entry']:,.0f} MB; the data folder was {arrived['folder']:,.0f} MB after it.\n"
    )
    shown = table(
        ("What", "Processor (s)", "Clock (s)", "A coding (µs)", "Times parsing", "Memory (MB)", "Aims"), rows
    )
    return "\n".join([head, shown, tail])


def _row(part: str, found: Measured) -> tuple[str, ...]:
    runs, floor = found.runs[part], _middle(found.runs[FLOOR])
    took, memory = [run.seconds for run in runs], max(run.megabytes for run in runs)
    middle = median(took)
    shown = f"{middle:,.1f} ({min(took):,.1f}–{max(took):,.1f})" if len(took) > 1 else f"{middle:,.1f}"
    return (
        part,
        shown,
        f"{median(run.clock for run in runs):,.1f}",
        f"{middle / found.codings * 1e6:,.1f}",
        f"{middle / floor:.1f}",
        f"{memory:,.0f}",
        _verdict(part, middle / floor, memory),
    )


def _verdict(part: str, times: float, memory: float) -> str:
    """Whether the aims were met, where there are any."""
    if part == FLOOR:
        return ""
    aims = {f"{MEGABYTES_AIM:,} MB": memory <= MEGABYTES_AIM}
    if part in TIMED:
        aims = {f"{TIMES_AIM} ×": times <= TIMES_AIM} | aims
    missed = [aim for aim, met in aims.items() if not met]
    return f"missed: {', '.join(missed)}" if missed else f"≤ {', ≤ '.join(aims)}: met"


def _middle(runs: list[Run]) -> float:
    return median(run.seconds for run in runs)
