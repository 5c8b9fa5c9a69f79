"""The rows of two copies of a study, and those that both had before: what they are together. Plain data, no database.

What was done on one side alone is taken. What was done on both sides to the same part of a row is for somebody to
choose. Taking something out gives way to work: what one side took out while the other worked on it, or with it, stays
or comes back, with what belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from firsthand.exchange.projects.merging.differences import How
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values

Side = Literal["here", "there"]
Choose = Callable[["Clash"], Side | Values]  # a side, or the two put together


@dataclass(frozen=True, slots=True)
class Kind:
    """What has to be known of a table: which fields change together, which count, and what its rows belong to."""

    together: tuple[tuple[str, ...], ...] = ()  # such as version, start and end of a coding
    counters: tuple[str, ...] = ()  # fields that count changes
    order: tuple[str, ...] = ()  # fields that say no more than in which order things stand
    aside: tuple[str, ...] = ()  # fields that are of one installation alone
    points: Mapping[str, str] = field(default_factory=dict)  # by field, the table it points at
    goes_with: tuple[str, ...] = ()  # of these, the fields that say to what a row belongs

    def parts(self, names: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The fields in the groups in which they change."""
        grouped = {name for group in self.together for name in group}
        yield from self.together
        yield from ((name,) for name in names if name not in grouped | {*self.counters, *self.aside})


PLAIN = Kind()


@dataclass(frozen=True, slots=True)
class Clash:
    """A part of a row that both sides changed, each in its own way; or a row that one took out while the other worked
    on it. `was` is None where it was made on both sides."""

    table: str
    row: str
    names: tuple[str, ...]
    was: Values | None
    here: Values | None
    there: Values | None
    how: How = How.BOTH


@dataclass(slots=True)
class Joining:
    """What two copies are together, table by table."""

    base: Tables
    here: Tables
    there: Tables
    kinds: Mapping[str, Kind]
    choose: Choose
    merged: Tables = field(default_factory=dict)

    def done(self) -> Tables:
        """All rows as they are to stand.

        >>> memo = lambda words, version: {"memos": {"m": {"words": words, "version": version}}}
        >>> Joining(memo("a", 1), memo("b", 2), memo("c", 3), {"memos": Kind(counters=("version",))},
        ...         lambda clash: "here").done()
        {'memos': {'m': {'words': 'b', 'version': 3}}}
        >>> side = lambda **rows: {"codes": {row: {"name": name} for row, name in rows.items()}}
        >>> Joining(side(a="Tea", b="Rest"), side(a="Tea", c="New"), side(a="Green tea", b="Rest"), {},
        ...         lambda clash: "here").done()
        {'codes': {'a': {'name': 'Green tea'}, 'c': {'name': 'New'}}}
        """
        for table in sorted({*self.base, *self.here, *self.there}):
            for row in sorted({*self.here.get(table, ()), *self.there.get(table, ())}):
                if (values := self._together(table, row)) is not None:
                    self.merged.setdefault(table, {})[row] = values
        self._keep_what_is_worked_with()
        self._break_circles()
        return self.merged

    def _together(self, table: str, row: str) -> Values | None:
        was, here, there = (side.get(table, {}).get(row) for side in (self.base, self.here, self.there))
        if here is None or there is None:
            return self._one_sided(table, row, was, here, there)
        return self._both_sided(table, row, was, here, there)

    def _one_sided(
        self, table: str, row: str, was: Values | None, here: Values | None, there: Values | None
    ) -> Values | None:
        stands = here if here is not None else there
        if was is None or stands is None:
            return stands
        if self._same(table, was, stands):
            return None  # it was taken out on the other side, and nobody worked on it since
        how = How.GONE if there is None else How.BOTH
        return here if self.choose(Clash(table, row, (), was, here, there, how)) == "here" else there

    def _same(self, table: str, one: Values, other: Values) -> bool:
        aside = {*self._kind(table).aside, *self._kind(table).order}
        return all(one.get(name) == value for name, value in other.items() if name not in aside)

    def _both_sided(self, table: str, row: str, was: Values | None, here: Values, there: Values) -> Values:
        kind, made = self._kind(table), dict(here)
        taken = kept = False
        for names in kind.parts(list(there)):
            before, ours, theirs = (
                None if side is None else {name: side.get(name) for name in names}
                for side in (was, here, there)
            )
            if ours == theirs:
                continue
            if before == theirs:
                kept = True
                continue
            clash = Clash(table, row, names, before, ours, theirs)
            new = theirs if before == ours else self._chosen(clash, kind)
            made.update(new or {})
            taken, kept = taken or new != ours, kept or new != theirs
        for name in kind.counters:
            both = taken and kept and here[name] != there[name]
            made[name] = (
                max(here[name], there[name]) + both
            )  # the higher one in any case: so both come to the same
        return made

    def _chosen(self, clash: Clash, kind: Kind) -> Values | None:
        """What becomes of a part that both changed. About the order of things nobody is asked."""
        side = "here" if set(clash.names) <= {*kind.order} else self.choose(clash)
        if isinstance(side, str):
            return clash.here if side == "here" else clash.there
        return side

    def _keep_what_is_worked_with(self) -> None:
        """What a row that stands points at stands too, with all that belonged to it, from whichever side has it."""
        waiting = [(table, row) for table, rows in self.merged.items() for row in rows]
        while waiting:
            table, row = waiting.pop()
            for name, target in self._kind(table).points.items():
                wanted = self.merged[table][row].get(name)
                if wanted is not None and wanted not in self.merged.get(target, {}):
                    waiting += self._bring_back(target, wanted)

    def _bring_back(self, table: str, row: str) -> list[tuple[str, str]]:
        side = self.here if row in self.here.get(table, {}) else self.there
        if row not in side.get(table, {}):
            return []
        self.merged.setdefault(table, {})[row] = side[table][row]
        self.choose(
            Clash(
                table, row, (), self.base.get(table, {}).get(row), self.here.get(table, {}).get(row),
                self.there.get(table, {}).get(row), How.GONE if side is self.here else How.BOTH,
            )
        )  # fmt: skip
        brought = [(table, row)]
        for other, kind in self.kinds.items():
            names = [name for name in kind.goes_with if kind.points.get(name) == table]
            for each, values in side.get(other, {}).items():
                if each not in self.merged.get(other, {}) and any(values[name] == row for name in names):
                    brought += self._bring_back(other, each)
        return brought

    def _break_circles(self) -> None:
        """Two moves that are well each by itself may put a code below itself: then it stands where it stood here."""
        for table, kind in self.kinds.items():
            for name in (name for name, target in kind.points.items() if target == table):
                rows = self.merged.get(table, {})
                for row in sorted(rows):
                    if _in_a_circle(rows, row, name):
                        ours = self.here.get(table, {}).get(row)
                        rows[row] = rows[row] | {name: ours[name] if ours else None}

    def _kind(self, table: str) -> Kind:
        return self.kinds.get(table, PLAIN)


def _in_a_circle(rows: Mapping[str, Values], row: str, name: str) -> bool:
    """Whether who goes up from a row comes back to it.

    >>> _in_a_circle({"a": {"up": "b"}, "b": {"up": "a"}, "c": {"up": "a"}}, "a", "up")
    True
    """
    seen, at = set(), rows[row][name]
    while at is not None and at in rows and at not in seen:
        if at == row:
            return True
        seen.add(at)
        at = rows[at][name]
    return False
