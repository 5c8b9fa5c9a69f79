"""A study to write in: `python -m harness.study DATA CODERS` makes one, and says what is in it, as JSON.

A process of its own makes it, as the program's settings are read once: which data folder, which databases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import clean

TESTS = Path(__file__).resolve().parent.parent
TALK = "".join(
    f"LENA: What came on day {day}?\nJUNIPER: On day {day} we waited 🙂. Then somebody came by. Nobody asked why.\n"
    for day in range(120)
)
SOURCES, CODES = 4, 8


@dataclass(frozen=True, slots=True)
class Made:
    """A data folder with a study in it, and what writers need to know of that."""

    data: Path
    env: dict[str, str]
    slug: str
    names: list[str]
    sources: list[dict[str, Any]]
    codes: list[str]


def made(data: Path, coders: int, database: str = "") -> Made:
    """A study with a lead and so many coders; where a PostgreSQL address is given, its databases are there."""
    env = environment(data, database)
    out = run(env, "-m", "harness.study", data, coders)
    return Made(data, env, **json.loads(out))


def environment(data: Path, database: str = "") -> dict[str, str]:
    """What a process has to know to work on the folder."""
    env = clean() | {
        "FIRSTHAND_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "firsthand.config.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
    }
    return env | ({"FIRSTHAND_DATABASE": database} if database else {})


def run(env: dict[str, str], *words: object) -> str:
    """Python with these words, to its end: what it said."""
    asked = [sys.executable, *map(str, words)]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-4_000:] + done.stdout[-2_000:]
    return done.stdout


def begin(data: Path, coders: int) -> dict[str, Any]:
    """Make it, here."""
    from firsthand.doors.preparing import prepared

    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    from firsthand.ground.vault.secret import Secret

    secret = Secret.found_in(data) or Secret.made_in(data)
    prepared(new=True)
    from firsthand.analysis.codebook.services import make_code
    from firsthand.core.transcript import Reading
    from firsthand.field.sources.importing import Incoming, import_sources
    from firsthand.ground.studies.models import Role
    from firsthand.ground.studies.services import add_member, start_study

    lead = start_study(secret, title="Kept", lead="Lea")
    names = [f"Coder {number}" for number in range(coders)]
    for name in names:
        add_member(lead, name=name, role=Role.CODER, secret=secret)
    talks = [
        Incoming(f"{n}.txt", Reading(TALK), "document", f"Talk {n}", TALK.encode()) for n in range(SOURCES)
    ]
    sources = import_sources(lead, incoming=talks)
    codes = [make_code(lead, name=f"Code {number}") for number in range(CODES)]
    return {
        "slug": lead.study.slug,
        "names": names,
        "sources": [{"id": str(one.id), "version": str(one.current), "length": len(TALK)} for one in sources],
        "codes": [str(code.id) for code in codes],
    }


if __name__ == "__main__":
    print(json.dumps(begin(Path(sys.argv[1]), int(sys.argv[2]))))
