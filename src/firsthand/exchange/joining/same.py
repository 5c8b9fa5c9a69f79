"""What both copies made by themselves and is one thing; and what is two, and cannot be called the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from firsthand.exchange.joining.kinds import NUMBERED, in_order, may_lack, once
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values, label_of, recorded_fields

Key = tuple[Any, ...]
Also = Callable[[str, Values], Key | None]  # by table and row: what it is known by besides
BESIDES = {"sources.textversion": ("source_id", "number")}  # counted in order, though nothing forbids two


def know_again(
    base: Tables, here: Tables, there: Tables, also: Also, before: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """The rows of the other copy that are rows here under another id, by id; its tables are changed to the ids here.

    The same code by the same coder on the very same words, say: the tables themselves say of what there is only one.
    `before`: which ids were known to be the same when copies were joined before.
    """
    same = _known(here, there, before)
    for model in in_order():
        table = label_of(model)
        new = {row: _mapped(values, same) for row, values in there.get(table, {}).items()
               if row not in base.get(table, {}) and row not in here.get(table, {}) and row not in same}  # fmt: skip
        if not new:
            continue
        free = {row: values for row, values in here.get(table, {}).items() if row not in there[table]}
        known = {key: row for row, values in free.items() for key in _keys(model, values, also)}
        for row, values in new.items():
            found = next((known[key] for key in _keys(model, values, also) if key in known), None)
            if found is not None and found not in same.values():
                same[row] = found
    for side in (there, base):
        for rows in side.values():
            for row in list(rows):
                values = _mapped(rows.pop(row), same)
                rows.setdefault(same.get(row, row), values)
    return same


def _known(here: Tables, there: Tables, before: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was one row when copies were joined before is one still, whatever was changed of it since."""
    alike: dict[str, set[str]] = {}
    for one, other in before:
        together = alike.get(one, {one}) | alike.get(other, {other})
        alike |= dict.fromkeys(together, together)
    return {
        row: standing[0]
        for table, rows in there.items()
        for row in rows
        if row not in here.get(table, {})
        and (standing := sorted(alike.get(row, set()) & here.get(table, {}).keys()))
    }


def _keys(model: type[Recorded], values: Values, also: Also) -> Iterator[Key]:
    for names in once(model):
        key = tuple(values.get(name) for name in names)
        if not set(names) & set(NUMBERED) and (may_lack(model) or None not in key):
            yield (names, key)
    if (known_by := also(label_of(model), values)) is not None:
        yield known_by


def _mapped(values: Values, same: dict[str, str]) -> Values:
    return {
        name: same.get(value, value) if isinstance(value, str) else value for name, value in values.items()
    }


def one_of_each(here: Tables, there: Tables, merged: Tables) -> dict[str, str]:
    """Rows that became one thing by what each copy did: a coding that was given here the code with which the same words
    were coded there, say. The other stays with none of its own; which is now which, by id.
    """
    same: dict[str, str] = {}
    while met := {
        other: row
        for model in in_order()
        for other, row in _met(model, here, there, merged)
        if other not in same
    }:
        same |= met
        for rows in merged.values():
            for row in list(rows):
                if row in met:
                    del rows[row]
                else:
                    rows[row] = _mapped(rows[row], met)
    return same


def _met(
    model: type[Recorded], here: Tables, there: Tables, merged: Tables
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Rows that are one thing with another, and were not in either copy."""
    table = label_of(model)
    rows, sides = merged.get(table, {}), (here.get(table, {}), there.get(table, {}))
    found: dict[Key, str] = {}
    gone: set[str] = set()
    for row in sorted(rows, key=lambda one: (one not in sides[0], one)):
        for key in _keys(model, rows[row], _no_more):
            first = found.setdefault(key, row)
            if first == row or row in gone or first in gone:
                continue
            if not any(_has(model, side, first, key) and _has(model, side, row, key) for side in sides):
                gone.add(row)
                yield row, first


def _has(model: type[Recorded], side: Mapping[str, Values], row: str, key: Key) -> bool:
    return row in side and key in _keys(model, side[row], _no_more)


def _no_more(_table: str, _values: Values) -> None:
    """Nothing is known by more than what the tables say."""


def number_anew(here: Tables, merged: Tables) -> list[tuple[str, str, Any, Any]]:
    """Give what comes, or is called otherwise than here, another number, label or name where something has it: table,
    row, which, which now.
    """
    told = []
    for model in in_order():
        table = label_of(model)
        groups = [*_numbered(model), *filter(None, [BESIDES.get(table)])]
        for *among, name in groups:
            told += [
                (table, row, was, now)
                for row, was, now in _called_anew(here.get(table, {}), merged.get(table, {}), among, name)
            ]
    return told


def _called_anew(
    here: Mapping[str, Values], rows: dict[str, Values], among: list[str], name: str
) -> Iterator[tuple[str, Any, Any]]:
    stays = {
        row for row in rows if row in here and _key(here[row], among, name) == _key(rows[row], among, name)
    }
    taken = {_key(rows[row], among, name) for row in stays} if len(stays) < len(rows) else set()
    for row in sorted(rows.keys() - stays):
        was = now = rows[row][name]
        while now is not None and _key(rows[row] | {name: now}, among, name) in taken:
            now = _next(now)
        taken.add(_key(rows[row] | {name: now}, among, name))
        if now != was:
            rows[row] = rows[row] | {name: now}
            yield row, was, now


def step_aside(
    model: type[Recorded],
    here: Mapping[str, Values],
    altered: Mapping[str, Values],
    going: Collection[str] = (),
) -> dict[str, Values]:
    """What rows are for a moment whose place another is to have: a number, say, that nothing is called by.

    They are `altered` themselves, or `going`, which happens after.
    """
    found: dict[str, Values] = {}
    for *among, name in _movable(model) if altered else ():
        called = {_key(values, among, name): row for row, values in here.items()}
        wanted = {row: _key(here[row] | new, among, name) for row, new in altered.items()}
        taken = {*called, *wanted.values()}
        for row, key in wanted.items():
            holder = called.get(key, row)
            if holder == row or holder in found or (holder not in altered and holder not in going):
                continue
            spare = _spare(here[holder][name])
            while _key(here[holder] | {name: spare}, among, name) in taken:
                spare = _spare(spare)
            taken.add(_key(here[holder] | {name: spare}, among, name))
            found[holder] = {name: spare}
    return found


def _movable(model: type[Recorded]) -> Iterator[tuple[str, ...]]:
    """The fields in which no two rows are the same; last one that can say anything for a moment: it names no row."""
    fields = {field.attname: field for field in recorded_fields(model)}
    for names in once(model):
        free = [name for name in names if not fields[name].is_relation]
        if free:
            yield (*(name for name in names if name != free[-1]), free[-1])


def _spare(called: Any) -> Any:
    """Something else to be called for a moment: another number, another id, another name."""
    if isinstance(called, int):
        return called + 1
    return uuid4().hex if re.fullmatch("[0-9a-f]{32}", called) else f"{called}~"


def _numbered(model: type[Recorded]) -> list[tuple[str, ...]]:
    """Among what rows are called once by a number, a label or a name, which is the last of these fields."""
    return [names for names in once(model) if names and names[-1] in NUMBERED]


def _key(values: Values, among: list[str], name: str) -> Key:
    return (*(values[one] for one in among), values[name])


def _next(called: Any) -> Any:
    """What comes after a number or a label.

    >>> _next(4), _next("P09"), _next("Ana")
    (5, 'P10', 'Ana 2')
    """
    if isinstance(called, int):
        return called + 1
    counted = re.search(r"\d+$", called)
    if counted is None:
        return f"{called} 2"
    digits = counted.group()
    return called[: counted.start()] + str(int(digits) + 1).zfill(len(digits))
