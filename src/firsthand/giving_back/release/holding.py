"""Excerpts as a report prints them: without the words at which the check would stop, and with why they are not there.

A report that is made from the record needs no rewriting: a passage that tells who somebody is stays out until it is
settled, and the rest leaves. A draft that somebody wrote is stopped as a whole (`checking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.themes.selectors import ThemeLine, with_excerpts
from firsthand.core.identifying import Document
from firsthand.field.deid.looking import leaks_in
from firsthand.field.deid.material import Where
from firsthand.field.sources.sight import seen
from firsthand.giving_back.release.models import ApartPassage
from firsthand.ground.studies.models import Membership

NAMED, TOGETHER = "named", "together"


def settled(by: Membership, found: Iterable[Excerpt]) -> list[Excerpt]:
    """Excerpts that leave with each other, as far as they are settled. Linear in their words."""
    excerpts = list(found)
    held = _together(by, excerpts) | _named(by, excerpts)
    return [
        replace(one, words="", held=held[one.coding.id]) if one.coding.id in held else one for one in excerpts
    ]


def settled_themes(by: Membership, found: Sequence[ThemeLine]) -> list[ThemeLine]:
    """Themes with their evidence, all of which leaves together."""
    return with_excerpts(found, lambda excerpts: settled(by, excerpts))


def _named(by: Membership, excerpts: Iterable[Excerpt]) -> dict[UUID, str]:
    """Those in which something can tell who somebody is, and nobody has settled it."""
    keys = {str(one.coding.id): one for one in excerpts if one.words and not one.held}
    looked = {key: (Document(key, one.words), Where(key, one.coding.id)) for key, one in keys.items()}
    return {keys[leak.where].coding.id: NAMED for leak in leaks_in(by, looked)} if looked else {}


def _together(by: Membership, excerpts: Sequence[Excerpt]) -> dict[UUID, str]:
    """Of passages that must not leave together, those of all but the first."""
    rules: dict[UUID, list[ApartPassage]] = {}
    for part in ApartPassage.objects.filter(study_id=by.study_id).order_by("apart__at", "id"):
        rules.setdefault(part.apart_id, []).append(part)
    held: dict[UUID, str] = {}
    for parts in rules.values():
        left_so_far = False
        for part in parts:
            shown = [one for one in excerpts if _has(by, one, part) and one.coding.id not in held]
            if left_so_far:
                held |= {one.coding.id: TOGETHER for one in shown}
            left_so_far = left_so_far or bool(shown)
    return held


def _has(by: Membership, one: Excerpt, part: ApartPassage) -> bool:
    """Whether an excerpt prints some of the words of a passage."""
    span = seen(by, part.version_id, part.span) if one.coding.version_id == part.version_id else None
    return bool(one.words) and not one.held and span is not None and one.coding.span.touches(span)
