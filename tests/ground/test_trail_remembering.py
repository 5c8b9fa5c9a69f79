"""What several ask for at one moment is made once: after a new code, each would read the whole codebook."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from firsthand.ground.trail import remembering
from firsthand.ground.trail.remembering import remembered

AT_ONCE = 8

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def asked_at_once(make: Callable[[], str]) -> list[str]:
    """What each of many gets who ask together, `refused` where that was a fault."""
    together, study_id = Barrier(AT_ONCE), uuid4()

    def asks(_number: int) -> str:
        together.wait()
        try:
            return remembered("the codebook", study_id, make)
        except ValueError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as at_once:
        return list(at_once.map(asks, range(AT_ONCE)))


@pytest.fixture(autouse=True)
def nothing_held() -> None:
    remembering._held.clear()


@dataclass
class Making:
    """Makes it, slowly; the first so many times it cannot."""

    seconds: float
    failing: int = 0
    times: list[int] = field(default_factory=list)

    def __call__(self) -> str:
        self.times.append(1)
        time.sleep(self.seconds)
        if len(self.times) <= self.failing:
            raise ValueError
        return "made"


def test_one_makes_it_and_the_others_have_it_from_there() -> None:
    make = Making(seconds=0.2)
    assert asked_at_once(make) == ["made"] * AT_ONCE
    assert len(make.times) == 1
    assert not remembering._making


def test_where_one_cannot_make_it_the_next_does() -> None:
    make = Making(seconds=0.05, failing=1)
    assert sorted(asked_at_once(make)) == ["made"] * (AT_ONCE - 1) + ["refused"]
    assert len(make.times) == 2


def test_nobody_waits_without_end_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is done before all are at it: that comes only where each goes ahead after a while."""
    monkeypatch.setattr(remembering, "PATIENCE", 0.05)
    all_at_it, times = Barrier(AT_ONCE, timeout=60), []

    def make() -> str:
        times.append(1)
        all_at_it.wait()
        return "made"

    assert asked_at_once(make) == ["made"] * AT_ONCE
    assert len(times) == AT_ONCE
