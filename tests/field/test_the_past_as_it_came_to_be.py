"""What is kept in memory of a study's past is the past that came to be: nothing of what was only looked at."""

from __future__ import annotations

from django.db import transaction

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.field.people.services import add_participant
from firsthand.field.sources import unseen


def known(study_id: object) -> tuple[object, ...]:
    past = unseen._past_of(study_id)  # type: ignore[arg-type]
    numbered = {table: list(events) for table, events in past.numbered.items()}
    return list(past.entries), numbered, dict(past.placed)


def test_what_was_written_inside_a_look_and_taken_back_is_not_of_the_past(cast: Cast) -> None:
    study = cast.lea.study_id
    make_code(cast.cody, name="Waiting")
    before = known(study)
    with transaction.atomic():
        add_participant(cast.lea, pseudonym="Marigold")
        assert known(study) != before
        transaction.set_rollback(True)
    assert known(study) == before
    with transaction.atomic():
        add_participant(cast.lea, pseudonym="Marigold")
        known(study)
        transaction.set_rollback(True)
    make_code(cast.cody, name="Sitting")  # under the number of what was taken back
    after = known(study)
    unseen._forget(study)
    assert after == known(study)
