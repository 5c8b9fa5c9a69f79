"""What a query chooses of the codings in scope, and which codings it needs to look at at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from firsthand.core.selecting.query import (
    Attribute,
    Both,
    Coded,
    Either,
    Everything,
    Made,
    Named,
    Not,
    Query,
    Related,
    Unit,
    parts,
)
from firsthand.core.selecting.sweeps import Stretch, related

Code = TypeVar("Code")


class Scope(Protocol):
    """Some codings, each known by a number."""

    def all(self) -> frozenset[int]:
        """All of them: what “not” is the rest of."""

    def of(self, part: Named | Attribute | Made | Coded) -> frozenset[int]:
        """Those of which one thing is true."""

    def stretches(self, chosen: Iterable[int], unit: Unit, same_speaker: bool) -> list[Stretch]:
        """Where some of them stand. With `same_speaker`, once for each who speaks there, apart."""


def chosen(query: Query, scope: Scope) -> frozenset[int]:
    """The codings in scope that a query is about."""
    match query:
        case Everything():
            return scope.all()
        case Both(left, right):
            return chosen(left, scope) & chosen(right, scope)
        case Either(left, right):
            return chosen(left, scope) | chosen(right, scope)
        case Not(inner):
            return scope.all() - chosen(inner, scope)
        case Related():
            return _related(query, scope)
        case _:
            return scope.of(query)


def needed(query: Query, codes: Callable[[Named], frozenset[Code]]) -> frozenset[Code] | None:
    """The codes whose codings have to be looked at, or None where all do. `codes`: those that a part names.

    What is found has one of the codes that the query comes down to. Whether a coding is found depends on that coding,
    and on those on the right of what relates it to others; no coding of a further code makes a difference.
    """
    wanted = _of_found(query, codes)
    for part in parts(query):
        if isinstance(part, Related):
            wanted = _union(wanted, _of_found(part.right, codes))
    return wanted


def _of_found(query: Query, codes: Callable[[Named], frozenset[Code]]) -> frozenset[Code] | None:
    """The codes that what is found can have; None where it can have any."""
    match query:
        case Named("code" | "under"):
            return codes(query)
        case Either(left, right):
            return _union(_of_found(left, codes), _of_found(right, codes))
        case Both(left, right):
            one, other = _of_found(left, codes), _of_found(right, codes)
            return one & other if one is not None and other is not None else one if other is None else other
        case Related(left):
            return _of_found(left, codes)
        case _:
            return None


def _union(one: frozenset[Code] | None, other: frozenset[Code] | None) -> frozenset[Code] | None:
    return None if one is None or other is None else one | other


def _related(query: Related, scope: Scope) -> frozenset[int]:
    unit, far = (query.distance.unit, query.distance.amount) if query.distance else ("characters", 0)
    left, right = (
        scope.stretches(chosen(side, scope), unit, query.same_speaker) for side in (query.left, query.right)
    )
    return frozenset(related(left, query.how, right, far))
