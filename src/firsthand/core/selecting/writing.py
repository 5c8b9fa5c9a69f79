"""A query as a person writes it. What is written here, `reading.read` reads back as the same query.

>>> from firsthand.core.selecting.query import Both, Distance, Named, Not, Related
>>> written(Both(Named("code", "Leaning in"), Not(Named("coder", "Cody"))))
'"Leaning in" and not coder:Cody'
>>> written(Related(Named("code", "Hope"), "near", Named("code", "Waiting"), Distance(2, "turns")))
'"Hope" near "Waiting" within 2 turns'
"""

from __future__ import annotations

import re

from firsthand.core.selecting.query import (
    Attribute,
    Both,
    Coded,
    Distance,
    Either,
    Everything,
    Made,
    Named,
    Not,
    Query,
    Related,
)

BARE = re.compile(r"[\w.-]+")
# Words that mean something by themselves, so that a name like them stands in quotation marks.
WORDS = frozenset(
    {
        "and", "or", "not", "everything", "overlaps", "within", "encloses", "equals", "followed", "near", "made",
        "since", "until", "attribute", "by",
    }
)  # fmt: skip
OR, AND, NOT, RELATED, ONE = range(5)  # the closer together, the higher


def written(query: Query) -> str:
    """The text of a query."""
    match query:
        case Either(left, right):
            return f"{_at(OR, left)} or {_at(AND, right)}"
        case Both(left, right):
            return f"{_at(AND, left)} and {_at(NOT, right)}"
        case Not(inner):
            return f"not {_at(NOT, inner)}"
        case Related(left, how, right, distance, same_speaker):
            far = f" within {_distance(distance)}" if distance else ""
            whose = " by the same speaker" if same_speaker else ""
            return f"{_at(ONE, left)} {how} {_at(ONE, right)}{far}{whose}"
        case Named("code", name):
            return quoted(name)
        case Named(field, name):
            return f"{field}:{_name(name)}"
        case Attribute(name, sign, value):
            return f"attribute {_name(name)} {sign} {_name(value)}"
        case Made(way):
            return f"made by {way}"
        case Coded(edge, day):
            return f"{edge} {day.isoformat()}"
        case Everything():
            return "everything"


def quoted(name: str) -> str:
    """A name in quotation marks. A mark in it is written twice."""
    return '"' + name.replace('"', '""') + '"'


def _name(name: str) -> str:
    return name if BARE.fullmatch(name) and name.casefold() not in WORDS else quoted(name)


def _distance(distance: Distance) -> str:
    one = distance.amount == 1
    return f"{distance.amount} {distance.unit.removesuffix('s') if one else distance.unit}"


def _at(level: int, query: Query) -> str:
    """A part in its place, in parentheses where it would fall apart."""
    text = written(query)
    return text if _level(query) >= level else f"({text})"


def _level(query: Query) -> int:
    match query:
        case Either():
            return OR
        case Both():
            return AND
        case Not():
            return NOT
        case Related():
            return RELATED
        case _:
            return ONE
