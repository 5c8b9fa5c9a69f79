"""A passkey opens the study for its member, beside passphrase and recovery code, and for nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from conftest import Cast
from firsthand.core.problems import NotAllowed, NotThere, Problem, Refused, TooOften
from firsthand.giving_back.record import told
from firsthand.ground.studies import attempts, signing
from firsthand.ground.studies.secrets import add_passkey, change_passphrase, take_back_passkey
from firsthand.ground.studies.selectors import asked_of_passkeys, member_named, own_locks
from firsthand.ground.studies.services import change_role, invite_again, invite_member, remove_member
from firsthand.ground.vault import cipher, locks, store
from firsthand.ground.vault.keyring import models as keyring
from firsthand.ground.vault.secret import Secret
from own import Own, own_secrets, passphrase


@pytest.fixture
def owning(cast: Cast) -> Own:
    return own_secrets(cast.lea, "Cody")


def added(owning: Own, name: str = "Cody", label: str = "My laptop") -> bytes:
    """What a passkey of theirs answers, which opens the study from now on."""
    answer = os.urandom(32)
    add_passkey(
        owning.by(name), current=passphrase(name), label=label, answer=answer, credential=os.urandom(16)
    )
    return answer


def come_in(owning: Own, answer: bytes, **more: Any) -> Any:
    return signing.sign_in_by_passkey(owning.study, answer=answer, **more)


def opens_nothing(owning: Own, answer: bytes) -> None:
    with pytest.raises(Refused, match="This passkey opens nothing here"):
        come_in(owning, answer)


# --- the lock ---


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_passkeys_lock_opens_with_its_answer_and_with_nothing_else() -> None:
    member, study, secret = uuid4(), uuid4(), Secret(os.urandom(32))
    one, other = os.urandom(32), os.urandom(32)
    for answer in (one, other):
        locks.add_passkey(member, study, secret, answer, uuid4())
    assert locks.opened_by_passkey(study, one) == locks.opened_by_passkey(study, other) == (member, secret)
    for wrong in (b"", one[:-1], one[::-1], os.urandom(32)):
        assert locks.opened_by_passkey(study, wrong) is None
    assert locks.opened_by_passkey(uuid4(), one) is None
    assert locks.opened_by_token(study, one.hex()) is None
    for kind in locks.Kind:
        assert locks.opened_by(member, kind, one.hex()) is None
    for row in keyring.Lock.objects.filter(member_id=member):
        kept = bytes(row.box) + bytes(row.salt) + bytes(row.found_by)
        assert one not in kept
        assert secret.material not in kept
        assert row.memory is None
    row = locks.passkeys_of(member)[0]
    row.member_id = uuid4()  # a box passed off as another member's
    row.save()
    with pytest.raises(cipher.WrongKey):
        locks.opened_by_passkey(study, one)


def test_every_study_asks_its_passkeys_something_of_its_own(cast: Cast) -> None:
    asked = asked_of_passkeys(cast.lea.study)
    assert len(asked) == 32
    assert asked == asked_of_passkeys(cast.lea.study)  # or no passkey would answer the same again
    assert asked != asked_of_passkeys(cast.xeno.study)


# --- adding and taking back ---


def test_a_passkey_opens_the_study_as_its_member_beside_what_opened_it_before(
    cast: Cast, owning: Own
) -> None:
    answer = added(owning)
    opened = come_in(owning, answer)
    assert (opened.by.name, opened.recovery_code) == ("Cody", "")
    assert opened.by.key.material == cast.lea.key.material
    owning.keys["Cody"] = opened.key
    assert owning.by("Cody").id == opened.by.id
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))
    signing.recover(owning.study, name="Cody", code=owning.codes["Cody"], passphrase="another four words")


def test_a_passkey_is_added_with_a_name_by_who_knows_the_passphrase(owning: Own) -> None:
    cody = owning.by("Cody")
    answer, credential = os.urandom(32), os.urandom(20)
    whole = {"current": passphrase("Cody"), "label": "My laptop", "answer": answer, "credential": credential}
    for part, said in (
        ({"label": "  "}, "which passkey this is"),
        ({"current": "not the passphrase"}, "opens nothing here"),
        ({"answer": b""}, "answered with no key"),
        ({"answer": answer + b"!"}, "answered with no key"),
    ):
        with pytest.raises(Problem, match=said):
            add_passkey(cody, **whole | part)
    assert own_locks(cody).passkeys == []
    opens_nothing(owning, answer)
    add_passkey(cody, **whole | {"label": "  My\n laptop "})
    (line,) = own_locks(cody).passkeys
    assert (line.label, line.credential) == ("My laptop", credential)
    with pytest.raises(Problem, match="already"):
        add_passkey(cody, **whole)
    assert own_locks(owning.by("Lea")).passkeys == []


def test_the_name_of_a_passkey_is_sealed_and_goes_with_it(owning: Own) -> None:
    answer = added(owning, label="Marigold’s tablet")
    cody = owning.by("Cody")
    (row,) = locks.passkeys_of(cody.id)
    assert row.label is not None
    assert "Marigold’s tablet" in store.open_text(cody.key, row.label)
    take_back_passkey(cody, passkey_id=row.id)
    assert not store.open_to(cody.key, [row.label])
    opens_nothing(owning, answer)


def test_a_passkey_whose_name_went_with_somebodys_words_is_still_there_to_be_taken_back(owning: Own) -> None:
    added(owning, label="Marigold’s tablet")
    cody = owning.by("Cody")
    (row,) = locks.passkeys_of(cody.id)
    assert row.label is not None
    store.destroy(cody.key, [row.label])
    (line,) = own_locks(cody).passkeys
    assert "Marigold" not in line.label
    take_back_passkey(cody, passkey_id=line.id)
    assert own_locks(cody).passkeys == []


def test_each_of_several_passkeys_is_taken_back_by_itself_and_by_its_owner(owning: Own) -> None:
    first, second = added(owning), added(owning, label="A key on a ring")
    assert [one.label for one in own_locks(owning.by("Cody")).passkeys] == ["My laptop", "A key on a ring"]
    line = own_locks(owning.by("Cody")).passkeys[0]
    with pytest.raises(NotThere):
        take_back_passkey(owning.by("Lea"), passkey_id=line.id)
    come_in(owning, first)
    take_back_passkey(owning.by("Cody"), passkey_id=line.id)
    opens_nothing(owning, first)
    assert come_in(owning, second).by.name == "Cody"


def test_adding_and_taking_back_are_in_the_trail_without_a_name(owning: Own) -> None:
    added(owning, label="Marigold’s tablet")
    take_back_passkey(owning.by("Cody"), passkey_id=own_locks(owning.by("Cody")).passkeys[0].id)
    for entry in told(owning.by("Lea"))[:2]:
        assert (entry.by, entry.act, entry.can_undo) == ("Cody", "passkey.make", False)
        assert "added a passkey, or took one back" in entry.sentence
        assert "Marigold" not in entry.sentence


def test_a_guardian_has_passkeys_and_who_holds_no_key_has_none(cast: Cast) -> None:
    owning = own_secrets(cast.lea, "Gil", "Hope")
    gil = come_in(owning, added(owning, "Gil"))
    assert gil.by.has_names
    with pytest.raises(NotAllowed):
        added(owning, "Hope")


# --- it follows the other locks ---


def test_a_new_passphrase_leaves_passkeys_and_a_new_secret_ends_them(owning: Own) -> None:
    answer = added(owning)
    change_passphrase(owning.by("Cody"), current=passphrase("Cody"), passphrase="another four words")
    come_in(owning, answer)
    signing.recover(owning.study, name="Cody", code=owning.codes["Cody"], passphrase="four words once more")
    opens_nothing(owning, answer)
    assert not keyring.Lock.objects.filter(kind="passkey").exists()


@pytest.mark.parametrize("how", [remove_member, invite_again])
def test_who_is_taken_out_or_invited_anew_has_no_passkey_any_more(
    owning: Own, how: Callable[..., Any]
) -> None:
    answer = added(owning)
    lea = owning.by("Lea")
    how(lea, member=member_named(lea, "Cody"))
    opens_nothing(owning, answer)
    assert not keyring.Lock.objects.filter(kind="passkey").exists()


def test_a_lock_that_was_left_behind_opens_nothing_for_who_is_out(owning: Own) -> None:
    """Were an old copy of the keyring put back by hand: whoever left is not let in, whatever opens."""
    answer = added(owning)
    left = locks.passkeys_of(owning.by("Cody").id)
    lea = owning.by("Lea")
    remove_member(lea, member=member_named(lea, "Cody"))
    for row in left:
        row.save(force_insert=True)
    opens_nothing(owning, answer)


def test_a_passkey_opens_what_is_sealed_after_the_study_key_was_turned(owning: Own) -> None:
    answer = added(owning)
    before = store.seal(owning.by("Cody").key, "before")
    lea = owning.by("Lea")
    remove_member(lea, member=invite_member(lea, name="Sam", role="coder").member)
    after = store.seal(owning.by("Lea").key, "after")
    by = come_in(owning, answer).by
    assert len(by.key.material) == 2 * cipher.KEY_BYTES
    assert set(store.open_all(by.key, [before, after]).values()) == {"before", "after"}


def test_a_passkey_opens_what_the_role_of_the_day_has_keys_to(owning: Own) -> None:
    answer = added(owning)
    lea = owning.by("Lea")
    change_role(lea, member=member_named(lea, "Cody"), role="guardian")
    assert come_in(owning, answer).by.has_names


@pytest.mark.parametrize("role", ["host", "participant", "peer"])
def test_a_passkey_goes_with_the_role_that_could_take_it_back(owning: Own, role: str) -> None:
    """It may be on the device that was lost, and nobody else can take it back."""
    answer = added(owning)
    lea = owning.by("Lea")
    change_role(lea, member=member_named(lea, "Cody"), role=role)
    with pytest.raises(Refused):
        come_in(owning, answer)
    assert not locks.passkeys_of(member_named(lea, "Cody").id)
    assert signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody")).by.role == role


# --- guessing ---


def test_what_opens_nothing_takes_a_second_and_is_counted_where_it_came_from(
    owning: Own, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(signing.time, "sleep", slept.append)
    settings.REFUSED_AFTER = 5.0
    answer = added(owning)
    for _try in range(attempts.FROM_AN_ADDRESS - 1):
        with pytest.raises(Refused):
            come_in(owning, os.urandom(32), address="192.0.2.7")
    assert len(slept) == attempts.FROM_AN_ADDRESS - 1
    assert min(slept) > 4
    for _try in range(3):
        come_in(owning, answer, address="192.0.2.7")  # who comes in is not counted
    with pytest.raises(Refused):
        come_in(owning, os.urandom(32), address="192.0.2.7")
    for given in (answer, os.urandom(32)):
        with pytest.raises(TooOften, match="Try again in"):
            come_in(owning, given, address="192.0.2.7")
    come_in(owning, answer, address="192.0.2.8")
    assert "reading.refused" not in [one.act for one in told(owning.by("Lea"))]
