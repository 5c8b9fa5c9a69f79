"""The first tries at a door, at once: each is counted, and none ends in a fault of the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from firsthand.core.problems import TooOften
from firsthand.ground.studies import attempts
from firsthand.ground.studies.models import Attempts
from on_postgresql import on_postgresql

AT_ONCE = 12


@pytest.mark.skipif(not on_postgresql(), reason="SQLite lets one write after another")
@pytest.mark.django_db(transaction=True, databases="__all__")
def test_who_come_first_to_a_door_at_once_are_counted_one_after_another() -> None:
    together, study_id = Barrier(AT_ONCE), uuid4()

    def tries(number: int) -> bool:
        try:
            together.wait()
            attempts.count(study_id, "Nobody", f"192.0.2.{number}")
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as at_once:
        assert sum(at_once.map(tries, range(AT_ONCE))) == attempts.UNDER_A_NAME
    assert max(Attempts.objects.values_list("times", flat=True)) == attempts.UNDER_A_NAME
