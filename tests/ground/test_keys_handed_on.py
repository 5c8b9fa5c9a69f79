"""Whoever hands the study's key on hands on the key as it is now, however long ago they came in.

Two leads at once: both have the study open, and one has turned the key before the other's act comes to its turn. What
was sealed in between opens for everybody afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import Cast
from firsthand.core.problems import Locked, NotAllowed
from firsthand.ground.studies import signing
from firsthand.ground.studies.entrance import enter, enter_unlocked, installation_secret
from firsthand.ground.studies.selectors import member_named
from firsthand.ground.studies.services import (
    add_member,
    change_role,
    invite_again,
    invite_member,
    remove_member,
)
from firsthand.ground.vault import store
from firsthand.ground.vault.cache import opened
from own import OTHERS, Own, own_secrets, passphrase

Entering = Callable[[str], Any]


@pytest.fixture(params=["all have secrets of their own", "two have none yet"])
def owning(request: pytest.FixtureRequest, cast: Cast) -> Own:
    """Lea and Bea lead; where not all have secrets of their own, Rea and Gil come in with the installation's."""
    named = OTHERS if request.param.startswith("all") else ("Cody", "Pia", "Hope")
    own = own_secrets(cast.lea, *named)
    join(own, invite_member(own.by("Lea"), name="Bea", role="lead"))
    return own


def join(own: Own, invited: Any) -> None:
    name = invited.member.name
    own.keep(signing.redeem(own.study, name=name, code=invited.code, passphrase=passphrase(name)))


def now(own: Own, name: str) -> Any:
    """A member who comes in anew, with whatever opens it for them."""
    return own.by(name) if name in own.keys else enter(own.study, name)


def turned_meanwhile(own: Own) -> Any:
    """A text that was sealed before Lea took Cody out and one that Rea sealed after it."""
    before = store.seal(now(own, "Rea").key, "before")
    remove_member(own.by("Lea"), member=member_named(own.by("Lea"), "Cody"))
    return [before, store.seal(now(own, "Rea").key, "in between")]


def all_open_all(own: Own, texts: list[Any], *names: str) -> None:
    """Each with the same key, and nothing from memory."""
    assert len({now(own, name).key.material for name in names}) == 1
    for name in names:
        by = now(own, name)
        opened.forget_study(own.study.id)
        assert set(store.open_all(by.key, texts).values()) == {"before", "in between", "after"}, name
        store.seal(by.key, "and seals")


def test_of_two_removals_at_once_the_second_keeps_what_the_first_made(owning: Own) -> None:
    bea = owning.by("Bea")
    join(owning, invite_member(owning.by("Lea"), name="Sam", role="coder"))
    texts = turned_meanwhile(owning)
    remove_member(bea, member=member_named(bea, "Sam"))
    texts.append(store.seal(bea.key, "after"))
    all_open_all(owning, texts, "Lea", "Bea", "Rea", "Gil")


def test_who_is_invited_by_somebody_who_came_in_before_opens_everything(owning: Own) -> None:
    bea = owning.by("Bea")
    texts = turned_meanwhile(owning)
    join(owning, invite_member(bea, name="Sam", role="coder"))
    join(owning, invite_again(owning.by("Bea"), member=member_named(bea, "Gil")))
    texts.append(store.seal(owning.by("Sam").key, "after"))
    all_open_all(owning, texts, "Lea", "Bea", "Sam", "Gil", "Rea")


def test_who_is_invited_again_by_somebody_who_came_in_before_opens_everything(owning: Own) -> None:
    bea = owning.by("Bea")
    texts = turned_meanwhile(owning)
    join(owning, invite_again(bea, member=member_named(bea, "Rea")))
    texts.append(store.seal(owning.by("Rea").key, "after"))
    all_open_all(owning, texts, "Lea", "Bea", "Rea", "Gil")


@pytest.mark.parametrize(("name", "role"), [("Rea", "participant"), ("Pia", "coder")])
def test_a_role_that_is_given_by_somebody_who_came_in_before_brings_the_key_as_it_is(
    owning: Own, name: str, role: str
) -> None:
    bea = owning.by("Bea")
    texts = turned_meanwhile(owning)
    change_role(bea, member=member_named(bea, name), role=role)
    texts.append(store.seal(bea.key, "after"))
    all_open_all(owning, texts, "Lea", "Bea", "Gil", "Pia" if name == "Pia" else "Gil")


def test_who_takes_a_secret_of_their_own_with_a_study_opened_before_opens_everything(owning: Own) -> None:
    by = now(owning, "Gil")
    texts = turned_meanwhile(owning)
    owning.keep(signing.begin_own(by, passphrase("Gil")))
    texts.append(store.seal(owning.by("Gil").key, "after"))
    remove_member(owning.by("Bea"), member=member_named(owning.by("Bea"), "Pia"))
    all_open_all(owning, texts, "Lea", "Bea", "Rea", "Gil")


def test_who_was_taken_out_meanwhile_hands_nothing_on(owning: Own) -> None:
    bea = owning.by("Bea")
    remove_member(owning.by("Lea"), member=member_named(owning.by("Lea"), "Bea"))
    with pytest.raises(NotAllowed):
        change_role(bea, member=member_named(bea, "Pia"), role="coder")
    with pytest.raises(NotAllowed):
        remove_member(bea, member=member_named(bea, "Cody"))


def test_who_was_invited_anew_meanwhile_hands_nothing_on_with_what_let_them_in_before(owning: Own) -> None:
    bea = owning.by("Bea")
    join(owning, invite_again(owning.by("Lea"), member=member_named(owning.by("Lea"), "Bea")))
    with pytest.raises(Locked):
        invite_member(bea, name="Sam", role="coder")
    assert enter_unlocked(owning.study, owning.keys["Bea"]).key.material == owning.by("Lea").key.material


def test_where_the_installations_secret_opens_the_study_for_all_it_goes_on_doing_so(cast: Cast) -> None:
    bea = add_member(cast.lea, name="Bea", role="lead", secret=installation_secret())
    before = store.seal(cast.rea.key, "before")
    remove_member(cast.lea, member=member_named(cast.lea, "Cody"))
    between = store.seal(enter(cast.lea.study, "Rea").key, "in between")
    sam = add_member(bea, name="Sam", role="guardian", secret=installation_secret())
    remove_member(bea, member=member_named(bea, "Rea"))
    texts = [before, between, store.seal(sam.key, "after")]
    for name in ("Lea", "Bea", "Gil", "Sam"):
        by = enter(cast.lea.study, name)
        assert set(store.open_all(by.key, texts).values()) == {"before", "in between", "after"}
        assert by.has_names
