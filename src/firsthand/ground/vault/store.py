"""Sealing words and opening them again. The key goes to disk first: words without a key would be lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid6 import uuid7

from firsthand.core.batches import batches
from firsthand.core.problems import NotThere, Problem
from firsthand.ground.vault import cipher
from firsthand.ground.vault.cache import opened
from firsthand.ground.vault.guarding import NamesKey, seal_for_names
from firsthand.ground.vault.keyring.models import KeysGone, TextKey
from firsthand.ground.vault.keys import StudyKey
from firsthand.ground.vault.models import Sealed
from firsthand.ground.vault.routing import KEYRING

BATCH = 500


class Destroyed(NotThere):
    """The key to these words was destroyed, so nobody can read them again."""


class Guarded(NotThere):
    """The key to these words is sealed to the names key: the study's lead and guardian can open them."""


def seal_all(key: StudyKey, texts: Sequence[str | bytes]) -> list[UUID]:
    """Seal each text under a key of its own; the ids, in the order given."""
    written = [_bytes(text) for text in texts]  # before there are keys: one of nothing would stay
    ids: list[UUID] = [uuid7() for _ in texts]
    text_keys = [cipher.new_key() for _ in texts]
    TextKey.objects.bulk_create(
        [
            TextKey(id=text_id, study_id=key.study_id, box=key.sealed(text_key, text_id.bytes))
            for text_id, text_key in zip(ids, text_keys, strict=True)
        ],
        batch_size=BATCH,
    )
    Sealed.objects.bulk_create(
        [
            Sealed(
                id=text_id,
                study_id=key.study_id,
                box=cipher.seal(AESGCM(text_key), data, text_id.bytes),
            )
            for text_id, text_key, data in zip(ids, text_keys, written, strict=True)
        ],
        batch_size=BATCH,
    )
    return ids


@contextmanager
def keys_together() -> Iterator[None]:
    """The keys of all that is sealed inside go to disk at once, when the block ends: one wait for the disk, not many.

    The act's own transaction has to be around it, so that the keys are still there before the words.
    """
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        raise AssertionError("Words must not be on disk before their keys: open the act first.")
    with transaction.atomic(using=KEYRING):
        yield


def seal(key: StudyKey, text: str | bytes) -> UUID:
    """Seal one text; its id."""
    return seal_all(key, [text])[0]


def seal_guarded(study_id: UUID, public: bytes, text: str | bytes) -> UUID:
    """Seal one text to the names key from the beginning; its id."""
    text_id, text_key = uuid7(), cipher.new_key()
    guarded = seal_for_names(public, text_key, text_id.bytes)
    box = cipher.seal(AESGCM(text_key), _bytes(text), text_id.bytes)
    TextKey.objects.create(id=text_id, study_id=study_id, guarded=guarded)
    Sealed.objects.create(id=text_id, study_id=study_id, box=box)
    return text_id


def guard(key: StudyKey, public: bytes, ids: Iterable[UUID]) -> None:
    """Move the keys of these texts under the names key: from then on the study key opens them no more."""
    for batch in batches(list(ids), BATCH):
        rows = list(TextKey.objects.filter(study_id=key.study_id, id__in=batch, box__isnull=False))
        for row in rows:
            text_key = key.opened(bytes(row.box or b""), row.id.bytes)
            row.guarded, row.box = seal_for_names(public, text_key, row.id.bytes), None
        TextKey.objects.bulk_update(rows, ["guarded", "box"], batch_size=BATCH)
        opened.forget(key.study_id, batch)
    _count(key.study_id)


def open_guarded(names: NamesKey, text_id: UUID) -> bytes:
    """What was sealed, opened with the names key; never kept in the cache. Raises `Destroyed`."""
    row = TextKey.objects.filter(id=text_id, study_id=names.study_id).first()
    sealed = Sealed.objects.filter(id=text_id, study_id=names.study_id).first()
    if row is None or row.guarded is None or sealed is None:
        raise Destroyed(_gone())
    opener = AESGCM(names.opened(bytes(row.guarded), text_id.bytes))
    return cipher.unseal(opener, bytes(sealed.box), text_id.bytes)


def open_to(key: StudyKey, ids: Iterable[UUID]) -> set[UUID]:
    """Of these texts, the ones that the study key opens: neither destroyed nor under the names key."""
    found: set[UUID] = set()
    for batch in batches(list(set(ids)), BATCH):
        rows = TextKey.objects.filter(study_id=key.study_id, id__in=batch, box__isnull=False)
        found |= set(rows.values_list("id", flat=True))
    return found


def closed(study_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Of these texts, the ones that the study key opens no more."""
    found: set[UUID] = set()
    for batch in batches(list(set(ids)), BATCH):
        rows = TextKey.objects.filter(study_id=study_id, id__in=batch, box__isnull=True)
        found |= set(rows.values_list("id", flat=True))
    return found


def anything_closed(study_id: UUID) -> bool:
    """Whether there are texts of a study that its key opens no more, or never did."""
    return TextKey.objects.filter(study_id=study_id, box__isnull=True).exists()


def open_all(key: StudyKey, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The words of each id.

    Raises `Destroyed` where a key is gone, `Guarded` where it is the guardian's, `WrongKey` where a box was altered.
    """
    words: dict[UUID, str] = {}
    missing: list[UUID] = []
    for text_id in set(ids):
        held = opened.get(key.study_id, text_id, mark=key.marking)
        if isinstance(held, str):
            words[text_id] = held
        else:
            missing.append(text_id)
    for text_id, data in _unsealed(key, missing):
        words[text_id] = text = data.decode()
        opened.put(key.study_id, text_id, text, mark=key.marking, gone=key.gone)
    return words


def open_text(key: StudyKey, text_id: UUID) -> str:
    """The words of one id."""
    return open_all(key, [text_id])[text_id]


def open_bytes(key: StudyKey, text_id: UUID) -> bytes:
    """What was sealed, as bytes (an original file, a recording); not kept in the cache."""
    return next(_unsealed(key, [text_id]))[1]


def key_of_copies(key: StudyKey, text_id: UUID) -> bytes:
    """The key under which a browser keeps its own copy of a text: 32 bytes.

    It is made from the text's own key, so that where that is destroyed the copies cannot be opened either. Raises
    `Destroyed`.
    """
    row = TextKey.objects.filter(id=text_id, study_id=key.study_id).first()
    box = None if row is None else row.box
    if box is None:
        raise _missing(row is not None and row.guarded is not None)
    return cipher.derive(key.opened(bytes(box), text_id.bytes), "copies in a browser")


def keys_beside(key: StudyKey, ids: Iterable[UUID], purpose: str) -> dict[UUID, bytes]:
    """For each of these texts that the study key opens, a key for what was made of it: 32 bytes.

    It is made from the text's own key: where that is destroyed, or the guardian's, what was made does not open either.
    """
    found: dict[UUID, bytes] = {}
    for batch in batches(list(set(ids)), BATCH):
        rows = TextKey.objects.filter(study_id=key.study_id, id__in=batch, box__isnull=False)
        for text_id, box in rows.values_list("id", "box"):
            found[text_id] = cipher.derive(key.opened(bytes(box or b""), text_id.bytes), purpose)
    return found


def key_of_drafts(key: StudyKey, member_id: UUID) -> bytes:
    """The key under which a member's browser keeps what they write and have not kept here yet: 32 bytes."""
    return cipher.derive(key.first, "drafts in a browser", member_id.bytes)


def open_each(key: StudyKey, ids: Iterable[UUID]) -> Iterator[tuple[UUID, bytes]]:
    """Each of many sealed texts, as bytes; none stays in memory. Raises as `open_bytes`."""
    yield from _unsealed(key, list(ids))


def destroy(key: StudyKey, ids: Iterable[UUID]) -> None:
    """Destroy the keys, and with them the words, in this database and in every copy of it."""
    destroy_keys(key.study_id, ids)


def destroy_keys(study_id: UUID, ids: Iterable[UUID]) -> None:
    """The same without the study's key: what was begun can be finished by whoever starts the program next."""
    for batch in batches(list(ids), BATCH):
        rows = TextKey.objects.filter(study_id=study_id, id__in=batch, destroyed_at__isnull=True)
        rows.update(box=None, guarded=None, destroyed_at=timezone.now())
        opened.forget(study_id, batch)
    _count(study_id)


def _count(study_id: UUID) -> None:
    """Let other processes know: what they hold of the study may be words whose keys are gone."""
    with transaction.atomic(using=KEYRING):
        row, _new = KeysGone.objects.select_for_update().get_or_create(
            study_id=study_id, defaults={"times": 0}
        )
        row.times += 1
        row.save(update_fields=["times"])


def empty_boxes(study_id: UUID, ids: Iterable[UUID]) -> None:
    """Let go of sealed texts whose keys were destroyed: a recording takes room. The rows stay, empty."""
    for batch in batches(list(ids), BATCH):
        Sealed.objects.filter(study_id=study_id, id__in=batch).update(box=b"")


def discard(key: StudyKey, ids: Iterable[UUID]) -> None:
    """Destroy what was sealed and never came to belong to anything: the keys, and the boxes with them."""
    gone = list(ids)
    destroy(key, gone)
    for batch in batches(gone, BATCH):
        Sealed.objects.filter(study_id=key.study_id, id__in=batch).delete()


def _unsealed(key: StudyKey, ids: Sequence[UUID]) -> Iterator[tuple[UUID, bytes]]:
    for batch in batches(ids, BATCH):
        held = TextKey.objects.filter(id__in=batch, study_id=key.study_id)
        keys = {text_id: (box, guarded) for text_id, box, guarded in held.values_list("id", "box", "guarded")}
        boxes = Sealed.objects.filter(id__in=batch, study_id=key.study_id).values_list("id", "box")
        found = 0
        for text_id, box in boxes.iterator(chunk_size=BATCH):
            found += 1
            text_key, guarded = keys.get(text_id, (None, None))
            if text_key is None:
                raise _missing(guarded is not None)
            opener = AESGCM(key.opened(bytes(text_key), text_id.bytes))
            yield text_id, cipher.unseal(opener, bytes(box), text_id.bytes)
        if found < len(batch):
            raise NotThere(
                _("Some words are missing from this study's vault. `firsthand verify` says which.")
            )


def _missing(guarded: bool) -> NotThere:
    return Guarded(_("These words are kept under the guardian's key.")) if guarded else Destroyed(_gone())


def _gone() -> str:
    return "These words were taken out: their key was destroyed, and nobody can read them."


def _bytes(text: str | bytes) -> bytes:
    try:
        return text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError:
        raise Problem(
            _("Something in these words is half of a letter, which cannot be kept. Write it once more.")
        ) from None
