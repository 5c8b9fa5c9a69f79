"""Coded words that leave the program, as far as those whose words they are said that they may.

What may not be quoted is not opened: an excerpt that is held back has no words, and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt, with_words
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine, all_codings
from firsthand.core.consent import Outcome
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import outcome
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import owners, talks
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

# Codings on whose words somebody said since that they are to be left out: rooms above this one know.
ALSO_HELD: list[Callable[[Membership], set[UUID]]] = []


def quotable(by: Membership, codings: Iterable[CodingLine] | None = None) -> list[Excerpt]:
    """Excerpts for a file that leaves: of these codings, or of all that are counted. See `Excerpt.held`."""
    found = list(all_codings(by) if codings is None else codings)
    return with_words(by, found, held=held_back(by, found))


def held_back(by: Membership, codings: Iterable[CodingLine]) -> dict[UUID, Outcome]:
    """The codings whose words may not be quoted, or not before somebody has seen them, with which it is."""
    found = list(codings)
    whose_in = owners(by, talks(by, {line.version_id for line in found}))
    whose = dict(
        Coding.objects.filter(study_id=by.study_id, whose__isnull=False).values_list("id", "whose_id")
    )
    left_out = set[UUID]().union(*(of(by) for of in ALSO_HELD))
    held: dict[UUID, Outcome] = {line.id: Outcome.NO for line in found if line.id in left_out}
    for line in found:
        people, owner = whose_in(line.version_id, line.span), whose.get(line.id)
        said = outcome(by, people | ({owner} if owner else set()), "quotes", "quote")
        if said is not Outcome.YES:
            held.setdefault(line.id, said)
    return held


def may_quote(by: Membership, source: Source, span: Span) -> Outcome:
    """Whether some words of a source may be quoted."""
    require(by, "study.read")
    people = owners(by, talks(by, [source.current]))(source.current, span)
    return outcome(by, people, "quotes", "quote")
