"""Coming to a page with the code of a slip, and what it shows: the participant's side, without a key of the study."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from firsthand.core.problems import Halted, Locked, Refused
from firsthand.giving_back.own_page.models import Letter, Shown, Slip
from firsthand.giving_back.own_page.slips import page_member
from firsthand.ground.studies import attempts
from firsthand.ground.studies.acting import noted
from firsthand.ground.studies.models import Study
from firsthand.ground.vault import codes, unlocking
from firsthand.ground.vault import slips as vault

OPEN_FOR = timedelta(hours=1)  # and then the code is typed again: somebody may have walked away


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A participant's page, open. `content` is what it shows; None where there is nothing to show just now."""

    study: Study
    slip: UUID
    ends_at: datetime
    opened: vault.OpenSlip = field(repr=False)
    content: dict[str, Any] | None = field(repr=False)
    as_of: datetime | None
    waiting: int  # letters that nobody has taken in yet


def no_study(slug: str) -> Study:
    """A study that is not here, to stand for one where nobody may learn that: no code opens a page of it."""
    return Study(id=uuid5(NAMESPACE_URL, slug), slug=slug)


def come_in(study: Study, *, code: str, address: str = "") -> str:
    """Open a page with the code of its slip: the key for the browser's cookie.

    Whatever is wrong with a code, the same is done, the same is said, and it takes the same time. Raises `Refused`,
    `TooOften` where it was not even tried, and `Problem` where the code was mistyped, which is not counted.
    """
    given, begun = codes.read(code), time.monotonic()
    attempts.count_slip(study.id, address)
    opened = vault.opened_by(study.id, given)
    if opened is None:
        if member := page_member(study):
            with suppress(Halted):  # what is refused is told as that, also where nothing is written any more
                noted(study.id, member.id, "slip.refused")
        time.sleep(max(0.0, begun + settings.REFUSED_AFTER - time.monotonic()))
        raise Refused(
            _("This code opens no page. Look at each letter. If it is right, ask us for a new one.")
        )
    attempts.forgive_slip(study.id, address)
    return unlocking.begin(opened.slip_id, study.id, opened.secret, OPEN_FOR)


def own_page(study: Study, key: str) -> OwnPage:
    """The page that was opened with that key. Raises `Locked` where it is not open, or not any more."""
    opened = vault.held_open(study.id, key)
    row = opened and Slip.objects.filter(study=study, pk=opened.slip_id, taken_back_at=None).first()
    if not opened or not row:
        raise Locked(_("This page is closed. Type your code to open it."))
    shown = Shown.objects.filter(slip=row.id, study=study).first()
    data = vault.shown(opened, bytes(shown.box)) if shown else None
    return OwnPage(
        study, row.id, row.ends_at, opened, json.loads(data) if data else None, shown.at if shown else None,
        Letter.objects.filter(slip=row.id).count(),
    )  # fmt: skip


def leave(key: str) -> None:
    """Close the page in this browser."""
    unlocking.end(key)
