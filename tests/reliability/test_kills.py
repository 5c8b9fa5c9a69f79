"""The server is killed while sixteen people write: what it had acknowledged is there, whole, and once.

A kill proves little about the disk, which is what test_power_cuts.py is for. It shows that an act is one act, that what
was under way can be sent again, and that the program begins again by itself. `FIRSTHAND_KILLS=200` kills so often.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from harness import kept, servers
from harness.figures import note, share
from harness.kills import WRITERS, Outcome, killed
from harness.study import made

pytestmark = pytest.mark.process

KILLS = int(os.environ.get("FIRSTHAND_KILLS", "0"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "1"))


def held(of: str, outcome: Outcome) -> None:
    note(
        of, kills=outcome.kills, acknowledged=outcome.kept, sent_again=outcome.again, lost=len(outcome.lost),
        faults=len(outcome.faults), ms_until_back_median=share(outcome.back, 0.5), most=share(outcome.back, 1),
    )  # fmt: skip
    assert (outcome.lost, outcome.faults, outcome.errors) == ([], [], [])
    assert outcome.kept > outcome.kills
    assert outcome.again > 0


def test_nothing_acknowledged_is_lost_where_the_server_is_killed(tmp_path: Path) -> None:
    study = made(tmp_path / "data", WRITERS)
    held("G1", killed(study, KILLS or 8, Random(SEED), cold=KILLS > 0))


@pytest.mark.skipif(not servers.BINARIES, reason="there is no PostgreSQL on this machine")
def test_nothing_acknowledged_is_lost_where_postgresql_is_killed_with_it(tmp_path: Path) -> None:
    with servers.cluster() as cluster:
        study = made(tmp_path / "data", WRITERS, cluster.create())
        held("G2", killed(study, KILLS or 4, Random(SEED), cluster, cold=KILLS > 0))


def test_an_act_that_is_not_there_and_a_half_one_are_seen(tmp_path: Path) -> None:
    """The harness itself: it is no use where it cannot fail."""
    study = made(tmp_path / "data", 1)
    assert kept.lost(study, ["00000000-0000-4000-8000-000000000000"])
    assert kept.faults(study) == []
    script = "from django.db import connection\nconnection.cursor().execute('DELETE FROM codebook_code')"
    kept.run(study.env, "-c", f"import django\ndjango.setup()\n{script}")
    assert kept.faults(study) != []
