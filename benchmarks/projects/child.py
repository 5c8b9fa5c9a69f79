"""One part of what is measured, in a process of its own: `python -m benchmarks.projects.child PART FOLDER`.

Prints one line of JSON: seconds, the most memory that it had, and what else there is to say.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firsthand.exchange.projects.project import Source


def main() -> None:
    """Do one part, and print what it took."""
    part, folder = sys.argv[1:]
    seconds, more = DOING[part](Path(folder))
    print(json.dumps({"seconds": seconds, "megabytes": most_memory(), "more": more}))


def most_memory() -> float:
    """The most megabytes that this process had. The system's own count of a child begins with its parent's."""
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def parse(folder: Path) -> tuple[float, dict[str, Any]]:
    """The XML alone by lxml alone: source by source, each let go when the next one comes."""
    from lxml import etree

    start = perf_counter()
    for _event, found in etree.iterparse(folder / "project.qde", tag="{*}TextSource"):
        found.clear()
        while found.getprevious() is not None:
            del found.getparent()[0]
    return perf_counter() - start, {}


def read(folder: Path) -> tuple[float, dict[str, Any]]:
    """All of a project as plain data: opened, its positions judged, every source with its words and places."""
    from firsthand.exchange.projects.project import codings_of
    from firsthand.exchange.projects.refi.opening import open_project

    start = perf_counter()
    with open_project(folder / "large.qdpx") as file:
        codings = sum(1 for source in file.sources() for _ in codings_of(source))
    return perf_counter() - start, {"codings": codings}


def write(folder: Path) -> tuple[float, dict[str, Any]]:
    """The same project written as it is read; the time that reading takes is not counted."""
    from firsthand.exchange.projects.refi.opening import open_project
    from firsthand.exchange.projects.refi.writing import write_project

    reading = 0.0

    def timed(sources: Iterator[Source]) -> Iterator[Source]:
        nonlocal reading
        while True:
            begun = perf_counter()
            source = next(sources, None)
            reading += perf_counter() - begun
            if source is None:
                return
            yield source

    with open_project(folder / "large.qdpx") as file:
        start = perf_counter()
        write_project(folder / "written.qdpx", file.project, timed(file.sources()))
        return perf_counter() - start - reading, {}


def arrive(folder: Path) -> tuple[float, dict[str, Any]]:
    """The project brought into a new study, as one act; how large its entry is, and the folder."""
    from benchmarks.child import prepared

    secret = prepared(folder / "data")
    from django.db import connection

    from firsthand.exchange.projects.bringing_in import all_or_nothing, bring_in
    from firsthand.exchange.projects.opening import open_project
    from firsthand.ground.studies.services import start_study

    lead = start_study(secret, title="Large", lead="Lea")
    start = perf_counter()
    with open_project(folder / "large.qdpx") as file, all_or_nothing(keep=True):
        report = bring_in(lead, file=file, name="large.qdpx")
    seconds = perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(length(changes)) FROM trail_entry")
        (entry,) = cursor.fetchone()
    kept = sum(file.stat().st_size for file in (folder / "data").iterdir() if file.is_file())
    came = report.counted()["codings"]["imported"]
    return seconds, {"codings": came, "entry": entry / 1e6, "folder": kept / 1e6}


def leave(folder: Path) -> tuple[float, dict[str, Any]]:
    """The study that the project became, taken out again."""
    from benchmarks.child import prepared

    prepared(folder / "data")
    from firsthand.exchange.projects.taking_out import take_out
    from firsthand.ground.studies.entrance import enter, find_study

    lead = enter(find_study(None))
    start = perf_counter()
    with (folder / "left.qdpx").open("wb") as out:
        take_out(lead, to=out)
    return perf_counter() - start, {}


DOING: dict[str, Callable[[Path], tuple[float, dict[str, Any]]]] = {
    "parse": parse, "read": read, "write": write, "arrive": arrive, "leave": leave,
}  # fmt: skip

if __name__ == "__main__":
    main()
