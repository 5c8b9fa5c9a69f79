"""Does one thing in a data folder while the disk refuses, and says what came of it: as a process under `faults.c`.

    driver.py PREPARED EARLIER WORK CONTROL STEP:KIND:FRACTION…

For each, a child of its own works on a fresh copy of PREPARED (or EARLIER, of an earlier schema): it does the step
while the disk refuses from that part of its calls on, then again once there is room, in the same process; then
another child, as after a restart. A line of JSON for each.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import django

COUNT, FULL, LOST = 0, 1, 2
KINDS = {"full": FULL, "lost": LOST}


class Control(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_int64), ("after", ctypes.c_int64), ("writes", ctypes.c_int64), ("syncs", ctypes.c_int64),
        ("hits", ctypes.c_int64), ("last", ctypes.c_char * 488),
    ]  # fmt: skip

    def begin(self, kind: int, after: int = 0) -> None:
        self.writes = self.syncs = self.hits = 0
        self.last = b""
        self.after = after
        self.kind = kind


def command(*words: str) -> tuple[str, str]:
    """A command in this process: done, refused with a sentence, or crashed."""
    from click.testing import CliRunner

    from firsthand.doors.commands import whole

    answer = CliRunner().invoke(whole(), ["--data", os.environ["FIRSTHAND_DATA"], *words])
    if answer.exit_code == 0:
        return "done", ""
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        return "crashed", f"{type(answer.exception).__name__}: {answer.exception}"
    return "refused", answer.stderr.strip().splitlines()[-1] if answer.stderr.strip() else ""


def careless(*_: str) -> tuple[str, str]:
    """The twin: somebody who keeps a file, and does not listen to whether the disk did."""
    file = Path(os.environ["FIRSTHAND_DATA"]) / "careless.txt"
    opened = os.open(file, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        os.write(opened, b"kept?")
        os.fsync(opened)
    os.close(opened)
    return "done", ""


def step(name: str, number: int) -> Callable[[], tuple[str, str]]:
    work = Path(os.environ["FIRSTHAND_DATA"])
    out = work.parent / f"out-{number}"
    words: dict[str, tuple[str, ...]] = {
        "write": ("apply", "--source", "S1", "--code", f"new {number}", "--start", str(40 + 9 * number), "--end",
                  str(45 + 9 * number)),
        "import": ("import", str(work.parent / f"talk-{number}.txt"), "--participants"),
        "export": ("export", "study", "--out", f"{out}.qdpx"),
        "report": ("export", "codings", "--out", f"{out}.xlsx"),
        "backup": ("backup", f"{out}.backup"),
        "migration": ("codes",),
        "erasure": ("withdraw", "--participant", "P01", "--level", "L3"),
    }  # fmt: skip
    if name == "careless":
        return careless
    return lambda: command(*words[name])


def in_a_child(what: Callable[[], Any]) -> Any:
    """What a process of its own makes of it."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            told = json.dumps(what())
        except BaseException as wrong:
            told = json.dumps({"broke": f"{type(wrong).__name__}: {wrong}"})
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    return json.loads(answer or "null")


def main(prepared: str, earlier: str, work: str, control_file: str, *asked: str) -> None:
    os.environ |= {"FIRSTHAND_DATA": work, "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    with Path(control_file).open("r+b") as opened:
        control = Control.from_buffer(mmap(opened.fileno(), 0))
    fresh(prepared, work)
    django.setup()
    from firsthand.doors.commands import whole

    whole()
    calls: dict[str, dict[str, int]] = {}
    for name, kind, fraction in (one.split(":") for one in asked):
        folder = earlier if name == "migration" else prepared
        control.begin(COUNT)
        fresh(folder, work)
        if name not in calls:
            calls[name] = in_a_child(lambda name=name: counted(control, name))
            fresh(folder, work)
        after = min(int(float(fraction) * calls[name][kind]), calls[name][kind] - 1)
        told = in_a_child(
            lambda name=name, kind=kind, after=after: faulty(control, work, name, KINDS[kind], after)
        )
        told |= in_a_child(lambda name=name: restarted(name, work))
        print(
            json.dumps({"step": name, "kind": kind, "after": after, "of": calls[name][kind], **told}),
            flush=True,
        )


def counted(control: Control, name: str) -> dict[str, int]:
    """How often a step writes and waits for the disk, on a good one."""
    control.begin(COUNT)
    what, why = step(name, 0)()
    if what != "done":
        raise AssertionError(f"{name} does not even succeed on a good disk: {why}")
    return {"full": control.writes, "lost": control.syncs}


def faulty(control: Control, work: str, name: str, kind: int, after: int) -> dict[str, Any]:
    """The step while the disk refuses, and again once it does not, in the same process."""
    control.begin(kind, after)
    what, why = step(name, 0)()
    hits, last = control.hits, control.last.decode()
    control.begin(COUNT)
    left = files_beside(work)
    again = step(name, 1)()
    return {
        "what": what,
        "why": why,
        "hits": hits,
        "last": last,
        "again": again,
        "left": left,
        "read": command("sources"),
    }


def restarted(name: str, work: str) -> dict[str, Any]:
    """After a restart: the step again, whether all is well, and how much there is."""
    third = step(name, 2)()
    counted = {}
    for what in ("sources", "codings"):
        counted[what] = len(json.loads(said(what, "--json"))[what])
    return {"third": third, "verify": command("verify"), "counted": counted, "files": files_beside(work)}


def said(*words: str) -> str:
    from click.testing import CliRunner

    from firsthand.doors.commands import whole

    return CliRunner().invoke(whole(), ["--data", os.environ["FIRSTHAND_DATA"], *words]).stdout


def files_beside(work: str) -> dict[str, bool]:
    """The files that steps made, and whether each is whole."""
    made = (path for path in Path(work).parent.iterdir() if path.name.startswith("out-"))
    return {path.name: zipfile.is_zipfile(path) and ZipFile(path).testzip() is None for path in made}


def fresh(prepared: str, work: str) -> None:
    """A copy, and nothing beside it that is not brought in."""
    above = Path(work).parent
    shutil.rmtree(above, ignore_errors=True)
    above.mkdir(parents=True)
    shutil.copytree(prepared, work)
    for number in range(3):
        said = f"LENA: What was it, {number}?\nTOMAS: The {number}. door was open.\n"
        (above / f"talk-{number}.txt").write_text(said, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
