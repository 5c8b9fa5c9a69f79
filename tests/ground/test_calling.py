"""What an organisation calls people is said once, sealed, and then stands wherever these people are meant."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from firsthand.analysis.coding.selectors import standpoints
from firsthand.core.problems import NotAllowed, Problem
from firsthand.doors.web.reader_words import reader_words
from firsthand.ground.calling.selectors import own_words, said_words
from firsthand.ground.calling.services import set_words
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.vault.models import Sealed


def test_nothing_said_is_the_usual_words(cast: Any) -> None:
    assert own_words(cast.lea).worker_many == "peer advocates"
    assert dict(standpoints(cast.lea))["of_member"] == "about a member"


def test_what_was_said_stands_where_these_people_are_meant(cast: Any) -> None:
    set_words(cast.lea, worker="guide", worker_many="guides", person="guest", person_many="guests")
    assert own_words(cast.cody).worker == "guide"
    assert own_words(cast.cody).organisation == "organisation"
    assert dict(standpoints(cast.rea))["of_member"] == "about guests"
    assert reader_words(cast.rea)["standpoint_of_member"] == "about guests"


def test_each_language_has_its_own(cast: Any) -> None:
    set_words(cast.lea, person="guest", person_many="guests")
    set_words(cast.lea, language="es", person="visitante", person_many="visitantes", avoid=["caso"])
    assert set(said_words(cast.lea)) == {"en", "es"}
    with override("es"):
        assert own_words(cast.lea).person == "visitante"
    assert own_words(cast.lea).person == "guest"
    set_words(cast.lea, language="es")
    assert set(said_words(cast.lea)) == {"en"}


def test_it_can_be_taken_back(cast: Any) -> None:
    set_words(cast.lea, person="guest", person_many="guests")
    set_words(cast.lea, person="client", person_many="clients")
    undo_last(cast.lea)
    assert own_words(cast.lea).person == "guest"
    undo_last(cast.lea)
    assert own_words(cast.lea).person == "member"


def test_they_are_sealed_like_all_words(cast: Any) -> None:
    set_words(cast.lea, person="zyzzyva", person_many="zyzzyvas")
    assert all(b"zyzzyva" not in bytes(row.box) for row in Sealed.objects.all())
    assert own_words(cast.hope).person == "member"  # who has no key is told the usual words


@pytest.mark.parametrize(
    "wrong",
    [
        {"worker": "guide"},
        {"person": "x" * 61, "person_many": "y"},
        {"language": "tlh"},
        {"avoid": map(str, range(101))},
    ],
)
def test_what_would_not_hold_in_a_sentence_is_refused(cast: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Problem):
        set_words(cast.lea, **wrong)


def test_the_lead_says_it(cast: Any) -> None:
    with pytest.raises(NotAllowed):
        set_words(cast.cody, person="guest", person_many="guests")
