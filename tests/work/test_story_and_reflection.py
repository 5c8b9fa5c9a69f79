"""My story at work is its writer's alone; what two reflected is theirs, and either can delete it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from conftest import Cast
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.ground.studies import signing
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.services import invite_again
from firsthand.ground.vault.models import Private
from firsthand.work.forgetting import forget_what_is_due
from firsthand.work.log.fields import KEEP_DAYS
from firsthand.work.reflection.services import (
    agree,
    ask,
    delete_reflection,
    my_reflections,
    peers,
    write_lines,
)
from firsthand.work.story.services import delete_story, my_story, write_story
from own import own_secrets, passphrase
from work.entries import TODAY

STORY = {"S1": "A winter in a shelter.", "S4": "My brother."}


# --- my story at work ---


def test_my_story_is_mine_alone_and_only_what_i_wrote_stands_there(cast: Cast) -> None:
    write_story(cast.cody, said=STORY | {"S6": "  "}, today=TODAY)
    assert my_story(cast.cody).said == STORY
    for other in (cast.lea, cast.rea, cast.gil, cast.pia):
        assert my_story(other).said == {}
    with pytest.raises(NotAllowed):
        my_story(cast.hope)


def test_written_anew_the_old_words_open_no_more(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    first = write_story(cast.cody, said=STORY, today=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        second = write_story(cast.cody, said={"S1": "Other words."}, seen=first, today=TODAY)
    assert my_story(cast.cody).said == {"S1": "Other words."}
    assert [row.id for row in Private.objects.all()] == [second]
    with pytest.raises(Clash):
        write_story(cast.cody, said=STORY, seen=first)
    assert write_story(cast.cody, said=STORY, seen=first, text_id=second) == second  # sent once more
    assert my_story(cast.cody).said == {"S1": "Other words."}


def test_cut_short_before_the_old_words_went_the_new_ones_stand_alone(cast: Cast) -> None:
    first = write_story(cast.cody, said=STORY, today=TODAY)
    write_story(cast.cody, said={"S1": "Other words."}, seen=first, today=TODAY)  # its end never comes here
    assert Private.objects.count() == 2
    assert my_story(cast.cody).said == {"S1": "Other words."}


def test_it_forgets_itself_unless_i_keep_it(cast: Cast) -> None:
    made = write_story(cast.cody, said=STORY, today=TODAY)
    assert not my_story(cast.cody).kept
    write_story(cast.rea, said=STORY, keep=True, today=TODAY)
    forget_what_is_due(TODAY + timedelta(days=KEEP_DAYS))
    assert my_story(cast.cody).said == {}
    assert my_story(cast.rea).kept
    delete_story(cast.rea)
    assert my_story(cast.rea).said == {}
    assert made not in {row.id for row in Private.objects.all()}


def test_too_much_under_one_question_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem, match="Shorten it"):
        write_story(cast.cody, said={"S1": "x" * 4_001})


# --- a shared reflection ---


def agreed(one: Any, other: Any) -> Any:
    peers(one), peers(other)
    return agree(other, ask(one, other_id=other.id, today=TODAY))


def test_one_asks_the_other_agrees_and_both_read_two_lines(cast: Cast) -> None:
    peers(cast.cody), peers(cast.rea)
    asked = ask(cast.cody, other_id=cast.rea.id, today=TODAY)
    with pytest.raises(Problem, match="not said yes"):
        write_lines(cast.cody, asked, lines=["One."])
    with pytest.raises(Problem, match="You asked"):
        agree(cast.cody, asked)
    assert [one.mine_to_answer for one in my_reflections(cast.rea)] == [True]
    yes = agree(cast.rea, asked)
    write_lines(cast.rea, yes, lines=["Ask before I carry.", "  Try   silence. "])
    for by, other in ((cast.cody, "Rea"), (cast.rea, "Cody")):
        (mine,) = my_reflections(by)
        assert (mine.other, mine.lines) == (other, ("Ask before I carry.", "Try silence."))
    for stranger in (cast.lea, cast.gil):
        assert my_reflections(stranger) == []
        with pytest.raises(NotThere):
            delete_reflection(stranger, mine.id)
    for none in (cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            my_reflections(none)


def test_either_deletes_for_both_and_what_one_writes_meanwhile_is_a_clash(cast: Cast) -> None:
    yes = agreed(cast.cody, cast.rea)
    lines = write_lines(cast.cody, yes, lines=["One."])
    with pytest.raises(Clash):
        write_lines(cast.rea, yes, lines=["Two."])
    delete_reflection(cast.rea, lines)
    assert my_reflections(cast.cody) == my_reflections(cast.rea) == []


def test_it_takes_two_lines_and_no_more(cast: Cast) -> None:
    yes = agreed(cast.cody, cast.rea)
    for lines in (["1", "2", "3"], ["x" * 301]):
        with pytest.raises(Problem, match="Two lines"):
            write_lines(cast.cody, yes, lines=lines)


def test_who_was_not_here_yet_cannot_be_asked(cast: Cast) -> None:
    assert {one.name: one.here for one in peers(cast.cody)} == {"Lea": False, "Rea": False, "Gil": False}
    with pytest.raises(Problem, match="once before"):
        ask(cast.cody, other_id=cast.rea.id)
    for nobody in (cast.cody.id, cast.hope.id, uuid4()):
        with pytest.raises(NotThere):
            ask(cast.cody, other_id=nobody)


def test_it_stays_with_both_through_secrets_of_their_own_and_forgets(cast: Cast) -> None:
    write_lines(cast.cody, agreed(cast.cody, cast.rea), lines=["One."])
    own = own_secrets(cast.lea, "Cody")
    assert [one.lines for one in my_reflections(own.by("Cody"))] == [("One.",)]
    invited = invite_again(own.by("Lea"), member=member_named(own.by("Lea"), "Rea"))
    own.keep(signing.redeem(own.study, name="Rea", code=invited.code, passphrase=passphrase("Rea")))
    (mine,) = my_reflections(own.by("Rea"))
    later = write_lines(own.by("Rea"), mine.id, lines=["Two."])
    assert [(one.id, one.lines) for one in my_reflections(own.by("Cody"))] == [(later, ("Two.",))]
    assert Private.objects.filter(forget_on=TODAY + timedelta(days=KEEP_DAYS)).exists()
    forget_what_is_due(TODAY + timedelta(days=KEEP_DAYS))
    assert my_reflections(own.by("Cody")) == []
