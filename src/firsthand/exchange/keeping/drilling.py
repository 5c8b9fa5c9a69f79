"""The drill: a backup is brought back elsewhere, by another process, and compared with what is here.

Nobody knows whether a backup is one before it was brought back. Everything is done in a scratch folder, and nothing
here is changed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.keeping import age, canonical, scheduled
from firsthand.exchange.keeping.delivering import deliver, fetched
from firsthand.exchange.keeping.files import scratch, size_of, written
from firsthand.exchange.keeping.telling import step

GIGABYTE = 1e9
BESIDE = ".drill.json"


@dataclass(slots=True)
class Drill:
    """What came of it. `faults` are sentences without words of any study."""

    at: str
    backup: str
    bytes: int = 0  # of both databases, brought back
    restored_in: float = 0  # seconds
    looked_over_in: float = 0
    per_gigabyte: float = 0  # seconds, to bring back
    studies: int = 0
    as_now: int = 0  # studies that are to the last row and word what is here now
    earlier: int = (
        0  # and those to which something was added here since; their trail is the beginning of today's
    )
    locked: int = 0  # of all these, those whose words were compared as they are sealed
    faults: list[str] = field(default_factory=list)


def drill(
    file: Path | None, *, keys: Path | None, identities: Callable[[], list[age.Identity]]
) -> tuple[Drill, Path | None]:
    """Bring the newest backup back (or `file`; or one made for it), and look it over; where that was written down."""
    with scratch() as folder, ExitStack() as opened:
        file, keys = _which(file, keys, folder)
        found = Drill(at=scheduled.now().isoformat(), backup=str(file))
        plain = opened.enter_context(fetched(file, keys=keys, identities=identities))
        target = folder / "brought" / "back"
        began = time.monotonic()
        step(_("bringing it back elsewhere"))
        _run(target, "restore", str(plain))
        found.restored_in = round(time.monotonic() - began, 2)
        found.bytes = size_of(target)
        found.per_gigabyte = round(found.restored_in / max(found.bytes / GIGABYTE, 1e-9), 1)
        began = time.monotonic()
        step(_("looking all of it over"))
        looked: dict[str, Any] = json.loads(_run(target, "verify", "--json", may_fail=True))
        found.looked_over_in = round(time.monotonic() - began, 2)
        found.faults += looked["faults"]
        step(_("comparing it with what is here"))
        _compare(json.loads(_run(target, module="firsthand.exchange.keeping.canonical")), found)
    if not file.exists():
        return found, None
    report = file.with_name(file.name + BESIDE)
    written(report, json.dumps(asdict(found), indent=1) + "\n")
    return found, report


def _which(file: Path | None, keys: Path | None, folder: Path) -> tuple[Path, Path | None]:
    if file is not None:
        return file, keys
    latest = scheduled.last()
    if latest.there and latest.data is not None:
        return latest.data, keys or latest.keys
    return deliver(folder / "drill.backup").data, None


def _compare(brought: dict[str, dict[str, Any]], found: Drill) -> None:
    here = canonical.told()
    found.studies = len(brought)
    for study, there in brought.items():
        now = here.get(study)
        if now is None:
            found.faults.append(_("A study in the backup is not here any more."))
        elif there["everything"] == now.everything:
            found.as_now += 1
        elif there["entries"] < now.entries and _begins_with(study, there):
            found.earlier += 1
        else:
            found.faults.append(_("A study came back otherwise than it is here."))
        found.locked += not there["opened"]


def _begins_with(study: str, there: dict[str, Any]) -> bool:
    """Whether the trail here begins with the one that came back. That it gives its rows was looked over there."""
    return bool(canonical.trail_of(UUID(study), there["entries"]).hexdigest() == there["trail"])


def _run(data: Path, *words: str, module: str = "", may_fail: bool = False) -> str:
    """Another process, on files of its own wherever this installation's are."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTHAND")}
    env |= {"FIRSTHAND_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firsthand.config.settings"}
    argv = [sys.executable, "-m", module] if module else [
        sys.executable, "-m", "firsthand.doors.commands", "--data", str(data), *words,
    ]  # fmt: skip
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode and not (may_fail and done.stdout):
        said = done.stderr.strip().splitlines()
        raise Problem(_("The backup does not come back: %(why)s") % {"why": said[-1] if said else "?"})
    return done.stdout
