"""Answers kept with all their history, sealed; on hold without loss; quotations as far as they were allowed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.counts import counts
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.quoting import may_quote, quotable
from firsthand.analysis.coding.selectors import coding, doubtful_of
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.coding.settling import settle
from firsthand.core.consent import Outcome
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.forms import form, forms, reword, version_now
from firsthand.field.consent.models import Consent
from firsthand.field.consent.selectors import answers_of, history
from firsthand.field.consent.services import pause, resume, set_answers
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.selectors import may_be_present, visits
from firsthand.field.fieldwork.services import add_visit, change_visit
from firsthand.field.people.selectors import people, people_asked
from firsthand.field.people.services import add_participant, remove_participant
from firsthand.field.sources.correcting import correct_typed
from firsthand.field.sources.own_words import mark_own_words, words_of
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.sight import version_for
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.record import told
from firsthand.giving_back.reports import make
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.since import one_look
from firsthand.ground.vault import store
from texts import bring

TALK = "IKE: Tea at night.\nMARIGOLD: Tea by day.\nIKE: And waiting.\n"


def answer(by: Any, who: Any, moment: str = "before", **answers: Any) -> None:
    set_answers(by, participant=who, answers=answers, moment=moment, how="together")


@pytest.fixture
def ike(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Ike", attributes={"Age": "30-49"})


@pytest.fixture
def marigold(cast: Cast) -> Any:
    return add_participant(cast.lea, pseudonym="Marigold")


@pytest.fixture
def talk(cast: Cast, ike: Any, marigold: Any) -> Any:
    """A talk of two, and one of Ike alone; all coded “Tea”."""
    both, alone = bring(cast.lea, TALK, "IKE: Tea, and only mine.\nLENA: Go on.\nIKE: No.\n")
    for row in (both, alone):
        for speaker in text_of(cast.lea, row).speakers.values():
            who = {"IKE": ike, "MARIGOLD": marigold}.get(speaker.label)
            if who is not None:
                voice = row.versions.get().voices.get(index=speaker.index)
                assign_voice(cast.lea, voice=voice, part="participant", participant=who)
    tea = make_code(cast.lea, name="Tea")
    for row, words in ((both, "Tea at night."), (both, "Tea by day."), (alone, "Tea, and only mine.")):
        start = text_of(cast.lea, row).words.index(words)
        apply_code(cast.cody, source=row, code=tea, span=Span(start, start + len(words)))
    return both


def test_an_answer_is_kept_with_moment_form_and_who_asked(cast: Cast, ike: Any) -> None:
    answer(cast.cody, ike, quotes="short_quotes", check=("my_quotes",))
    said = answers_of(cast.lea, ike.id)["quotes"]
    assert (said.answer.value, said.moment, said.form, said.how, said.asked_by) == (
        "short_quotes", "before", "1", "together", "Cody",
    )  # fmt: skip
    assert answers_of(cast.lea, ike.id)["check"].answer.chosen == ("my_quotes",)


def test_changing_ones_mind_is_another_answer_and_the_first_stays(cast: Cast, ike: Any) -> None:
    answer(cast.lea, ike, quotes="short_quotes")
    answer(cast.lea, ike, moment="member_check", quotes="none")
    assert [one.answer.value for one in history(cast.lea, ike.id)] == ["none", "short_quotes"]
    assert answers_of(cast.lea, ike.id)["quotes"].answer.value == "none"


def test_no_undo_takes_an_answer_back(cast: Cast, ike: Any) -> None:
    answer(cast.lea, ike, quotes="none")
    with pytest.raises(Clash):  # the act before is that Ike was added, and he has answered by now
        undo_last(cast.lea)
    assert "none" in [one.answer.value for one in history(cast.lea, ike.id)]


@pytest.mark.parametrize(
    ("answers", "moment", "how"),
    [
        ({"quote": "none"}, "before", "by hand"),
        ({"quotes": "all"}, "before", "by hand"),
        ({"readers": ("x",)}, "before", "by hand"),
        ({"hold": "on"}, "before", "by hand"),
        ({"quotes": "none"}, "sometime", "by hand"),
        ({"quotes": "none"}, "before", "by pigeon"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(
    cast: Cast, ike: Any, answers: dict[str, Any], moment: str, how: str
) -> None:
    with pytest.raises(Problem, match=r"There are|no question"):
        set_answers(cast.lea, participant=ike, answers=answers, moment=moment, how=how)
    assert not Consent.objects.exists()


def test_who_reads_only_reads_no_consents_and_writes_none(cast: Cast, ike: Any) -> None:
    for by in (cast.rea, cast.hope, cast.pia):
        with pytest.raises(NotAllowed):
            history(by, ike.id)
        with pytest.raises(NotAllowed):
            answer(by, ike, quotes="none")
    answer(cast.gil, ike, quotes="none")
    assert [one.pseudonym for one in people_asked(cast.gil)] == ["Ike"]
    assert people_asked(cast.gil)[0].attributes == {}


def test_a_study_may_reword_and_the_wording_that_was_asked_is_kept(cast: Cast, ike: Any) -> None:
    answer(cast.lea, ike, quotes="none")
    reword(
        cast.lea,
        local={"organisation": "Lantern Row"},
        scopes={"quotes": {"ask": "May we quote you?"}},
        reason="board",
    )
    answer(cast.lea, ike, moment="member_check", quotes="short_quotes")
    assert [one.form for one in history(cast.lea, ike.id)] == ["1.1", "1"]
    assert form(cast.lea, "1").scopes == {}
    assert form(cast.lea, "1.1").scopes["quotes"]["ask"] == "May we quote you?"
    assert [one.version for one in forms(cast.lea)] == ["1.1", "1"]
    assert version_now(cast.lea) == "1.1"
    with pytest.raises(Problem):
        reword(
            cast.lea, local={"organisation": "Lantern Row"}, scopes={"quotes": {"ask": "May we quote you?"}}
        )
    with pytest.raises(NotThere):
        form(cast.lea, "1.7")
    with pytest.raises(NotAllowed):
        reword(cast.cody, local={})


def test_what_was_answered_is_sealed(cast: Cast, ike: Any) -> None:
    answer(cast.lea, ike, quotes="quotes_after_i_see_each_one")
    row = Consent.objects.get()
    assert "quotes_after" in store.open_text(cast.lea.key, row.said)
    assert "quotes_after" not in str(vars(row))
    assert "quotes" not in " ".join(one.sentence for one in told(cast.lea))


def test_somebody_entered_by_mistake_goes_with_their_answers_and_comes_back_with_them(
    cast: Cast, ike: Any
) -> None:
    answer(cast.lea, ike, quotes="none")
    remove_participant(cast.lea, participant=ike)
    assert not Consent.objects.exists()
    undo_last(cast.lea)
    assert answers_of(cast.lea, ike.id)["quotes"].answer.value == "none"


def everything(by: Any) -> list[Any]:
    return [
        sources(by),
        people(by),
        excerpts(by),
        counts(by),
        visits(by),
        [text_of(by, source(by, one.id)).words for one in sources(by)],
    ]


def test_on_hold_nothing_of_theirs_is_shown_to_anybody_and_off_hold_it_is_as_it_was(
    cast: Cast, talk: Any, ike: Any
) -> None:
    before = [everything(by) for by in (cast.lea, cast.cody, cast.rea)]
    pause(cast.gil, participant=ike)
    for by in (cast.lea, cast.cody, cast.rea):
        assert [one.pseudonym for one in people(by)] == ["Marigold"]
        assert [one.words for one in excerpts(by)] == ["Tea by day."]
        assert [line.title for line in sources(by)] == [sources(by)[0].title]
        assert text_of(by, source(by, talk.id)).words == "MARIGOLD: Tea by day.\n"
        assert sum(one.codings for one in counts(by).values()) == 1
        assert "Ike" not in str(everything(by))
        assert "IKE" not in str(everything(by))
        assert b"night" not in make(by, what="codings", format="csv").data
    assert "Ike" in [one.pseudonym for one in people_asked(cast.lea)]
    resume(cast.lea, participant=ike)
    assert [everything(by) for by in (cast.lea, cast.cody, cast.rea)] == before


def test_within_one_look_the_latest_entry_is_asked_for_once_and_again_after_a_write(
    cast: Cast, talk: Any, ike: Any
) -> None:
    with one_look():
        with CaptureQueriesContext(connection) as caught:
            assert talk.id in {line.id for line in sources(cast.cody)}
            people(cast.cody)
        assert sum("SELECT number, at FROM trail_entry" in query["sql"] for query in caught) == 1
        pause(cast.lea, participant=ike)
        assert ike.label not in {person.label for person in people(cast.cody)}
        resume(cast.lea, participant=ike)
        assert ike.label in {person.label for person in people(cast.cody)}


def test_on_hold_twice_is_on_hold_once(cast: Cast, ike: Any) -> None:
    pause(cast.lea, participant=ike)
    pause(cast.lea, participant=ike)
    resume(cast.lea, participant=ike)
    assert [one.answer.value for one in history(cast.lea, ike.id)] == ["off", "on"]


def test_a_correction_made_meanwhile_keeps_what_is_on_hold(cast: Cast, talk: Any, ike: Any) -> None:
    pause(cast.lea, participant=ike)
    row = source(cast.cody, talk.id)
    version = version_for(cast.cody, row.current)
    correct_typed(cast.cody, source=row, version=version, text="MARIGOLD: Tea all day.\n")
    resume(cast.lea, participant=ike)
    row = source(cast.lea, talk.id)
    assert text_of(cast.lea, row).words == TALK.replace("by day", "all day")
    assert [one.pseudonym for one in text_of(cast.lea, row).people()] == ["Ike", "Marigold"]
    assert [one.words for one in excerpts(cast.lea) if one.source.id == row.id] == [
        "Tea at night.",
        "Tea all day.",
    ]


def test_a_doubt_is_settled_where_it_stands_whatever_is_on_hold_before_it(
    cast: Cast, talk: Any, ike: Any
) -> None:
    row = source(cast.lea, talk.id)
    correct_typed(cast.lea, source=row, version=row.current, text=TALK.replace("Tea by day", "Tea all day"))
    row = source(cast.lea, talk.id)
    (line,) = doubtful_of(cast.lea, row)
    stands = coding(cast.lea, line.id).span
    pause(cast.lea, participant=ike)
    settle(cast.lea, coding=coding(cast.lea, line.id))
    assert doubtful_of(cast.lea, source(cast.lea, talk.id)) == []
    resume(cast.lea, participant=ike)
    assert coding(cast.lea, line.id).span == stands


def test_words_that_nobody_was_asked_about_are_not_quoted(
    cast: Cast, talk: Any, ike: Any, marigold: Any
) -> None:
    assert {one.held for one in quotable(cast.lea)} == {"no"}
    assert {one.words for one in quotable(cast.lea)} == {""}
    answer(cast.lea, marigold, quotes="short_quotes")
    answer(cast.lea, ike, quotes="quotes_after_i_see_each_one")
    assert {one.words: one.held for one in quotable(cast.lea)} == {"": "review", "Tea by day.": ""}
    answer(cast.lea, ike, quotes="retell_in_our_words")
    assert {one.held for one in quotable(cast.lea) if not one.words} == {"no"}
    table = make(cast.lea, what="codings", format="csv").data.decode()
    assert "Tea by day." in table
    assert "night" not in table
    assert {one.words for one in excerpts(cast.lea)} == {
        "Tea at night.",
        "Tea by day.",
        "Tea, and only mine.",
    }


def test_what_may_not_be_quoted_is_not_even_opened(
    cast: Cast, talk: Any, ike: Any, marigold: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(cast.lea, marigold, quotes="short_quotes")
    answer(cast.lea, ike, quotes="none")
    alone = next(line for line in sources(cast.lea) if line.id != talk.id)
    sealed = source(cast.lea, alone.id).versions.get().text
    opened: list[Any] = []
    real = store.open_all

    def watched(key: Any, ids: Any) -> Any:
        wanted = list(ids)
        opened.extend(wanted)
        return real(key, wanted)

    monkeypatch.setattr(store, "open_all", watched)
    quotable(cast.lea)
    assert opened
    assert sealed not in opened


def test_words_of_two_are_quoted_where_both_said_yes(cast: Cast, talk: Any, ike: Any, marigold: Any) -> None:
    whole = Span(0, len(TALK) - 1)
    answer(cast.lea, marigold, quotes="short_quotes")
    assert may_quote(cast.lea, talk, whole) is Outcome.NO
    answer(cast.lea, ike, quotes="quotes_after_i_see_each_one")
    assert may_quote(cast.lea, talk, whole) is Outcome.REVIEW
    answer(cast.lea, ike, quotes="short_quotes")
    assert may_quote(cast.lea, talk, whole) is Outcome.YES


def test_who_does_not_want_to_be_observed_is_in_no_header(cast: Cast, ike: Any, marigold: Any) -> None:
    add_visit(cast.lea, on=None, present=[ike, marigold])
    answer(cast.lea, ike, observed="no")
    assert [one.pseudonym for one in may_be_present(cast.lea)] == ["Marigold"]
    assert [one.pseudonym for one in visits(cast.lea)[0].present] == ["Marigold"]
    with pytest.raises(Problem, match="asked not to be in notes"):
        add_visit(cast.lea, on=None, present=[ike])


def test_whoever_says_a_visit_otherwise_leaves_there_whom_they_are_not_shown(
    cast: Cast, ike: Any, marigold: Any
) -> None:
    visit = add_visit(cast.lea, on=None, present=[ike, marigold])
    write_note(cast.lea, visit=visit, layers={"description": "It is his soup."})
    pause(cast.lea, participant=ike)
    assert sources(cast.cody) == []
    change_visit(cast.cody, visit=visit, on=None, doing="soup", present=[marigold])
    assert sources(cast.cody) == []
    change_visit(cast.cody, visit=visit, on=None, doing="soup")
    assert visits(cast.cody) == []
    resume(cast.lea, participant=ike)
    answer(cast.lea, ike, observed="no")
    change_visit(cast.cody, visit=visit, on=None, doing="soup", present=[marigold])
    answer(cast.lea, ike, observed="yes")
    assert {one.pseudonym for one in visits(cast.cody)[0].present} == {"Ike", "Marigold"}
    change_visit(cast.cody, visit=visit, on=None, doing="soup", present=[marigold])
    assert [one.pseudonym for one in visits(cast.cody)[0].present] == ["Marigold"]


def test_words_in_a_note_are_proposed_and_cut_out_once_they_are_marked(
    cast: Cast, ike: Any, marigold: Any
) -> None:
    visit = add_visit(cast.lea, on=None, present=[ike, marigold])
    note = write_note(
        cast.lea, visit=visit, layers={"description": 'A pot. Ike: "It is his soup." Marigold nods.'}
    )
    (proposed,) = words_of(cast.lea, ike)
    assert (proposed.words, proposed.id) == ('Ike: "It is his soup."', None)
    pause(cast.lea, participant=ike)
    assert sources(cast.lea) == []  # which words are his nobody has said
    resume(cast.lea, participant=ike)
    mark_own_words(cast.lea, source=note, participant=ike, span=proposed.span)
    pause(cast.lea, participant=ike)
    assert text_of(cast.lea, source(cast.lea, note.id)).words == "A pot. Marigold nods."


def test_who_is_printed_nowhere_is_not_printed_while_somebody_else_is_on_hold(
    cast: Cast, talk: Any, ike: Any, marigold: Any
) -> None:
    for who in (ike, marigold):
        answer(cast.lea, who, quotes="short_quotes")
    assert b"Tea by day." in make(cast.lea, what="codings", format="csv").data
    withdraw(cast.lea, participant=marigold, named="L2_no_quotes")
    assert b"by day" not in make(cast.lea, what="codings", format="csv").data
    pause(cast.lea, participant=ike)
    assert b"by day" not in make(cast.lea, what="codings", format="csv").data


def test_what_may_be_quoted_is_asked_in_as_many_statements_for_many_codings_as_for_few(
    cast: Cast, talk: Any, ike: Any, marigold: Any
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught, one_look():
            quotable(cast.lea)
        return len(caught)

    few = statements()
    for number in range(10):
        code = make_code(cast.lea, name=f"Code {number}")
        apply_code(cast.cody, source=source(cast.cody, talk.id), code=code, span=Span(number, number + 9))
    statements()  # the names of new codes are opened once
    assert statements() <= few
