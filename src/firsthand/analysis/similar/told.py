"""What is said of it: how much was shown, how much of it a person accepted, and how much of that was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.autocoding import SIMILAR
from firsthand.analysis.coding.models import Rule
from firsthand.analysis.coding.readable import codings_kept_from, rules_kept_from
from firsthand.analysis.similar.accepting import codings_marked
from firsthand.analysis.similar.models import Shown
from firsthand.core.spans import Span
from firsthand.field.sources.sight import kept_from, seen
from firsthand.field.sources.unseen import coding_blind
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Told:
    """Passages that were shown, accepted (coded by a person), changed since, and taken off again since."""

    shown: int = 0
    accepted: int = 0
    edited: int = 0
    removed: int = 0

    @property
    def sentence(self) -> str:
        """For a report on methods."""
        if not self.shown and not self.accepted:
            return _("No machine suggestion was shown in this study.")
        return _(
            "%(shown)s passages were shown as similar by a model on this machine; people accepted %(accepted)s of "
            "them, and edited %(edited)s of those since."
        ) % {"shown": self.shown, "accepted": self.accepted, "edited": self.edited}


def told(by: Membership) -> Told:
    """As far as this member may know of it: what was shown of texts that are absent for them is as if it never was."""
    require(by, "study.read")
    shown = sum(len(_seen(by, row)) for row in _shown(by))
    gone = codings_kept_from(by)
    standing = [(row, said) for row, said in codings_marked(by) if row.id not in gone]
    edited = sum(
        row.fingerprint not in said["marks"] or row.code_id.hex != said["code"] for row, said in standing
    )
    rules = Rule.objects.filter(study_id=by.study_id, kind=SIMILAR).exclude(id__in=rules_kept_from(by))
    kept = wording.read_all(by.key, list(rules.values_list("wording", flat=True)))
    accepted = sum(_there(by, said["shown"][rank - 1]) for said in kept.values() for rank in said["accepted"])
    return Told(shown, accepted, edited, max(accepted - len(standing), 0))


def _shown(by: Membership) -> list[Shown]:
    rows = Shown.objects.filter(study_id=by.study_id)
    # Who codes some texts blind knows nothing of what others were shown there; the simplest is: nothing of others.
    return list(rows.filter(by=by) if coding_blind(by) else rows)


def _seen(by: Membership, row: Shown) -> list[list[object]]:
    return [one for one in row.places if _there(by, one)]


def _there(by: Membership, told: list[object]) -> bool:
    version = UUID(str(told[0]))
    return (
        version not in kept_from(by)
        and seen(by, version, Span(int(str(told[1])), int(str(told[2])))) is not None
    )
