"""What somebody was shown of a row goes out with their form and comes back: what another saved meanwhile stays.

For rows that count no versions. Words are sealed anew whenever they are changed, so the ids of them tell.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from firsthand.core.problems import Clash
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.rows import plain


def as_shown(row: Recorded, *names: str) -> UUID:
    """What those values of a row are known by: another as soon as one of them is, the same after undo."""
    return uuid5(row.id, repr([plain(getattr(row, name)) for name in names]))


def require_as_shown(row: Recorded, shown: UUID | None, *names: str) -> None:
    """Raises `Clash` where somebody changed one of those values since it was shown; None was shown nothing."""
    if shown is not None and shown != as_shown(row, *names):
        raise Clash(_("Somebody changed this while you were writing. Look at theirs, then save yours again."))
