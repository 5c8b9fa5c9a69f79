"""The words of the other copy: their keys and boxes come, and what is destroyed in either copy is destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.joining.beside import BESIDE, Keys
from firsthand.giving_back.own_page.models import Letter
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import cipher, store
from firsthand.ground.vault.keyring.models import LetterKey, PrivateKey, TextKey
from firsthand.ground.vault.models import Private, Sealed

BATCH = 500
T = TypeVar("T")


def bring_words(by: Membership, keys: Keys) -> None:
    """Everything sealed there that is not here. Raises `Problem` where the study's key was turned there."""
    here = {row.id: row for row in TextKey.objects.filter(study_id=by.study_id)}
    there = {row.id: row for row in keys.rows(TextKey, by.study_id)}
    new = [row for row in there.values() if row.id not in here]
    for row in new:
        _require_opens(by, row)
    TextKey.objects.bulk_create(new, batch_size=BATCH)
    for batch in batches(row.id for row in new):
        boxes = Sealed.objects.using(BESIDE).filter(study_id=by.study_id, id__in=batch)
        Sealed.objects.bulk_create(
            [Sealed(id=one.id, study_id=one.study_id, box=bytes(one.box)) for one in boxes]
        )
    gone = {row.id for row in there.values() if row.destroyed_at is not None}
    if again := [one for one in gone if one in here and here[one].destroyed_at is None]:
        store.destroy_keys(by.study_id, again)
        store.empty_boxes(by.study_id, again)
    _guard(here, there)


def _guard(here: dict[UUID, TextKey], there: dict[UUID, TextKey]) -> None:
    """What was put under the guardian's key there is under it here."""
    for row in there.values():
        ours = here.get(row.id)
        if row.guarded is not None and ours is not None and ours.box is not None:
            TextKey.objects.filter(pk=row.id).update(box=None, guarded=row.guarded)


def _require_opens(by: Membership, row: TextKey) -> None:
    if row.box is None:
        return
    try:
        by.key.opened(bytes(row.box), row.id.bytes)
    except cipher.WrongKey:
        raise Problem(
            _(
                "The key of the study was turned in the other copy, since somebody left there. "
                "Join the other way round: bring a backup of this copy to that one."
            )
        ) from None


def bring_own_notes(keys: Keys) -> int:
    """What members keep for themselves alone, sealed as it is: nobody else's key opens it. How many came."""
    known = dict(PrivateKey.objects.values_list("id", "box"))
    theirs = {row[0]: row[1] for row in keys.file.execute("SELECT id, box FROM keyring_privatekey")}
    keyed = {UUID(one): box for one, box in theirs.items()}
    gone = [one for one, box in keyed.items() if box is None and known.get(one) is not None]
    PrivateKey.objects.filter(pk__in=gone).update(box=None)
    Private.objects.filter(pk__in=gone).delete()
    new = {one: box for one, box in keyed.items() if one not in known}
    PrivateKey.objects.bulk_create([PrivateKey(id=one, box=box) for one, box in new.items()])
    notes = [note for batch in batches(new) for note in Private.objects.using(BESIDE).filter(pk__in=batch)]
    Private.objects.bulk_create(
        [
            Private(id=one.id, whose=bytes(one.whose), box=bytes(one.box), forget_on=one.forget_on)
            for one in notes
        ]
    )
    return len(notes)


def bring_letters(by: Membership, keys: Keys) -> int:
    """What participants wrote on their pages there and nobody has taken in yet. How many came."""
    waiting = {row.letter_id: row for row in keys.rows(LetterKey, by.study_id)}
    sent = set(Letter.objects.values_list("sent_as", flat=True))
    letters = Letter.objects.using(BESIDE).filter(study_id=by.study_id, pk__in=waiting)
    new = [one for one in letters if one.sent_as not in sent]
    LetterKey.objects.bulk_create([waiting[one.id] for one in new])
    Letter.objects.bulk_create(
        [Letter(id=one.id, study_id=one.study_id, slip=one.slip, sent_as=one.sent_as, box=bytes(one.box), at=one.at)
         for one in new]
    )  # fmt: skip
    return len(new)


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
