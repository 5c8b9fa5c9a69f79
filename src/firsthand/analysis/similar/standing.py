"""How things stand: whether it is on, which model is here, how far the texts are prepared, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from firsthand.analysis.similar import host
from firsthand.analysis.similar.preparing import Readiness, readiness
from firsthand.analysis.similar.switching import SwitchLine, switches, why_off
from firsthand.analysis.similar.told import Told, told
from firsthand.core.problems import Problem
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Standing:
    """All of that. `trouble`: why no model can be used, as a sentence; its name and hash are empty then."""

    on: bool
    said: list[SwitchLine]
    why_off: str
    told: Told
    model: str = ""
    hash: str = ""
    trouble: str = ""
    ready: Readiness = field(default_factory=lambda: Readiness(0, 0, 0))


def standing(by: Membership) -> Standing:
    """How it stands for this member."""
    said = switches(by)
    on = bool(said and said[0].on)
    try:
        model = host.model()
    except Problem as problem:
        return Standing(on, said, why_off(by), told(by), trouble=str(problem))
    found = Standing(on, said, why_off(by), told(by), model.name, model.hash)
    return replace(found, ready=readiness(by)) if on else found
