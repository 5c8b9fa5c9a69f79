"""The codebook is opened once for as long as no code is changed, and for nobody who has no key to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from firsthand.analysis.codebook.selectors import Known, codebook
from firsthand.analysis.codebook.services import change_code, make_code
from firsthand.analysis.coding import selectors
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import apply_code
from firsthand.core.problems import NotAllowed
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.since import one_look


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


def test_a_code_that_came_while_a_page_was_at_it_is_known_with_its_coding(cast: Cast) -> None:
    """Others write between two questions of one request: a coding is there whose code was not, a moment ago."""
    with one_look():
        before = Known(cast.lea)
        code = make_code(cast.cody, name="Waiting")
        assert before[code.id].name == "Waiting"
        with pytest.raises(KeyError):
            before[uuid4()]


def test_what_others_write_while_a_page_is_made_is_told_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = import_sources(
        cast.lea, incoming=[Incoming("", Reading("And then we waited."), "interview", "A talk")]
    )
    real = selectors.Known

    def meanwhile(by: Any) -> Known:
        known = real(by)
        code = make_code(cast.cody, name="Waiting")
        apply_code(cast.cody, source=row, code=code, span=Span(0, 3))
        return known

    monkeypatch.setattr(selectors, "Known", meanwhile)
    with one_look():
        assert [line.code.name for line in codings_of(cast.lea, row)] == ["Waiting"]
