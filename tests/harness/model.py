"""A study as plain Python has it: codes, codings, memos, and what becomes of them. No database, no keys, no trail."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

Rows = dict[tuple[str, UUID], Any]  # by what it is and its id


@dataclass(frozen=True)
class Code:
    name: str
    parent: UUID | None = None
    definition: str = ""
    hue: int = 0
    place: int = 0


@dataclass(frozen=True)
class Coding:
    source: UUID
    code: UUID
    coder: UUID
    start: int
    end: int
    standpoint: str = ""
    stance: str = ""


@dataclass(frozen=True)
class Memo:
    title: str
    body: str
    kind: str
    about: frozenset[UUID] = frozenset()


@dataclass
class Act:
    """What one act changed: each row as it was and as it became, None where it was not."""

    by: UUID
    changes: dict[tuple[str, UUID], tuple[Any, Any]]
    undone: bool = False
    kept: frozenset[tuple[str, UUID]] = frozenset()  # its codes that stayed when it was taken back
    passed: bool = False  # undone, and something new done since by whoever had done it

    def open_to(self, *, back: bool) -> bool:
        """Whether an undo, or a redo, may come to it."""
        return not self.undone if back else self.undone and not self.passed


@dataclass
class Model:
    """All that there is, and all that was done."""

    rows: Rows = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)

    def did(self, by: UUID, after: Rows) -> None:
        """An act that led to these rows. One that changed nothing is none."""
        changes = {
            key: (self.rows.get(key), after.get(key))
            for key in self.rows.keys() | after.keys()
            if self.rows.get(key) != after.get(key)
        }
        if changes:
            for one in self.acts:
                one.passed = one.passed or (one.undone and one.by == by)
            self.acts.append(Act(by, changes))
        self.rows = after

    def of(self, kind: str) -> dict[UUID, Any]:
        return {row: value for (what, row), value in self.rows.items() if what == kind}

    def last(self, parent: UUID | None) -> int:
        """The place of one that comes last under another, or at the top."""
        return max((one.place + 1 for one in self.of("code").values() if one.parent == parent), default=0)

    def moved(self, code: UUID, parent: UUID | None) -> Rows:
        """A code last under another, or at the top; those beside it are numbered anew."""
        beside = sorted(
            (one.place, one.name, row)
            for row, one in self.of("code").items()
            if one.parent == parent and row != code
        )
        after = self.rows | {("code", code): replace(self.rows["code", code], parent=parent)}
        for place, row in enumerate([*(row for _place, _name, row in beside), code]):
            after["code", row] = replace(after["code", row], place=place)
        return after

    def applied(self, new: UUID, made: Coding) -> Rows:
        """A code on words: one coding with all of the same code by the same coder that it overlaps."""
        met = sorted(
            (
                (one.start, row, one)
                for row, one in self.of("coding").items()
                if (one.source, one.code, one.coder) == (made.source, made.code, made.coder)
                and one.start < made.end
                and made.start < one.end
            ),
            key=lambda found: found[0],
        )
        if not met:
            return self.rows | {("coding", new): made}
        start, end = min(made.start, met[0][2].start), max(made.end, *(one.end for _at, _row, one in met))
        first = met[0][2]
        grown = replace(
            first, start=start, end=end, standpoint=made.standpoint or first.standpoint,
            stance=made.stance or first.stance,
        )  # fmt: skip
        gone = {("coding", row) for _at, row, _one in met[1:]}
        return {key: value for key, value in self.rows.items() if key not in gone} | {
            ("coding", met[0][1]): grown
        }

    def without_code(self, code: UUID) -> Rows:
        """A code gone, with all under it and their codings."""
        gone = {code}
        while under := {row for row, one in self.of("code").items() if one.parent in gone} - gone:
            gone |= under
        return {
            (kind, row): value
            for (kind, row), value in self.rows.items()
            if not (kind == "code" and row in gone) and not (kind == "coding" and value.code in gone)
        }

    def much_gone(self, after: Rows) -> bool:
        """Whether so much of the study would go that its program asks first: of not quite few, more than a fifth."""
        for kind, least in (("code", 3), ("coding", 10)):
            all_of_it = self.of(kind)
            gone = sum((kind, row) not in after for row in all_of_it)
            if gone >= least and gone > len(all_of_it) / 5:
                return True
        return False

    def back(self, act: Act) -> Rows:
        """The rows with an act taken back, or brought again where it was; what it did not touch stays as it is."""
        after = dict(self.rows)
        for key, (before, made) in act.changes.items():
            if act.undone and key in act.kept:
                continue
            since, to = (before, made) if act.undone else (made, before)
            if to is None:
                after.pop(key, None)
            else:
                after[key] = to if since is None or key not in after else _with(after[key], since, to)
        return after

    def used(self, code: UUID, rows: Rows) -> bool:
        return any(
            (kind == "coding" and value.code == code) or (kind == "code" and value.parent == code)
            for (kind, _row), value in rows.items()
        )


def _with(row: Any, since: Any, to: Any) -> Any:
    """A row with what differs between two states of it, as the second has it."""
    new = {
        name: (getattr(row, name) - old) | there if isinstance(old, frozenset) else there
        for name, old, there in (
            (one.name, getattr(since, one.name), getattr(to, one.name)) for one in fields(to)
        )
        if old != there
    }
    return replace(row, **new)
