"""The reader's part of the results."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.reader import APPLY_MS, KINDS, MEMORY, Measured
from benchmarks.report import processor, table

HEAD = """# The reader

Written by `python -m benchmarks --reader`. {about} Each page in a browser of its own, in turn; the median, and
in brackets the least and the most. The machine was shared with other work, so look at the ratios first.

- **plain**: a page that only lays out the same text, one paragraph after the other. The aims are ratios to it.
- **chunked**: the same in chunks under `content-visibility`: only what is in sight is laid out. A stricter floor.
- **reader**: text, codings, margin, map, tools, keys.
- **nested**: spans in the text, one inside the other for each coding, sent as HTML by the server and put in at
  once: the way of Taguette and others. No margin, no map; a coding more is a span around each piece of its words.

*Data → interactive*: from the last byte of the data to the first frame in which everything in sight is painted.
"""

COLUMNS = (
    ("data → interactive, ms", "interactive", 0),
    ("scroll, frames/s", "frames", 1),
    ("memory of the page, MB", "memory", 0),
    ("elements", "elements", 0),
)


def written(sizes: Sequence[Measured]) -> str:
    """The whole part."""
    about = (
        f"Measured on {datetime.now(UTC):%d %B %Y}: {processor()}, {os.cpu_count()} cores, headless Chromium "
        f"{sizes[0].browser}, 1280 × 900. Load at the end: {os.getloadavg()[0]:.1f}."
    )
    return "\n".join([HEAD.format(about=about), _aims(sizes), *map(_pages, sizes)])


def _aims(sizes: Sequence[Measured]) -> str:
    rows = [row for one in sizes for row in _aims_of(one)]
    return "## The reader's aims\n\n" + table(("Text", "What", "Aim", "Found", ""), rows)


def _aims_of(one: Measured) -> list[tuple[str, ...]]:
    start, memory = one.ratio("interactive"), one.ratio("memory")
    apply, frames = one.middle("reader", "apply"), one.middle("reader", "frames")
    return [
        _row(
            one,
            "data → interactive, times plain",
            f"≤ {one.size.start:g}",
            f"{start:.2f}",
            start <= one.size.start,
        ),
        _row(one, "apply: script from the key on, ms", f"≤ {APPLY_MS:g}", f"{apply:.1f}", apply <= APPLY_MS),
        _row(one, "scroll, frames/s", f"≥ {one.size.frames:g}", f"{frames:.1f}", frames >= one.size.frames),
        _row(one, "memory, times plain", f"≤ {MEMORY:g}", f"{memory:.2f}", memory <= MEMORY),
    ]


def _row(one: Measured, what: str, aim: str, found: str, met: bool) -> tuple[str, ...]:
    return (one.size.title, what, aim, found, "met" if met else "missed")


def _pages(one: Measured) -> str:
    head = ("Page", *(title for title, _what, _places in COLUMNS), "apply: script ms", "key → painted ms")
    rows = [
        (kind, *(one.spread(kind, what, places) for _title, what, places in COLUMNS), *_applies(one, kind))
        for kind in KINDS
    ]
    chunked, nested = one.ratio("interactive", "chunked"), one.ratio("interactive", "nested")
    tail = (
        f"The reader's start: {chunked:.1f} times the chunked page's, {nested:.2f} times the nested one's.\n"
    )
    return "\n".join([f"## The reader: {one.size.title}\n", table(head, rows), tail])


def _applies(one: Measured, kind: str) -> tuple[str, str]:
    if "apply" not in one.found[kind][0]:
        return "", ""
    return one.spread(kind, "apply", 1), one.spread(kind, "painted", 1)
