"""Whether what participants wrote waits to be taken in: asked each time a study is opened, so it loads little."""

from __future__ import annotations

from firsthand.giving_back.own_page.models import Letter
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault.asking import is_any


def take_in_what_waits(by: Membership) -> None:
    """Take in all that is waiting. One question to the database where nothing is."""
    if by.opened_key is None or not is_any(Letter, "study_id = %s", by.study_id):
        return
    from firsthand.giving_back.own_page.taking_in import take_in

    take_in(by)
