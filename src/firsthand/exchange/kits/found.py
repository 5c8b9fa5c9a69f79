"""What this study found, theme by theme of the kit, in words: as it leaves, and as it is laid beside another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.themes.selectors import ClaimLine, Piece, ThemeLine, themes
from firsthand.core.kit.findings import (
    SIDES,
    CoreThing,
    Counted,
    Findings,
    FoundClaim,
    Grounds,
    SubTheme,
    mark_of,
    people_told,
)
from firsthand.core.kit.parts import KitCode
from firsthand.core.problems import Problem
from firsthand.exchange.kits.kept import Begun, the_beginning
from firsthand.exchange.kits.selectors import Item, diff
from firsthand.ground.studies.models import Membership

UNUSED = "not used"


def findings(by: Membership, *, title: str = "") -> Findings:
    """The study's claims in words, and what it kept of the kit's core. No passage is in it, and no number of people.

    Raises `Problem` where the kit has no such core, or this member may not know of all codes in it yet.
    """
    begun = the_beginning(by)
    codes = _codes_of_the_core(begun)
    found = themes(by, leaving=True)
    items = {one.key: one for one in diff(by, begun)}
    places = _Places(by, begun, codes)
    return Findings(
        " ".join(title.split()) or _("Another site"), begun.kit.origin.name, begun.kit.origin.version,
        begun.kit.language,
        (
            *_questions(begun, codes, items), *_codes(codes, items),
            *_facets(begun, (piece for theme in found for claim in theme.claims for piece in claim.evidence)),
        ),
        tuple(SubTheme(one.id, one.plain, _top(one, codes) if one.parent else "") for one in codes),
        tuple(_claim(claim, theme, places) for theme in found for claim in theme.claims),
    )  # fmt: skip


def _codes_of_the_core(begun: Begun) -> list[KitCode]:
    """The themes of the kit, and what stands below them down to the level of the core."""
    core, every = begun.kit.core, list(begun.codes.values())
    if not core:
        raise Problem(_("The kit of this study names nothing that two sites both keep."))
    if len(every) < begun.every_code:
        raise Problem(
            _("Codes of the kit are still closed: until they are open, only the study’s lead can do this.")
        )
    by_id = {one.id: one for one in every}
    wanted = {one.id for one in every if not one.parent}
    for one in every:
        if one.level == core.level:
            step: KitCode | None = one
            while step is not None:
                wanted.add(step.id)
                step = by_id.get(step.parent)
    return [one for one in every if one.id in wanted]


def _top(one: KitCode, codes: Iterable[KitCode]) -> str:
    """The theme under which a code of the kit stands."""
    by_id = {other.id: other for other in codes}
    while one.parent in by_id:
        one = by_id[one.parent]
    return one.id


def _questions(begun: Begun, codes: list[KitCode], items: dict[str, Item]) -> Iterator[CoreThing]:
    """The questions of the core, each with the themes that it is about."""
    by_id = {one.id: one for one in begun.codes.values()}
    asked = {one.label: one for guide in begun.kit.contents.guides for one in guide.questions}
    numbered = {
        one.label: "" if place == 0 else f"G{begun.guides[place]}/"
        for place, guide in enumerate(begun.kit.contents.guides)
        for one in guide.questions
    }
    for label in begun.kit.core.questions:
        if label not in asked:
            continue
        tops = dict.fromkeys(
            _top(by_id[theme], begun.codes.values()) for theme in asked[label].themes if theme in by_id
        )
        item = items[f"question:{numbered[label]}{label}"]
        yield CoreThing("question", label, label, str(item.state), mark_of(item.before), tuple(tops))


def _codes(codes: list[KitCode], items: dict[str, Item]) -> Iterator[CoreThing]:
    for one in codes:
        item = items[f"code:{one.id}"]
        yield CoreThing("code", one.id, one.plain, str(item.state), mark_of(item.before), (_top(one, codes),))


def _facets(begun: Begun, pieces: Iterable[Piece]) -> Iterator[CoreThing]:
    """Whether evidence says from where people speak, and how the words stand to it."""
    codings = [piece.excerpt.coding for piece in pieces if piece.excerpt is not None]
    for facet in begun.kit.core.facets:
        used = any(getattr(coding, facet) for coding in codings)
        yield CoreThing("facet", facet, facet, "kept" if used else UNUSED)


@dataclass(frozen=True, slots=True)
class _Places:
    """By code of the study, the themes and sub-themes of the kit that it stands under, itself among them."""

    of_code: dict[UUID, tuple[str, ...]]

    def __init__(self, by: Membership, begun: Begun, codes: list[KitCode]) -> None:
        core = {one.id for one in codes}
        kit_id = {code: begun.codes[place].id for place, code in begun.opened.items()}
        found: dict[UUID, tuple[str, ...]] = {}
        for line in codebook(by):  # those above come first
            above = found.get(line.parent_id, ()) if line.parent_id else ()
            own = kit_id.get(line.id, "")
            found[line.id] = (*above, own) if own in core else above
        object.__setattr__(self, "of_code", found)


def _claim(claim: ClaimLine, theme: ThemeLine, places: _Places) -> FoundClaim:
    used = [piece.excerpt.coding.code.id for piece in claim.evidence if piece.excerpt is not None]
    codes = used or list(theme.gathered)
    named = dict.fromkeys(place for code in codes for place in places.of_code.get(code, ()))
    sides = [_grounds(side, claim.on(side)) for side in SIDES]
    return FoundClaim(claim.sentence, tuple(named), tuple(one for one in sides if one is not None))


def _grounds(side: str, pieces: Iterable[Piece]) -> Grounds | None:
    excerpts = [piece.excerpt for piece in pieces if piece.excerpt is not None]
    if not excerpts:
        return None
    people = {person.id for one in excerpts for person in one.people}
    standpoints, stances = (
        Counter(said for one in excerpts if (said := getattr(one.coding, facet)))
        for facet in ("standpoint", "stance")
    )
    return Grounds(side, people_told(len(people)), _counted(standpoints), _counted(stances))


def _counted(found: Counter[str]) -> tuple[Counted, ...]:
    return tuple(Counted(said, times) for said, times in sorted(found.items()))
