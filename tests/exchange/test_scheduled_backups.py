"""Backups by themselves: made when due, by one of several, looked over, noted, let go of; a week without is told."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as django_settings

from commands import done, firsthand
from firsthand.config import logs
from firsthand.config.keeping import Keeping, from_environment
from firsthand.core.problems import Problem
from firsthand.doors.commands import daily
from firsthand.exchange.keeping import checkup, copies, scheduled
from firsthand.exchange.keeping.copies import KEYS_KIND, MANIFEST
from firsthand.exchange.keeping.delivering import Delivered
from firsthand.exchange.keeping.looking import Looked, look_into
from firsthand.ground.studies import attempts
from firsthand.work import forgetting


@pytest.fixture
def places(tmp_path: Path, settings: Any) -> Keeping:
    """A data folder without anything, and two places for backups."""
    for name in ("data", "backups", "keys"):
        (tmp_path / name).mkdir()
    settings.DATA = tmp_path / "data"
    settings.KEEPING = Keeping(
        backups=tmp_path / "backups", keys=tmp_path / "keys", every=24, keep=3, keep_keys=2
    )
    return settings.KEEPING


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Backups of two bytes, in the place of real ones: what is tested is when they are made."""
    made: list[Path] = []

    def deliver(path: Path, *, keys: Path, to: tuple[str, ...] = ()) -> Delivered:
        for file in (path, keys):
            assert not file.exists()
            file.write_bytes(b"x")
        made.append(path)
        return Delivered(path, keys, Looked({"studies": 1}, 1), bool(to))

    monkeypatch.setattr(scheduled, "deliver", deliver)
    return made


def at(when: datetime) -> None:
    """As if the latest backup, or failure, had been then."""
    notes = json.loads((Path(django_settings.DATA) / scheduled.NOTES).read_text())
    for found in notes.values():
        for one in found[-1:]:
            one["at"] = when.isoformat()
    (Path(django_settings.DATA) / scheduled.NOTES).write_text(json.dumps(notes))


def test_one_is_made_at_once_and_the_next_a_day_later(places: Keeping, quick: list[Path]) -> None:
    assert scheduled.tick() is True
    assert scheduled.tick() is False
    assert scheduled.last().there is True
    at(datetime.now(UTC) - timedelta(hours=23))
    assert scheduled.tick() is False
    at(datetime.now(UTC) - timedelta(hours=25))
    quick.clear()
    for file in (*places.backups.iterdir(), *places.keys.iterdir()):  # type: ignore[union-attr]
        file.unlink()  # two in one second would be called the same
    assert scheduled.tick() is True
    assert len(quick) == 1


def test_of_several_that_ask_at_once_one_makes_it(places: Keeping, quick: list[Path]) -> None:
    threads = [Thread(target=scheduled.tick) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(quick) == 1


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do all of it in threads of their own; what went wrong."""
    wrong: list[BaseException] = []

    def tried(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as failed:
            wrong.append(failed)

    threads = [Thread(target=tried, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_what_several_note_at_once_is_all_kept(places: Keeping) -> None:
    names = [places.keys / f"{number}.backup.keys" for number in range(24)]  # type: ignore[operator]
    noted = [partial(copies.note, path, datetime.now(UTC)) for path in names]
    failed = [partial(scheduled.note_failure, path.name) for path in names]
    assert at_once(*noted, *failed) == []
    assert set(copies._listed()) == set(names)
    assert {one["why"] for one in scheduled._notes()["failed"]} == {path.name for path in names}
    assert at_once(*(partial(copies.forget, path) for path in names[1:])) == []
    assert set(copies._listed()) == {names[0]}


def test_without_the_lock_several_would_make_it(
    places: Keeping, quick: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: nothing keeps the others out, and all of them are at it at once."""
    together, kept_out = Barrier(3), []

    def deliver(path: Path, *, keys: Path, to: tuple[str, ...] = ()) -> Delivered:
        together.wait(10)  # as many as there are come here
        quick.append(path)
        for file in (path, keys):
            file.write_bytes(b"x")
        return Delivered(path, keys, Looked({"studies": 1}, 1), sealed=False)

    def asks() -> None:
        if not scheduled.tick():
            kept_out.append(1)

    monkeypatch.setattr(scheduled, "deliver", deliver)
    monkeypatch.setattr(scheduled, "FileLock", lambda *_, **__: nullcontext())
    assert at_once(asks, asks, asks) == []
    assert (len(quick), kept_out) == (3, [])


def test_a_failure_is_kept_and_shown_and_tried_again_an_hour_later(
    places: Keeping, quick: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Delivered:
        raise OSError(28, "No space left on device")

    right = scheduled.deliver
    monkeypatch.setattr(scheduled, "deliver", full)
    with pytest.raises(OSError, match="No space"):
        scheduled.tick()
    latest = scheduled.last()
    assert latest.at is None
    assert "No space left" in latest.why
    monkeypatch.setattr(scheduled, "deliver", right)
    assert scheduled.tick() is False
    at(datetime.now(UTC) - timedelta(minutes=61))
    assert scheduled.tick() is True
    assert scheduled.last().why == ""


def old(folder: Path, end: str, days: int) -> Path:
    path = folder / f"firsthand-{datetime.now(UTC) - timedelta(days=days):%Y%m%d-%H%M%S}.backup{end}"
    path.write_bytes(b"x")
    return path


def test_the_newest_stay_keys_for_thirty_days_at_most_and_what_is_others_is_left(places: Keeping) -> None:
    assert places.backups is not None
    assert places.keys is not None
    data = [old(places.backups, end, days) for days, end in ((5, ""), (4, ".age"), (3, ""), (2, ""))]
    keys = [old(places.keys, end, days) for days, end in ((45, ".keys"), (40, ".keys.age"))]
    others = places.backups / "holiday.backup"
    others.write_bytes(b"x")
    assert set(scheduled.let_go(places)) == {data[0], keys[0]}
    assert others.exists()
    assert keys[1].exists()  # the newest always
    newer = old(places.keys, ".keys", 1)
    assert scheduled.let_go(places) == [keys[1]]
    assert newer.exists()


def before(folder: Path, what: str, days: int) -> Path:
    """A copy of the keyring, as it is made before something is changed."""
    path = folder / f"{what}-{days}.backup.keys"
    manifest = {"kind": KEYS_KIND, "made_at": (datetime.now(UTC) - timedelta(days=days)).isoformat()}
    with ZipFile(path, "w") as bundle:
        bundle.writestr(MANIFEST, json.dumps(manifest))
    return path


def test_keys_from_before_a_change_go_after_thirty_days_also_where_no_backups_are_set(
    places: Keeping, settings: Any
) -> None:
    settings.KEEPING = Keeping()
    kinds = ("before-upgrade", "before-restore", "before-roll-back")
    too_old = {before(settings.DATA, kind, 31) for kind in kinds}
    young = [before(settings.DATA, kind, 29) for kind in kinds]
    mine = [before(settings.DATA, "mine", 31), before(settings.DATA.parent, "before-upgrade", 31)]
    copies.note(mine[1])
    assert set(scheduled.let_go_of_before()) == too_old
    assert all(path.exists() for path in (*young, *mine))
    assert scheduled.let_go_of_before() == []


def test_what_was_copied_before_a_change_goes_with_its_keys_but_for_what_is_still_named(
    places: Keeping, settings: Any
) -> None:
    kinds = ("before-upgrade", "before-restore", "before-roll-back")
    pairs = {kind: before(settings.DATA, kind, 31) for kind in kinds}
    young, taken = before(settings.DATA, "before-upgrade", 29), before(settings.DATA, "before-upgrade", 40)
    data = {keys: keys.with_name(keys.name.removesuffix(".keys")) for keys in (*pairs.values(), young, taken)}
    for path in data.values():
        path.write_bytes(b"x")
    copies.note(taken)
    taken.unlink()  # as somebody takes keys elsewhere
    os.utime(data[taken], (0, 0))
    (settings.DATA / "upgrade.json").write_text(json.dumps({"backup": str(data[pairs["before-upgrade"]])}))
    (settings.DATA / "restore.json").write_text(json.dumps({"before": str(data[pairs["before-restore"]])}))
    gone = {*pairs.values(), data[pairs["before-roll-back"]]}
    assert set(scheduled.let_go_of_before()) == gone
    (settings.DATA / "restore.json").unlink()
    (settings.DATA / "upgrade.json").write_text(json.dumps({"backup": str(data[young])}))
    for name in ("before-upgrade", "before-restore"):
        os.utime(data[pairs[name]], (0, 0))  # they are as old as their keys were
    assert set(scheduled.let_go_of_before()) == {
        data[pairs[one]] for one in ("before-upgrade", "before-restore")
    }
    assert all(path.exists() for path in (young, data[young], data[taken]))


def test_complaints_are_counted_from_the_first_line_where_their_file_is_begun_anew(
    places: Keeping, settings: Any
) -> None:
    kept, file = logs.Kept(str(settings.DATA)), settings.DATA / logs.WARNINGS_FILE
    line = logging.LogRecord("firsthand", logging.WARNING, __file__, 1, "", None, None)
    file.write_text("x" * 300 + "\n")
    checkup.mark_read()
    kept.emit(line)
    assert checkup.unread() == 1
    file.write_text("x\n" * (logs.LONGEST // 2 + 1))
    checkup.mark_read()
    kept.emit(line)  # the file is begun anew
    file.write_text(
        file.read_text() + "y\n" * (logs.LONGEST // 2 + 5)
    )  # and comes to more lines than were read
    assert checkup.unread() == logs.LONGEST // 2 + 6


def test_what_is_done_daily_is_done_again_the_next_day_whatever_happened(
    places: Keeping, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done_on: list[str] = []

    def refused() -> int:
        done_on.append("forgotten")
        raise OSError(5, "a word of a study")

    def slept(seconds: float) -> None:
        if len(done_on) > 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, "forget_what_is_due", refused)
    monkeypatch.setattr(scheduled, "let_go_of_before", lambda: done_on.append("let go of"))
    monkeypatch.setattr(attempts, "forget_old", lambda: done_on.append("guesses"))
    monkeypatch.setattr(daily, "sleep", slept)
    with pytest.raises(KeyboardInterrupt):
        daily._forget_daily()
    assert done_on == ["let go of", "guesses", "forgotten"] * 2 + ["let go of", "guesses"]
    assert ("OSError" in caplog.text, "a word" in caplog.text) == (True, False)


def test_keys_never_lie_beside_what_they_open_unless_both_are_sealed(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="FIRSTHAND_BACKUP_KEYS"):
        scheduled.require_sensible(from_environment({"FIRSTHAND_BACKUPS": str(tmp_path)}))
    same = {"FIRSTHAND_BACKUPS": str(tmp_path), "FIRSTHAND_BACKUP_KEYS": str(tmp_path)}
    with pytest.raises(Problem, match="another place"):
        scheduled.require_sensible(from_environment(same))
    recipient = "age1x6k44gywywlwpw3sz8gdfvushym3mech8aq65tknh2a9e5kec5ksv5qjht"
    scheduled.require_sensible(from_environment(same | {"FIRSTHAND_BACKUP_RECIPIENT": recipient}))
    with pytest.raises(Problem, match="no folder"):
        scheduled.require_sensible(Keeping(backups=tmp_path / "none", keys=tmp_path))


@pytest.mark.parametrize("words", ["often", "-1", "inf", "nan"])
def test_what_is_no_number_is_refused_with_the_name_of_the_setting(words: str) -> None:
    with pytest.raises(Problem, match="FIRSTHAND_BACKUP_EVERY"):
        from_environment({"FIRSTHAND_BACKUP_EVERY": words})


def test_a_week_without_a_backup_is_overdue_counted_from_when_there_was_something(
    places: Keeping, quick: list[Path]
) -> None:
    now = datetime.now(UTC)
    assert scheduled.overdue(now - timedelta(days=6)) is False
    assert scheduled.overdue(now - timedelta(days=8)) is True
    scheduled.tick()
    assert scheduled.overdue(now - timedelta(days=8)) is False
    at(now - timedelta(days=8))
    assert scheduled.overdue(now - timedelta(days=30)) is True


@pytest.mark.process
def test_a_server_makes_one_by_itself_that_comes_back_whole(tmp_path: Path, demonstration: Path) -> None:
    import shutil
    import time

    from commands import serving

    data = Path(shutil.copytree(demonstration, tmp_path / "data"))
    for name in ("backups", "keys"):
        (tmp_path / name).mkdir()
    env = {"FIRSTHAND_BACKUPS": str(tmp_path / "backups"), "FIRSTHAND_BACKUP_KEYS": str(tmp_path / "keys")}
    server = serving(data, env=env)
    try:
        end = time.monotonic() + 60
        while not (data / scheduled.NOTES).exists():
            assert time.monotonic() < end, server.out.read_text()
            time.sleep(0.1)
    finally:
        server.end()
    (made,) = json.loads((data / scheduled.NOTES).read_text())["made"]
    assert made["counts"]["codings"] > 100
    assert made["opened"] >= 25
    done(tmp_path / "new", "restore", made["data"], "--keys", made["keys"])
    assert done(tmp_path / "new", "codings", "--json").json == done(data, "codings", "--json").json


@pytest.mark.process
def test_a_backup_whose_keys_do_not_open_its_words_is_not_taken_for_one(
    tmp_path: Path, demonstration: Path, settings: Any
) -> None:
    """The twin of what is looked over: two files that are each whole, and not of each other."""
    settings.DATA = tmp_path
    done(demonstration, "backup", tmp_path / "right.backup")
    done(tmp_path / "another", "init", "--study", "Another")
    done(tmp_path / "another", "backup", tmp_path / "other.backup")
    assert look_into(tmp_path / "right.backup", tmp_path / "right.backup.keys").opened >= 25
    with pytest.raises(Problem, match="not its own"):
        look_into(tmp_path / "right.backup", tmp_path / "other.backup.keys")


@pytest.mark.process
def test_one_by_hand_goes_where_they_go_by_themselves_and_old_ones_are_let_go_of(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kept")
    nowhere = firsthand(data, "backup")
    assert (nowhere.status, "FIRSTHAND_BACKUPS" in nowhere.err) == (1, True)
    env = {"FIRSTHAND_BACKUP_KEEP": "1"}
    for name in ("backups", "keys"):
        (tmp_path / name).mkdir()
        env[f"FIRSTHAND_BACKUP{'S' if name == 'backups' else '_KEYS'}"] = str(tmp_path / name)
    old = tmp_path / "backups" / "firsthand-20200101-000000.backup"
    old.write_bytes(b"old")
    made = done(data, "backup", "--json", env=env).json["data"]
    assert [str(one) for one in (tmp_path / "backups").iterdir()] == [made]


@pytest.mark.process
def test_the_doctor_says_why_the_latest_did_not_come_about(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done(data, "init", "--study", "Kept")
    done(data, "backup", tmp_path / "one.backup")
    notes = json.loads((data / scheduled.NOTES).read_text())
    later = datetime.now(UTC) + timedelta(seconds=1)
    notes["failed"].append({"at": later.isoformat(), "why": "There is no folder /mnt/gone for backups."})
    (data / scheduled.NOTES).write_text(json.dumps(notes))
    (said,) = (one for one in done(data, "doctor", "--json").json["findings"] if one["name"] == "backup")
    assert said["grade"] == "care"
    assert "/mnt/gone" in json.dumps(said)
