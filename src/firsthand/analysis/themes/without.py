"""What would be left of each claim without one person: who carries it, and whether it would fall.

Words count as somebody's where they speak in them, or where a coder said that they are theirs; words in which others
speak too count as theirs as well. A claim falls where nothing speaks for it any more, and something did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from firsthand.analysis.themes.models import Evidence
from firsthand.analysis.themes.selectors import ClaimLine, Piece, ThemeLine, themes
from firsthand.field.people.selectors import Person
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Left:
    """A claim, and what speaks for it now and without somebody; how many people say so now, and then."""

    theme: ThemeLine
    claim: ClaimLine
    now: int
    without: int
    people_now: int
    people: int
    goes: int  # pieces of evidence, on any side, that would go

    @property
    def falls(self) -> bool:
        """Whether nothing would speak for it any more."""
        return self.now > 0 and self.without == 0

    @property
    def thin(self) -> bool:
        """Whether it would rest on one person, and rests on more now."""
        return self.people == 1 < self.people_now


def without(by: Membership, person: UUID) -> list[Left]:
    """Every claim as it would stand without a participant, in order of themes."""
    return [left(theme, claim, person) for theme in themes(by) for claim in theme.claims]


def carried(by: Membership) -> dict[Person, list[Left]]:
    """For each person without whom some claim would fall: those claims."""
    lines = themes(by)
    everybody = {
        person.id: person
        for theme in lines
        for claim in theme.claims
        for piece in _standing(claim)
        for person in _people(piece)
    }
    found = {
        person: [
            lost for theme in lines for claim in theme.claims if (lost := left(theme, claim, person_id)).falls
        ]
        for person_id, person in everybody.items()
    }
    return {person: fallen for person, fallen in found.items() if fallen}


def left(theme: ThemeLine, claim: ClaimLine, person: UUID) -> Left:
    """One claim as it would stand without a participant."""
    standing = _standing(claim)
    stays = [piece for piece in standing if person not in {one.id for one in _people(piece)}]
    now, then = ([piece for piece in some if piece.side == Evidence.Side.FOR] for some in (standing, stays))
    return Left(
        theme, claim, len(now), len(then), _how_many(now), _how_many(then), len(standing) - len(stays)
    )


def _how_many(pieces: Iterable[Piece]) -> int:
    return len({one.id for piece in pieces for one in _people(piece)})


def _standing(claim: ClaimLine) -> list[Piece]:
    return [piece for piece in claim.evidence if piece.excerpt is not None]


def _people(piece: Piece) -> tuple[Person, ...]:
    return piece.excerpt.people if piece.excerpt else ()
