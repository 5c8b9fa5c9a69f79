"""Where there is no room nothing begins that adds; what takes out, and reading, go on; with room again all goes on."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError

from conftest import Cast
from firsthand.core.problems import Halted, NoRoom, Refused
from firsthand.field.consent.services import set_answers
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant
from firsthand.ground.studies import signing, space
from firsthand.ground.studies.acting import noted
from firsthand.ground.studies.secrets import change_passphrase, new_recovery_code
from firsthand.ground.studies.selectors import members
from firsthand.ground.studies.services import start_study
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault.keyring.models import Lock
from own import own_secrets, passphrase


@pytest.fixture(autouse=True)
def _as_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space._State, "halted", False)
    monkeypatch.setattr(space._State, "measured", (0.0, 0))


def full(settings: Any) -> None:
    settings.KEEPING = replace(settings.KEEPING, floor=space.free() * 2)


def test_below_the_floor_nothing_is_added_and_with_room_again_it_is(lea: Any, settings: Any) -> None:
    kept = settings.KEEPING
    full(settings)
    with pytest.raises(NoRoom, match="nearly full"):
        add_participant(lea, pseudonym="Marigold")
    settings.KEEPING = kept
    assert add_participant(lea, pseudonym="Marigold").pk


def test_a_no_is_written_down_however_full_the_disk_is(lea: Any, settings: Any) -> None:
    somebody = add_participant(lea, pseudonym="Marigold")
    full(settings)
    set_answers(lea, participant=somebody, answers={"take_part": "no"}, moment="before", how="by hand")


def test_above_the_quota_nothing_is_added(lea: Any, settings: Any) -> None:
    settings.KEEPING = replace(settings.KEEPING, quota=1)
    with pytest.raises(NoRoom, match="no room for more"):
        add_participant(lea, pseudonym="Marigold")


def test_what_is_too_large_is_refused_before_it_begins(settings: Any) -> None:
    space.require_room(1000)
    with pytest.raises(NoRoom):
        space.require_room(space.free())


def refusal(code: int) -> OperationalError:
    inner = sqlite3.OperationalError("x")
    inner.sqlite_errorcode = code  # type: ignore[misc]
    outer = OperationalError("x")
    outer.__cause__ = inner
    return outer


def test_a_full_disk_is_told_as_that_and_a_locked_database_is_not() -> None:
    assert isinstance(space.as_problem(refusal(sqlite3.SQLITE_FULL)), NoRoom)
    assert isinstance(space.as_problem(OSError(errno.ENOSPC, "x")), NoRoom)
    assert space.as_problem(refusal(sqlite3.SQLITE_BUSY)) is None
    assert space.as_problem(OSError(errno.ENOENT, "x")) is None
    assert space.halted() is False


def test_after_a_disk_lost_what_it_was_given_nothing_is_written_by_this_process(lea: Any) -> None:
    assert isinstance(space.as_problem(refusal(sqlite3.SQLITE_IOERR_FSYNC)), Halted)
    with pytest.raises(Halted, match="begun anew"):
        add_participant(lea, pseudonym="Marigold")
    assert members(lea)


def test_nor_is_anything_undone_or_done_again_or_locked_or_begun(cast: Cast, secret: Any) -> None:
    owning = own_secrets(cast.lea, "Cody")
    lea = owning.by("Lea")
    for pseudonym in ("Marigold", "Tansy"):
        add_participant(lea, pseudonym=pseudonym)
    undo_last(lea)
    kept = list(Lock.objects.order_by("id").values())
    space._State.halted = True
    again = passphrase("Lea")
    for refused in (
        lambda: undo_last(lea),
        lambda: redo_last(lea),
        lambda: new_recovery_code(lea, current=again),
        lambda: change_passphrase(lea, current=again, passphrase="others, and a good many"),
        lambda: start_study(secret, title="Another", lead="Lea"),
        lambda: noted(lea.study_id, lea.id, "secret.change"),
    ):
        with pytest.raises(Halted, match="begun anew"):
            refused()
    assert list(Lock.objects.order_by("id").values()) == kept
    assert [one.pseudonym for one in people(lea)] == ["Marigold"]


def test_who_is_let_in_nowhere_is_told_no_more_by_a_disk_that_lost_something(cast: Cast) -> None:
    """Whether there is a member of that name."""
    own_secrets(cast.lea, "Cody")
    space._State.halted = True
    for name in ("Cody", "Nobody"):
        with pytest.raises(Refused, match="opens nothing here"):
            signing.sign_in(cast.lea.study, name=name, passphrase="not the right words")
