"""`make soak`: every test at its full length, one after the other, and what came out written down.

What there is to run at length is the table in docs/how-to/develop.md. Which promise it holds is in
docs/validation.yaml. What came out goes into docs/validation.json, and docs/validation.md is made of both.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TABLE, PROMISES, RESULTS = DOCS / "how-to" / "develop.md", DOCS / "validation.yaml", DOCS / "validation.json"
PAGE = DOCS / "validation.md"
LIMIT = 90  # minutes for one of them
ROW = re.compile(r"^\| `(FIRSTHAND_\w+)` \| ([^|]+) \| (.+) \|$", re.MULTILINE)
LAST = re.compile(r"(\d+ (?:passed|failed|skipped|error).*?)(?: in [\d.]+s.*)?$", re.MULTILINE)

HEAD = """# What was promised of keeping, and what came out

Made by `python -m tools.soak --table` from validation.yaml (the promises) and validation.json (what came out); not
written by hand. `make test` runs each promise's short version. `make soak` runs the full ones, one after the other
(those that have one length only, at that), and writes down what came out; `make soak ONLY=G3` those of one promise. How
long each is, and what it runs, is in the table of [Working on Firsthand](how-to/develop.md). Why the harnesses are as
they are: [decision 41](decisions/0041-harnesses.md).

| | Promise | In `make test` | At length | Last run at length | What came out |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Length:
    """What runs at length under one variable: the value it is set to, and the tests."""

    variable: str  # or the promise, where its tests have one length only
    value: str
    tests: tuple[str, ...]


def lengths() -> list[Length]:
    """Everything that can be run at length, in the order of the table."""
    found = []
    for variable, value, runs in ROW.findall(TABLE.read_text("utf-8")):
        tests = tuple(re.findall(r"`(tests/[\w/.]+)`", runs)) or ("tests/journeys",)
        found.append(Length(variable, os.environ.get(variable, value.strip()), tests))
    return [
        *found,
        *(Length(name, "", (one["bounded"],)) for name, one in promises().items() if not one["full"]),
    ]


def promises() -> dict[str, dict[str, Any]]:
    """The promises, by their number."""
    read: dict[str, dict[str, Any]] = yaml.safe_load(PROMISES.read_text("utf-8"))
    return read


def results() -> dict[str, dict[str, Any]]:
    """What came out, by variable."""
    read: dict[str, dict[str, Any]] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return read


def page() -> str:
    """The page, as it should be."""
    came_out = results()
    return HEAD + "".join(f"{_row(number, one, came_out)}\n" for number, one in promises().items())


def _row(number: str, promise: dict[str, Any], came_out: dict[str, dict[str, Any]]) -> str:
    runs = [came_out[name] for name in promise["full"] or [number] if name in came_out]
    cells = [
        number,
        promise["promise"],
        f"`{promise['bounded']}`" if promise["bounded"] else "not yet",
        ", ".join(f"`{name}`" for name in promise["full"]) or "–",
        "; ".join(f"{run['on']}, {run['minutes']} min" for run in runs) or "–",
        "; ".join(_told(run, number) for run in runs) or "–",
    ]
    return "| " + " | ".join(cells) + " |"


def _told(run: dict[str, Any], number: str) -> str:
    figures = [f"{what} {figure}" for what, figure in run.get("figures", {}).get(number, {}).items()]
    return ", ".join([run["came"], *figures])


def run(one: Length, limit: float) -> dict[str, Any]:
    """Run one at its full length: what came out."""
    print(f"{one.variable} {one.value}: {' '.join(one.tests)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="firsthand-soak-") as scratch:
        figures = Path(scratch) / "figures.jsonl"
        length = {one.variable: one.value} if one.value else {}
        env = os.environ | length | {"FIRSTHAND_FIGURES": str(figures)}
        asked = [
            sys.executable,
            "-m",
            "pytest",
            *one.tests,
            "-n",
            "0",
            "-c",
            str(ROOT / "pyproject.toml"),
            f"--basetemp={scratch}/tests",
        ]
        start = perf_counter()
        out, ended = _within(asked, env, limit)
        minutes = (perf_counter() - start) / 60
        last = LAST.findall(out)
        came = (
            last[-1]
            if ended is not None and last
            else "did not end in time"
            if ended is None
            else "nothing ran"
        )
        return {
            "to": one.value,
            "on": f"{datetime.now(UTC):%Y-%m-%d}",
            "minutes": round(minutes, 1),
            "well": ended == 0,
            "came": came,
            "figures": _figures(figures),
        }


def _within(asked: list[str], env: dict[str, str], limit: float) -> tuple[str, int | None]:
    """What it said and how it ended, with all that it started; None where its time was over."""
    with subprocess.Popen(  # noqa: S603 - of our own table
        asked, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            out, _nothing = process.communicate(timeout=limit * 60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.communicate()[0], None
    print(out[-4_000:], flush=True)
    return out, process.returncode


def _figures(file: Path) -> dict[str, dict[str, Any]]:
    """What the tests noted (tests/harness/figures.py), by promise."""
    found: dict[str, dict[str, Any]] = {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        noted = json.loads(line)
        found.setdefault(noted["of"], {}).update(noted["figures"])
    return found


def chosen(only: str) -> list[Length]:
    """Those of one promise, or under one variable; all where nothing is said, but for what needs a folder."""
    wanted = set(promises()[only]["full"] or [only]) if only in promises() else {only}
    if only and not any(one.variable in wanted for one in lengths()):
        raise SystemExit(f"Nothing runs at length for {only}.")
    return [one for one in lengths() if (one.variable in wanted if only else _can_run(one))]


def _can_run(one: Length) -> bool:
    return not one.value or one.value.isdigit() or one.variable in os.environ


def main() -> None:
    """Run what was asked for, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--only", default="", metavar="G3", help="those of one promise, or one variable")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="MINUTES", help="for each of them")
    parser.add_argument("--table", action="store_true", help="only make docs/validation.md anew")
    asked = parser.parse_args()
    well = True
    for one in [] if asked.table else chosen(asked.only):
        came = run(one, asked.limit)
        well = well and came["well"]
        told = results() | {one.variable: came}  # read anew: a run lasts, and others may have ended meanwhile
        RESULTS.write_text(json.dumps(dict(sorted(told.items())), indent=1) + "\n", "utf-8")
        PAGE.write_text(page(), "utf-8")
    PAGE.write_text(page(), "utf-8")
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
