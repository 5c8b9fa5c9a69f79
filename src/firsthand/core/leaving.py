"""Ways of leaving a study, and what each reaches: five levels by twenty-three places, read from `leaving.yaml`.

>>> level("L3").id, effect("L3", "own_speech_in_group_or_fieldnote")
('L3_remove_words', 'redact')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Effect = Literal["keep", "hide", "remove", "redact", "recompute", "flag", "notify", "tombstone", "impossible"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)


@dataclass(frozen=True, slots=True)
class Level:
    """A way of leaving: “L3_remove_words”, and what it does in each place."""

    id: str
    reach: dict[str, Effect]

    @property
    def short(self) -> str:
        """“L3”: how the command line calls it."""
        return self.id.partition("_")[0]

    def does(self, place: str, *effects: Effect) -> bool:
        """Whether it has one of these effects in a place."""
        return self.reach[place] in effects


@cache
def levels() -> tuple[Level, ...]:
    """The five, from the one that reaches least to the one that cuts the link."""
    written = _written()
    return tuple(
        Level(name, {place: effects[number] for place, effects in written["reach"].items()})
        for number, name in enumerate(written["levels"])
    )


def places() -> tuple[str, ...]:
    """The twenty-three places, in the order in which people are shown them."""
    return tuple(levels()[0].reach)


def level(named: str) -> Level:
    """A level by “L3”, “l3” or its whole id. Raises `Problem`."""
    wanted = named.strip().casefold()
    for one in levels():
        if wanted in (one.short.casefold(), one.id.casefold()):
            return one
    raise Problem(
        _("There is no way of leaving “%(named)s”. There are: %(ways)s.")
        % {"named": named, "ways": ", ".join(one.short for one in levels())}
    )


def effect(named: str, place: str) -> Effect:
    """What a level does in a place."""
    return level(named).reach[place]


@cache
def _written() -> dict[str, dict[str, list[Effect]]]:
    written: dict[str, dict[str, list[Effect]]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text("utf-8")
    )
    return written
