"""Whoever answers for a study is told when there was no backup for a week; nobody else is, nor where all is well."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from firsthand.exchange.keeping import notice, scheduled
from web.conftest import Browser

SAYS = "no backup"


@pytest.fixture
def notes() -> Any:
    """Where what came of backups is noted, empty before and after."""
    file = Path(settings.DATA) / scheduled.NOTES
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


@pytest.fixture
def eight_days_later(monkeypatch: pytest.MonkeyPatch) -> datetime:
    later = datetime.now(UTC) + timedelta(days=8)
    monkeypatch.setattr(scheduled, "now", lambda: later)
    return later


def test_a_study_of_today_is_not_nagged(cast: Any, notes: Path) -> None:
    assert notice.no_backup(cast.lea) == ""


def test_a_week_later_those_who_answer_for_it_are_told_and_nobody_else(
    cast: Any, notes: Path, eight_days_later: datetime
) -> None:
    told = {name for name in vars(cast) if notice.no_backup(getattr(cast, name))}
    assert told == {"lea", "gil", "hope", "xeno"}


def test_it_stands_on_the_page_with_what_to_do(cast: Any, notes: Path, eight_days_later: datetime) -> None:
    address = f"/s/{cast.lea.study.slug}/codebook/"
    page = Browser().sit(cast.lea).get(address).content.decode()
    assert SAYS in page
    assert "firsthand backup FILE" in page
    assert SAYS not in Browser().sit(cast.cody).get(address).content.decode()


def test_how_old_the_latest_is_and_why_none_came_about(
    cast: Any, notes: Path, eight_days_later: datetime
) -> None:
    at = (eight_days_later - timedelta(days=7, hours=5)).isoformat()
    made = {"at": at, "data": "/x/kept.backup"}
    notes.write_text(json.dumps({"made": [made], "failed": []}))
    assert "7 days old" in notice.no_backup(cast.lea)
    failed = {"at": eight_days_later.isoformat(), "why": "There is no folder /x for backups."}
    notes.write_text(json.dumps({"made": [made], "failed": [failed]}))
    assert "There is no folder /x" in notice.no_backup(cast.lea)
    made["at"] = (eight_days_later - timedelta(days=2)).isoformat()
    notes.write_text(json.dumps({"made": [made], "failed": []}))
    assert notice.no_backup(cast.lea) == ""


def test_what_is_invented_needs_no_backup(cast: Any, notes: Path, eight_days_later: datetime) -> None:
    cast.lea.study.demo = True
    assert notice.no_backup(cast.lea) == ""
