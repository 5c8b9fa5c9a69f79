"""The results as a page: what took how long, how many times its floor that is, and whether the aim was met."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

Found = dict[str, Any]  # a Measure as JSON has it

HEAD = """# Results

Written by `python -m benchmarks --study`; what is measured, and how, is in [README.md](README.md). {about}

Times are milliseconds: the median, and in brackets the least and the most. *Times the floor* is median over median,
both from the same run, taken in turn. A floor is the least that this machine has to do for the same result, without
any of our code in between. The machine was shared with other work, so look at the ratios first.

Two things to know before reading the table. **Opening and excerpts** are held to the floor that also fetches the
boxes, the keys and the coding rows, since the words cannot be had without. Taken by the letter, “decrypting and
decoding those texts”, the floor is the bare one: its ratios stand in the lower tables, and opening one text with
5,000 codings is hundreds of times above it, because decrypting 6,000 words takes a tenth of a millisecond. **One
coding** depends on the disk: where a sync takes 4 ms, it is nearly all of the time and the ratio is near 1; where it
takes 0.3 ms, the program's own part shows. The disk measured on changes between the two from run to run, so a “met”
with a slow sync says little; “without its commit” in the lower tables is the program's own part.
"""

RECORDINGS = """# Recordings

Written by `python -m benchmarks --recordings`. {about}

A browser asks for a part of the recording, as a player does when somebody goes to a turn; the time is that until the
first bytes are there, with the whole way through Django but without the network. A plain file is read from the
system's memory and goes through nothing. A person does not notice less than some 100 ms.
"""

CORRECTIONS = """# Correcting

Written by `python -m benchmarks --correcting`. {about}

A coded text is put in place of itself with some words corrected, as one act: the text is sealed, a diff says where
everything went, every coding gets its new place, and the trail keeps both places of each. The aim is twice one diff of
the words by the standard library. Our own diff lines up whole turns first and is much quicker than that; beside it,
what takes the time is 5,000 rows read, written and told to the trail, some 80 µs a coding.
"""

# Said below an aim that was missed. Aims that were met need no reason.
REASONS = {
    "opening": (
        "Sqlite3 hands out 5,000 tuples of text and numbers; a page gets 5,000 objects with ids, spans and times in "
        "them, and making an object takes Python longer (some 4 µs a coding) than SQLite takes to find the row (2 µs). "
        "The codebook, the members and the speakers are some 4 ms more, whatever the source; on a source with few "
        "codings that is most of the time."
    ),
    "excerpts": (
        "Cold, the structure and the title of each source are opened as well, which the floor leaves out: two small "
        "texts and two keys more for each document. And each excerpt is an object that says who speaks and in which "
        "turn, some 20 µs, so that a busy code (17 excerpts in each document) costs more than its texts do."
    ),
    "one coding": (
        "What is the program's own (see “without its commit”) is the right, the lock, the text as it stands, the "
        "overlap, the fingerprint and the entry, through Django: about half a millisecond, whatever the study. On a "
        "disk whose sync is quicker than that, twice the floor is out of reach."
    ),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The measures of one data folder, under its heading."""

    title: str
    measures: list[Found]


def written(sections: Sequence[Section], seconds: float) -> str:
    """The whole page."""
    parts = [HEAD.format(about=about(seconds)), _aims(sections), _growth(sections)]
    return "\n".join([*parts, *map(_section, sections)])


def of_recordings(section: Section, seconds: float) -> str:
    """The part on recordings."""
    return "\n".join([RECORDINGS.format(about=about(seconds)), _section(section)])


def of_corrections(sections: Sequence[Section], seconds: float) -> str:
    """The part on correcting."""
    return "\n".join([CORRECTIONS.format(about=about(seconds)), _aims(sections), *map(_section, sections)])


def about(seconds: float) -> str:
    """When and on what it was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "cryptography"))
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} in {seconds / 60:.1f} minutes: {processor()}, "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}. "
        f"Load at the end: {os.getloadavg()[0]:.1f}."
    )


def processor() -> str:
    """What this machine computes with."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _aims(sections: Sequence[Section]) -> str:
    rows = [
        (
            section.title,
            found["what"],
            f"{found['aim'][1]:g}",
            f"{_ratio(found, found['aim'][0]):.1f}",
            _verdict(found),
        )
        for section in sections
        for found in section.measures
        if found["aim"]
    ]
    missed = [what for _, what, *_rest, verdict in rows if verdict == "missed"]
    reasons = [
        f"**Missed: {what}.** {why}\n"
        for what, why in REASONS.items()
        if any(one.startswith(what) for one in missed)
    ]
    return "\n".join(["## Aims\n", table(("Study", "What", "Aim", "Times the floor", ""), rows), *reasons])


def _verdict(found: Found) -> str:
    floor, limit = found["aim"]
    return "met" if _ratio(found, floor) <= limit else "missed"


def _growth(sections: Sequence[Section]) -> str:
    """Each measure of a whole study, for one piece of its work, side by side over the sizes."""
    studies = [section for section in sections if "documents" in section.title]
    rows = [
        (what, *(_each(section.measures[place]) for section in studies))
        for place, what in enumerate(f"{one['what']}, per {one['piece']}" for one in studies[0].measures)
    ]
    head = "## How the cost of one piece grows with the study\n"
    tail = "A cost that grew faster than the work would rise from left to right.\n"
    return "\n".join([head, table(("What", *(section.title for section in studies)), rows), tail])


def _each(found: Found) -> str:
    return f"{found['ours']['middle'] * 1e3 / found['work']:,.3f} ms"


def _section(section: Section) -> str:
    rows = [row for found in section.measures for row in _rows(found)]
    shown = table(("What", "How much", "Took (ms)", "Floor", "Floor took (ms)", "Times the floor"), rows)
    return "\n".join([f"## {section.title}\n", shown, *_notes(section)])


def _rows(found: Found) -> Iterator[tuple[str, ...]]:
    said = (
        found["what"],
        f"{found['work']:,} {found['piece']}{'' if found['work'] == 1 else 's'}",
        times(found["ours"]),
    )
    if not found["floors"]:
        yield (*said, "", "", "")
    for floor, took in found["floors"].items():
        yield (*said, floor, times(took), f"{_ratio(found, floor):,.1f}")
        said = ("", "", "")


def _notes(section: Section) -> Iterator[str]:
    for found in section.measures:
        if found["shares"]:
            shares = ", ".join(f"{name} {share:.0%}" for name, share in found["shares"].items())
            yield f"Where the time of an import goes: {shares}.\n"
        if found["statements"]:
            yield f"SQL statements for one coding, BEGIN and COMMIT included: {found['statements']}.\n"


def _ratio(found: Found, floor: str) -> float:
    return float(found["ours"]["middle"] / found["floors"][floor]["middle"])


def times(took: dict[str, float]) -> str:
    """“8.24 (7.90–9.13)”: the median in milliseconds, the least and the most."""
    middle, least, most = (f"{took[name] * 1e3:,.2f}" for name in ("middle", "least", "most"))
    return f"{middle} ({least}–{most})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown has it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
