"""`python -m benchmarks [--PART|--small]`: measure, print, write RESULTS.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks import (
    agreement,
    crowd,
    identifying,
    keeping,
    live,
    projects,
    reader,
    relations,
    report,
    sealing,
    similar,
    tally,
)
from benchmarks.agreement import report as agreement_report
from benchmarks.identifying import report as identifying_report
from benchmarks.live import report as live_report
from benchmarks.projects import report as projects_report
from benchmarks.reader import report as reader_report
from benchmarks.relations import report as relations_report
from benchmarks.report import Section
from benchmarks.sealing import report as sealing_report
from benchmarks.similar import report as similar_report
from benchmarks.tally import report as tally_report

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Plan:
    """One data folder to make and measure: its heading, and what the child is told."""

    title: str
    what: str
    repeats: int
    numbers: tuple[int, ...]


SMALL = [
    Plan("9 documents, 2,000 codings", "study", 5, (9, 2_000)),
    Plan("100 documents, 50,000 codings", "study", 5, (100, 50_000)),
    Plan("5,000 codings on 6,000 words", "dense", 9, (6_000,)),
    Plan("5,000 codings on 60,000 words", "dense", 9, (60_000,)),
]
FULL = [
    Plan("9 documents, 2,000 codings", "study", 9, (9, 2_000)),
    Plan("100 documents, 50,000 codings", "study", 9, (100, 50_000)),
    Plan("1,000 documents, 1,000,000 codings", "study", 7, (1_000, 1_000_000)),
    Plan("5,000 codings on 6,000 words", "dense", 25, (6_000,)),
    Plan("5,000 codings on 60,000 words", "dense", 25, (60_000,)),
]

RECORDING = Plan("A recording of 200 MB", "recording", 25, (200,))
CORRECTED = [
    Plan("60,000 words, 5,000 codings, 100 words corrected", "correcting", 5, (60_000, 100)),
    Plan("60,000 words, 5,000 codings, 2,000 words corrected", "correcting", 5, (60_000, 2_000)),
]


def main() -> None:
    """Measure, and say what was found."""
    wanted = _arguments()
    if wanted.small:
        print(_studies(SMALL, wanted.folder))
        return
    every = not any(
        (
            wanted.study,
            wanted.reader,
            wanted.recordings,
            wanted.correcting,
            wanted.sealed,
            wanted.identifying,
            wanted.projects,
            wanted.relations,
            wanted.agreement is not None,
            wanted.tally,
            wanted.similar,
            wanted.crowd,
            wanted.live,
            wanted.keeping is not None,
        )
    )
    if wanted.study or every:
        _keep(STUDY, _studies(FULL, wanted.folder))
    if wanted.reader or every:
        _keep(READER, reader_report.written([reader.measured(size) for size in reader.SIZES]))
    if wanted.recordings or every:
        start = perf_counter()
        _keep(RECORDINGS, report.of_recordings(_measured(RECORDING, wanted.folder), perf_counter() - start))
    if wanted.correcting or every:
        start = perf_counter()
        sections = [_measured(plan, wanted.folder) for plan in CORRECTED]
        _keep(CORRECTIONS, report.of_corrections(sections, perf_counter() - start))
    if wanted.sealed or every:
        start = perf_counter()
        _keep(SEALED, sealing_report.written(sealing.measured(wanted.folder), perf_counter() - start))
    if wanted.identifying or every:
        _keep(IDENTIFYING, identifying_report.written(identifying.measured()))
    if wanted.projects or every:
        start = perf_counter()
        found = projects.measured(wanted.folder, wanted.projects or projects.CODINGS)
        _keep(PROJECTS, projects_report.written(found, perf_counter() - start))
    if wanted.relations or every:
        start = perf_counter()
        _keep(RELATIONS, relations_report.written(relations.measured(), perf_counter() - start))
    if wanted.agreement is not None or every:
        start = perf_counter()
        beside = agreement.measured(wanted.agreement or "")
        _keep(AGREEMENT, agreement_report.written(beside, perf_counter() - start))
    if wanted.tally or every:
        start = perf_counter()
        counted = tally.measured(wanted.folder, wanted.tally or tally.CODINGS)
        _keep(TALLIES, tally_report.written(counted, perf_counter() - start))
    if wanted.similar or every:
        start = perf_counter()
        _keep(SIMILAR, similar_report.written(similar.measured(), perf_counter() - start))
    if wanted.crowd or every:
        start = perf_counter()
        _keep(CROWD, crowd.written(crowd.measured(wanted.crowd or crowd.SECONDS), perf_counter() - start))
    if wanted.live or every:
        start = perf_counter()
        crowds = live.measured()
        _keep(LIVE, live_report.written(crowds, perf_counter() - start))
    if wanted.keeping is not None or every:
        start = perf_counter()
        found_kept = keeping.measured(wanted.folder, wanted.keeping or keeping.MEGABYTES)
        _keep(KEEPING, keeping.written(found_kept, perf_counter() - start))


def _studies(plans: Sequence[Plan], folder: Path | None) -> str:
    start = perf_counter()
    sections = [_measured(plan, folder) for plan in plans]
    return report.written(sections, perf_counter() - start)


# The parts of the results, each measured alone or after the others, by their first line.
STUDY, READER, RECORDINGS = "# Results", "# The reader", "# Recordings"
CORRECTIONS, SEALED, IDENTIFYING = "# Correcting", "# Sealed beside unsealed", "# What identifies"
PROJECTS, RELATIONS, AGREEMENT, TALLIES = "# Large projects", "# Counting", "# Agreement", "# Tallies"
SIMILAR, CROWD, LIVE, KEEPING = "# Similar passages", "# Many writers", "# A crowd", "# Keeping"
PARTS = (
    STUDY, READER, RECORDINGS, CORRECTIONS, SEALED, IDENTIFYING, PROJECTS, RELATIONS, AGREEMENT, TALLIES, SIMILAR,
    CROWD, LIVE, KEEPING,
)  # fmt: skip


def _keep(which: str, text: str) -> None:
    """Print a part of the results and put it in its place; the others stay as they were measured last."""
    print(text)
    page = HERE / "RESULTS.md"
    parts = dict.fromkeys(PARTS, "")
    place = STUDY
    for line in page.read_text("utf-8").splitlines():
        place = line if line in parts else place
        parts[place] += f"{line}\n"
    parts[which] = text
    page.write_text("\n\n".join(part.strip("\n") for part in parts.values() if part) + "\n", "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--small", action="store_true", help="the two small studies only, under a minute; prints only"
    )
    size.add_argument("--study", action="store_true", help="only the studies, all sizes, some minutes")
    size.add_argument("--recordings", action="store_true", help="only a long recording, under a minute")
    size.add_argument("--correcting", action="store_true", help="only correcting a coded text, a minute")
    size.add_argument("--sealed", action="store_true", help="only sealed beside unsealed, two minutes")
    size.add_argument(
        "--identifying",
        action="store_true",
        help="only what identifies: recall, precision and speed, some minutes",
    )
    size.add_argument(
        "--projects",
        type=int,
        nargs="?",
        const=projects.CODINGS,
        metavar="CODINGS",
        help="only a large project, in and out; CODINGS: fewer than a million, a thousand on each source",
    )
    size.add_argument("--relations", action="store_true", help="only counting over many codings, a minute")
    size.add_argument(
        "--agreement",
        nargs="?",
        const="",
        metavar="PYTHON",
        help="only agreement, two minutes; PYTHON: one that has the libraries named in tools/oracles.py",
    )
    size.add_argument(
        "--tally",
        type=int,
        nargs="?",
        const=tally.CODINGS,
        metavar="CODINGS",
        help="only the tallies on DuckDB and Spark, some minutes; CODINGS: other than a million",
    )
    size.add_argument(
        "--similar", action="store_true", help="only the nearest of very many vectors, some minutes"
    )
    size.add_argument(
        "--crowd",
        type=float,
        nargs="?",
        const=crowd.SECONDS,
        metavar="SECONDS",
        help="only many writers at once, on each database, ten minutes; SECONDS: of each crowd, not 120",
    )
    size.add_argument("--live", action="store_true", help="only a crowd that reads one talk, some minutes")
    size.add_argument(
        "--keeping",
        type=int,
        nargs="?",
        const=keeping.MEGABYTES,
        metavar="MEGABYTES",
        help="only backing up and bringing back, some minutes; MEGABYTES: of recordings, not 500",
    )
    size.add_argument("--reader", action="store_true", help="only the reader, some minutes")
    parser.add_argument("--folder", type=Path, help="where to work, if not in the system's temporary folder")
    return parser.parse_args()


def _measured(plan: Plan, folder: Path | None) -> Section:
    """One data folder, made and measured in a process of its own and then thrown away."""
    print(f"{plan.title} …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-", dir=folder) as made:
        told = [
            sys.executable,
            "-m",
            "benchmarks.child",
            plan.what,
            str(Path(made) / "data"),
            str(plan.repeats),
        ]
        answer = subprocess.run(
            _with(told, plan.numbers), stdout=subprocess.PIPE, check=True, cwd=HERE.parent
        )
    return Section(plan.title, json.loads(answer.stdout))


def _with(told: list[str], numbers: Sequence[int]) -> list[str]:
    return [*told, *map(str, numbers)]


if __name__ == "__main__":
    main()
