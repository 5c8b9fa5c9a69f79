"""Writes that are sent three times at one moment, under one id: each happens once, and each sending is answered alike.

`FIRSTHAND_RETRIES=10000` sends so many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import servers
from harness.crowd import storm, unlike
from harness.figures import note
from harness.kept import acts_in
from harness.study import Made, made

pytestmark = pytest.mark.process

WRITES = int(os.environ.get("FIRSTHAND_RETRIES", "0"))


def once(study: Made, called: str, writes: int) -> None:
    with servers.served(study) as server:
        found = storm(study, server.port, writes)
    sent = {one.write.id for one in (*found.ledger.kept, *found.ledger.refused)}
    note(
        "G7",
        **{
            f"{called}_writes": len(sent),
            "sent": 3 * len(sent),
            "doubled": found.doubled,
            "lost": found.lost,
        },
    )
    assert (found.errors, found.lost, found.doubled, found.faults) == ([], 0, 0, [])
    assert unlike(found) == []
    assert len(sent) >= writes - 4
    kept = {one.write.id for one in found.ledger.kept}
    assert sum(count for act, count in acts_in(study).items() if act in kept) == len(kept)


def test_on_sqlite(tmp_path: Path) -> None:
    once(made(tmp_path / "data", 4), "SQLite", WRITES or 60)


@pytest.mark.skipif(not servers.BINARIES, reason="there is no PostgreSQL on this machine")
def test_on_postgresql(tmp_path: Path) -> None:
    with servers.cluster() as cluster:
        once(made(tmp_path / "data", 4, cluster.create()), "PostgreSQL", WRITES or 40)
