"""Every act is in the trail, and can be undone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code, delete_code, recode
from firsthand.core.problems import Clash, NotAllowed, Problem
from firsthand.core.spans import Span
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant, change_participant
from firsthand.ground.studies.acting import act, sent_as
from firsthand.ground.studies.undoing import redo_last, undo, undo_last
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.replay import tells_the_rows
from guard import WrittenRoundTheTrail, trail_tells_the_rows
from texts import bring


def names(by: object) -> list[str]:
    return [person.pseudonym for person in people(by)]


def test_an_act_writes_one_entry_numbered_after_the_last(cast: Cast) -> None:
    before = cast.lea.study.entries.count()
    add_participant(cast.lea, pseudonym="Marigold")
    add_participant(cast.cody, pseudonym="Crosby")
    entries = list(cast.lea.study.entries.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, before + 3))
    assert [(entry.act, entry.by.name) for entry in entries[-2:]] == [
        ("participant.add", "Lea"),
        ("participant.add", "Cody"),
    ]


def test_no_entry_holds_words(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold", attributes={"Years here": "10 or more"})
    assert "Marigold" not in str(list(cast.lea.study.entries.values_list("changes", flat=True)))


def test_undo_takes_back_the_last_act_of_a_person_and_redo_brings_it_again(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold")
    add_participant(cast.cody, pseudonym="Crosby")
    undo_last(cast.lea, whose=cast.lea)
    assert names(cast.lea) == ["Crosby"]
    redo_last(cast.lea, whose=cast.lea)
    assert sorted(names(cast.lea)) == ["Crosby", "Marigold"]


def test_redo_ends_where_something_new_was_done(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold")
    undo_last(cast.lea, whose=cast.lea)
    add_participant(cast.lea, pseudonym="Crosby")
    with pytest.raises(Problem, match="nothing to redo"):
        redo_last(cast.lea, whose=cast.lea)


def test_undo_refuses_where_somebody_built_on_the_act_and_says_who(cast: Cast) -> None:
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    change_participant(cast.cody, participant=marigold, pseudonym="Goldie", attributes={})
    added = cast.lea.study.entries.get(act="participant.add")
    with pytest.raises(Clash, match="Cody"):
        undo(cast.lea, added)
    assert names(cast.lea) == ["Goldie"]


def test_what_stood_on_something_that_is_gone_does_not_come_back_and_it_is_said_who_took_that_out(
    cast: Cast,
) -> None:
    (source,) = bring(cast.lea, "One two three.")
    tea, milk = (make_code(cast.cody, name=name) for name in ("Tea", "Milk"))
    coding = apply_code(cast.cody, source=source, code=tea, span=Span(0, 3))
    undo_last(cast.lea)
    delete_code(cast.lea, code=tea)
    with pytest.raises(Clash, match="Lea built on it since"):
        redo_last(cast.cody, whose=cast.cody)
    undo_last(cast.lea, whose=cast.lea)
    redo_last(cast.cody, whose=cast.cody)
    recode(cast.cody, coding=Coding.objects.get(pk=coding.pk), code=milk)
    delete_code(cast.lea, code=tea)
    with pytest.raises(Clash, match="Lea built on it since"):
        undo_last(cast.cody, whose=cast.cody)
    assert Coding.objects.get(pk=coding.pk).code_id == milk.id


def test_a_coder_does_not_undo_another_persons_act_but_the_lead_may(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold")
    entry = cast.lea.study.entries.get(act="participant.add")
    with pytest.raises(NotAllowed):
        undo(cast.cody, entry)
    add_participant(cast.cody, pseudonym="Crosby")
    undo(cast.lea, cast.lea.study.entries.filter(act="participant.add").last())
    assert names(cast.lea) == ["Marigold"]


def test_undoing_twice_is_refused(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold")
    entry = cast.lea.study.entries.get(act="participant.add")
    undo(cast.lea, entry)
    with pytest.raises(Clash):
        undo(cast.lea, entry)


def test_an_act_sent_three_times_happens_once(cast: Cast) -> None:
    act_id = uuid4()
    made = []
    for _ in range(3):
        with sent_as(act_id):
            made.append(add_participant(cast.lea, pseudonym="Marigold"))
    assert len({row.id for row in made}) == 1
    assert names(cast.lea) == ["Marigold"]


def test_a_refused_act_leaves_nothing_behind(cast: Cast) -> None:
    add_participant(cast.lea, pseudonym="Marigold")
    before = cast.lea.study.entries.count()
    with pytest.raises(Problem, match="Two people need two names"):
        add_participant(cast.lea, pseudonym="marigold")
    assert cast.lea.study.entries.count() == before


def test_the_database_itself_refuses_to_change_or_delete_an_entry(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(act="something.else")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_the_guard_catches_a_planted_write_outside_an_act(cast: Cast) -> None:
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    with pytest.raises(WrittenRoundTheTrail), transaction.atomic():
        Participant.objects.filter(pk=marigold.pk).update(label="P99")


def test_the_guard_catches_a_planted_raw_statement(cast: Cast) -> None:
    with pytest.raises(WrittenRoundTheTrail), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('DELETE FROM "people_participant"')


def test_the_guard_catches_a_write_inside_an_act_that_was_not_recorded(cast: Cast) -> None:
    marigold = add_participant(cast.lea, pseudonym="Marigold")

    @act("participant.change")
    def sly(by: object) -> None:
        Participant.objects.filter(pk=marigold.pk).update(label="P99")

    with transaction.atomic():
        sly(cast.lea)
        with pytest.raises(WrittenRoundTheTrail, match="P99"):
            trail_tells_the_rows()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_participant SET label = label || '!'",
        "UPDATE people_participant SET label = 'P9' WHERE id = (SELECT id FROM people_participant ORDER BY id LIMIT 1)",
        "DELETE FROM people_participant WHERE id = (SELECT id FROM people_participant ORDER BY id LIMIT 1)",
        "INSERT INTO people_participant SELECT * FROM people_participant LIMIT 0",
    ],
)
def test_whether_the_trail_tells_the_rows_is_seen_from_digests_of_them_too(
    cast: Cast, statement: str
) -> None:
    marigold = add_participant(cast.lea, pseudonym="Marigold")
    add_participant(cast.lea, pseudonym="Crosby")
    change_participant(cast.lea, participant=marigold, pseudonym="Calendula", attributes={})
    add_participant(cast.lea, pseudonym="Gone")
    undo_last(cast.lea)
    assert tells_the_rows(cast.lea.study_id)
    with transaction.atomic():
        cursor = connection.cursor()
        cursor.cursor.execute(statement)  # past the guard
        assert tells_the_rows(cast.lea.study_id) == (cursor.cursor.rowcount == 0)
        transaction.set_rollback(True)
