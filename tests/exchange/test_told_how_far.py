"""Something long says how far it is: its steps, and how many bytes of each are done."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from commands import done
from firsthand.exchange.keeping import backup
from firsthand.exchange.keeping.telling import told_to
from notebooks import said

MAKING = """
firsthand.open(data)
from firsthand.exchange.keeping import backup
from firsthand.exchange.keeping.files import scratch
from firsthand.exchange.keeping.telling import told_to

class Heard:
    def __init__(self):
        self.steps = []
    def step(self, what, size):
        self.steps.append([what, size, 0])
    def done(self, size):
        self.steps[-1][2] += size

heard = Heard()
with told_to(heard), scratch() as folder:
    backup.make(folder / "a.backup")
    backup.unpacked(folder / "a.backup", backup.DATA_KIND, folder)
say(heard.steps)
"""


class Heard:
    """What was told: each step, of how many bytes, and how many of them were done."""

    def __init__(self) -> None:
        self.steps: list[list[Any]] = []

    def step(self, what: str, size: int) -> None:
        self.steps.append([what, size, 0])

    def done(self, size: int) -> None:
        self.steps[-1][2] += size


@pytest.mark.embedded
def test_a_backup_and_its_return_tell_each_step_and_come_to_its_end(
    demonstration: Path, tmp_path: Path
) -> None:
    shutil.copytree(demonstration, tmp_path / "data", ignore=shutil.ignore_patterns("reports"))
    steps = said(MAKING, data=str(tmp_path / "data"))
    names = [what for what, _size, _done in steps]
    assert names == ["copying", "copying", "packing", "packing", "packing", "unpacking"]
    assert [what for what, size, done in steps if not 0 < size <= done] == []


@pytest.mark.process
@pytest.mark.embedded
def test_who_brings_a_backup_back_is_told_how_long_a_gigabyte_takes(
    demonstration: Path, tmp_path: Path
) -> None:
    shutil.copytree(demonstration, tmp_path / "data", ignore=shutil.ignore_patterns("reports"))
    done(tmp_path / "data", "backup", tmp_path / "a.backup")
    assert "s per GB)" in done(tmp_path / "other", "restore", tmp_path / "a.backup").out
    told = done(tmp_path / "third", "restore", tmp_path / "a.backup", "--json").json
    assert told["bytes"] > 1_000_000
    assert told["seconds"] > 0


def test_a_copy_holds_one_moment_and_ends_though_somebody_writes_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page is copied by itself while rows come in between: it does not begin anew for each, and holds no half."""
    monkeypatch.setattr(backup, "PAGES", 1)
    database, heard, over = tmp_path / "rows.sqlite3", Heard(), []
    with closing(sqlite3.connect(database)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE row (kept TEXT)")
        made.executemany("INSERT INTO row VALUES (?)", [("x" * 3_000,)] * 400)
        made.commit()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as other:
            while not over:
                other.execute("BEGIN IMMEDIATE")
                other.execute("INSERT INTO row VALUES ('one')")
                other.execute("INSERT INTO row VALUES ('two')")
                other.execute("COMMIT")

    writer = Thread(target=write)
    writer.start()
    try:
        with told_to(heard):
            backup.copy_file(database, tmp_path / "copy.sqlite3")
    finally:
        over.append(True)
        writer.join()
    ((_what, _size, copied),) = heard.steps
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (pages,) = there.execute("PRAGMA page_count").fetchone()
        one, two = (
            there.execute("SELECT count(*) FROM row WHERE kept = ?", [kept]).fetchone()
            for kept in ("one", "two")
        )
    assert one == two
    assert copied <= pages * 4096
