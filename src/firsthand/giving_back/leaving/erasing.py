"""Destroying keys, when the withdrawal that asked for it is safely on disk; and finishing what a crash cut short.

The order is the whole of it. In one transaction the rows change and an `Erasure` says which keys are to go: a crash
before its end leaves nothing done. After it the keys go, then the boxes that nothing opens any more, then the erasure
is done. Each of these steps can be done again at any time, and is, when the program starts: a crash anywhere between
leaves what the next start finishes. Keys first: words whose keys are there never outlive the moment of the receipt
for longer than the program is down.
"""

from __future__ import annotations

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from firsthand.giving_back.models import Erasure
from firsthand.ground.vault import store
from firsthand.ground.vault.pressing import press
from firsthand.ground.vault.routing import KEYRING

KEYS_TABLE = "keyring_textkey"


def finish_all() -> None:
    """Carry out every erasure that is not done. Whoever starts the program does it; no member's secret is needed."""
    for erasure in Erasure.objects.filter(done_at=None):
        finish(erasure)


def finish(erasure: Erasure) -> bool:
    """Destroy the keys of an erasure; whether it is done. It is not where somebody reads the keyring all the while."""
    texts = [UUID(one) for one in erasure.texts]
    store.destroy_keys(erasure.study_id, texts)
    pressed = press(KEYRING, KEYS_TABLE)
    with transaction.atomic():
        store.empty_boxes(erasure.study_id, texts)
    press(DEFAULT_DB_ALIAS)
    if pressed:
        Erasure.objects.filter(pk=erasure.pk).update(done_at=timezone.now(), texts=[])
    return pressed
