"""Two sites’ findings side by side, theme by theme of the kit, and only where both kept the comparable core of it.

There is no score in it and no number: what is laid side by side is words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firsthand.core.kit.findings import CoreThing, Findings, FoundClaim, SubTheme
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

KEPT, ELSEWHERE = "kept", "worded otherwise in its version of the kit"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a theme cannot be laid side by side: whose it is (here, or there), what, and what became of it."""

    there: bool
    thing: CoreThing
    state: str


@dataclass(frozen=True, slots=True)
class Both:
    """What both say under one theme or sub-theme."""

    theme: SubTheme
    here: tuple[FoundClaim, ...]
    there: tuple[FoundClaim, ...]


@dataclass(frozen=True, slots=True)
class ThemeBeside:
    """A theme of the kit: what both say under it and below it; or what is missing for that."""

    theme: SubTheme
    missing: tuple[Missing, ...]
    parts: tuple[Both, ...]


def beside(here: Findings, there: Findings) -> list[ThemeBeside]:
    """Every theme of the kit in its order. Raises `Problem` where the two did not begin with the same kit."""
    if not here.kit or here.kit != there.kit:
        raise Problem(
            _(
                "The two studies began with different kits (%(here)s; %(there)s): there is no "
                "common core by which they could be laid side by side."
            )
            % {"here": here.kit or _("none"), "there": there.kit or _("none")}
        )
    return [_theme(one, here, there) for one in here.themes if not one.parent]


def _theme(theme: SubTheme, here: Findings, there: Findings) -> ThemeBeside:
    missing = tuple(_missing(theme.id, here, there))
    if missing:
        return ThemeBeside(theme, missing, ())
    below = [one for one in here.themes if one.parent == theme.id]
    named = {one.id for one in below}
    parts = [
        Both(
            one,
            *(tuple(claim for claim in found.claims if one.id in claim.themes) for found in (here, there)),
        )
        for one in below
    ]
    whole = Both(
        theme,
        *(
            tuple(
                claim for claim in found.claims if theme.id in claim.themes and named.isdisjoint(claim.themes)
            )
            for found in (here, there)
        ),
    )
    return ThemeBeside(theme, (), (*([whole] if whole.here or whole.there else []), *parts))


def _missing(theme: str, here: Findings, there: Findings) -> Iterator[Missing]:
    ours, theirs = ({(one.kind, one.id): one for one in found.core} for found in (here, there))
    for key, one in ours.items():
        if one.themes and theme not in one.themes:
            continue
        if one.state != KEPT:
            yield Missing(False, one, one.state)
        other = theirs.get(key)
        if other is None:
            yield Missing(True, one, "not in its kit")
        elif other.state != KEPT:
            yield Missing(True, one, other.state)
        elif here.language == there.language and one.mark != other.mark:
            yield Missing(True, one, ELSEWHERE)
