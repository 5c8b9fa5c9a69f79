"""A codebook as a document: a heading for each code, and below it what the code is. So MAXQDA and Taguette write them.

MAXQDA's has its tree of codes as a table before; the headings may be numbered, or be whole paths.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from firsthand.core.grids import Line
from firsthand.exchange.books.entries import ROOTS, Entry, Path, colour_said, plain, tag_above, undotted
from firsthand.exchange.books.listing import MAXQDA, TAGUETTE, set_in, steps_of, without_root

MOST = 0.8  # so many of the headings are in the table of the tree, or it is another table
_NUMBERED = re.compile(r"(\d{1,4}(?:\.\d{1,4}){0,20})\.?\s+(?=\S)")
_PARENT = re.compile(r"[^:]{1,40}: (.+)")
_COUNT = re.compile(r"\d+ \S.{0,40}")


@dataclass(slots=True)
class Chapter:
    """A heading, and the lines below it."""

    name: str
    level: int
    line: int
    below: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "\n".join(self.below).strip()


def program_of(lines: Sequence[Line]) -> str:
    """Whose document it is, by what is written at its head; empty where nothing tells."""
    first = next((plain(line.words) for line in lines if line.words), "")
    headed = plain(next((line.words for line in lines if line.heading), ""))
    if "taguette" in first or "taguette" in headed:
        return TAGUETTE
    return MAXQDA if first in ROOTS or headed in ROOTS else ""


def entries_of(program: str, lines: Sequence[Line]) -> list[Entry]:
    """The codes that a document tells of."""
    chapters = _chapters(lines)
    if program == TAGUETTE:
        return _tags(chapters)
    numbered = bool(chapters) and all(_NUMBERED.match(one.name) for one in chapters)
    if numbered:
        for one in chapters:
            found = _NUMBERED.match(one.name)
            one.level = found[1].count(".") if found else 0
            one.name = _NUMBERED.sub("", one.name, count=1)
    tree = _tree(lines, chapters)
    return _told(tree, chapters) if tree else _by_level(chapters)


def _chapters(lines: Sequence[Line]) -> list[Chapter]:
    """The headings but for those of the document itself, each with what is below it."""
    found: list[Chapter] = []
    open_ = False
    for line in lines:
        if line.table:
            continue
        if line.heading:
            open_ = not (plain(line.words) in ROOTS or "taguette" in plain(line.words))
            if open_ and line.words:
                found.append(Chapter(" ".join(undotted(line.words).split()), line.heading, line.number))
        elif open_ and found and line.words:
            found[-1].below.append(line.words)
    return found


def _tags(chapters: Sequence[Chapter]) -> list[Entry]:
    """Taguette's: a tag's heading, perhaps its parent, how often it was used, and its description."""
    known = {one.name: one for one in chapters}
    parents: dict[str, str] = {}
    for one in chapters:
        named = _PARENT.fullmatch(one.below[0]) if one.below else None
        if named and named[1].strip() in known:
            parents[one.name] = named[1].strip()
            one.below.pop(0)
        if one.below and _COUNT.fullmatch(one.below[0]):
            one.below.pop(0)
    return [Entry(_tag_path(one.name, known, parents), one.line, one.said) for one in chapters]


def _tag_path(tag: str, known: dict[str, Chapter], parents: dict[str, str]) -> Path:
    path: list[str] = []
    seen: set[str] = set()
    while tag and tag not in seen:
        seen.add(tag)
        above = parents.get(tag) or tag_above(tag, known)
        path.append(tag.removeprefix(f"{above}.") if above else tag)
        tag = above
    return tuple(reversed(path))


def _by_level(chapters: Sequence[Chapter]) -> list[Entry]:
    """Codes by the levels of their headings, or by the paths that these are."""
    entries: list[Entry] = []
    open_: list[Path] = []
    named = {one.name for one in chapters}
    for one, depth in zip(chapters, set_in([one.level for one in chapters]), strict=True):
        del open_[depth:]
        steps = steps_of(MAXQDA, one.name)
        is_path = len(steps) > 1 and steps[0] in named
        path = steps if is_path else (*(open_[-1] if open_ else ()), one.name)
        open_.append(path)
        entries.append(Entry(path, one.line, one.said))
    return entries


def _tree(lines: Sequence[Line], chapters: Sequence[Chapter]) -> list[Entry]:
    """The tree of codes, where one of the document's tables is that: it has the names that the headings have."""
    wanted = {steps_of(MAXQDA, one.name)[-1] for one in chapters if one.name}
    tables: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.table:
            tables[line.table].append(line)
    for rows in tables.values():
        entries = _listed(rows)
        names = {one.path[-1] for one in entries}
        if wanted and len(wanted & names) >= MOST * len(wanted):
            return entries
    return []


def _listed(rows: Sequence[Line]) -> list[Entry]:
    """A tree of codes without a head that says so: the first words of each row, set in by cells or by indentation."""
    found: list[tuple[str, float, Line]] = []
    for row in rows:
        for place, cell in enumerate(row.cells):
            words = cell.words
            if any(letter.isalpha() for letter in words):
                spaces = len(words) - len(words.lstrip())
                mark = place * 1_000_000 + cell.indent * 1_000 + spaces
                found.append((" ".join(undotted(words).split()), mark, row))
                break
    entries: list[Entry] = []
    open_: list[Path] = []
    for (name, _mark, row), depth in zip(found, set_in([mark for _name, mark, _row in found]), strict=True):
        del open_[depth:]
        open_.append((*(open_[-1] if open_ else ()), name))
        entries.append(Entry(open_[-1], row.number, "", _painted(row)))
    return without_root(entries)


def _painted(row: Line) -> str:
    """The colour of a dot, or of an empty cell; those of words are the look of the table."""
    painted = (
        cell.colour for cell in row.cells if cell.colour and undotted(cell.words) != cell.words.strip()
    )
    empty = (cell.colour for cell in row.cells if cell.colour and not cell.words.strip())
    return colour_said("", next(painted, "") or next(empty, ""))


def _told(tree: list[Entry], chapters: Sequence[Chapter]) -> list[Entry]:
    """The tree, with what its chapters say of each code; chapters come in the order of the tree."""
    places: dict[str, deque[Entry]] = defaultdict(deque)
    for entry in tree:
        places[entry.path[-1]].append(entry)
    more: list[Entry] = []
    for one in chapters:
        steps = steps_of(MAXQDA, one.name)
        waiting = places.get(one.name) or places.get(steps[-1] if steps else "")
        meant = next((entry for entry in waiting or () if entry.path == steps), None)
        if meant is None and waiting:
            meant = waiting[0]
        if meant is not None and waiting:
            waiting.remove(meant)
            meant.definition = one.said
        elif one.said:
            more.append(Entry((one.name,), one.line, one.said))
    return tree + more
