"""Many people at once over HTTP, on each database, beside what the same disk does with rows alone. Minutes.

The harness is the one that the tests use (tests/harness): the real server, real browsers' requests, and everything
acknowledged looked for afterwards. One writer without HTTP is measured once more where each flush takes two
milliseconds, as on a disk that keeps what it is given: many machines have a disk of their host's memory under them.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import about

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
SLOW = Path(__file__).with_name("slowdisk.c")
AS_FLOOR = "from pathlib import Path\nfrom harness.crowd import floor"
PEOPLE = 64
SECONDS = 120.0  # of each crowd
FLUSH = 2.0  # milliseconds


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on one database."""

    database: str
    floor: tuple[float, float]  # rows a second, before and after
    services: float  # codings a second by one writer, without HTTP
    alone: dict[str, Any]  # one person over HTTP, codings alone
    crowd: dict[str, Any]
    paced: dict[str, Any]
    faults: int
    slow: tuple[float, float] | None  # floor, and services, where each flush takes so long; of SQLite


def measured(seconds: float) -> list[Measured]:
    """Each database for so long."""
    from harness import crowd, servers
    from harness.study import made

    found = []
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-") as name:
        folder = Path(name)
        study = made(folder / "sqlite", PEOPLE)
        slow = _where_a_flush_lasts(made(folder / "slow", 1), folder)
        found.append(_of("SQLite", study, seconds, lambda: crowd.floor(folder, 3), slow))
        if servers.BINARIES:
            with servers.cluster() as cluster:
                study = made(folder / "postgresql", PEOPLE, cluster.create())
                address = cluster.address()
                found.append(_of("PostgreSQL", study, seconds, lambda: crowd.floor_on_postgresql(address, 3)))
    return found


def _where_a_flush_lasts(study: Any, folder: Path) -> tuple[float, float]:
    """Rows, and codings, a second."""
    from harness.powercut import library
    from harness.study import run

    slowly = study.env | {"LD_PRELOAD": str(library(SLOW)), "SLOWDISK_US": str(round(FLUSH * 1000))}
    floor = run(slowly, "-c", f"{AS_FLOOR}\nprint(floor(Path({str(folder)!r}), 3))")
    return float(floor), float(run(slowly, "-m", "harness.alone", study.data, 5))


def _of(
    database: str, study: Any, seconds: float, floor: Any, slow: tuple[float, float] | None = None
) -> Measured:
    from harness import crowd, servers
    from harness.study import run

    before = floor()
    services = float(run(study.env, "-m", "harness.alone", study.data, 5))
    with servers.served(study) as server:
        alone = crowd.crowd(study, server.port, 1, 5, codings=True)
        paced = crowd.crowd(study, server.port, PEOPLE, seconds, pace=2)
        many = crowd.crowd(study, server.port, PEOPLE, seconds)
    faults = sum(len(one.errors) + one.lost + one.doubled + len(one.faults) for one in (alone, many, paced))
    return Measured(
        database, (before, floor()), services, alone.figures(), many.figures(), paced.figures(), faults, slow
    )


def written(found: list[Measured], seconds: float) -> str:
    """The part of the results."""
    lines = [
        "# Many writers", "",
        f"Written by `python -m benchmarks --crowd`. {about(seconds)}", "",
        f"{PEOPLE} people over HTTP: at a person's pace (a write every two seconds, two reads a second beside them),",
        "then as fast as each is answered. The floor is one row and its commit, flushed, on the same disk with the",
        "same settings, before and after. Waiting in milliseconds. All that was acknowledged was looked for.", "",
        "| Database | Who | Acts/s | p50 | p95 | p99 | Errors | Lost | Doubled |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for one in found:
        for who, told in (("one", one.alone), (f"{PEOPLE}", one.crowd), (f"{PEOPLE}, paced", one.paced)):
            cells = (
                told[name] for name in ("acts_a_second", "p50", "p95", "p99", "errors", "lost", "doubled")
            )
            lines.append(f"| {one.database} | {who} | " + " | ".join(map(str, cells)) + " |")
    lines += [
        "", "| Database | Floor, rows/s | One writer, services | of the floor | over HTTP | of the floor | Aim |  |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for one in found:
        floor = sum(one.floor) / 2
        shares = one.services / floor, float(one.alone["acts_a_second"]) / floor
        lines.append(
            f"| {one.database} | {one.floor[0]:.0f}, {one.floor[1]:.0f} | {one.services:.0f} | {shares[0]:.2f} | "
            f"{one.alone['acts_a_second']} | {shares[1]:.2f} | 0.5 | {'met' if shares[0] >= 0.5 else 'missed'} |"
        )
        if one.slow:
            bare, ours = one.slow
            met = "met" if ours / bare >= 0.5 else "missed"
            where = f"{one.database}, each flush {FLUSH:.0f} ms longer"
            lines.append(f"| {where} | {bare:.0f} | {ours:.0f} | {ours / bare:.2f} | – | – | 0.5 | {met} |")
    return "\n".join(lines)
