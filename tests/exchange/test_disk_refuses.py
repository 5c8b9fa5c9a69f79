"""A full disk, and one that loses what it was given: nothing is said to be kept that is not, none is half done."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from commands import clean
from disk.driver import Control
from exchange.test_keeping import made
from harness.powercut import enough, library
from museum import folder_of

pytestmark = [pytest.mark.process, pytest.mark.embedded("The disk that refuses is the data folder's.")]

__all__ = ["made"]

LATE = "13-kits-and-log"
DISK = Path(__file__).parent.parent / "disk"
FULL = bool(os.environ.get("FIRSTHAND_DISK"))
STEPS = ("write", "import", "export", "backup", "migration", "erasure")
FRACTIONS = ("0", "0.3", "0.6", "0.8", "0.99") if FULL else ("0.6",)
# A checkpoint that fails is none: what it would have copied stays in the log. SQLite passes by a folder that is not
# synced, and what lies in a scratch folder is copied from there.
NOT_WHAT_IS_KEPT = re.compile(r"(\.sqlite3(-journal)?|/data|/\.(backup|scratch|restore)-[^/]*)$")


@pytest.fixture(scope="module")
def shim() -> Path:
    """The disk that refuses."""
    if not enough():
        pytest.skip("there is no C compiler here to build a disk that refuses")
    return library(DISK / "faults.c")


def refused(shim: Path, made: Path, folder: Path, *asked: str) -> list[dict[str, Any]]:
    """What came of each step."""
    work, control = folder / "below" / "data", folder / "control"
    control.write_bytes(bytes(Control()))
    earlier = folder_of(LATE, folder / "earlier")
    for name in ("firsthand.sqlite3", "keyring.sqlite3"):  # as a folder is that was ever opened
        with closing(sqlite3.connect(earlier / name)) as database:
            database.execute("PRAGMA journal_mode=WAL")
    env = clean() | {"FAULTS": str(control), "BELOW": str(work.parent), "LD_PRELOAD": str(shim)}
    env["PYTHONPATH"] = os.pathsep.join([str(DISK.parent), *sys.path])
    done = subprocess.run(
        [sys.executable, DISK / "driver.py", made, earlier, work, control, *asked],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def false_acknowledgement(told: dict[str, Any]) -> bool:
    """Whether something was said to be done though the disk did not take, or did not keep, what it stands on."""
    return bool(told["what"] == "done" and told["hits"] and not NOT_WHAT_IS_KEPT.search(told["last"]))


def faults(told: dict[str, Any]) -> list[str]:
    """What went otherwise than it has to."""
    found = []
    if false_acknowledgement(told):
        found.append("a false acknowledgement")
    if told["what"] == "crashed" or told["again"][0] == "crashed":
        found.append("no sentence")
    if told["what"] == "refused" and not any(word in told["why"] for word in ("room", "disk", "space")):
        found.append("a sentence that does not name the cause")
    if not all(told["left"].values()) or not all(told["files"].values()):
        found.append("a partial file")
    if told["what"] == "refused" and told["left"]:
        found.append("a file of what was refused")
    if told["kind"] == "full" and told["again"][0] != "done" and "already" not in told["again"][1]:
        found.append("it does not go on once there is room")
    halted = "begun anew" in told["why"] and told["step"] in ("write", "import")
    if halted and told["again"][0] != "refused":
        found.append("it writes on after what was lost")
    if told["read"][0] != "done":
        found.append("reading does not go on")
    if told["third"][0] != "done" and "already" not in told["third"][1]:
        found.append("it does not go on after a restart")
    if told["verify"] != ["done", ""]:
        found.append("not all is well")
    return found + ([] if counted_rightly(told) else ["not as much as was acknowledged"])


def counted_rightly(told: dict[str, Any]) -> bool:
    """Whether there is just what was acknowledged; and what the disk lost the promise of, or not."""
    perhaps = {0, 1} if "begun anew" in told["why"] else {0}
    done = sum(what == "done" for what in (told["what"], told["again"][0], told["third"][0]))
    if told["step"] == "write":
        return told["counted"]["codings"] - 1 - done in perhaps
    return told["step"] != "import" or told["counted"]["sources"] - 1 - done in perhaps


def test_whatever_the_disk_refuses_nothing_is_lost_half_done_or_falsely_told(
    shim: Path, made: Path, tmp_path: Path
) -> None:
    asked = [f"{step}:{kind}:{part}" for step in STEPS for kind in ("full", "lost") for part in FRACTIONS]
    asked += [] if FULL else ["write:full:0"]  # as it is opened
    told = refused(shim, made, tmp_path, *asked)
    wrong = {f"{one['step']}:{one['kind']}:{one['after']}": found for one in told if (found := faults(one))}
    assert wrong == {}, [one for one in told if faults(one)]
    assert len(told) == len(asked)
    assert sum(one["hits"] > 0 for one in told) > len(asked) // 2
    assert sum(one["what"] == "refused" for one in told) > len(asked) // 2


def test_who_does_not_listen_to_a_failed_fsync_is_caught(shim: Path, made: Path, tmp_path: Path) -> None:
    told = refused(shim, made, tmp_path, "careless:lost:0", "careless:full:0")
    assert [false_acknowledgement(one) for one in told] == [True, True]
