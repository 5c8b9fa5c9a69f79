"""A query as data. Each part stands for a set of codings; what joins two parts stands for another.

>>> Both(Named("code", "Hope"), Not(Made("rule")))
Both(left=Named(field='code', name='Hope'), right=Not(inner=Made(way='rule')))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, get_args

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Field = Literal[
    "code", "under", "coder", "participant", "source", "kind", "question", "standpoint", "stance", "round"
]  # fmt: skip
How = Literal["overlaps", "within", "encloses", "equals", "followed by", "near"]
Unit = Literal["characters", "sentences", "turns", "seconds"]
Sign = Literal["=", "!=", "<", "<=", ">", ">="]
FIELDS: tuple[Field, ...] = get_args(Field)
HOWS: tuple[How, ...] = get_args(How)
UNITS: tuple[Unit, ...] = get_args(Unit)
SIGNS: tuple[Sign, ...] = get_args(Sign)
APART: tuple[How, ...] = ("followed by", "near")  # those that say how far


@dataclass(frozen=True, slots=True)
class Everything:
    """All codings."""


@dataclass(frozen=True, slots=True)
class Named:
    """Codings of a code (or one under it), by a coder, in somebody's words, of a round …, as people name it."""

    field: Field
    name: str

    def __post_init__(self) -> None:
        """Raises `Problem` where nothing is named."""
        if not self.name.strip():
            raise Problem(_("Say which %(field)s is meant.") % {"field": self.field})


@dataclass(frozen=True, slots=True)
class Attribute:
    """Codings in words of somebody, or of a source, of whom an attribute says something.

    Where there is no such attribute nothing is found, whatever the sign: `!=` is another value, and not none.
    """

    name: str
    sign: Sign
    value: str

    def __post_init__(self) -> None:
        """Raises `Problem` where nothing is named."""
        if not self.name.strip() or not self.value.strip():
            raise Problem(_("Say which attribute is meant, and which value of it."))


Way = Literal["rule", "hand", "likeness"]


@dataclass(frozen=True, slots=True)
class Made:
    """Codings made by hand, by a rule, or of a passage that was shown as similar first."""

    way: Way


@dataclass(frozen=True, slots=True)
class Coded:
    """Codings made since a day or until a day, that day included."""

    edge: Literal["since", "until"]
    day: date


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart two codings may be at most."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Related:
    """The codings of `left` of which one of `right`, in the same text and not the same coding, stands as `how` says."""

    left: Query
    how: How
    right: Query
    distance: Distance | None = None
    same_speaker: bool = False

    def __post_init__(self) -> None:
        """Raises `Problem` where it does not say how far, or says it where nothing is apart."""
        if self.how in APART and self.distance is None:
            raise Problem(
                _("Say how far “%(how)s” reaches: within 200 characters, or 2 turns.") % {"how": self.how}
            )
        if self.how not in APART and self.distance is not None:
            raise Problem(
                _("“%(how)s” has no distance: that is for “followed by” and “near”.") % {"how": self.how}
            )


@dataclass(frozen=True, slots=True)
class Both:
    """What is in both."""

    left: Query
    right: Query


@dataclass(frozen=True, slots=True)
class Either:
    """What is in one or the other, or both."""

    left: Query
    right: Query


@dataclass(frozen=True, slots=True)
class Not:
    """All other codings in scope."""

    inner: Query


Query: TypeAlias = Everything | Named | Attribute | Made | Coded | Related | Both | Either | Not


def parts(query: Query) -> Iterator[Query]:
    """A query and everything in it, from left to right.

    >>> [part.name for part in parts(Either(Named("code", "A"), Not(Named("code", "B")))) if isinstance(part, Named)]
    ['A', 'B']
    """
    yield query
    if isinstance(query, Both | Either | Related):
        yield from parts(query.left)
        yield from parts(query.right)
    elif isinstance(query, Not):
        yield from parts(query.inner)


def with_names(query: Query, change: Callable[[Named], Named]) -> Query:
    """The same query with each `Named` in it changed.

    >>> with_names(Not(Named("code", "A")), lambda one: Named(one.field, one.name.lower()))
    Not(inner=Named(field='code', name='a'))
    """
    if isinstance(query, Named):
        return change(query)
    if isinstance(query, Both | Either | Related):
        return replace(query, left=with_names(query.left, change), right=with_names(query.right, change))
    return Not(with_names(query.inner, change)) if isinstance(query, Not) else query
