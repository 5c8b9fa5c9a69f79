"""One engine in a process of its own, what it found as JSON: `python -m benchmarks.tally.child ENGINE FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.tally import digest
from firsthand.core.problems import Problem
from firsthand.exchange.tallying.engines import opened, rows
from firsthand.exchange.tallying.tables import from_folders

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Count, and say what it took."""
    engine, folder = sys.argv[1:]
    try:
        with opened(engine) as connection:
            print(json.dumps(_counted(connection, Path(folder))))
    except Problem as not_here:
        print(not_here, file=sys.stderr)
        print("{}")


def _counted(connection: Any, folder: Path) -> dict[str, Any]:
    # Ibis is there only where an engine is.
    from firsthand.exchange.tallying import agreement, tallies

    started = _cpu()
    found = from_folders(connection, [str(folder)])
    codings, spans = found.codings, found.spans
    runs: dict[str, Callable[[], Any]] = {
        "codes": lambda: tallies.by_code(codings, spans),
        "people": lambda: tallies.by_person(codings, spans),
        "sources": lambda: tallies.by_source(codings),
        "co-occurrence": lambda: tallies.cooccurrence(codings, spans),
        "agreement": lambda: agreement.histogram(codings, agreement.coders_of(codings)),
    }
    took = {}
    for name, run in runs.items():
        wall, cpu = perf_counter(), _cpu()
        counted = sorted(tuple(row.values()) for row in rows(run()))
        took[name] = {
            "wall": perf_counter() - wall, "cpu": _cpu() - cpu, "rows": len(counted),
            "digest": digest(counted),
        }  # fmt: skip
        if name == "co-occurrence":
            kept = [(one, other, characters, pairs) for one, other, _people, characters, pairs in counted]
            (folder / "cooccurrence.json").write_text(json.dumps(kept), "utf-8")
    return {"tallies": took, "cpu": _cpu() - started, "version": connection.version}


def _cpu() -> float:
    """Seconds of the processor of this process and of those that it started: Spark is one of its own."""
    found: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            cells = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        found[int(stat.parent.name)] = (int(cells[1]), sum(map(int, cells[11:15])) / TICKS)
    ours, seconds = [os.getpid()], 0.0
    for process in ours:
        seconds += found[process][1]
        ours += [number for number, (parent, _seconds) in found.items() if parent == process]
    return seconds


if __name__ == "__main__":
    main()
