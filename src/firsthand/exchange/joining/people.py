"""Who was added to the study in the other copy comes in here as they do there."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from firsthand.exchange.joining.beside import Keys
from firsthand.ground.studies.entrance import installation_secret, opened_again
from firsthand.ground.studies.models import KEEP_KEY, KEEP_NAMES, Membership
from firsthand.ground.vault import guarding, keys, own
from firsthand.ground.vault.keyring.models import (
    HandedOver,
    Lock,
    NamesWrap,
    NotesWrap,
    OwnSecret,
    SlipLock,
    Wrap,
)

OF_A_MEMBER: tuple[type[models.Model], ...] = (Wrap, NamesWrap, NotesWrap, OwnSecret, Lock, HandedOver)


def let_in(by: Membership, members: Iterable[UUID], there: Keys) -> None:
    """Give those who came with the other copy what opens the study for them.

    Who has a secret of their own there has the same here, and is handed the key as it is here: it may have been turned.
    For who has none, the installation's opens it, unless this study asks everybody for their own: then somebody has to
    invite them.
    """
    opened_again(by)
    new = set(members)
    with_own = {row.member_id for row in there.rows(OwnSecret, by.study_id)} & new
    for model in OF_A_MEMBER:
        rows = [row for row in there.rows(model, by.study_id) if getattr(row, "member_id", None) in with_own]
        for row in rows:
            if model is HandedOver:
                row.pk = None
        model._default_manager.bulk_create(rows)
    for member in Membership.objects.filter(pk__in=with_own, left_at=None, role__in=KEEP_KEY):
        if own.has(member.id):
            own.hand(member.id, by.key)
    if own.anybody(by.study_id):
        return
    for member in Membership.objects.filter(pk__in=new - with_own, left_at=None):
        if member.role in KEEP_KEY:
            keys.wrap_for(member.id, installation_secret(), by.key)
        if member.role in KEEP_NAMES and by.has_names:
            guarding.give(member.id, installation_secret(), by.names)


def bring_slips(by: Membership, there: Keys) -> None:
    """What opens the own pages whose slips were printed there."""
    known = set(SlipLock.objects.values_list("slip_id", flat=True))
    SlipLock.objects.bulk_create(
        [row for row in there.rows(SlipLock, by.study_id) if row.slip_id not in known]
    )
