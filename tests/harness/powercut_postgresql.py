"""The same on PostgreSQL: a whole cluster is watched, and begun again from each disk."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from harness import disks, servers
from harness.looking import Found, Promised, compare, promised
from harness.powercut import MEMORY, Cuts, Written, under
from harness.servers import Cluster
from harness.study import environment, run

NAME = "kept"
CHECKPOINT_EVERY = 0.7  # seconds


def base_cluster(folder: Path) -> Cluster:
    """A cluster with a study in it, stopped as it should be: the disk that the others begin with."""
    cluster = Cluster(folder)
    cluster.make()
    cluster.start()
    cluster.create(NAME)
    run(environment(folder / "secret", cluster.address(NAME)), "-m", "harness.study", folder / "secret", 4)
    assert cluster.process is not None
    cluster.process.send_signal(signal.SIGINT)
    cluster.process.wait(servers.PATIENCE)
    return cluster


def written(base: Cluster, folder: Path, acts: int, how: str = "sure", **settings: str) -> Written:
    """Let a process write so many acts to a copy of the cluster, under these settings."""
    shutil.copytree(base.data, folder / "data")
    (folder / "data").chmod(0o700)
    cluster = Cluster(folder, servers.SURE | settings)
    journal = folder / "journal"
    journal.touch()
    servers.own(folder)
    cluster.env = under(cluster.data, journal)
    cluster.start()
    try:
        secret = base.folder / "secret"
        env = environment(secret, cluster.address(NAME)) | under(cluster.data, journal)
        with _checkpoints(cluster):
            out = run(env, "-m", "harness.writing", secret, acts, how)
    finally:
        cluster.kill()
    return Written(base.data, journal, cluster.data, json.loads(out.strip().splitlines()[-1])["errors"])


def cut(one: Written, many: int, chance: Random, *, told_only: bool = False) -> Cuts:
    """Cut the power so many times, begin the cluster on what is left, and look."""
    steps = disks.read(one.journal)
    outcome = Cuts(acknowledged=sum(step.kind == "A" for step in steps), errors=one.errors)
    for place, how, files in disks.cuts(steps, one.base, many, chance, told_only=told_only):
        folder = Path(tempfile.mkdtemp(prefix="disk-", dir=MEMORY if MEMORY.is_dir() else None))
        files.pop("postmaster.pid", None)  # of a process that may be another's by now
        disks.lay(files, folder / "data")
        for path in (folder / "data", *(path for path in (folder / "data").rglob("*") if path.is_dir())):
            path.chmod(0o700)
        servers.own(folder)
        outcome.take(
            _looked_at(Cluster(folder), promised(steps[:place])), f"{how}, after {place} of {len(steps)}"
        )
        shutil.rmtree(folder)
    return outcome


@contextmanager
def _checkpoints(cluster: Cluster) -> Iterator[None]:
    """Pages of tables are written and synced, too, while people write: some disks have them torn."""
    over = threading.Event()

    def go_on() -> None:
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            while not over.wait(CHECKPOINT_EVERY):
                connection.execute("CHECKPOINT")

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _looked_at(cluster: Cluster, promise: Promised) -> Found:
    found = Found()
    try:
        cluster.start()
    except AssertionError as refused:
        return Found(broken=[str(refused)[-300:]])
    try:
        with (
            psycopg.connect(cluster.address(NAME)) as data,
            psycopg.connect(cluster.address(f"{NAME}_keyring")) as keys,
        ):
            compare(found, promise, lambda ask: _column(data, ask), lambda ask: _column(keys, ask))
    except psycopg.Error as broken:
        found.broken.append(str(broken)[:300])
    finally:
        cluster.kill()
    return found


def _column(database: psycopg.Connection[Any], ask: str) -> list[str]:
    rows = database.execute(ask).fetchall()  # type: ignore[call-overload]
    return [one.hex if isinstance(one, UUID) else str(one) for (one,) in rows]
