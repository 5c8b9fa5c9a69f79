"""A question for news that may be held until there is some, and who asks it at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from firsthand.doors.live.holding import HOLD, WAITS
from firsthand.doors.live.hub import Held
from firsthand.doors.live.presence import presence, sign_of
from firsthand.ground.studies.selectors import members
from firsthand.ground.trail.since import moment

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


class Waiting:
    """Of a member, for news of a place. Made before anything is read of it."""

    def __init__(self, request: HttpRequest, by: Membership, place: UUID) -> None:
        self._by, self._place = by, place
        # In the scope of the server that holds, and of no other: no header that somebody sends can say it.
        self.longest = int(request.META.get("asgi.scope", {}).get(WAITS, 0))
        self._entry, _at = moment(by.study_id).latest  # as of which everything is told
        self._turn = 0

    def here(self) -> dict[str, Any]:
        """Who else is here, and a sign of who they are; how long one may wait for it to become another."""
        ids, self._turn = presence.here(self._place, self._by.id)
        there = set(ids)
        others = [one for one in members(self._by) if one.id in there and one.here] if there else []
        return {
            "here": [{"id": one.id, "name": one.name} for one in others],
            "who": sign_of(one.id for one in others),
            "waits": self.longest,
        }

    def hold(self, response: HttpResponse) -> None:
        """Say to the server that this answer holds no news, and of what it waits for some."""
        if self.longest:
            held = Held(self._by.study_id, self._entry, self._place, self._turn, self._by.id)
            response[HOLD.decode()] = str(held)
