"""A clock that was ahead once, by years: backups go on, what was just made stays, and the doctor says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.core import GaugeMetricFamily

from firsthand.config.keeping import Keeping
from firsthand.doors.live.metrics import Now
from firsthand.exchange.keeping import checkup, copies, scheduled
from firsthand.exchange.keeping.delivering import Delivered
from firsthand.exchange.keeping.footing import Grade
from firsthand.exchange.keeping.looking import Looked

YEARS = timedelta(days=3 * 365)
MADE, REAL = "firsthand-20", scheduled.now


@pytest.fixture
def places(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    """Two places for backups, of one byte each: what is tested is when they are made and which stay."""
    for name in ("data", "backups", "keys"):
        (tmp_path / name).mkdir()
    settings.DATA = tmp_path / "data"
    settings.KEEPING = Keeping(
        backups=tmp_path / "backups", keys=tmp_path / "keys", every=24, keep=3, keep_keys=2
    )

    def deliver(path: Path, *, keys: Path, to: tuple[str, ...] = ()) -> Delivered:
        for file in (path, keys):
            file.write_bytes(b"x")
        return Delivered(path, keys, Looked({"studies": 1}, 1), bool(to))

    monkeypatch.setattr(scheduled, "deliver", deliver)
    return settings.KEEPING


def by(clock: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is so much ahead of what it is."""
    monkeypatch.setattr(scheduled, "now", lambda: REAL() + clock)


def doctor() -> tuple[Grade, str]:
    found = checkup._last_backup()
    return found.grade, found.sentence


def test_backups_go_on_once_the_clock_is_right_again(
    places: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(YEARS, monkeypatch)
    assert scheduled.tick() is True
    by(timedelta(), monkeypatch)
    assert scheduled.last().at is None
    assert scheduled.tick() is True
    assert scheduled.tick() is False
    by(timedelta(days=8), monkeypatch)
    assert scheduled.overdue(REAL() - timedelta(days=30)) is True
    assert scheduled.tick() is True


def test_a_failure_of_a_clock_that_was_ahead_does_not_hold_backups_up(
    places: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(YEARS, monkeypatch)
    scheduled.note_failure("There was no room.")
    by(timedelta(), monkeypatch)
    assert doctor()[0] is Grade.CARE
    assert scheduled.tick() is True
    assert scheduled.last().why == ""
    scheduled.note_failure("There is no room.")
    assert scheduled.last().why == "There is no room."


def test_a_study_that_such_a_clock_made_is_told_that_it_has_no_backup(places: Keeping) -> None:
    assert scheduled.overdue(REAL() + YEARS) is True
    assert scheduled.overdue(REAL() + timedelta(minutes=4)) is False


def test_the_doctor_says_so_until_the_file_with_the_wrong_name_is_gone(
    places: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    by(YEARS, monkeypatch)
    wrong = scheduled.run_now().data
    by(timedelta(), monkeypatch)
    scheduled.tick()
    grade, sentence = doctor()
    assert (grade, "yet to come" in sentence, str(wrong) in sentence) == (Grade.CARE, True, True)
    wrong.unlink()
    assert doctor()[0] is Grade.GOOD


def test_what_was_just_made_stays_and_names_of_a_time_to_come_go_first(
    places: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.backups is not None
    for day in range(3):
        by(YEARS + timedelta(days=day), monkeypatch)
        scheduled.run_now()
    for day in range(3):
        by(timedelta(days=day), monkeypatch)
        made = scheduled.run_now()
        assert (made.data.exists(), made.keys.exists()) == (True, True)
    years = {path.name[: len(MADE) + 2] for path in places.backups.iterdir()}
    assert len(list(places.backups.iterdir())) == 3
    assert all(int(year.removeprefix("firsthand-")) <= REAL().year + 1 for year in years)


def test_of_copies_of_the_keys_one_of_a_time_to_come_is_not_the_newest(
    places: Keeping, tmp_path: Path
) -> None:
    for name, when in (("right", REAL()), ("ahead", REAL() + YEARS)):
        (tmp_path / f"{name}.keys.age").write_bytes(b"x")
        copies.note(tmp_path / f"{name}.keys.age", when)
    assert [copy.path.name for copy in copies.known()] == ["right.keys.age", "ahead.keys.age"]


def test_no_figure_is_below_nothing(places: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = {"at": (datetime.now(UTC) + timedelta(minutes=4)).isoformat(), "data": "a", "keys": "b"}
    (places.backups.parent / "data" / scheduled.NOTES).write_text(json.dumps({"made": [noted]}))  # type: ignore[union-attr]
    monkeypatch.setattr("firsthand.doors.live.metrics.answers", lambda alias: True)
    figures: dict[str, GaugeMetricFamily] = {one.name: one for one in Now().collect()}
    assert figures["firsthand_backup_age_seconds"].samples[0].value == 0
