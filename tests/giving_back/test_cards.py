"""Learning cards: from consented words only, never without the other side, and blank where consent ends."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme
from firsthand.core.problems import Clash, NotAllowed, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.services import exclude_reader, set_answers
from firsthand.field.people.services import add_participant
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.cards.making import make_cards
from firsthand.giving_back.cards.models import Card, Passage
from firsthand.giving_back.cards.selectors import card_line, cards, passage
from firsthand.giving_back.cards.services import Saying, change_card, make_card, remove_card, say_seen
from firsthand.giving_back.leaving.carrying_out import withdraw
from firsthand.giving_back.leaving.places import preview
from firsthand.giving_back.models import Release
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import undo_last
from texts import bring

WORDS = "The kettle is never mine, it only visits on Thursdays."
SAID = Saying(
    "Tea comes before questions.", "Some people want the question first.",
    ["When did you wait?", "Who was waited for?", "What was in the cup?"], "Wait for one cup longer.",
)  # fmt: skip


def answered(cast: Cast, person: Any, **answers: Any) -> None:
    set_answers(cast.lea, participant=person, answers=answers, moment="new_use", how="spoken")


@pytest.fixture
def ike(cast: Cast) -> Any:
    person = add_participant(cast.lea, pseudonym="Ike")
    answered(cast, person, training="this_organisation")
    return person


@pytest.fixture
def coding(cast: Cast, ike: Any) -> Any:
    (row,) = bring(cast.lea, f"LENA: And?\nIKE: {WORDS}\n")
    for speaker in text_of(cast.lea, row).speakers.values():
        if speaker.label == "IKE":
            voice = row.versions.get().voices.get(index=speaker.index)
            assign_voice(cast.lea, voice=voice, part="participant", participant=ike)
    start = text_of(cast.lea, row).words.index(WORDS)
    code = make_code(cast.lea, name="Tea")
    return apply_code(
        cast.lea, source=row, code=code, span=Span(start, start + len(WORDS)), standpoint="self"
    )


@pytest.fixture
def claim(cast: Cast, coding: Any) -> Any:
    theme = make_theme(cast.lea, name="Room")
    claim = make_claim(cast.lea, theme=theme, sentence="Tea comes before questions.")
    add_evidence(cast.lea, theme=theme, claim=claim, coding=coding, side="for")
    return claim


@pytest.fixture
def card(cast: Cast, claim: Any, coding: Any) -> Any:
    return make_card(cast.lea, claim=claim, said=SAID, passages=[coding])


def shown(cast: Cast, card: Any) -> None:
    say_seen(cast.lea, passage=card.passages.get())


def page(cast: Cast) -> str:
    return make_cards(cast.rea, format="html").data.decode()


def test_a_card_has_the_words_where_they_stand_and_says_how_it_is_known(cast: Cast, card: Any) -> None:
    (one,) = cards(cast.rea)
    assert [(part.excerpt.words, part.attribution, part.cleared) for part in one.passages] == [
        (WORDS, "Ike", False)
    ]
    assert one.how_known == "Fewer than three people told us. They speak of themselves."
    assert WORDS not in str(vars(Card.objects.get()))


def test_words_leave_on_a_card_only_after_their_person_saw_it_as_it_is(
    cast: Cast, card: Any, coding: Any
) -> None:
    with pytest.raises(Problem, match="Card 1 has words of Ike, who was not shown it"):
        page(cast)
    shown(cast, card)
    assert WORDS in page(cast)
    later = Saying("Tea comes first.", SAID.other_side, SAID.questions, SAID.try_this)
    change_card(cast.cody, card=card, said=later, passages=[coding], version=1)
    with pytest.raises(Problem, match="who was not shown it as it is now"):
        page(cast)


def test_the_trail_and_the_card_keep_who_printed_it_and_whose_words_left(
    cast: Cast, card: Any, ike: Any
) -> None:
    shown(cast, card)
    assert make_cards(cast.rea, format="pdf").data.startswith(b"%PDF")
    assert card_line(cast.lea, card.id).printers == ["Rea"]
    assert Release.objects.get().people == [ike.id.hex]
    assert "cards.pdf" in told(cast.lea)[0].sentence


@pytest.mark.parametrize("answer", ["no", "withdrawn"])
def test_a_card_goes_blank_when_consent_goes(cast: Cast, card: Any, ike: Any, answer: str) -> None:
    shown(cast, card)
    assert WORDS in page(cast)
    answered(cast, ike, training=answer)
    (part,) = card_line(cast.lea, card.id).passages
    assert (part.excerpt, part.cleared) == (None, False)
    assert "does not any more" in part.why_blank
    assert WORDS not in page(cast)
    assert "stood here" in page(cast)


@pytest.mark.parametrize("level", ["L2_no_quotes", "L3_remove_words", "L4_remove_all"])
def test_a_card_is_blank_when_somebody_left_and_the_preview_counted_it(
    cast: Cast, card: Any, ike: Any, level: str
) -> None:
    shown(cast, card)
    line = next(one for one in preview(cast.lea, ike, level).lines if one.place == "learning_card")
    assert (line.count, line.refs, line.effect) == (1, ("1",), "remove")
    withdraw(cast.lea, participant=ike, named=level)
    assert card_line(cast.lea, card.id).blank
    assert WORDS not in page(cast)


def test_words_of_somebody_who_did_not_agree_are_on_no_card(
    cast: Cast, claim: Any, coding: Any, ike: Any
) -> None:
    answered(cast, ike, training="no")
    with pytest.raises(Problem, match="did not say that they may be on a card"):
        make_card(cast.lea, claim=claim, said=SAID, passages=[coding])
    assert not Card.objects.exists()


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (Saying("", "b", "123", "c"), "what was noticed"),
        (Saying("a", " ", "123", "c"), "where it is not so"),
        (Saying("a", "b", "12", "c"), "three questions"),
        (Saying("a", "b", "123", ""), "tried this week"),
    ],
)
def test_a_card_without_one_of_its_parts_is_refused(
    cast: Cast, claim: Any, missing: Saying, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        make_card(cast.lea, claim=claim, said=missing)


def test_what_the_look_before_leaving_finds_stops_a_card(cast: Cast, claim: Any, ike: Any) -> None:
    answered(cast, ike, training="no")
    words = Saying("Tea comes first.", f"Somebody said: {WORDS}", SAID.questions, SAID.try_this)
    make_card(cast.lea, claim=claim, said=words)
    with pytest.raises(Problem, match=r"It does not leave yet. Words of Ike \(S1, turn 2\)"):
        page(cast)
    assert not Release.objects.exists()


def test_two_who_change_a_card_at_once_lose_nothing(cast: Cast, card: Any, coding: Any) -> None:
    change_card(cast.lea, card=card, said=Saying("A.", "b", "123", "c"), passages=[coding], version=1)
    with pytest.raises(Clash):
        change_card(cast.cody, card=card, said=Saying("B.", "b", "123", "c"), passages=[coding], version=1)


def test_who_is_not_to_read_somebody_sees_no_passage_of_theirs_and_takes_none_off(
    cast: Cast, card: Any, ike: Any
) -> None:
    shown(cast, card)
    exclude_reader(cast.lea, participant=ike, reader=cast.cody)
    assert card_line(cast.cody, card.id).passages == ()
    with pytest.raises(NotThere):
        passage(cast.cody, Passage.objects.get().id)
    change_card(cast.cody, card=card, said=Saying("A.", "b", "123", "c"), passages=[], version=1)
    assert Passage.objects.count() == 1


def test_a_card_is_made_by_the_team_and_undone_like_anything(cast: Cast, card: Any, claim: Any) -> None:
    with pytest.raises(NotAllowed):
        make_card(cast.rea, claim=claim, said=SAID)
    remove_card(cast.lea, card=card)
    assert not Passage.objects.exists()
    undo_last(cast.lea)
    assert card_line(cast.lea, card.id).finding == SAID.finding
