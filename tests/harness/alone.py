"""`python -m harness.alone DATA SECONDS`: codings a second by one writer, through the services, without HTTP."""

from __future__ import annotations

import json
import sys
from random import Random
from time import perf_counter


def codings_a_second(seconds: float) -> float:
    """One coder, alone: each coding an act of its own, on disk before the next."""
    from firsthand.doors.preparing import prepared

    prepared()
    from firsthand.analysis.codebook.models import Code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.entrance import enter, find_study

    by = enter(find_study())
    sources = list(Source.objects.filter(study_id=by.study_id).order_by("number"))
    codes = list(Code.objects.filter(study_id=by.study_id))
    chance, done = Random(1), 0
    began = perf_counter()
    while perf_counter() - began < seconds:
        start = chance.randrange(4_000)
        span = Span(start, start + chance.randint(3, 9))
        apply_code(by, source=chance.choice(sources), code=chance.choice(codes), span=span)
        done += 1
    return round(done / (perf_counter() - began), 1)


if __name__ == "__main__":
    print(json.dumps(codings_a_second(float(sys.argv[2]))))
