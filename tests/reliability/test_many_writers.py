"""Many people write at once, on each database: no error, and everything that was acknowledged is there, once.

`FIRSTHAND_CROWD=120` has 64 people write for two minutes. How fast it is `python -m benchmarks --crowd` tells, and
nobody asserts it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import servers
from harness.crowd import Crowd, crowd
from harness.figures import note
from harness.study import Made, made

pytestmark = pytest.mark.process

SECONDS = int(os.environ.get("FIRSTHAND_CROWD", "0"))
PEOPLE = 64 if SECONDS else 16


def held(found: Crowd, called: str) -> None:
    note("G5", **{f"{called}_{name}": figure for name, figure in found.figures().items()})
    assert (found.errors, found.lost, found.doubled, found.faults) == ([], 0, 0, [])
    assert found.ledger.kept


def written(study: Made, called: str) -> None:
    with servers.served(study) as server:
        if SECONDS:  # first, while the study is one as people have it: a crowd makes thousands of codes
            held(crowd(study, server.port, PEOPLE, SECONDS, pace=2), f"{called}, paced")
        held(crowd(study, server.port, PEOPLE, SECONDS or 2), called)


def test_on_sqlite(tmp_path: Path) -> None:
    written(made(tmp_path / "data", PEOPLE), "SQLite")


@pytest.mark.skipif(not servers.BINARIES, reason="there is no PostgreSQL on this machine")
def test_on_postgresql(tmp_path: Path) -> None:
    with servers.cluster() as cluster:
        written(made(tmp_path / "data", PEOPLE, cluster.create()), "PostgreSQL")
