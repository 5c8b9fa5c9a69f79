"""Rows that are written without Django being asked about each are the rows that Django would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from uuid6 import uuid7

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding, Stance
from firsthand.field.sources.models import TextVersion
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail.inserting import written_as
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import recorded_models, rows_now
from guard import trail_tells_the_rows
from texts import bring

MODELS = [Membership, Entry, *recorded_models().values()]
ONE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
ELSEWHERE = timezone(timedelta(hours=5, minutes=30))
SAMPLES: dict[type[Any], list[Any]] = {
    models.UUIDField: [ONE, uuid7(), ONE.hex, str(ONE)],
    models.PositiveIntegerField: [0, 7, True, "7"],
    models.BooleanField: [True, False, 1],
    models.CharField: ["", "a", "👍", 5, Stance.FOR],
    models.TextField: ["", "a\nb", 5],
    models.DateField: [date(2026, 3, 1), "2026-03-01"],
    models.DateTimeField: [datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=ELSEWHERE)],
}  # fmt: skip


def target(field: Any) -> Any:
    return target(field.target_field) if isinstance(field, models.ForeignKey) else field


@pytest.mark.django_db  # for the database that is there: each has its own way of writing
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_each_field_is_written_as_django_writes_it(model: type[models.Model]) -> None:
    seen = 0
    for field in model._meta.concrete_fields:
        for value in [None, *SAMPLES.get(type(target(field)), [])]:
            ours, django = written_as(field, connection)(value), field.get_db_prep_save(value, connection)
            assert (type(ours), ours) in ((type(django), django), (type(value), django)), field
            seen += value is not None
    assert seen


def test_very_many_rows_are_what_they_would_be_one_by_one_with_what_they_have_by_default(cast: Cast) -> None:
    (source,), code = bring(cast.lea, "One two three."), make_code(cast.lea, name="A code")
    version, at = TextVersion.objects.get(pk=source.current), datetime(2026, 3, 1, 9, tzinfo=UTC)
    given = {
        "version_id": version.id,
        "code_id": code.id,
        "coder_id": cast.lea.id,
        "fingerprint": "f" * 32,
        "at": at,
    }
    ids = [uuid4() for _ in range(2_500)]
    with one_act(cast.lea, "coding.apply"):
        names = ("start", "end", *given)
        rows = [(row, start, start + 1, *given.values()) for start, row in enumerate(ids)]
        record().create_many(Coding, names, rows)
    one_by_one = Coding(id=uuid4(), study_id=cast.lea.study_id, start=9_000, end=9_001, **given)
    with one_act(cast.lea, "coding.apply"):
        record().create(one_by_one)
    trail_tells_the_rows()
    standing = rows_now(cast.lea.study_id)["coding.coding"]
    assert len(standing) == 2_501
    alone = standing.pop(one_by_one.id.hex)
    assert [standing[row.hex] for row in ids] == [
        alone | {"start": start, "end": start + 1} for start in range(2_500)
    ]
    undo_last(cast.lea)
    undo_last(cast.lea)
    trail_tells_the_rows()
    assert "coding.coding" not in rows_now(cast.lea.study_id)
    redo_last(cast.lea)
    trail_tells_the_rows()
    assert rows_now(cast.lea.study_id)["coding.coding"] == standing
