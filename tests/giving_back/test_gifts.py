"""A log entry becomes study data as a gift alone: entry by entry, revocable, and gone when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import write_memo
from firsthand.analysis.themes.selectors import themes
from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme
from firsthand.core.problems import NotAllowed, NotThere, Problem, Refused
from firsthand.core.spans import Span
from firsthand.field.consent.services import set_answers
from firsthand.field.people.selectors import people
from firsthand.field.people.services import add_participant
from firsthand.field.sources.models import TextVersion
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.gifts.models import Gift
from firsthand.giving_back.gifts.services import Stands, give, my_gifts, take_back
from firsthand.giving_back.own_page.models import Letter
from firsthand.giving_back.own_page.slips import make_slip, take_slip_back
from firsthand.giving_back.own_page.slips import slip as slip_row
from firsthand.giving_back.own_page.waiting import take_in_what_waits
from firsthand.giving_back.record import told
from firsthand.ground.studies.services import add_member
from firsthand.ground.vault import codes, store
from firsthand.ground.vault.keyring.models import TextKey
from firsthand.ground.vault.secret import Secret
from firsthand.work.log.entries import Said
from firsthand.work.log.selectors import my_entries
from firsthand.work.log.services import delete_entry, write_entry

SAID = "I peeled potatoes and said nothing for an hour, and then he told me about the harbour."


@dataclass
class Giving:
    """Pru is a peer who works here, and the participant Hazel of the study; the study does not know that."""

    cast: Any
    pru: Any
    hazel: Any
    code: str
    slip: UUID
    entry: UUID

    def give(self) -> UUID:
        return give(self.pru, self.entry, code=self.code)

    def arrive(self) -> None:
        take_in_what_waits(self.cast.rea)


@pytest.fixture
def giving(cast: Cast, secret: Secret) -> Giving:
    lea = cast.lea
    pru = add_member(lea, name="Pru", role="peer", secret=secret)
    hazel = add_participant(lea, pseudonym="Hazel")
    set_answers(
        lea, participant=hazel, answers={"interview": "yes", "log_entries": "per_item"},
        moment="on_request", how="spoken",
    )  # fmt: skip
    made = make_slip(lea, participant=hazel)
    entry = uuid4()
    words = Said(date.today(), ("talk",), SAID, words="A boat.", barrier=("money",), me="heavy")
    write_entry(pru, said=words, ok_words=True, entry_id=entry)
    return Giving(cast, pru, hazel, made.code, made.slip.id, entry)


def test_what_was_given_is_a_source_in_their_words_and_the_rest_of_the_log_stays_theirs(
    giving: Giving,
) -> None:
    write_entry(giving.pru, said=Said(date.today(), ("group",), "Nobody came."))
    gift = giving.give()
    lea = giving.cast.lea
    assert [one.stands for one in my_gifts(giving.pru)] == [Stands.WAITING]
    assert sources(lea) == []
    giving.arrive()
    (line,) = sources(lea)
    assert (line.kind, [one.pseudonym for one in people(lea)]) == ("log entry", ["Hazel"])
    opened = text_of(lea, source(lea, line.id))
    assert opened.words == SAID
    assert [one.name for one in opened.speakers.values()] == ["Hazel"]
    about = str(line.attributes)
    assert "Talking, listening" in about
    assert "Money" in about
    assert "boat" not in about + opened.words  # what somebody else is after: their yes was for the log
    assert "Heavy" not in about
    assert [(one.id, one.stands) for one in my_gifts(giving.pru)] == [(gift, Stands.IN_STUDY)]
    assert len(my_entries(giving.pru)) == 2


def test_the_trail_says_own_page_and_no_row_says_who_gave(giving: Giving) -> None:
    before = {one.number for one in told(giving.cast.lea)}
    giving.give()
    giving.arrive()
    new = [one for one in told(giving.cast.lea) if one.number not in before]
    assert {one.by for one in new} == {"own page"}
    gift = Gift.objects.get()
    assert giving.pru.id not in {getattr(gift, one.attname) for one in Gift._meta.concrete_fields}


@pytest.mark.parametrize("answer", [None, "no"])
def test_unanswered_is_no(giving: Giving, answer: str | None) -> None:
    lea = giving.cast.lea
    ash = add_participant(lea, pseudonym="Ash")
    if answer:
        set_answers(lea, participant=ash, answers={"log_entries": answer}, moment="on_request", how="spoken")
    code = make_slip(lea, participant=ash).code
    with pytest.raises(Problem, match="Nothing was given"):
        give(giving.pru, giving.entry, code=code)
    assert not Letter.objects.exists()
    assert my_gifts(giving.pru) == []


def test_a_no_on_the_way_holds_and_not_a_word_is_kept(giving: Giving) -> None:
    giving.give()
    set_answers(
        giving.cast.lea,
        participant=giving.hazel,
        answers={"log_entries": "no"},
        moment="on_request",
        how="spoken",
    )
    giving.arrive()
    assert sources(giving.cast.lea) == []
    assert not Gift.objects.exists()
    assert [one.stands for one in my_gifts(giving.pru)] == [Stands.NOT_THERE]
    every = store.open_to(giving.cast.lea.key, TextKey.objects.values_list("id", flat=True))
    assert all(b"harbour" not in data for _id, data in store.open_each(giving.cast.lea.key, every))


def test_only_ones_own_entries_and_only_with_the_code(giving: Giving, settings: Any) -> None:
    settings.REFUSED_AFTER = 0.0
    with pytest.raises(NotThere):
        give(giving.cast.cody, giving.entry, code=giving.code)
    with pytest.raises(NotAllowed):
        give(giving.cast.hope, giving.entry, code=giving.code)
    with pytest.raises(Refused):
        give(giving.pru, giving.entry, code=codes.printed("0" * 28 + codes._check("0" * 28)))
    assert not Letter.objects.exists()


def test_sent_twice_it_is_one_gift(giving: Giving) -> None:
    gift = uuid4()
    for _time in range(2):
        assert give(giving.pru, giving.entry, code=giving.code, gift_id=gift) == gift
    giving.arrive()
    assert len(sources(giving.cast.lea)) == 1


def test_taken_back_before_it_arrived_it_never_does(giving: Giving) -> None:
    take_back(giving.pru, giving.give())
    giving.arrive()
    assert sources(giving.cast.lea) == []
    assert not Letter.objects.exists()


def test_taken_back_it_is_gone_from_the_study_with_all_that_was_made_of_it(
    giving: Giving, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    lea, gift = giving.cast.lea, giving.give()
    giving.arrive()
    (line,) = sources(lea)
    row = source(lea, line.id)
    coding = apply_code(lea, source=row, code=make_code(lea, name="Silence"), span=Span(0, 40))
    theme = make_theme(lea, name="Waiting")
    claim = make_claim(lea, theme=theme, sentence="Waiting is work.")
    add_evidence(lea, theme=theme, claim=claim, coding=coding, side="for")
    write_memo(lea, kind="theory", title="Hour", body=f"She writes: “{SAID}”")
    texts = set(TextVersion.objects.filter(source=row).values_list("text", "structure"))
    assert {key.id for key in TextKey.objects.filter(destroyed_at=None)} >= {
        one for two in texts for one in two
    }
    take_slip_back(lea, slip=slip_row(lea, giving.slip))  # no slip has to be good for it
    delete_entry(giving.pru, giving.entry)  # nor does one's own entry have to be there
    take_back(giving.pru, gift)
    assert [one.stands for one in my_gifts(giving.pru)] == [Stands.GOING]
    with django_capture_on_commit_callbacks(execute=True):
        giving.arrive()
    assert sources(lea) == []
    assert not Coding.objects.exists()
    assert not Gift.objects.exists()
    assert [one.stands for one in my_gifts(giving.pru)] == [Stands.NOT_THERE]
    gone = {key.id for key in TextKey.objects.exclude(destroyed_at=None)}
    assert gone >= {one for two in texts for one in two}
    every = store.open_to(lea.key, TextKey.objects.values_list("id", flat=True))
    assert all(b"harbour" not in data for _id, data in store.open_each(lea.key, every))
    assert "harbour" not in memos(lea)[0].body
    assert themes(lea)[0].claims[0].flags
    assert [one.pseudonym for one in people(lea)] == ["Hazel"]


def test_only_who_gave_it_takes_it_back(giving: Giving) -> None:
    gift = giving.give()
    giving.arrive()
    for other in (giving.cast.cody, giving.cast.lea):
        with pytest.raises(NotThere):
            take_back(other, gift)
    giving.arrive()
    assert len(sources(giving.cast.lea)) == 1


def test_what_the_team_removed_is_taken_back_for_good_all_the_same(
    giving: Giving, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    lea, gift = giving.cast.lea, giving.give()
    giving.arrive()
    (line,) = sources(lea)
    row = source(lea, line.id)
    texts = {row.about, *TextVersion.objects.filter(source=row).values_list("text", flat=True)}
    remove_source(lea, source=row)
    removed = told(lea)[0]
    take_back(giving.pru, gift)
    with django_capture_on_commit_callbacks(execute=True):
        giving.arrive()
    assert {key.id for key in TextKey.objects.exclude(destroyed_at=None)} >= texts
    assert not next(one for one in told(lea) if one.number == removed.number).can_undo
    assert [one.taken_back for one in my_gifts(giving.pru)] == [True]


def test_other_words_of_theirs_stay_when_one_gift_goes(giving: Giving) -> None:
    lea, first = giving.cast.lea, giving.give()
    other = uuid4()
    write_entry(giving.pru, said=Said(date.today(), ("group",), "Nobody came, and we sang."), entry_id=other)
    give(giving.pru, other, code=giving.code)
    giving.arrive()
    assert len(sources(lea)) == 2
    take_back(giving.pru, first)
    giving.arrive()
    (left,) = sources(lea)
    assert text_of(lea, source(lea, left.id)).words == "Nobody came, and we sang."
