"""Whether codes go with an attribute of the people: over people, with what few people allow to be said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.compare.arrays import counted
from firsthand.core.association import Association, holm, people
from firsthand.core.figures import Figure
from firsthand.core.problems import NotThere
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Tested:
    """A code: how many people of each value have it in their words, and what a test over people says."""

    code: CodeLine
    having: tuple[int, ...]
    association: Association
    adjusted: Figure  # the exact test's p, by Holm, over all codes that were tested


@dataclass(frozen=True, slots=True)
class ByAttribute:
    """All codes by one attribute. `unsaid`: people of whom it is not said, left out; `tests`: how many were made."""

    attribute: str
    values: tuple[str, ...]
    people: tuple[int, ...]  # by value
    unsaid: int
    codes: tuple[Tested, ...]
    tests: int


def by_attribute(by: Membership, attribute: str, *, asked: bool = False) -> ByAttribute:
    """Every code that is in these people's words. Under twenty people p-values are off unless `asked` for.

    Raises `NotThere` where nobody has such an attribute.
    """
    found = counted(by)
    said = [one.attributes.get(attribute) for one in found.people]
    values = tuple(sorted({value for value in said if value}))
    if not values:
        raise NotThere(_("Of nobody in this study it is said: %(name)s.") % {"name": attribute})
    there = [place for place, value in enumerate(said) if value]
    theirs = [str(said[place]) for place in there]
    coding, person, _where = found.owned
    has = np.zeros((len(found.codes), len(said)), bool)
    has[found.codings.labels[coding], person] = True
    tested = [
        (line, has[number, there], people(theirs, has[number, there].astype(int).tolist(), asked=asked))
        for number, line in enumerate(found.codes)
        if has[number, there].any()
    ]
    ps = [one.exact.p.value for _line, _has, one in tested]
    adjusted = iter(holm([p for p in ps if p is not None]))
    return ByAttribute(
        attribute, values, tuple(theirs.count(value) for value in values), len(said) - len(there),
        tuple(
            Tested(
                line,
                tuple(int(having[[value == one for one in theirs]].sum()) for value in values),
                one,
                one.exact.p if one.exact.p.value is None else Figure(next(adjusted)),
            )
            for line, having, one in tested
        ),
        sum(p is not None for p in ps),
    )  # fmt: skip
