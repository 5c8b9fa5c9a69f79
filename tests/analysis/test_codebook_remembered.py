"""The codebook is opened once for as long as no code is changed, and for nobody who has no key to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.core.problems import NotAllowed
from firsthand.field.people.services import add_participant
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.undoing import undo_last


def names(by: Any) -> list[str]:
    return [line.name for line in codebook(by)]


def test_codes_are_read_anew_after_one_was_changed_and_not_after_anything_else(cast: Cast) -> None:
    code = make_code(cast.cody, name="Waiting")
    assert names(cast.lea) == ["Waiting"]
    add_participant(cast.lea, pseudonym="Marigold")
    with CaptureQueriesContext(connection) as caught:
        assert names(cast.lea) == names(cast.cody) == ["Waiting"]
    assert not [one for one in caught if "codebook_code" in one["sql"]]
    change_code(cast.lea, code=code, name="Standing about")
    assert names(cast.cody) == ["Standing about"]
    undo_last(cast.lea, whose=cast.lea)
    assert names(cast.cody) == ["Waiting"]


def test_who_has_it_may_do_with_it_what_they_like(cast: Cast) -> None:
    make_code(cast.cody, name="Waiting")
    codebook(cast.lea).clear()
    assert names(cast.lea) == ["Waiting"]


def test_who_has_no_key_is_told_nothing_that_was_opened_for_others(cast: Cast) -> None:
    make_code(cast.cody, name="Waiting")
    assert names(cast.lea) == ["Waiting"]
    with pytest.raises(NotAllowed):
        names(Membership.objects.get(pk=cast.cody.id))
    with pytest.raises(NotAllowed):
        names(cast.hope)
    assert names(cast.xeno) == []
