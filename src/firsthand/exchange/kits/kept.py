"""The kit with which a study began, read again from what was kept of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.counts import counts
from firsthand.core.kit.parts import Kit, KitCode, Origin
from firsthand.core.kit.reading import read_again
from firsthand.core.problems import NotThere, Problem
from firsthand.exchange.kits.models import Beginning, OpenedCode
from firsthand.ground.studies.access import may, require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

CODEBOOK = "codebook"  # the part that stays closed


@dataclass(frozen=True, slots=True)
class Begun:
    """What a study began with. Of its codes, only what this member may know of."""

    row: Beginning
    kit: Kit
    by: str
    at: datetime
    codes: dict[int, KitCode]  # by their places in the kit's codebook: the opened ones, or for the lead all
    opened: dict[int, UUID]  # by the same place, the code that it became here
    coding_began: bool
    every_code: int  # how many codes the kit has
    guides: tuple[int, ...]  # the numbers of the guides that it brought


def began_with_kit(by: Membership) -> bool:
    """Whether the study began with a kit."""
    require(by, "study.read")
    return Beginning.objects.filter(study_id=by.study_id).exists()


def began_with(by: Membership) -> Begun | None:
    """The kit that the study began with; None where it began without one."""
    require(by, "study.read")
    row = Beginning.objects.filter(study_id=by.study_id).select_related("by").first()
    if row is None:
        return None
    opened = dict(OpenedCode.objects.filter(beginning=row).order_by("place").values_list("place", "code"))
    about = wording.read(by.key, row.about)
    files = dict(about["files"])
    all_codes = may(by, "kit.codes")
    if all_codes or opened:
        files |= wording.read(by.key, row.codes)["files"]
    kit = read_again({name: text.encode() for name, text in files.items()}, about["language"])
    codes = {place: one for place, one in enumerate(kit.contents.codes) if all_codes or place in opened}
    if not all_codes:
        kit = replace(kit, contents=replace(kit.contents, codes=()))
    return Begun(
        row,
        kit,
        row.by.name,
        row.at,
        codes,
        opened,
        coding_began(by, opened.values()),
        about["codes"],
        tuple(about["guides"]),
    )


def origin(by: Membership) -> Origin | None:
    """Whose kit the study began with, for a kit that is made of the study."""
    begun = began_with(by)
    return begun.kit.origin if begun else None


def the_beginning(by: Membership) -> Begun:
    """The same. Raises `NotThere` where the study began without a kit."""
    found = began_with(by)
    if found is None:
        raise NotThere(_("This study began without a kit."))
    return found


def closed_codes(by: Membership) -> list[KitCode]:
    """The codes of the kit that are still closed. Raises `NotAllowed` for all but the lead."""
    require(by, "kit.codes")
    begun = the_beginning(by)
    return [one for place, one in begun.codes.items() if place not in begun.opened]


def coding_began(by: Membership, opened: Collection[UUID]) -> bool:
    """Whether words that this member reads were coded with a code that is the study's own, and none of the kit's."""
    return not counts(by).keys() <= set(opened)


def require_coding_began(begun: Begun) -> None:
    """Raises `Problem` while nobody has coded with a code of the study's own."""
    if not begun.coding_began:
        raise Problem(
            _(
                "The codes of the kit stay closed until somebody has coded with a code of your own. So what the kit "
                "expects can fail to be there."
            )
        )
