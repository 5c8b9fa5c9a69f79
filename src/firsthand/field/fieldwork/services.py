"""Writing down sites and visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.consent import refused
from firsthand.core.problems import Problem
from firsthand.field.consent.selectors import standing
from firsthand.field.fieldwork.header import TOLD_HOW
from firsthand.field.fieldwork.models import Present, Site, Visit
from firsthand.field.fieldwork.selectors import may_be_present
from firsthand.field.people.models import Participant
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.belonging import belonging
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import StillPointedAtError, rows_of
from firsthand.ground.trail.shown import as_shown, require_as_shown
from firsthand.ground.vault import wording


@act("site.add")
def add_site(by: Membership, *, name: str, note: str = "") -> Site:
    """A place where fieldwork is done. Raises `Problem` where it has no name, or one that another site has."""
    name = " ".join(name.split())
    if not name:
        raise Problem(_("A site needs a name. One that only the team understands will do."))
    rows = list(Site.objects.filter(study_id=by.study_id))
    named = wording.read_all(by.key, [row.about for row in rows])
    if any(words["name"].casefold() == name.casefold() for words in named.values()):
        raise Problem(_("There is a site “%(name)s” already.") % {"name": name})
    about = wording.written(by.key, {"name": name, "note": note.strip()})
    row = Site(study=by.study, number=_next(by, Site), about=about)
    record().create(row)
    return row


@act("visit.add")
def add_visit(
    by: Membership,
    *,
    on: date | None,
    place: str = "",
    doing: str = "",
    left_out: str = "",
    began: time | None = None,
    ended: time | None = None,
    told_how: Iterable[str] = (),
    site: Site | None = None,
    present: Sequence[Participant] = (),
    number: int | None = None,
) -> Visit:
    """A visit: when, where, what was going on, who of the participants was there, and what was left out.

    Raises `Problem` where it ends before it begins, or `told_how` is none of `header.TOLD_HOW`.
    """
    about = _header(place, doing, left_out, began, ended, told_how)
    row = Visit(
        study=by.study, number=number or _next(by, Visit), on=on, by=by, site=site,
        about=wording.written(by.key, about),
    )  # fmt: skip
    record().create(row)
    _write_present(by, row, present)
    return row


HEADER = ("on", "site_id", "about")


def visit_version(visit: Visit) -> UUID:
    """What a visit is known by as its header says it; who was present is no part of it."""
    return as_shown(visit, *HEADER)


@act("visit.change")
def change_visit(
    by: Membership,
    *,
    visit: Visit,
    on: date | None,
    place: str = "",
    doing: str = "",
    left_out: str = "",
    began: time | None = None,
    ended: time | None = None,
    told_how: Iterable[str] = (),
    site: Site | None = None,
    present: Sequence[Participant] = (),
    version: UUID
    | None = None,  # as it was shown, see `visit_version`: raises `Clash` where it is another since
) -> Visit:
    """Say otherwise what was said of a visit. Raises `Problem` as `add_visit` does.

    Whom the member is not shown there stays: their presence keeps notes of the visit from being read.
    """
    about = _header(place, doing, left_out, began, ended, told_how)
    require_as_shown(visit, version, *HEADER)
    record().change(visit, on=on, site_id=site.id if site else None)
    if about != wording.read(by.key, visit.about):
        record().change(visit, about=wording.written(by.key, about))
    was = {row.participant_id: row for row in visit.present.all()}
    gone = was.keys() & {person.id for person in may_be_present(by)} - {person.id for person in present}
    record().remove(*(row for key, row in was.items() if key in gone))
    _write_present(by, visit, [person for person in present if person.id not in was])
    return visit


@act("visit.remove")
def remove_visit(by: Membership, *, visit: Visit) -> None:
    """Take out a visit that was entered by mistake. Raises `Problem` where notes were written of it."""
    for rows in belonging([visit]):
        record().remove(*rows)
    try:
        record().remove(visit)
    except StillPointedAtError:
        raise Problem(_("Notes were written of this visit. Take them out first.")) from None


def _header(
    place: str, doing: str, left_out: str, began: time | None, ended: time | None, told_how: Iterable[str]
) -> dict[str, Any]:
    if began and ended and ended < began:
        raise Problem(_("A visit ends after it begins. For one past midnight, write two."))
    told = list(told_how)
    if any(how not in TOLD_HOW for how in told):
        raise Problem(_("Choose from the list how people knew that you were observing."))
    return {
        "place": place.strip(), "doing": doing.strip(), "left_out": left_out.strip(), "told_how": told,
        "began": began.isoformat("minutes") if began else "", "ended": ended.isoformat("minutes") if ended else "",
    }  # fmt: skip


def _write_present(by: Membership, visit: Visit, people: Sequence[Participant]) -> None:
    said = standing(by)
    for one in people:
        if refused(said.get(one.id, {}), "observed"):
            raise Problem(
                _("One of these asked not to be in notes of what we see. Leave them out of this visit.")
            )
    record().create(*(Present(study=by.study, visit=visit, participant=one) for one in dict.fromkeys(people)))


def _next(by: Membership, model: type[Recorded]) -> int:
    numbers = rows_of(model).filter(study_id=by.study_id).order_by("-number")
    return (numbers.values_list("number", flat=True).first() or 0) + 1
