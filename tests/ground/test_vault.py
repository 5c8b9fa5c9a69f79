"""Sealed words: opened only with the study's key, gone when their key is."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from firsthand.core.problems import NotAllowed, NotThere, Problem
from firsthand.ground.studies.entrance import enter
from firsthand.ground.vault import cipher, guarding, store
from firsthand.ground.vault.cache import Opened, opened
from firsthand.ground.vault.keyring.models import TextKey
from firsthand.ground.vault.keys import unlock
from firsthand.ground.vault.models import Sealed
from firsthand.ground.vault.secret import Secret


@given(words=st.text())
def test_what_is_sealed_opens_as_it_was(cast: Cast, words: str) -> None:
    text_id = store.seal(cast.lea.key, words)
    opened.clear()
    assert store.open_text(cast.lea.key, text_id) == words


def test_half_of_a_letter_is_refused_with_a_sentence_and_leaves_no_key(cast: Cast) -> None:
    before, public = TextKey.objects.count(), X25519PrivateKey.generate().public_key().public_bytes_raw()
    for seal in (
        lambda: store.seal_all(cast.lea.key, ["words", "tea \ud83c"]),
        lambda: store.seal_guarded(cast.lea.study_id, public, "tea \udf75"),
    ):
        with pytest.raises(Problem, match="half of a letter"):
            seal()
    assert TextKey.objects.count() == before


def test_the_box_holds_no_words_and_each_text_has_a_key_of_its_own(cast: Cast) -> None:
    ids = store.seal_all(cast.lea.key, ["MARKER-7f3a", "MARKER-7f3a"])
    boxes = [bytes(box) for box in Sealed.objects.filter(id__in=ids).values_list("box", flat=True)]
    assert all(b"MARKER" not in box for box in boxes)
    assert boxes[0] != boxes[1]
    assert len(set(TextKey.objects.filter(id__in=ids).values_list("box", flat=True))) == 2


def test_another_studys_key_opens_nothing_not_even_from_the_cache(cast: Cast) -> None:
    text_id = store.seal(cast.lea.key, "words")
    store.open_text(cast.lea.key, text_id)
    with pytest.raises(NotThere):
        store.open_text(cast.xeno.key, text_id)


def test_a_destroyed_key_takes_the_words_with_it(cast: Cast) -> None:
    text_id = store.seal(cast.lea.key, "words")
    store.open_text(cast.lea.key, text_id)
    store.destroy(cast.lea.key, [text_id])
    with pytest.raises(store.Destroyed, match="taken out"):
        store.open_text(cast.lea.key, text_id)


def test_an_altered_box_is_noticed_and_so_is_one_passed_off_as_another(cast: Cast) -> None:
    one, other = store.seal_all(cast.lea.key, ["one", "other"])
    box = bytearray(Sealed.objects.get(id=one).box)
    box[-1] ^= 1
    Sealed.objects.filter(id=one).update(box=bytes(box))
    with pytest.raises(cipher.WrongKey):
        store.open_text(cast.lea.key, one)
    Sealed.objects.filter(id=one).update(box=Sealed.objects.get(id=other).box)
    with pytest.raises(cipher.WrongKey):
        store.open_text(cast.lea.key, one)


def test_without_the_members_secret_the_study_key_does_not_open(cast: Cast) -> None:
    with pytest.raises(cipher.WrongKey):
        unlock(cast.lea.id, cast.lea.study_id, Secret(os.urandom(32)))
    with pytest.raises(NotAllowed):
        unlock(uuid4(), cast.lea.study_id, Secret(os.urandom(32)))


def test_a_member_fetched_without_unlocking_reads_nothing(cast: Cast) -> None:
    locked = type(cast.lea).objects.get(pk=cast.lea.pk)
    with pytest.raises(NotAllowed, match="locked"):
        _ = locked.key
    assert enter(cast.lea.study, "lea").key.material == cast.lea.key.material


def test_the_secret_file_is_its_owners_alone_and_refused_where_it_is_not(tmp_path: Path) -> None:
    made = Secret.made_in(tmp_path)
    path = tmp_path / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Secret.found_in(tmp_path) == made
    path.chmod(0o644)
    with pytest.raises(Problem, match="chmod 600"):
        Secret.found_in(tmp_path)


def test_neither_secret_nor_key_shows_itself_when_printed(cast: Cast, tmp_path: Path) -> None:
    secret = Secret.made_in(tmp_path)
    assert secret.material.hex() not in repr(secret)
    assert cast.lea.key.material.hex() not in repr(cast.lea.key)


def test_the_cache_keeps_the_latest_within_its_limit() -> None:
    study, first, second = uuid4(), uuid4(), uuid4()
    cache = Opened(limit=500)
    cache.put(study, first, "a" * 200, mark=b"ours")
    cache.put(study, second, "b" * 200, mark=b"ours")
    assert cache.get(study, first, mark=b"ours") is None
    assert cache.get(study, second, mark=b"ours") == "b" * 200
    assert cache.get(study, second, mark=b"theirs") is None
    assert cache.get(uuid4(), second, mark=b"ours") is None


def test_words_that_were_opened_before_keys_were_destroyed_leave_memory() -> None:
    study, first, second = uuid4(), uuid4(), uuid4()
    cache = Opened()
    cache.put(study, first, "one", mark=b"ours", gone=1)
    cache.keep_up(study, 1)
    cache.put(study, first, "one", mark=b"ours", gone=1)
    cache.keep_up(study, 1)
    assert cache.get(study, first, mark=b"ours") == "one"
    cache.keep_up(study, 2)
    assert cache.get(study, first, mark=b"ours") is None
    cache.put(
        study, first, "one", mark=b"ours", gone=1
    )  # by somebody who came in before, and is not done yet
    assert cache.get(study, first, mark=b"ours") is None
    cache.put(study, second, "two", mark=b"ours", gone=2)
    cache.keep_up(study, 1)  # whoever read the count earlier does not set it back
    assert cache.get(study, second, mark=b"ours") == "two"


def test_each_time_that_keys_are_destroyed_is_counted_for_whoever_comes_in_next(cast: Cast) -> None:
    study = cast.lea.study
    text_id, other = store.seal(cast.lea.key, "words"), store.seal(cast.lea.key, "others")
    before = enter(study, "Lea").key.gone
    store.destroy(cast.lea.key, [text_id])
    assert enter(study, "Lea").key.gone == before + 1
    store.guard(cast.lea.key, guarding.public_of(study.id), [other])
    assert enter(study, "Lea").key.gone == before + 2
    assert enter(cast.xeno.study, "Xeno").key.gone == 0


def test_sqlite_is_asked_for_full_durability() -> None:
    from firsthand.config.databases import SQLITE_PRAGMAS

    assert SQLITE_PRAGMAS["journal_mode"] == "wal"
    assert SQLITE_PRAGMAS["synchronous"] == "2"
    assert sqlite3.sqlite_version_info >= (3, 37)
