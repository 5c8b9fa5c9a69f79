"""The changes of an act, in order: as they are where they are few; where they are many, most of them packed.

An act may make a million rows. As Python holds changes, each takes more than a kilobyte; packed, a run of rows that
came or went together names its fields once, and values that come again and again once. Nothing is lost by it: who goes
through the changes sees each as it was noted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, overload

Change = list[Any]  # [table, row id, before or None, after or None]
TOGETHER = 1_000
_SIGN = '{"packed":'
_TOLD_APART = frozenset((str, int, type(None)))  # for Python 1, 1.0 and true are one


class Written(str):
    """Changes as the trail keeps them, made once for whoever needs them so."""

    __slots__ = ()


class Changes(Sequence[Change]):
    """Changes that are packed as they gather, a thousand at a time.

    >>> made = Changes(["people", f"{number:032x}", None, {"name": "", "at": number}] for number in range(2_500))
    >>> len(made), made[1_200], len(made.written()) < 2_500 * 50
    (2500, ['people', '000000000000000000000000000004b0', None, {'name': '', 'at': 1200}], True)
    """

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self._packs: list[str] = []
        self._counts: list[int] = []
        self._last: list[Change] = []
        self.tables: set[str] = set()  # those of which it holds changes
        self += changes

    @classmethod
    def read(cls, written: str) -> list[Change] | Changes:
        """What `written` gave."""
        if not written.startswith(_SIGN):
            return json.loads(written)  # type: ignore[no-any-return]
        made = cls()
        head, *made._packs = written.split("\n")
        about = json.loads(head)
        made._counts, made.tables = about["packed"], set(about["tables"])
        return made

    def written(self) -> str:
        """As the trail keeps it: one list, or a line for each pack, below one about them all."""
        if not self._packs:
            return _dumped(self._last)
        self._pack()
        return "\n".join([_dumped({"packed": self._counts, "tables": sorted(self.tables)}), *self._packs])

    def append(self, change: Change) -> None:
        """One more."""
        self._last.append(change)
        self.tables.add(change[0])
        if len(self._last) == TOGETHER:
            self._pack()

    def __iadd__(self, changes: Iterable[Change]) -> Changes:
        for change in changes:
            self.append(change)
        return self

    def __iter__(self) -> Iterator[Change]:
        for pack in self._packs:
            yield from _unpacked(pack)
        yield from self._last

    def __reversed__(self) -> Iterator[Change]:
        yield from reversed(self._last)
        for pack in reversed(self._packs):
            yield from reversed(_unpacked(pack))

    def __len__(self) -> int:
        return sum(self._counts) + len(self._last)

    @overload
    def __getitem__(self, at: int) -> Change: ...
    @overload
    def __getitem__(self, at: slice) -> list[Change]: ...
    def __getitem__(self, at: int | slice) -> Change | list[Change]:
        """Few of the first cost little; anything else goes through them."""
        places = range(len(self))[at]
        if isinstance(places, int):
            return next(islice(self, places, None))
        if places.step < 0:
            return list(self)[at]
        return list(islice(self, places.start, places.stop, places.step))

    def _pack(self) -> None:
        if self._last:
            self._packs.append(_packed(self._last))
            self._counts.append(len(self._last))
            self._last = []


def tables_in(changes: Sequence[Change]) -> set[str]:
    """The tables of which these are changes; of packed ones without going through them."""
    return changes.tables if isinstance(changes, Changes) else {change[0] for change in changes}


def _packed(changes: Sequence[Change]) -> str:
    items: list[object] = []
    for kind, alike in groupby(changes, _kind):
        run = list(alike)
        items += [_run(kind, run)] if kind and len(run) > 1 else run
    return _dumped(items)


def _unpacked(pack: str) -> list[Change]:
    """The changes of one pack."""
    found: list[Change] = []
    for item in json.loads(pack):
        if isinstance(item, list):
            found.append(item)
        else:
            found += _changes_of(item)
    return found


def _kind(change: Change) -> tuple[Any, ...]:
    """What the changes of a run have in common: table, whether the row came or went, fields. Empty for what changed."""
    table, _row_id, before, after = change
    if (before is None) == (after is None):
        return ()
    return (table, before is None, *(after if before is None else before))


def _run(kind: tuple[Any, ...], changes: Sequence[Change]) -> dict[str, Any]:
    """A run as one thing. `among`: of a field with few values, which; where there is one, rows say nothing of it."""
    table, came, *fields = kind
    rows = [change[3] if came else change[2] for change in changes]
    columns = {name: [row[name] for row in rows] for name in fields}
    among = {name: few for name, column in columns.items() if (few := _few(column))}
    written = [[change[1] for change in changes]]
    for name, column in columns.items():
        if name not in among:
            written.append(column)
        elif len(among[name]) > 1:
            places = {value: place for place, value in enumerate(among[name])}
            written.append([places[value] for value in column])
    return {
        "table": table,
        "came": came,
        "fields": fields,
        "among": among,
        "rows": [*zip(*written, strict=True)],
    }


def _changes_of(run: dict[str, Any]) -> Iterator[Change]:
    table, came, among = run["table"], run["came"], run["among"]
    whole = {name: among[name][0] if name in among else None for name in run["fields"]}
    told = [(name, among.get(name)) for name in whole if len(among.get(name, ())) != 1]
    for row_id, *row in run["rows"]:
        values = dict(whole)
        for (name, few), written in zip(told, row, strict=True):
            values[name] = written if few is None else few[written]
        yield [table, row_id, None, values] if came else [table, row_id, values, None]


def _few(column: Sequence[Any]) -> list[Any]:
    """The values of a field, where they are few beside its rows; empty where not."""
    if not _TOLD_APART.issuperset(map(type, column)):
        return []
    found = list(dict.fromkeys(column))
    return found if len(found) == 1 or len(found) * 4 <= len(column) else []


def _dumped(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))
