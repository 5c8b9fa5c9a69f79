"""Real names: anyone of the team seals them, the lead and the guardian alone open them."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from firsthand.core.problems import Clash, NotAllowed
from firsthand.field.people.naming import clear_name, named, names, set_name
from firsthand.field.people.services import add_participant, remove_participant
from firsthand.field.sources.services import change_source
from firsthand.giving_back.record import told
from firsthand.ground.studies.entrance import enter
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault import cipher, guarding, store, wording
from firsthand.ground.vault.keyring import models as keyring
from firsthand.ground.vault.secret import Secret
from texts import bring


@given(words=st.binary(max_size=500), about=st.binary(max_size=40))
def test_what_is_sealed_to_the_names_key_opens_with_it_and_with_no_other(words: bytes, about: bytes) -> None:
    from uuid import uuid4

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    ours, theirs = (guarding.NamesKey(uuid4(), X25519PrivateKey.generate()) for _ in range(2))
    box = guarding.seal_for_names(ours.public, words, about)
    assert ours.opened(box, about) == words
    for key, bound in ((theirs, about), (ours, about + b"!")):
        with pytest.raises(cipher.WrongKey):
            key.opened(box, bound)


def test_lead_and_guardian_hold_the_names_key_and_nobody_else(cast: Cast) -> None:
    for name in ("Lea", "Gil"):
        assert enter(cast.lea.study, name).names.public == guarding.public_of(cast.lea.study_id)
    for name in ("Cody", "Rea", "Hope", "Pia"):
        with pytest.raises(NotAllowed, match="only they have the key"):
            _ = enter(cast.lea.study, name).names


def test_the_names_key_does_not_open_with_another_secret_and_never_shows_itself(cast: Cast) -> None:
    with pytest.raises(cipher.WrongKey):
        guarding.unlock_names(cast.lea.id, cast.lea.study_id, Secret(os.urandom(32)))
    assert cast.lea.names.private.private_bytes_raw().hex() not in repr(cast.lea.names)


def test_a_study_from_before_gets_its_names_key_when_its_lead_comes_in(cast: Cast) -> None:
    keyring.NamesKey.objects.filter(study_id=cast.lea.study_id).delete()
    keyring.NamesWrap.objects.filter(study_id=cast.lea.study_id).delete()
    assert enter(cast.lea.study).names.public == enter(cast.lea.study, "Gil").names.public


def test_a_text_that_is_moved_under_the_names_key_opens_with_that_alone(cast: Cast) -> None:
    text_id = store.seal(cast.lea.key, "Denise")
    store.open_text(cast.lea.key, text_id)
    store.guard(cast.lea.key, guarding.public_of(cast.lea.study_id), [text_id])
    for ask in (store.open_text, store.open_bytes, store.key_of_copies):
        with pytest.raises(store.Guarded, match="under the guardian's key"):
            ask(cast.lea.key, text_id)
    assert store.open_guarded(cast.gil.names, text_id) == b"Denise"
    store.destroy(cast.lea.key, [text_id])
    with pytest.raises(store.Destroyed):
        store.open_guarded(cast.gil.names, text_id)


def test_a_coder_writes_a_name_down_and_cannot_read_it(cast: Cast) -> None:
    person = add_participant(cast.cody, pseudonym="Marigold")
    set_name(
        cast.cody, participant=person, real_name=" Denise  Halloran", known_as=["Dee"], contacts={"": ""}
    )
    assert named(cast.cody) == {"P01"}
    with pytest.raises(NotAllowed):
        names(cast.cody)
    for reader in (cast.lea, cast.gil):
        (one,) = names(reader)
        assert (one.person.pseudonym, one.real_name, one.known_as) == (
            "Marigold",
            "Denise Halloran",
            ("Dee",),
        )


def test_a_name_is_changed_cleared_goes_with_its_person_and_all_of_it_is_undone(cast: Cast) -> None:
    person = add_participant(cast.cody, pseudonym="Marigold")
    set_name(cast.cody, participant=person, real_name="Denise")
    set_name(cast.cody, participant=person, real_name="Denise Halloran")
    undo_last(cast.cody)
    assert names(cast.lea)[0].real_name == "Denise"
    redo_last(cast.cody)
    clear_name(cast.cody, participant=person)
    assert names(cast.lea) == []
    undo_last(cast.cody)
    remove_participant(cast.lea, participant=person)
    undo_last(cast.lea)
    assert names(cast.lea)[0].real_name == "Denise Halloran"
    assert "Marigold" in told(cast.lea)[2].sentence


def test_the_record_calls_a_row_as_it_is_called_today_where_its_old_words_are_the_guardians(
    cast: Cast,
) -> None:
    (source,) = bring(cast.lea, "I saw her.", name="Denise.txt")
    old = source.about
    change_source(cast.lea, source=source, title="Talk with Marigold", kind=source.kind)
    store.guard(cast.lea.key, guarding.public_of(cast.lea.study_id), [old])
    assert all("Talk with Marigold" in one.sentence for one in told(cast.lea)[:2])
    with pytest.raises(Clash, match="under the guardian's key"):
        undo_last(cast.lea)
    assert wording.read(cast.lea.key, source.about)["title"] == "Talk with Marigold"
