"""Somebody can always take a participant's words out: whoever was crossed out cannot, and is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from leaving_study import OWN, QUOTE, everywhere, words_of

from conftest import Cast
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import left_to_act
from firsthand.field.consent.services import exclude_reader, pause, require_somebody_left
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import person_asked
from firsthand.field.people.services import add_participant
from firsthand.field.sources.own_words import mark_own_words
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.own import own
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.leaving.receipt import as_text
from firsthand.giving_back.leaving.selectors import receipt, withdrawal, withdrawals
from firsthand.ground.studies.selectors import member
from firsthand.ground.studies.services import add_member, change_role, remove_member
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now

Capture = Callable[..., Any]
LEVELS = ("L1", "L2", "L3", "L4", "L5")


@pytest.mark.parametrize("named", LEVELS)
def test_the_guardian_carries_out_what_a_lead_who_was_crossed_out_cannot_know_of(
    cast: Cast, named: str, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    seen = {line.place: line.count for line in preview(cast.lea, study.ike, named).lines}
    exclude_reader(cast.gil, participant=study.ike, reader=cast.lea)
    for trying in (
        lambda: preview(cast.lea, study.ike, named),
        lambda: withdraw(cast.lea, participant=study.ike, named=named),
        lambda: person_asked(cast.lea, "P04"),
    ):
        with pytest.raises(NotThere, match="no participant"):
            trying()
    counted = {line.place: line.count for line in preview(cast.gil, study.ike, named).lines}
    more = {
        "audit_trail": 0,
        "consent_record": 0,
    }  # his answer who may not read is one entry and one answer more
    assert counted | more == seen | more
    with django_capture_on_commit_callbacks(execute=True):
        row = withdraw(cast.gil, participant=study.ike, named=named)
    assert "Receipt for" in as_text(cast.gil, receipt(cast.gil, withdrawal(cast.gil, study.ike, row.id)))
    assert withdrawals(cast.gil, study.ike)[0][0] == row.id
    with pytest.raises(NotThere):
        receipt(cast.lea, row)
    with pytest.raises(NotThere):
        withdrawal(cast.lea, study.ike, row.id)
    if named in ("L3", "L4"):
        every = [words_of(cast.rea, one) for one in (study.talk, study.given, study.group, study.note)]
        assert not [one for one in OWN if one in "".join(every)]
    assert as_of(cast.lea.study_id) == rows_now(cast.lea.study_id)


@pytest.mark.parametrize("named", ["L3", "L4"])
def test_what_was_absent_stays_absent_when_the_words_are_gone(
    cast: Cast, named: str, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    text = text_of(cast.cody, study.note).words
    said = "~says he would sooner stand there with folded sleeves than say no~"
    start = text.index(said)
    mark_own_words(cast.cody, source=study.note, participant=study.ike, span=Span(start, start + len(said)))
    exclude_reader(cast.lea, participant=study.ike, reader=cast.cody)

    def reads() -> list[tuple[str, int]]:
        return [(one.title, one.turns) for one in sources(cast.cody)]

    before, note = reads(), words_of(cast.cody, study.note)
    assert "folded sleeves" not in note
    assert not [title for title, _turns in before if "focus group" in title]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=study.ike, named=named)
    assert reads() == before
    study.note.refresh_from_db()
    after = words_of(cast.cody, study.note)
    if named == "L3":
        assert after == note
    assert "taken out" not in after.replace("[taken out]", "", 1 if named == "L4" else 0)  # see decision 14
    assert "kettle" not in "".join(words_of(cast.cody, one) for one in (study.note,))


def test_who_is_on_hold_can_leave_and_is_shown_where_the_words_are(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    study = everywhere(cast)
    before = {line.place: line.count for line in preview(cast.lea, study.ike, "L3").lines}
    pause(cast.lea, participant=study.ike)
    held = {line.place: line.count for line in preview(cast.lea, study.ike, "L3").lines}
    more = {"audit_trail": 0, "consent_record": 0}
    assert held | more == before | more
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(cast.lea, participant=study.ike, named="L3")
    assert QUOTE not in words_of(cast.lea, study.group)


def test_words_of_somebody_whom_the_member_may_not_know_of_stay_theirs(cast: Cast) -> None:
    """Who is named in a note is known for the act, whoever may know of them: else Ike would be given her words."""
    from firsthand.field.fieldwork.notes import write_note

    study = everywhere(cast)
    juno = add_participant(cast.cody, pseudonym="Juno", label="P07")
    note = write_note(cast.cody, layers={"jotting": "Ike listens while Juno ~says that the soup is hers~."})
    for _before_and_after in range(2):
        shared = own(cast.lea, study.ike).shared
        assert not [one for one in shared if one.held.source.id == note.id and one.own]
        exclude_reader(cast.gil, participant=juno, reader=cast.lea)


def test_whoever_says_who_may_not_read_everybody_has_somebody_left_to_act(cast: Cast) -> None:
    """Every exclusion that can be made by hand, in every order of who makes it: for each person somebody is left."""
    study = everywhere(cast)
    second = add_member(cast.lea, name="Lois", role="lead", secret=_secret())
    acting = {"Lea": cast.lea, "Lois": second, "Gil": cast.gil}
    made, fewest = 0, len(acting)
    for by, reader in product(acting.values(), [*acting.values(), cast.cody]):
        for person in Participant.objects.filter(study=cast.lea.study):
            try:
                exclude_reader(by, participant=person, reader=reader)
            except (NotThere, NotAllowed):
                continue
            made += 1
        for person in (study.ike, study.marigold):
            able = [name for name, one in acting.items() if _can(one, person)]
            assert able
            assert sorted(left_to_act(acting[able[0]], person.id)) == sorted(able)
            fewest = min(fewest, len(able))
    assert made > 0
    assert fewest < len(acting)


def test_an_exclusion_that_would_leave_nobody_is_not_made(cast: Cast) -> None:
    study = everywhere(cast)
    exclude_reader(cast.gil, participant=study.ike, reader=cast.lea)
    assert left_to_act(cast.gil, study.ike.id) == ["Gil"]
    with pytest.raises(Problem, match="Without Gil nobody would be left"):
        require_somebody_left(cast.gil, study.ike, but=cast.gil)
    add_member(cast.lea, name="Gwen", role="guardian", secret=_secret())
    require_somebody_left(cast.gil, study.ike, but=cast.gil)


def test_somebody_besides_the_lead_stays_able_to_act_whoever_is_crossed_out(cast: Cast) -> None:
    """The refusal is the same in a study in which nobody crossed anybody out: it tells nothing."""
    gil, needed = member(cast.lea, cast.gil.id), "Gil is needed"
    with pytest.raises(Problem, match=needed):
        remove_member(cast.lea, member=gil)
    for role in ("coder", "lead"):
        with pytest.raises(Problem, match=needed):
            change_role(cast.lea, member=gil, role=role)
    gwen = add_member(cast.lea, name="Gwen", role="guardian", secret=_secret())
    remove_member(cast.lea, member=gil)
    lois = add_member(cast.lea, name="Lois", role="lead", secret=_secret())
    change_role(cast.lea, member=lois, role="coder")  # a lead more or less, while there is a guardian
    with pytest.raises(Problem, match="Gwen is needed"):
        remove_member(cast.lea, member=gwen)


def test_of_two_leads_without_a_guardian_none_goes(cast: Cast) -> None:
    second = add_member(cast.xeno, name="Yves", role="lead", secret=_secret())
    with pytest.raises(Problem, match="Yves is needed"):
        remove_member(cast.xeno, member=second)
    with pytest.raises(Problem, match="Yves is needed"):
        change_role(cast.xeno, member=second, role="reader")
    change_role(cast.xeno, member=second, role="guardian")
    assert second.role == "guardian"


def _can(by: Any, person: Participant) -> bool:
    try:
        preview(by, person, "L1")
    except NotThere:
        return False
    return True


def _secret() -> Any:
    from firsthand.ground.studies.entrance import installation_secret

    return installation_secret()
