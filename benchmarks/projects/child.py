"""One part of what is measured, in a process of its own: `python -m benchmarks.projects.child PART FOLDER`.

Prints one line of JSON: seconds of the processor and of the clock, the most memory that it had, and what else there is
to say.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firsthand.exchange.projects.project import Source
    from firsthand.ground.studies.models import Membership


def main() -> None:
    """Do one part, and print what it took."""
    part, folder = sys.argv[1:]
    took, more = DOING[part](Path(folder))
    print(json.dumps({**asdict(took), "megabytes": most_memory(), "more": more}))


@dataclass(slots=True)
class Took:
    """Seconds of the processor, which others who use the machine do not lengthen, and of the clock."""

    seconds: float = 0.0
    clock: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what is done inside."""
        begun, at = _processor(), perf_counter()
        yield
        self.seconds += _processor() - begun
        self.clock += perf_counter() - at


def _processor() -> float:
    """Seconds of the processor, of this process and of those that it began and that ended."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + others.ru_utime + others.ru_stime


def most_memory() -> float:
    """The most megabytes that this process had, or a child of it.

    Its own status is asked: the system's count of a child begins with its parent's.
    """
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    most = int(status.split("VmHWM:")[1].split()[0])
    return max(most, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024 / 1e6


def parse(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The XML alone by lxml alone: source by source, each let go when the next one comes."""
    from lxml import etree

    took = Took()
    with took.measured():
        for _event, found in etree.iterparse(folder / "project.qde", tag="{*}TextSource"):
            found.clear()
            while found.getprevious() is not None:
                del found.getparent()[0]
    return took, {}


def read(folder: Path) -> tuple[Took, dict[str, Any]]:
    """All of a project as plain data: opened, its positions judged, every source with its words and places."""
    from firsthand.exchange.projects.project import codings_of
    from firsthand.exchange.projects.refi.opening import open_project

    took = Took()
    with took.measured(), open_project(folder / "large.qdpx") as file:
        codings = sum(1 for source in file.sources() for _ in codings_of(source))
    return took, {"codings": codings}


def write(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The same project written as it is read; the time that reading takes is not counted."""
    from firsthand.exchange.projects.refi.opening import open_project
    from firsthand.exchange.projects.refi.writing import write_project

    took, reading = Took(), Took()

    def read_beside(sources: Iterator[Source]) -> Iterator[Source]:
        while True:
            with reading.measured():
                source = next(sources, None)
            if source is None:
                return
            yield source

    with open_project(folder / "large.qdpx") as file, took.measured():
        write_project(folder / "written.qdpx", file.project, read_beside(file.sources()))
    return Took(took.seconds - reading.seconds, took.clock - reading.clock), {}


def arrive(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The project brought into a new study, as one act; how large its entry is, and the folder."""
    from benchmarks.child import prepared

    secret = prepared(folder / "data")
    from django.db import connection

    from firsthand.exchange.projects.apart import open_apart
    from firsthand.exchange.projects.bringing_in import all_or_nothing, bring_in
    from firsthand.ground.studies.services import start_study

    lead, took = start_study(secret, title="Large", lead="Lea"), Took()
    with took.measured(), open_apart(folder / "large.qdpx") as file, all_or_nothing(keep=True):
        report = bring_in(lead, file=file, name="large.qdpx")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(length(changes)) FROM trail_entry")
        (entry,) = cursor.fetchone()
    kept = sum(file.stat().st_size for file in (folder / "data").iterdir() if file.is_file())
    came = report.counted()["codings"]["imported"]
    return took, {"codings": came, "entry": entry / 1e6, "folder": kept / 1e6}


def leave(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The study that the project became, taken out again."""
    lead, took = _lead(folder), Took()
    from firsthand.exchange.projects.taking_out import take_out

    with took.measured(), (folder / "left.qdpx").open("wb") as out:
        take_out(lead, to=out)
    return took, {}


def undo(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The act that brought the project in, taken back; how many codings are left."""
    lead, took = _lead(folder), Took()
    from firsthand.analysis.coding.models import Coding
    from firsthand.ground.studies.undoing import undo_last

    with took.measured():
        undo_last(lead)
    return took, {"left": Coding.objects.count()}


def redo(folder: Path) -> tuple[Took, dict[str, Any]]:
    """The same act, done again; how many codings there are then."""
    lead, took = _lead(folder), Took()
    from firsthand.analysis.coding.models import Coding
    from firsthand.ground.studies.undoing import redo_last

    with took.measured():
        redo_last(lead)
    return took, {"codings": Coding.objects.count()}


def _lead(folder: Path) -> Membership:
    """The lead of the study that the project became."""
    from benchmarks.child import prepared

    prepared(folder / "data")
    from firsthand.ground.studies.entrance import enter, find_study

    return enter(find_study(None))


DOING: dict[str, Callable[[Path], tuple[Took, dict[str, Any]]]] = {
    "parse": parse, "read": read, "write": write, "arrive": arrive, "leave": leave, "undo": undo, "redo": redo,
}  # fmt: skip

if __name__ == "__main__":
    main()
