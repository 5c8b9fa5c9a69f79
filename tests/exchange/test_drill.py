"""The drill: what a backup brings back elsewhere is compared with what is here, and whatever is otherwise is found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from commands import done, firsthand
from exchange.test_keeping import data, made
from on_postgresql import asked

pytestmark = pytest.mark.process

__all__ = ["data", "made"]


def test_a_backup_made_for_the_drill_is_just_what_is_here_and_nothing_is_left_of_it(data: Path) -> None:
    before = {path.name for path in data.iterdir()}
    told = done(data, "drill", "--json").json
    assert (told["sound"], told["studies"], told["as_now"]) == (True, 1, 1)
    assert told["per_gigabyte"] > 0
    assert {path.name for path in data.iterdir()} - before <= {"keys-copies.json", "keys-copies.json.lock"}


def test_what_was_done_since_makes_a_backup_earlier_and_not_wrong(data: Path, tmp_path: Path) -> None:
    done(data, "backup", tmp_path / "kept.backup")
    done(data, "undo")
    told = done(data, "drill", "--json").json
    assert told["backup"] == str(tmp_path / "kept.backup")
    assert (told["sound"], told["as_now"], told["earlier"]) == (True, 0, 1)
    beside = json.loads((tmp_path / "kept.backup.drill.json").read_text())
    assert beside["restored_in"] == told["restored_in"]


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("firsthand.sqlite3", "UPDATE coding_coding SET start = start + 1"),
        ("keyring.sqlite3", "UPDATE keyring_textkey SET box = NULL, destroyed_at = '2026-01-01' WHERE id = "
         "(SELECT id FROM keyring_textkey ORDER BY 1 LIMIT 1)"),
    ],
)  # fmt: skip
def test_whatever_is_otherwise_here_is_found(data: Path, tmp_path: Path, file: str, statement: str) -> None:
    done(data, "backup", tmp_path / "kept.backup")
    asked(data, file, statement)
    answer = firsthand(data, "drill", tmp_path / "kept.backup", "--json")
    assert (answer.status, answer.json["sound"]) == (1, False), answer.out


def test_a_sealed_backup_is_drilled_with_its_identity_and_a_damaged_one_fails(
    data: Path, tmp_path: Path
) -> None:
    recipient = done(data, "backup-key", "new", tmp_path / "identity", "--json").json["recipient"]
    done(data, "backup", tmp_path / "kept", "--to-age", recipient)
    assert "--identity" in firsthand(data, "drill").err
    assert done(data, "drill", "--identity", tmp_path / "identity", "--json").json["as_now"] == 1
    shutil.copy(tmp_path / "kept.keys.age", tmp_path / "cut.keys.age")
    (tmp_path / "cut.age").write_bytes((tmp_path / "kept.age").read_bytes()[:-1000])
    answer = firsthand(data, "drill", tmp_path / "cut.age", "--identity", tmp_path / "identity")
    assert (answer.status, "damaged" in answer.err) == (1, True)
