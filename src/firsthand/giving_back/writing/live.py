"""The pieces of a document as an editor draws them: each under a key, so that a piece that moves is still itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.themes.selectors import themes
from firsthand.giving_back.reports.words import place_of
from firsthand.giving_back.writing.counts import CALLED
from firsthand.giving_back.writing.selectors import DocumentLine
from firsthand.giving_back.writing.shape import DRAWN, Json, pieces
from firsthand.giving_back.writing.showing import Showing, attribution, gap, why_not
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Live:
    """A piece as it is now. `why`: what stands in its place where it is not there, or may not be shown.

    Of an excerpt: whole `words`, whose and from where (`by`), its `place` below the study's address, and the `mark` by
    which is known whether what was left out of it still fits. Of a claim: what is to be known of it (`flags`).
    """

    words: str = ""
    why: str = ""
    by: str = ""
    place: str = ""
    mark: str = ""
    flags: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = field(default=())


def live(by: Membership, line: DocumentLine) -> dict[str, Live]:
    """Every piece of a document as it is now, by its key."""
    showing = Showing(by, line.blocks, line.style)
    flags = _flags(by) if any(one["type"] == "claim" for one in pieces(line.blocks)) else {}
    found = {key_of(one): _live(showing, one, flags) for one in pieces(line.blocks) if one["type"] != "note"}
    return found | {f"count:{what}": _count(showing, what) for what in _counts(line)}


def excerpt(showing: Showing, coding: UUID) -> Live:
    """An excerpt as it is now."""
    found = showing.excerpts.get(coding)
    why = why_not(found)
    if found is None or why:
        return Live(why=why)
    return shown(showing, found)


def shown(showing: Showing, found: Excerpt) -> Live:
    """An excerpt that may be shown."""
    return Live(found.words, by=attribution(found), place=place_of(found), mark=showing.mark(found))


def key_of(one: Json) -> str:
    """By what a piece is known: what it names; of a citation all that is in it."""
    if one["type"] != "citation":
        return f"{one['type']}:{one['value']}"
    works = (
        "|".join(str(work.get(name, "")) for name in ("value", "page", "before", "behind"))
        for work in one["works"]
    )
    return f"citation:{';'.join(works)}"


def _live(showing: Showing, one: Json, flags: dict[UUID, tuple[str, ...]]) -> Live:
    if one["type"] == "excerpt":
        return excerpt(showing, UUID(one["value"]))
    if one["type"] == "citation":
        return Live("".join(run.words for run in showing.piece(one)))
    there = showing.claims if one["type"] == "claim" else showing.themes
    named = UUID(one["value"])
    said = there.get(named, "")
    return Live(said, "" if said else gap(one["type"]), flags=flags.get(named, ()))


def _flags(by: Membership) -> dict[UUID, tuple[str, ...]]:
    found = (claim for theme in themes(by) for claim in theme.claims)
    return {claim.id: tuple(dict.fromkeys(str(flag) for flag in claim.flags)) for claim in found}


def _counts(line: DocumentLine) -> Iterator[str]:
    yield from dict.fromkeys(block["form"] for block in line.blocks if block["type"] in DRAWN)


def _count(showing: Showing, what: str) -> Live:
    found = showing.count(what)
    return Live(str(CALLED[what]), table=(found.header, *found.rows))
