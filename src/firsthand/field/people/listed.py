"""What may be said of people in a study: its own list, or the one that comes with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.utils.translation import gettext as _

from firsthand.core.attributes import Attribute, attributes, never
from firsthand.core.problems import Problem
from firsthand.field.people.models import AttributeList
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


def own_attributes(by: Membership) -> tuple[Attribute, ...] | None:
    """The study's own list, in its order; None where it never made one."""
    require(by, "study.read")
    row = AttributeList.objects.filter(study_id=by.study_id).first()
    if row is None:
        return None
    listed = wording.read(by.key, row.about)["attributes"]
    return tuple(Attribute(**one | {"options": tuple(one["options"])}) for one in listed)


def attributes_here(by: Membership) -> tuple[Attribute, ...]:
    """What may be said of people, by whichever list holds here."""
    own = own_attributes(by)
    return attributes() if own is None else own


@act("attribute.list")
def list_attributes(by: Membership, *, attributes: Iterable[Attribute]) -> AttributeList:
    """Say what may be said of people from now on. What was said of them already stays.

    Raises `Problem` for two of one label, and for what no study here keeps.
    """
    listed = list(attributes)
    labels = [one.label.casefold() for one in listed]
    for one in listed:
        if not one.label.strip() or labels.count(one.label.casefold()) > 1:
            raise Problem(_("What may be said of people needs labels, each of them once."))
        if what := never(one.label):
            raise Problem(
                _("“%(label)s” would keep %(what)s. No study here does that: leave it out.")
                % {"label": one.label, "what": what}
            )
    about = {"attributes": [asdict(one) for one in listed]}
    row = AttributeList.objects.filter(study_id=by.study_id).first()
    if row is None:
        row = AttributeList(study=by.study, about=wording.written(by.key, about))
        record().create(row)
    elif wording.packed(wording.read(by.key, row.about)) != wording.packed(about):
        record().change(row, about=wording.written(by.key, about))
    return row
