"""`python -m harness.alone DATA SECONDS`: codings a second by one writer, through the services, without HTTP."""

from __future__ import annotations

import json
import sys
from itertools import product
from time import perf_counter

STEP = 4  # characters from one coding to the next


def codings_a_second(seconds: float) -> float:
    """One coder, alone: each coding an act of its own, on disk before the next."""
    from firsthand.doors.preparing import prepared

    prepared()
    from firsthand.analysis.codebook.models import Code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.entrance import enter, find_study
    from firsthand.ground.trail.models import Entry

    by = enter(find_study())
    sources = list(Source.objects.filter(study_id=by.study_id).order_by("number"))
    codes = list(Code.objects.filter(study_id=by.study_id))
    free = product(
        codes, range(0, 4_000, STEP), sources
    )  # where that code is not yet: each coding adds something
    before, done, began = Entry.objects.count(), 0, perf_counter()
    while perf_counter() - began < seconds:
        code, start, source = next(free)
        apply_code(by, source=source, code=code, span=Span(start, start + STEP - 1))
        done += 1
    took = perf_counter() - began
    assert Entry.objects.count() == before + done, "Not each was an act."
    return round(done / took, 1)


if __name__ == "__main__":
    print(json.dumps(codings_a_second(float(sys.argv[2]))))
