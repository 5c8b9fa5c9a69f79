"""The words of the other copy: their keys and boxes come, and what is destroyed in either copy is destroyed."""

from __future__ import annotations

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from firsthand.core.batches import batches
from firsthand.core.problems import Problem
from firsthand.exchange.joining.beside import BESIDE, Keys
from firsthand.giving_back.own_page.models import Letter
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.vault import cipher, slips, store
from firsthand.ground.vault.keyring.models import LetterKey, PrivateKey, TextKey
from firsthand.ground.vault.models import Private, Sealed

BATCH = 500


def bring_words(by: Membership, keys: Keys) -> None:
    """Everything sealed there that is not here. Raises `Problem` where the study's key was turned there."""
    here = {row.id: row for row in TextKey.objects.filter(study_id=by.study_id)}
    there = {row.id: row for row in keys.rows(TextKey, by.study_id)}
    new = [row for row in there.values() if row.id not in here]
    for row in new:
        _require_opens(by, row)
    TextKey.objects.bulk_create(new, batch_size=BATCH)
    for batch in batches([row.id for row in new], BATCH):
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
    keyed = {row.id: row.box for row in keys.rows(PrivateKey)}
    gone = [one for one, box in keyed.items() if box is None and known.get(one) is not None]
    PrivateKey.objects.filter(pk__in=gone).update(box=None)
    Private.objects.filter(pk__in=gone).delete()
    new = {one: box for one, box in keyed.items() if one not in known}
    PrivateKey.objects.bulk_create([PrivateKey(id=one, box=box) for one, box in new.items()])
    notes = [
        note for batch in batches(new, BATCH) for note in Private.objects.using(BESIDE).filter(pk__in=batch)
    ]
    Private.objects.bulk_create(
        [
            Private(id=one.id, whose=bytes(one.whose), box=bytes(one.box), forget_on=one.forget_on)
            for one in notes
        ]
    )
    return len(notes)


def bring_letters(by: Membership, keys: Keys) -> int:
    """What participants wrote on their pages there and nobody has taken in yet, here or there. How many came.

    What was taken in comes as what it became, and waits no more.
    """
    waiting = {row.letter_id: row for row in keys.rows(LetterKey, by.study_id)}
    here, there = (_taken_in(by.study_id, using) for using in (DEFAULT_DB_ALIAS, BESIDE))
    for letter in Letter.objects.filter(study_id=by.study_id, sent_as__in=there):
        slips.destroy_letter(letter.id)
        letter.delete()
    sent = set(Letter.objects.values_list("sent_as", flat=True)) | here
    letters = Letter.objects.using(BESIDE).filter(study_id=by.study_id, pk__in=waiting)
    new = [one for one in letters if one.sent_as not in sent]
    LetterKey.objects.bulk_create([waiting[one.id] for one in new])
    Letter.objects.bulk_create(
        [Letter(id=one.id, study_id=one.study_id, slip=one.slip, sent_as=one.sent_as, box=bytes(one.box), at=one.at)
         for one in new]
    )  # fmt: skip
    return len(new)


def _taken_in(study_id: UUID, using: str) -> set[UUID]:
    entries = Entry.objects.using(using).filter(study_id=study_id, act="page.answer", sent_as__isnull=False)
    return {sent for sent in entries.values_list("sent_as", flat=True) if sent is not None}


def destroyed(study_id: UUID) -> set[UUID]:
    """The texts whose keys were destroyed."""
    rows = TextKey.objects.filter(study_id=study_id, destroyed_at__isnull=False)
    return set(rows.values_list("id", flat=True))
