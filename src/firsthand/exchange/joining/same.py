"""What both copies made by themselves and is one thing; and what is two, and cannot be called the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from firsthand.exchange.joining.kinds import NUMBERED, in_order, may_lack, once
from firsthand.ground.trail.models import Recorded
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values, label_of

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


def number_anew(here: Tables, merged: Tables) -> list[tuple[str, str, Any, Any]]:
    """Give what comes another number, label or name where something here has it: table, row, which, which now."""
    told = []
    for model in in_order():
        table = label_of(model)
        coming = sorted(merged.get(table, {}).keys() - here.get(table, {}).keys())
        groups = _numbered(model)
        for *among, name in filter(None, [*groups, BESIDES.get(table)]) if coming else ():
            rows = merged[table]
            taken = {_key(rows[row], among, name) for row in rows if row in here.get(table, {})}
            for row in coming:
                was = now = rows[row][name]
                while _key(rows[row] | {name: now}, among, name) in taken:
                    now = _next(now)
                taken.add(_key(rows[row] | {name: now}, among, name))
                if now != was:
                    rows[row] = rows[row] | {name: now}
                    told.append((table, row, was, now))
    return told


def step_aside(
    model: type[Recorded], here: Mapping[str, Values], altered: Mapping[str, Values]
) -> dict[str, Values]:
    """What rows are called for a moment whose name another is to have: something that nobody is called."""
    found: dict[str, Values] = {}
    for *among, name in _numbered(model):
        called = {_key(values, among, name): row for row, values in here.items()}
        for row, new in altered.items():
            holder = called.get(_key(here[row] | new, among, name), row)
            if name not in new or holder == row or holder not in altered:
                continue
            spare = here[holder][name]
            while _key(here[holder] | {name: spare}, among, name) in called:
                spare = spare + 1 if isinstance(spare, int) else f"{spare}~"
            called[_key(here[holder] | {name: spare}, among, name)] = holder
            found[holder] = {name: spare}
    return found


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
