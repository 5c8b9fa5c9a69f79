"""To whom somebody turns when it gets heavy: in their own words, for themselves alone. Nothing is ever sent there."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import private

CONTACT = "contact"
LONGEST = 300  # letters


def my_contact(by: Membership) -> str:
    """Whom they chose; empty where nobody yet."""
    require(by, "log.keep")
    return "".join(one.words["text"] for one in private.held(by.notes, CONTACT)[:1])


def choose_contact(by: Membership, text: str) -> None:
    """Choose somebody, in the place of whoever it was. Raises `Problem` where it is too long."""
    require(by, "log.keep")
    text, key = text.replace("\r\n", "\n").strip(), by.notes
    if len(text) > LONGEST:
        raise Problem(_("A name and how to reach them will do: %(most)s letters.") % {"most": LONGEST})
    before = [one.id for one in private.held(key, CONTACT)]
    with transaction.atomic():
        if text:
            private.put_in_place(key, CONTACT, before, uuid4(), {"text": text}, forget_on=None)
        else:
            private.let_go(key, CONTACT, before)
