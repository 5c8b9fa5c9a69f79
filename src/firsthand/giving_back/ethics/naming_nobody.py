"""Whether words name a participant: nothing of the package may, whoever wrote it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.core.identifying.replacing import Replacing
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.people.models import Name
from firsthand.field.people.selectors import people_asked
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.vault import wording

SHORTEST = 3  # letters of a part of a name that tells


class Names:
    """Real names and their parts, contacts, and chosen names. Raises `NotAllowed` without the names key."""

    def __init__(self, by: Membership) -> None:
        require(by, "name.read")
        ours = {one.name.casefold() for one in members(by)}
        found = {name for name in _outside(by) if name.casefold() not in ours}
        # A chosen name without a capital (“a peer advocate”) is how anybody would speak of anyone.
        found |= {one.pseudonym for one in people_asked(by) if one.pseudonym[:1].isupper()}
        self._replacing = Replacing([(name, "") for name in sorted(found - {""})])

    def stand_in(self, words: str) -> bool:
        """Whether somebody is named there."""
        return next(self._replacing.found(words), None) is not None

    def said(self, words: str) -> str:
        """The words, or what stands in their place where somebody is named in them."""
        return _("(Not printed: it names somebody who takes part.)") if self.stand_in(words) else words


def _outside(by: Membership) -> set[str]:
    rows = Name.objects.filter(study_id=by.study_id).exclude(participant_id__in=keeping_out(by))
    found: set[str] = set()
    for row in rows:
        said = wording.read_guarded(by.names, row.said)
        names = [said["real_name"], *said["known_as"]]
        found |= {*names, *said["contacts"].values()}
        found |= {part for name in names for part in name.split() if len(part.strip(".")) >= SHORTEST}
    return found
