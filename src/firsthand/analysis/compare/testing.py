"""Testing whether codes go with an attribute, and counting for good how many tests were made in a study."""

from __future__ import annotations

from django.db.models import Sum
from django.utils import timezone

from firsthand.analysis.compare.attributes import ByAttribute, by_attribute
from firsthand.analysis.compare.models import MadeTests
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store


@act("attribute.test")
def put_to_test(by: Membership, *, attribute: str, asked: bool = False) -> ByAttribute:
    """Every code by an attribute; where p-values were shown, how many stays in the record. Raises as `by_attribute`."""
    found = by_attribute(by, attribute, asked=asked)
    if found.tests:
        sealed = store.seal(by.key, attribute)
        record().create(
            MadeTests(study_id=by.study_id, attribute=sealed, tests=found.tests, by=by, at=timezone.now())
        )
    return found


def number_of_tests(by: Membership) -> int:
    """How many tests were made in this study so far, by whomever."""
    require(by, "study.read")
    return MadeTests.objects.filter(study_id=by.study_id).aggregate(all=Sum("tests"))["all"] or 0
