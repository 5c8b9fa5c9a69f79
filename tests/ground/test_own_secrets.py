"""A secret of one's own: what opens a study for its member, and that nothing else does."""

from __future__ import annotations

import os
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from firsthand.core.problems import Locked, NotAllowed, NotThere, Problem, Refused, TooOften
from firsthand.field.consent.services import set_answers
from firsthand.field.people.naming import names, set_name
from firsthand.field.people.services import add_participant, remove_participant
from firsthand.giving_back.record import told
from firsthand.ground.studies import attempts, signing
from firsthand.ground.studies.entrance import (
    asks,
    enter,
    enter_by_token,
    enter_unlocked,
    installation_secret,
    member_called,
)
from firsthand.ground.studies.secrets import (
    change_passphrase,
    make_token,
    new_recovery_code,
    take_back_token,
    take_secret,
)
from firsthand.ground.studies.selectors import member_named, own_locks, reading_rights
from firsthand.ground.studies.services import (
    add_member,
    change_role,
    invite_again,
    invite_member,
    remove_member,
)
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.vault import cipher, codes, keys, locks, own, store, unlocking
from firsthand.ground.vault.keyring import models as keyring
from firsthand.ground.vault.secret import Secret
from own import OTHERS, Own, own_secrets, passphrase

WRONG = "That opens nothing here"


@pytest.fixture
def owning(cast: Cast) -> Own:
    """Lea and Cody have secrets of their own; the others come in with the installation's, until they are invited."""
    return own_secrets(cast.lea, "Cody")


def refused(study: Any, name: str, given: str = "not the right words") -> str:
    with pytest.raises((Refused, TooOften)) as problem:
        signing.sign_in(study, name=name, passphrase=given)
    return str(problem.value)


# --- codes, locks, unlockings ---


@given(st.integers(0, 34), st.sampled_from(codes.LETTERS))
def test_a_code_is_read_however_it_is_typed_and_a_slip_of_the_pen_is_told(place: int, letter: str) -> None:
    code = codes.new_code()
    body = codes.read(code)
    assert len(code.split("-")) == 8
    assert len(body) == 28
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert codes.read(typed) == body
    if code[place] not in ("-", letter):
        slip = code[:place] + letter + code[place + 1 :]
        try:
            assert (
                codes.read(slip) != body
            )  # one slip in a million is taken for another code, which opens nothing
        except Problem as problem:
            assert "eight groups" in str(problem)  # noqa: PT017
    for short in ("", code[:-1], code + "7"):
        with pytest.raises(Problem, match="eight groups"):
            codes.read(short)


def test_a_slip_in_a_code_is_told_nearly_always() -> None:
    told_of = 0
    for _once in range(200):
        code = codes.new_code()
        slip = code[:3] + codes.LETTERS[codes.LETTERS.index(code[3]) - 1] + code[4:]
        try:
            codes.read(slip)
        except Problem:
            told_of += 1
    assert told_of >= 199


@pytest.mark.django_db(databases=["default", "keyring"])
@pytest.mark.parametrize("kind", [locks.PASSPHRASE, locks.RECOVERY, locks.INVITATION])
def test_a_lock_opens_with_what_it_was_locked_with_and_with_nothing_else(kind: locks.Kind) -> None:
    member, study, secret = uuid4(), uuid4(), Secret(os.urandom(32))
    locks.put_on(member, study, secret, kind, "what opens it")
    assert locks.opened_by(member, kind, "what opens it") == secret
    for whose, given_ in ((member, "what opens It"), (uuid4(), "what opens it"), (None, "what opens it")):
        assert locks.opened_by(whose, kind, given_) is None
    for other in {locks.PASSPHRASE, locks.RECOVERY, locks.INVITATION} - {kind}:
        assert locks.opened_by(member, other, "what opens it") is None
    row = keyring.Lock.objects.get(member_id=member)
    assert secret.material not in bytes(row.box) + bytes(row.salt)
    assert (row.memory is None) == (kind != locks.PASSPHRASE)
    row.member_id = uuid4()  # a box passed off as another member's
    row.save()
    assert locks.opened_by(row.member_id, kind, "what opens it") is None


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_passphrase_typed_on_another_keyboard_is_the_same_passphrase() -> None:
    member, study, secret = uuid4(), uuid4(), Secret(os.urandom(32))
    locks.put_on(member, study, secret, locks.PASSPHRASE, "Überfahrt am Morgen")
    assert locks.opened_by(member, locks.PASSPHRASE, "U\N{COMBINING DIAERESIS}berfahrt am Morgen") == secret


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_passphrase_that_is_absurdly_long_is_refused_before_it_is_looked_at(cast: Cast) -> None:
    member, study, secret = uuid4(), uuid4(), Secret(os.urandom(32))
    long = "a\u0323\u0302\u0301" * 1000  # a thousand letters, as some keyboards send them
    locks.put_on(member, study, secret, locks.PASSPHRASE, long)
    assert locks.opened_by(member, locks.PASSPHRASE, long) == secret
    began, endless = monotonic(), "a" + "\u0301" * 50_000 + "\u0316" * 50_000
    assert locks.opened_by(member, locks.PASSPHRASE, endless) is None
    with pytest.raises(Problem, match="1000 characters at most"):
        take_secret(cast.lea, passphrase=endless)
    assert monotonic() - began < 5


def test_outside_of_tests_a_passphrase_costs_what_rfc_9106_says() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "src/firsthand/config/settings.py").read_text("utf-8")
    assert "PASSPHRASE_COST = (64 * 1024, 3, 4)" in text


def test_a_passphrase_from_when_they_were_cheaper_is_locked_anew_at_its_next_use(
    owning: Own, settings: Any
) -> None:
    settings.PASSPHRASE_COST = (128, 2, 1)
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))
    row = keyring.Lock.objects.get(member_id=owning.by("Cody").id, kind="passphrase")
    assert (row.memory, row.passes, row.lanes) == (128, 2, 1)
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))


@pytest.mark.django_db(databases=["default", "keyring"])
def test_an_unlocking_opens_with_its_key_for_its_study_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    member, study, secret = uuid4(), uuid4(), Secret(os.urandom(32))
    key = unlocking.begin(member, study, secret)
    assert unlocking.opened_by(key, study) == (member, secret)
    for other in ("", "x", key[:-4] + "AAA=", "ä" * 43, unlocking.begin(member, uuid4(), secret)):
        assert unlocking.opened_by(other, study) is None
    row = keyring.Unlocked.objects.get(study_id=study)
    from base64 import urlsafe_b64decode

    assert urlsafe_b64decode(key) not in bytes(row.box) + bytes(row.found_by)
    later = timezone.now() + timedelta(hours=12, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert unlocking.opened_by(key, study) is None
    unlocking.begin(uuid4(), uuid4(), secret)
    assert not keyring.Unlocked.objects.filter(study_id=study).exists()  # what has ended is not kept
    monkeypatch.undo()
    key = unlocking.begin(member, study, secret)
    assert unlocking.end(key) is True
    assert unlocking.end(key) is False
    assert unlocking.opened_by(key, study) is None


# --- coming in ---


def test_a_study_in_which_nobody_has_a_secret_of_their_own_asks_nothing(cast: Cast) -> None:
    assert not asks(cast.lea.study)
    assert enter(cast.lea.study, "Cody").key.material == cast.lea.key.material


def test_who_has_a_secret_of_their_own_is_opened_by_nothing_else(cast: Cast, owning: Own) -> None:
    assert asks(owning.study)
    for name in ("Lea", "Cody"):
        with pytest.raises(Locked, match="secret of their own"):
            enter(owning.study, name)
        with pytest.raises(cipher.WrongKey):
            keys.unlock(owning.by(name).id, owning.study.id, installation_secret())
        opened = signing.sign_in(owning.study, name=name.lower(), passphrase=passphrase(name))
        assert opened.by.key.material == cast.lea.key.material
        assert enter_unlocked(owning.study, opened.key).id == opened.by.id
    assert enter(owning.study, "Rea").key.material == cast.lea.key.material  # until she is invited
    assert not asks(cast.xeno.study)
    with pytest.raises(Locked):
        enter_unlocked(cast.xeno.study, owning.keys["Lea"])


def test_once_everybody_has_a_secret_of_their_own_the_installations_opens_nothing(cast: Cast) -> None:
    own_secrets(cast.lea, *OTHERS)
    for wrap in keyring.Wrap.objects.filter(study_id=cast.lea.study_id):
        with pytest.raises(cipher.WrongKey):
            keys.unlock(wrap.member_id, wrap.study_id, installation_secret())
    assert not keyring.Wrap.objects.filter(member_id__in=[cast.hope.id, cast.pia.id]).exists()
    with pytest.raises(Problem, match="Invite them"):
        add_member(cast.lea, name="Sam", role="coder", secret=installation_secret())


def test_a_wrong_passphrase_and_a_member_that_does_not_exist_say_the_same(owning: Own) -> None:
    said = {refused(owning.study, name) for name in ("Cody", "Rea", "Nobody at all", "")}
    with pytest.raises(Refused) as wrong_code:
        signing.recover(owning.study, name="Cody", code=codes.new_code(), passphrase="whatever it may be")
    assert said == {str(wrong_code.value)}
    assert WRONG in said.pop()


def test_every_refusal_takes_as_long_as_every_other(
    owning: Own, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REFUSED_AFTER = 5.0
    slept: list[float] = []
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(signing.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(signing.time, "sleep", slept.append)
    for name in ("Cody", "Nobody"):
        refused(owning.study, name)
    with pytest.raises(Refused):
        signing.redeem(owning.study, name="Cody", code=codes.new_code(), passphrase="")
    assert slept == [3.0, 3.0, 3.0]
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))
    assert len(slept) == 3


def test_argon2id_is_paid_for_a_member_that_does_not_exist_too(
    owning: Own, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid = []
    real = locks.Argon2id

    def counted(**cost: Any) -> Any:
        paid.append({name: cost[name] for name in ("memory_cost", "iterations", "lanes", "length")})
        return real(**cost)

    monkeypatch.setattr(locks, "Argon2id", counted)
    for name in ("Cody", "Rea", "Nobody"):
        refused(owning.study, name)
    assert len(paid) == 3
    assert paid[0] == paid[1] == paid[2]


def test_a_thousand_wrong_passphrases_open_nothing_and_hardly_any_is_looked_at(
    owning: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand tries, a minute apart: after the fifth, one in a quarter of an hour is looked at."""
    start, looked_at, waited = timezone.now(), 0, 0
    for minute in range(1000):
        now = start + timedelta(minutes=minute)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        if "too often" in refused(owning.study, "Cody", f"guess number {minute}"):
            waited += 1
        else:
            looked_at += 1
    assert looked_at + waited == 1000
    assert looked_at < 80
    assert "too often" in refused(owning.study, "Cody", passphrase("Cody"))  # the right one waits as well
    later = timezone.now() + attempts.LONGEST_WAIT
    monkeypatch.setattr(timezone, "now", lambda: later)
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))
    lea = signing.sign_in(owning.study, name="Lea", passphrase=passphrase("Lea")).by
    entries = [one for one in told(lea, limit=2000) if one.act == "reading.refused"]
    assert len(entries) == looked_at


def test_guessing_is_limited_under_a_name_that_nobody_has_and_from_an_address_over_all_names(
    owning: Own,
) -> None:
    said = [refused(owning.study, "Nobody") for _try in range(attempts.UNDER_A_NAME + 1)]
    assert [WRONG in one for one in said] == [True] * attempts.UNDER_A_NAME + [False]
    for number in range(attempts.FROM_AN_ADDRESS):
        with pytest.raises(Refused):
            signing.sign_in(owning.study, name=f"Guess {number}", passphrase="x", address="192.0.2.7")
    with pytest.raises(TooOften, match="Try again in"):
        signing.sign_in(owning.study, name="Lea", passphrase=passphrase("Lea"), address="192.0.2.7")
    signing.sign_in(owning.study, name="Lea", passphrase=passphrase("Lea"), address="192.0.2.8")
    from firsthand.ground.studies.models import Attempts

    kept = " ".join(Attempts.objects.values_list("door", flat=True))
    assert "192.0.2" not in kept
    assert "lea" not in kept


def test_guesses_of_who_never_came_again_are_forgotten_after_a_day(owning: Own) -> None:
    from firsthand.ground.studies.models import Attempts

    for number in range(5):
        refused(owning.study, f"Guess {number}")
    Attempts.objects.update(last_at=timezone.now() - timedelta(days=2))
    refused(owning.study, "Cody")
    assert (attempts.forget_old(), Attempts.objects.count()) == (5, 1)


def test_a_clock_that_was_ahead_when_somebody_guessed_keeps_nobody_out_for_longer(owning: Own) -> None:
    from firsthand.ground.studies.models import Attempts

    for _try in range(attempts.UNDER_A_NAME + 1):
        refused(owning.study, "Cody")
    Attempts.objects.update(last_at=timezone.now() + timedelta(days=30))
    assert WRONG in refused(owning.study, "Cody")
    assert "too often" in refused(owning.study, "Cody")  # what was counted before still is
    Attempts.objects.update(last_at=timezone.now() + timedelta(days=30))
    signing.sign_in(owning.study, name="Cody", passphrase=passphrase("Cody"))


def test_a_name_is_found_as_it_is_counted_in_capitals_or_not_and_by_no_letter_that_is_another(
    cast: Cast,
) -> None:
    """PostgreSQL takes a dotless ı for an i: tried so, Rıta would have been Rita, and counted at another door."""
    study = cast.lea.study
    for name in ("Rita", "Élodie"):
        add_member(cast.lea, name=name, role="coder", secret=installation_secret())
    assert member_called(study, " rITA ").name == "Rita"
    assert member_called(study, "éLODIE").name == "Élodie"
    with pytest.raises(NotThere):
        member_called(study, "Rıta")


def test_who_came_in_is_forgiven_under_the_name_that_was_counted_however_it_was_typed(owning: Own) -> None:
    from firsthand.ground.studies.models import Attempts

    refused(owning.study, " cody ")
    signing.sign_in(owning.study, name="  CODY ", passphrase=passphrase("Cody"))
    assert not Attempts.objects.exists()


def test_what_was_refused_is_in_the_trail_without_a_word_of_what_was_tried(owning: Own) -> None:
    refused(owning.study, "Cody", "a very private sentence")
    latest = told(owning.by("Lea"))[0]
    assert (latest.by, latest.act, latest.can_undo) == ("Cody", "reading.refused", False)
    assert "was not let in" in latest.sentence
    from firsthand.ground.trail.models import Entry

    entry = Entry.objects.get(pk=latest.entry_id)
    assert (entry.changes, entry.reason, entry.sent_as) == ([], None, None)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ("eleven char", "12 characters or more"),
        ("x" * 1001, "1000 characters at most"),
        ("how peer work works", "the name of the study"),
        ("qwertyuiop123", None),
        ("correct horse battery", None),
    ],
)
def test_a_passphrase_is_long_and_not_what_anybody_tries_first(
    cast: Cast, given_: str, said: str | None
) -> None:
    if said is None and given_ != "qwertyuiop123":
        take_secret(cast.lea, passphrase=given_)
        return
    with pytest.raises(Problem, match=said or "tried first"):
        take_secret(cast.lea, passphrase=given_)
    assert not asks(cast.lea.study)


def test_an_invitation_lets_in_once_and_then_the_passphrase_does(owning: Own) -> None:
    invited = invite_member(owning.by("Lea"), name="Sam", role="coder")
    assert invited.code not in repr(invited)
    with pytest.raises(Problem, match="12 characters"):
        signing.redeem(owning.study, name="Sam", code=invited.code, passphrase="short")
    opened = signing.redeem(owning.study, name="Sam", code=invited.code, passphrase=passphrase("Sam"))
    assert opened.by.key.material == owning.by("Lea").key.material
    with pytest.raises(Refused):
        signing.redeem(owning.study, name="Sam", code=invited.code, passphrase=passphrase("Sam"))
    assert locks.kinds_of(opened.by.id) == {"passphrase", "recovery"}
    assert [one.opens for one in reading_rights(opened.by)][:2] == ["own", "own"]


def test_what_the_lead_made_for_an_invitation_opens_nothing_once_it_was_used(cast: Cast) -> None:
    lea = own_secrets(cast.lea).by("Lea")
    invited = invite_member(lea, name="Sam", role="lead")
    made = locks.opened_by(invited.member.id, locks.INVITATION, codes.read(invited.code))
    assert made is not None
    signing.redeem(lea.study, name="Sam", code=invited.code, passphrase=passphrase("Sam"))
    with pytest.raises(cipher.WrongKey):
        keys.unlock(invited.member.id, lea.study_id, made)


def test_the_recovery_code_opens_once_and_is_followed_by_another(owning: Own) -> None:
    token = make_token(owning.by("Cody"), current=passphrase("Cody"), label="counting")
    first = owning.codes["Cody"]
    opened = signing.recover(owning.study, name="Cody", code=first.lower(), passphrase="another four words")
    assert opened.recovery_code != first
    for what in (
        lambda: enter_unlocked(owning.study, owning.keys["Cody"]),
        lambda: enter_by_token(owning.study, token),
    ):
        with pytest.raises(Locked):
            what()
    refused(owning.study, "Cody", passphrase("Cody"))
    with pytest.raises(Refused):
        signing.recover(owning.study, name="Cody", code=first, passphrase="another four words")
    signing.sign_in(owning.study, name="Cody", passphrase="another four words")


def test_a_changed_passphrase_locks_everywhere_else_and_leaves_code_and_tokens(owning: Own) -> None:
    cody = owning.by("Cody")
    token = make_token(cody, current=passphrase("Cody"), label="counting")
    with pytest.raises(Refused):
        change_passphrase(cody, current="something else entirely", passphrase="another four words")
    key = change_passphrase(cody, current=passphrase("Cody"), passphrase="another four words")
    with pytest.raises(Locked):
        owning.by("Cody")
    assert enter_unlocked(owning.study, key).id == cody.id
    assert enter_by_token(owning.study, token).id == cody.id
    refused(owning.study, "Cody", passphrase("Cody"))
    signing.recover(owning.study, name="Cody", code=owning.codes["Cody"], passphrase="four words once more")


def test_a_new_recovery_code_ends_the_old_one_and_is_only_made_for_who_knows_the_passphrase(
    owning: Own,
) -> None:
    with pytest.raises(Refused):
        new_recovery_code(owning.by("Cody"), current="not the passphrase")
    code = new_recovery_code(owning.by("Cody"), current=passphrase("Cody"))
    with pytest.raises(Refused):
        signing.recover(owning.study, name="Cody", code=owning.codes["Cody"], passphrase="another four words")
    signing.recover(owning.study, name="Cody", code=code, passphrase="another four words")


def test_a_token_comes_in_as_its_owner_until_it_is_taken_back(cast: Cast, owning: Own) -> None:
    cody = owning.by("Cody")
    with pytest.raises(Problem, match="what the token is for"):
        make_token(cody, current=passphrase("Cody"), label=" ")
    token = make_token(cody, current=passphrase("Cody"), label="Marigold’s counting")
    assert enter_by_token(owning.study, token).key.material == cast.lea.key.material
    for wrong in ("", token[:-1], token.upper(), "firsthand_"):
        with pytest.raises(Locked):
            enter_by_token(owning.study, wrong)
    with pytest.raises(Locked):
        enter_by_token(cast.xeno.study, token)
    (line,) = own_locks(cody).tokens
    assert line.label == "Marigold’s counting"
    with pytest.raises(NotThere):
        take_back_token(owning.by("Lea"), token_id=line.id)
    take_back_token(cody, token_id=line.id)
    with pytest.raises(Locked):
        enter_by_token(owning.study, token)
    assert own_locks(cody).tokens == []


# --- who is in the study ---


def test_who_reads_nothing_has_no_key(cast: Cast) -> None:
    for member in (cast.hope, cast.pia):
        entered = enter(cast.lea.study, member.name)
        assert entered.opened_key is None
        with pytest.raises(NotAllowed, match="not open to its"):
            _ = entered.key
        assert not keyring.Wrap.objects.filter(member_id=member.id).exists()


@pytest.mark.parametrize("own_first", [False, True])
def test_a_role_brings_its_keys_and_takes_them_along(cast: Cast, own_first: bool) -> None:
    person = add_participant(cast.lea, pseudonym="Marigold")
    set_name(cast.lea, participant=person, real_name="Denise")
    made = own_secrets(cast.lea, "Rea") if own_first else None

    def by(name: str) -> Any:
        return made.by(name) if made else enter(cast.lea.study, name)

    def become(role: str) -> Any:
        change_role(by("Lea"), member=member_named(by("Lea"), "Rea"), role=role)
        return by("Rea")

    assert not by("Rea").has_names
    assert names(become("guardian"))[0].real_name == "Denise"
    assert names(become("lead"))[0].real_name == "Denise"
    assert not become("coder").has_names
    assert not keyring.NamesWrap.objects.filter(member_id=cast.rea.id).exists()
    assert become("host").opened_key is None
    assert not keyring.Wrap.objects.filter(member_id=cast.rea.id).exists()
    assert (
        become("reader").key.first == cast.lea.key.first
    )  # turned meanwhile, where she had a secret of her own
    assert not keyring.HandedOver.objects.exists()
    with pytest.raises(Problem, match="There is no role"):
        become("king")
    assert "gave a member another role: Rea" in told(by("Lea"))[0].sentence


def test_what_was_handed_over_and_not_taken_goes_with_the_role(cast: Cast, owning: Own) -> None:
    lea, cody = owning.by("Lea"), member_named(owning.by("Lea"), "Cody")
    change_role(lea, member=cody, role="guardian")
    assert keyring.HandedOver.objects.filter(member_id=cody.id).count() == 1
    change_role(lea, member=cody, role="coder")
    assert not keyring.HandedOver.objects.exists()
    assert not owning.by("Cody").has_names


@pytest.mark.parametrize("role", ["coder", "guardian", "host"])
def test_who_has_left_is_given_no_role_and_no_key(owning: Own, role: str) -> None:
    """On the page of a second lead they may still be here: the key would lie under the host's file."""
    lea = owning.by("Lea")
    gone = member_named(lea, "Pia")
    still = member_named(lea, "Pia")
    remove_member(lea, member=gone)
    with pytest.raises(Problem, match="Pia is not in the study any more"):
        change_role(lea, member=still, role=role)
    with pytest.raises(Problem, match="Pia is not in the study any more"):
        remove_member(lea, member=still)
    for model in (keyring.Wrap, keyring.NamesWrap, keyring.HandedOver):
        assert not model.objects.filter(member_id=still.id).exists()


@pytest.mark.parametrize("role", ["reader", "guardian", "lead"])
def test_where_members_have_secrets_of_their_own_a_role_gives_the_hosts_file_no_key(
    owning: Own, role: str
) -> None:
    lea = owning.by("Lea")
    change_role(lea, member=member_named(lea, "Hope"), role=role)
    hope = member_named(lea, "Hope")
    for model in (keyring.Wrap, keyring.NamesWrap):
        assert not model.objects.filter(member_id=hope.id).exists()
    assert {one.member.name: str(one.opens) for one in reading_rights(lea)}["Hope"] == "nothing"
    with pytest.raises((NotAllowed, Locked)):
        _ = enter(owning.study, "Hope").key
    remove_member(lea, member=member_named(lea, "Rea"))  # the key is turned
    assert not keyring.Wrap.objects.filter(member_id=hope.id).exists()
    invited = invite_again(owning.by("Lea"), member=member_named(owning.by("Lea"), "Hope"))
    came = signing.redeem(owning.study, name="Hope", code=invited.code, passphrase=passphrase("Hope"))
    assert came.by.key.first == owning.by("Lea").key.first


def test_tokens_go_with_the_role_that_could_take_them_back(owning: Own) -> None:
    token = make_token(owning.by("Cody"), current=passphrase("Cody"), label="counting", scope="all")
    lea = owning.by("Lea")
    change_role(lea, member=member_named(lea, "Cody"), role="reader")
    assert enter_by_token(owning.study, token).name == "Cody"
    change_role(owning.by("Lea"), member=member_named(lea, "Cody"), role="peer")
    with pytest.raises(Locked):
        enter_by_token(owning.study, token)


def test_the_last_lead_who_can_come_in_neither_goes_nor_steps_down(owning: Own) -> None:
    lea = owning.by("Lea")
    for attempt in (
        lambda: remove_member(lea, member=lea),
        lambda: change_role(lea, member=lea, role="coder"),
    ):
        with pytest.raises(Problem, match="only lead"):
            attempt()
    invited = invite_member(lea, name="Sam", role="lead")
    with pytest.raises(Problem, match="wait until they have come in"):
        remove_member(lea, member=lea)
    signing.redeem(lea.study, name="Sam", code=invited.code, passphrase=passphrase("Sam"))
    remove_member(lea, member=lea)
    with pytest.raises(Locked):
        owning.by("Lea")


def test_of_who_was_taken_out_nothing_opens_the_study_and_their_name_stays(owning: Own) -> None:
    cody = owning.by("Cody")
    token = make_token(cody, current=passphrase("Cody"), label="counting")
    person = add_participant(cody, pseudonym="Marigold")
    lea = owning.by("Lea")
    remove_member(lea, member=member_named(lea, "Cody"))
    for model in (keyring.Wrap, keyring.NamesWrap, keyring.Lock, keyring.Unlocked, keyring.HandedOver):
        assert not model.objects.filter(member_id=cody.id).exists()
    assert not own.has(cody.id)
    with pytest.raises(Locked):
        enter_unlocked(owning.study, owning.keys["Cody"])
    with pytest.raises(Locked):
        enter_by_token(owning.study, token)
    with pytest.raises(NotThere):
        enter(owning.study, "Cody")
    refused(owning.study, "Cody", passphrase("Cody"))
    assert ("Cody", "participant.add") in [(one.by, one.act) for one in told(lea)]
    assert person.id
    assert [one.member.name for one in reading_rights(lea)] == ["Lea", "Rea", "Gil", "Hope", "Pia"]
    with pytest.raises(Problem, match="was in this study before"):
        invite_member(lea, name="cody", role="coder")
    again = invite_again(lea, member=member_named(lea, "Cody"))
    assert (
        signing.redeem(lea.study, name="Cody", code=again.code, passphrase=passphrase("Cody")).by.id
        == cody.id
    )


def test_the_lead_goes_first_and_invites_nobody_before(cast: Cast) -> None:
    with pytest.raises(Problem, match="The lead of the study goes first"):
        take_secret(cast.cody, passphrase=passphrase("Cody"))
    with pytest.raises(Problem, match="Take a secret of your own first"):
        invite_member(cast.lea, name="Sam", role="coder")
    own_secrets(cast.lea)
    with pytest.raises(Problem, match="already"):
        take_secret(cast.lea, passphrase=passphrase("Lea"))


# --- one session, and another ---


def test_what_one_has_opened_nobody_else_reads_from_memory(cast: Cast, owning: Own) -> None:
    """Words that one member opened lie in the process; who has another key, or none, gets none of them."""
    cody = owning.by("Cody")
    text_id = store.seal(cody.key, "the kettle was on")
    assert store.open_text(cody.key, text_id) == "the kettle was on"
    made_up = keys.StudyKey(owning.study.id, os.urandom(32))
    with pytest.raises(cipher.WrongKey):
        store.open_text(made_up, text_id)
    with pytest.raises(NotThere):
        store.open_text(cast.xeno.key, text_id)
    lea = owning.by("Lea")
    change_role(lea, member=member_named(lea, "Cody"), role="host")
    with pytest.raises(NotAllowed):
        store.open_text(owning.by("Cody").key, text_id)
    unlocking.end(owning.keys["Lea"])
    with pytest.raises(Locked):
        owning.by("Lea")
    with pytest.raises(Locked):
        enter(owning.study, "Lea")


def test_when_the_last_one_locks_the_words_leave_memory(cast: Cast, owning: Own) -> None:
    from firsthand.ground.vault.cache import opened

    key = owning.by("Cody").key
    ours, theirs = store.seal(key, "the kettle was on"), store.seal(cast.xeno.key, "elsewhere")
    store.open_text(key, ours)
    store.open_text(cast.xeno.key, theirs)
    assert signing.lock(owning.keys["Cody"])
    assert opened.get(owning.study.id, ours, mark=key.marking) is not None  # Lea has it open
    assert signing.lock(owning.keys["Lea"])
    assert opened.get(owning.study.id, ours, mark=key.marking) is None
    assert opened.get(cast.xeno.study_id, theirs, mark=cast.xeno.key.marking) == "elsewhere"


def test_with_the_last_lock_goes_what_was_worked_out_from_sealed_answers(cast: Cast, owning: Own) -> None:
    from firsthand.field.consent.selectors import standing
    from firsthand.ground.trail import remembering

    person = add_participant(owning.by("Cody"), pseudonym="Marigold")
    for by in (owning.by("Cody"), cast.xeno):
        set_answers(
            by,
            participant=person if by is not cast.xeno else add_participant(by, pseudonym="Yarrow"),
            answers={"quotes": "short_quotes"}, moment="before", how="together",
        )  # fmt: skip
        assert standing(by)

    def held() -> set[Any]:
        return {whose for _moment, _found, whose in remembering._held.values()} & {
            owning.study.id, cast.xeno.study_id
        }  # fmt: skip

    signing.lock(owning.keys["Cody"])
    assert held() == {owning.study.id, cast.xeno.study_id}  # Lea has it open
    signing.lock(owning.keys["Lea"])
    assert held() == {cast.xeno.study_id}


# --- turning the study key ---


def _sealed_under(material: bytes, study_id: Any, text_id: Any) -> bool:
    """Whether somebody who kept these bytes, and has both databases of today, reads a text."""
    try:
        store.open_bytes(keys.StudyKey(study_id, material), text_id)
    except cipher.WrongKey:
        return False
    return True


@pytest.mark.parametrize("way", ["removed", "role"])
def test_who_kept_the_study_key_reads_nothing_that_is_sealed_after_they_left(owning: Own, way: str) -> None:
    cody = owning.by("Cody")
    kept, study_id = cody.key.material, owning.study.id
    before = store.seal(cody.key, "before")
    lea = owning.by("Lea")
    sam = invite_member(lea, name="Sam", role="reader")  # invited, and not yet in
    if way == "removed":
        remove_member(lea, member=member_named(lea, "Cody"))
    else:
        change_role(lea, member=member_named(lea, "Cody"), role="participant")
    at_once, after = store.seal(lea.key, "at once"), store.seal(owning.by("Lea").key, "after")
    assert _sealed_under(kept, study_id, before)
    assert not _sealed_under(kept, study_id, at_once)
    assert not _sealed_under(kept, study_id, after)
    entered = signing.redeem(owning.study, name="Sam", code=sam.code, passphrase=passphrase("Sam")).by
    for by in (owning.by("Lea"), enter(owning.study, "Gil"), entered):
        assert sorted(store.open_all(by.key, [before, at_once, after]).values()) == [
            "after",
            "at once",
            "before",
        ]
        assert by.key.marking == cody.key.marking  # fingerprints, and drafts on devices, stay what they were
    assert not keyring.HandedOver.objects.filter(member_id__in=[lea.id, entered.id]).exists()


def test_the_key_is_turned_again_and_again_and_not_where_the_file_opens_the_study(
    cast: Cast, owning: Own
) -> None:
    texts = []
    for _round in range(3):
        lea = owning.by("Lea")
        texts.append(store.seal(lea.key, "words"))
        invited = invite_member(lea, name=f"Sam {_round}", role="coder")
        remove_member(lea, member=invited.member)
    assert len(owning.by("Lea").key.material) == 4 * cipher.KEY_BYTES
    assert set(store.open_all(owning.by("Cody").key, texts).values()) == {"words"}
    before = cast.xeno.key.material
    added = add_member(cast.xeno, name="Yves", role="coder", secret=installation_secret())
    remove_member(cast.xeno, member=added)
    assert enter(cast.xeno.study, "Xeno").key.material == before


def test_nothing_secret_shows_itself(owning: Own) -> None:
    opened = signing.sign_in(owning.study, name="Lea", passphrase=passphrase("Lea"))
    assert opened.key not in repr(opened)
    secret = signing.secret_of(opened.by, passphrase("Lea"))
    assert secret.material.hex() not in repr(secret)
    assert str(secret.material) not in repr(secret)


# --- what undo may ---


@pytest.mark.parametrize("follow", [undo_last, redo_last])
def test_undo_and_redo_ask_for_the_right_to_the_act_itself(owning: Own, follow: Any) -> None:
    lea = owning.by("Lea")
    token = make_token(lea, current=passphrase("Lea"), label="coding", scope="code")
    add_participant(owning.by("Lea"), pseudonym="Marigold")
    if follow is redo_last:
        undo_last(owning.by("Lea"), whose=owning.by("Lea"))
    coding = enter_by_token(owning.study, token)
    with pytest.raises(NotAllowed, match="This token is for “code”"):
        follow(coding, whose=coding)
    follow(owning.by("Lea"), whose=owning.by("Lea"))


def test_what_a_former_lead_did_they_neither_undo_nor_do_again(cast: Cast) -> None:
    person = add_participant(cast.lea, pseudonym="Marigold")
    change_role(cast.lea, member=member_named(cast.lea, "Cody"), role="lead")
    cody = enter(cast.lea.study, "Cody")
    remove_participant(cody, participant=person)
    change_role(cast.lea, member=member_named(cast.lea, "Cody"), role="coder")
    cody = enter(cast.lea.study, "Cody")
    with pytest.raises(NotAllowed, match="this is for"):
        undo_last(cody, whose=cody)
    assert [one.can_undo for one in told(cody) if one.act == "participant.remove"] == [False]
    undo_last(cast.lea, whose=cody)
    with pytest.raises(NotAllowed, match="this is for"):
        redo_last(cody, whose=cody)
