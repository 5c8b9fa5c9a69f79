"""This study beside another site’s findings, in sentences that people read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from firsthand.analysis.coding.models import Standpoint
from firsthand.core.kit import beside as laying
from firsthand.core.kit.findings import FEW, NOBODY, Findings, FoundClaim, Grounds, SubTheme
from firsthand.exchange.kits.found import UNUSED, findings
from firsthand.ground.studies.models import Membership

STATES = {
    "changed": pgettext_lazy("a thing of the kit", "changed"),
    "dropped": pgettext_lazy("a thing of the kit", "dropped"),
    "closed": lazy("still closed"),
    UNUSED: lazy("not used"),
    "not in its kit": lazy("not in its kit"),
    laying.ELSEWHERE: lazy("worded otherwise in its version of the kit"),
}
SIDES = {"for": lazy("For it"), "against": lazy("Against it"), "mixed": lazy("For and against it")}
PEOPLE = {
    NOBODY: lazy("nobody told us, we saw it"),
    FEW: lazy("fewer than three people"),
}
SEVERAL = lazy("three people or more")


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """A claim, and its grounds in words: a sentence for each side."""

    sentence: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartTold:
    """What both say under one theme or sub-theme."""

    theme: SubTheme
    here: tuple[ClaimTold, ...]
    there: tuple[ClaimTold, ...]


@dataclass(frozen=True, slots=True)
class ThemeTold:
    """A theme side by side; or what is missing for that, in sentences."""

    theme: SubTheme
    missing: tuple[str, ...]
    parts: tuple[PartTold, ...]


def beside(by: Membership, *, there: Findings) -> list[ThemeTold]:
    """This study's claims and the other's, only where both kept the core of the kit. Nothing of the other is kept.

    Raises `Problem` where the two began with different kits.
    """
    return [
        ThemeTold(
            one.theme,
            tuple(map(_missing, one.missing)),
            tuple(
                PartTold(part.theme, tuple(map(_told, part.here)), tuple(map(_told, part.there)))
                for part in one.parts
            ),
        )
        for one in laying.beside(findings(by), there)
    ]


def _missing(one: laying.Missing) -> str:
    where = _("There") if one.there else _("Here")
    return _("%(where)s: %(what)s is %(state)s.") % {
        "where": where, "what": f"“{one.thing.name}”", "state": STATES.get(one.state, one.state),
    }  # fmt: skip


def _told(claim: FoundClaim) -> ClaimTold:
    told = tuple(map(_grounds, claim.grounds))
    return ClaimTold(claim.sentence, told or (_("Nothing was put to it yet."),))


def _grounds(one: Grounds) -> str:
    labels = {value: str(label) for value, label in Standpoint.choices if value}
    told = [labels[counted.said] for counted in one.standpoints if counted.said in labels]
    words = "; ".join([str(PEOPLE.get(one.people, SEVERAL)), *([", ".join(told)] if told else [])])
    return f"{SIDES[one.side]}: {words}."
