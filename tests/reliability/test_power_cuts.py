"""The power is cut while people write: what was acknowledged is on the disk, with the key that opens it.

The disks are made from a journal of what a real process asked of its disk (harness/powercut.c). Ways of writing that
are known to lose are cut in the same way, and have to be caught. `FIRSTHAND_POWER_CUTS=3000` makes so many disks, and a
fiftieth of that of PostgreSQL's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from harness import disks, powercut, powercut_postgresql, servers
from harness.figures import note
from harness.powercut import Cuts
from harness.study import environment, run

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(
        not powercut.enough(), reason="there is no compiler to make the journal's library with"
    ),
]

FULL = int(os.environ.get("FIRSTHAND_POWER_CUTS", "0"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "1"))
DISKS = FULL or 150
OF_A_RUN = 300  # disks from one journal
ACTS = 400 if FULL else 60
TWIN_DISKS = 120 if FULL else 20
ON_POSTGRESQL = FULL // 50 or 3


def together(outcomes: list[Cuts]) -> Counter[str]:
    names = ("disks", "acknowledged", "lost", "broken", "looked_over", "errors")
    return Counter({name: sum(getattr(one, name) for one in outcomes) for name in names})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that is there before anybody writes."""
    data = tmp_path_factory.mktemp("base") / "data"
    run(environment(data), "-m", "harness.study", data, 4)
    (data / "serving.lock").unlink(missing_ok=True)
    return data


def test_a_power_cut_loses_nothing_acknowledged(base: Path, tmp_path: Path) -> None:
    """Also while a study is begun in an empty folder, and backups are made beside the databases."""
    chance, outcomes, left = Random(SEED), [], DISKS
    while left > 0:
        number = len(outcomes)
        folder = tmp_path / str(number)
        one = powercut.written(folder, ACTS, "sure", None if number % 2 == 0 else base)
        outcomes.append(powercut.cut(one, min(left, OF_A_RUN), chance))
        left -= OF_A_RUN
        shutil.rmtree(folder)
    found = together(outcomes)
    note(
        "G3",
        disks=found["disks"],
        lost=found["lost"],
        broken=found["broken"],
        looked_over=found["looked_over"],
    )
    assert [example for one in outcomes for example in one.examples] == []
    assert (found["disks"], found["lost"], found["broken"], found["errors"]) == (DISKS, 0, 0, 0)
    assert found["acknowledged"] > ACTS


@pytest.mark.parametrize("how", ["normal", "off", "early", "delete"])
def test_a_way_of_writing_that_loses_is_caught(how: str, base: Path, tmp_path: Path) -> None:
    """synchronous=NORMAL and OFF, telling before it is done, a journal that is deleted: none of them passes."""
    one = powercut.written(tmp_path / "run", ACTS, how, base)
    found = powercut.cut(one, TWIN_DISKS, Random(SEED), mode="strict", told_only=True)
    note("G3", **{f"{how}_caught_in": f"{found.lost} of {found.disks}"})
    assert found.lost > 0, f"{how} was not caught"


def test_the_installations_secret_is_on_the_disk_before_it_is_used(tmp_path: Path) -> None:
    """Where the databases are on a server, nothing else flushes the folder it is in."""
    data, base = tmp_path / "data", tmp_path / "base"
    data.mkdir()
    base.mkdir()
    made = "from pathlib import Path; import sys; from firsthand.ground.vault.secret import Secret"
    env = environment(data) | powercut.under(data, tmp_path / "journal")
    run(env, "-c", f"{made}; Secret.made_in(Path(sys.argv[1]))", data)
    disk = disks.Disk.of(base)
    for step in disks.read(tmp_path / "journal"):
        disk.take(step)
    for number in range(20):
        assert disk.cut("strict", Random(number)) == {"secret": (data / "secret").read_bytes()}


def test_a_copy_of_a_database_in_use_is_caught(base: Path, tmp_path: Path) -> None:
    """Without its log it opens, and lacks what was acknowledged."""
    one = powercut.written(tmp_path / "run", ACTS, "sure", base)
    found = powercut.copied_alone(one, 6, Random(SEED))
    note("G3", copies_caught=f"{found.lost} of {found.disks}")
    assert found.lost > 0


def test_transactions_that_begin_without_the_right_to_write_fail_where_several_people_write(
    base: Path, tmp_path: Path
) -> None:
    one = powercut.written(tmp_path / "run", 60, "deferred", base)
    note("G3", deferred_failed=one.errors)
    assert one.errors > 0


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short name that PostgreSQL's own user can come into."""
    folder = Path(tempfile.mkdtemp(prefix="firsthand-cut-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not servers.BINARIES, reason="there is no PostgreSQL on this machine")
def test_the_same_on_postgresql(short: Path) -> None:
    def room(name: str) -> Path:
        (short / name).mkdir()
        return short / name

    base = powercut_postgresql.base_cluster(room("base"))
    one = powercut_postgresql.written(base, room("sure"), ACTS)
    found = powercut_postgresql.cut(one, ON_POSTGRESQL, Random(SEED))
    note("G3", postgresql_disks=found.disks, lost_there=found.lost, broken_there=found.broken)
    assert (found.examples, found.lost, found.broken) == ([], 0, 0)
    for settings in ({"synchronous_commit": "off"}, {"fsync": "off"}):
        (name,) = settings
        twin = powercut_postgresql.written(base, room(name), 60, **settings)
        caught = powercut_postgresql.cut(twin, 20 if FULL else 4, Random(SEED), told_only=True)
        note("G3", **{f"{name}_off_caught_in": f"{caught.lost + caught.broken} of {caught.disks}"})
        assert caught.lost + caught.broken > 0, f"{name}=off was not caught"
