"""A codebook as a table: NVivo's, MAXQDA's overview or system of codes, Taguette's.

Which code is under which is told by a column for it, by a path in the name, by columns like stairs, or by how far the
name is set in; whichever the file has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from firsthand.core.grids import Cell, Line
from firsthand.core.problems import Problem
from firsthand.exchange.books.entries import (
    MOST_DEEP,
    ROOTS,
    Entry,
    Path,
    colour_said,
    plain,
    tag_above,
    undotted,
)

NVIVO, MAXQDA, TAGUETTE = "NVivo", "MAXQDA", "Taguette"
NAMES = {
    **dict.fromkeys(("name", "hierarchical name", "nombre", "nom"), NVIVO),
    **dict.fromkeys(
        (
            "code", "codes", "code system", "codesystem", "list of codes", "liste der codes", "code name", "codename",
            "código", "sistema de códigos",
        ),
        MAXQDA,
    ),
    "tag": TAGUETTE,
}  # fmt: skip
PARENTS = frozenset(["parent", "parent code", "obercode", "código superior", "código padre"])
DEFINITIONS = frozenset(
    ["description", "definition", "memo", "code memo", "memo text", "beschreibung", "descripción", "comment"]
)
COLOURS = frozenset(["color", "colour", "farbe", "user assigned color", "user assigned colour"])
# By these a table is known as the program's: no table of our own has them.
SIGNS = {
    NVIVO: frozenset(
        ["files", "sources", "references", "dateien", "referenzen", "archivos", "referencias", "fichiers",
         "hierarchical name", "nickname", "aggregate"]
    ),
    MAXQDA: frozenset(
        ["memo", "code memo", "parent code", "obercode", "código superior", "frequency", "häufigkeit", "code system",
         "codesystem", "sistema de códigos", "coded segments", "cod. seg."]
    ),
    TAGUETTE: frozenset(["tag"]),
}  # fmt: skip
OURS = frozenset(["code id", "handle", "plain name", "when", "when not", "example", "path"])
LOOK_AT = 20  # lines of a table, among which its head is
_SEGMENTS = re.compile(r"%? ?(cod|seg|codierte)[a-z]*\.? (seg|cod)[a-z]*\.?.*")
_STEPS = {NVIVO: re.compile(r"\\+"), MAXQDA: re.compile(r"\\+|\s>\s|\s›\s")}


@dataclass(slots=True)
class Head:
    """The head of a table of codes: whose it is, and which column says what."""

    program: str
    line: int
    name: int
    stairs: int  # how many columns the name may stand in: a code one further right is one deeper
    parent: int = -1
    definition: int = -1
    colour: int = -1
    unread: list[str] = field(default_factory=list)
    certain: bool = False  # no table of texts looks like that


def head_of(lines: Sequence[Line]) -> Head | None:
    """The head of a table, where it is one of codes by another program; None for one of our own, and for any other."""
    for line in lines[:LOOK_AT]:
        if found := _head(line):
            return found
    return None


def entries_of(head: Head, lines: Sequence[Line]) -> list[Entry]:
    """The codes that a table tells of."""
    listed = [_Listed(head, line) for line in lines if line.number > head.line]
    listed = [one for one in listed if one.name]
    if head.program == TAGUETTE:
        return list(_tagged(listed))
    if head.parent >= 0 and any(one.parent for one in listed):
        return list(_under_named(head, listed))
    return without_root(list(_set_in(head, listed)))


def without_root(entries: list[Entry]) -> list[Entry]:
    """Codes without a first line that is of all of them, and what is under it a step higher."""
    first = entries[0] if entries else None
    if first is None or first.definition or len(first.path) > 1 or plain(first.path[0]) not in ROOTS:
        return entries
    for one in entries[1:]:
        if one.path[:1] == first.path and len(one.path) > 1:
            one.path = one.path[1:]
    return entries[1:]


def steps_of(program: str, written: str) -> Path:
    """The steps of a path as a program writes it, without its word for all codes."""
    steps = tuple(step for one in _STEPS[program].split(written) if (step := " ".join(one.split())))
    return steps[1:] if len(steps) > 1 and plain(steps[0]) in ROOTS else steps


def set_in(marks: Sequence[float]) -> Iterator[int]:
    """How deep each line is, by how far it is set in.

    >>> list(set_in([0, 10, 10, 20, 5, 0]))
    [0, 1, 1, 2, 1, 0]
    """
    open_: list[float] = []
    for mark in marks:
        while open_ and open_[-1] >= mark:
            open_.pop()
        yield len(open_)
        open_.append(mark)


class _Listed:
    """A row that tells of a code."""

    def __init__(self, head: Head, line: Line) -> None:
        self.line = line.number
        cells = line.cells
        places = range(head.name, min(head.name + head.stairs, len(cells)))
        place = next((one for one in places if _says(cells[one])), head.name)
        cell = _cell(cells, place)
        self.written = undotted(cell.words.replace("\n", " "))
        self.name = " ".join(self.written.split())
        spaces = len(cell.words) - len(cell.words.lstrip())
        self.mark = (place - head.name) * 1_000_000 + cell.indent * 1_000 + spaces
        self.parent = " ".join(_cell(cells, head.parent).words.split())
        self.definition = _cell(cells, head.definition).words.strip()
        paint = _cell(cells, head.colour)
        dot = cell.colour if self.written != cell.words.strip() else ""
        self.colour = colour_said(paint.words, paint.colour or dot)

    def entry(self, path: Path) -> Entry:
        """The code, at its place. Raises `Problem` for one that no honest program sets so deep."""
        if len(path) > MOST_DEEP:
            raise Problem(
                _("The codes of this file stand in each other more than two hundred deep: it is not read.")
            )
        return Entry(path, self.line, self.definition, self.colour)


def _head(line: Line) -> Head | None:
    heads = [plain(cell.words) for cell in line.cells]
    if OURS & set(heads) or any(one.startswith("level ") for one in heads):
        return None
    for place, one in enumerate(heads):
        program = NAMES.get(one)
        signs = {_sign(other) for other in heads} & SIGNS[program] if program else set()
        if program == TAGUETTE:
            signs = {other for other in heads if other in ("parent", "description", "number of highlights")}
        if program and signs and not ({"text", "content", "document", "answer"} & set(heads)):
            return _read_head(line, heads, place, program, signs)
    return None


def _read_head(line: Line, heads: list[str], place: int, program: str, signs: set[str]) -> Head:
    after = place + 1
    while after < len(heads) and not heads[after]:
        after += 1
    head = Head(program, line.number, place, after - place)
    for other, one in enumerate(heads):
        if other == place or not one:
            continue
        if one in PARENTS and head.parent < 0:
            head.parent = other
        elif one in DEFINITIONS and head.definition < 0:
            head.definition = other
        elif one in COLOURS and head.colour < 0:
            head.colour = other
        else:
            head.unread.append(" ".join(line.cells[other].words.split()))
    if head.colour < 0 and place and not heads[place - 1]:
        head.colour = place - 1  # a column of coloured dots has no name
    enough = {NVIVO: 2, MAXQDA: 1, TAGUETTE: 2}[program]
    head.certain = len(signs) >= enough or (program == MAXQDA and set(heads) == {"code", "memo"})
    if program == MAXQDA and signs <= {"memo", "frequency", "häufigkeit"}:
        head.certain = set(heads) <= {"code", "memo", "frequency", "häufigkeit", *COLOURS}
    return head


def _sign(head: str) -> str:
    return "cod. seg." if _SEGMENTS.fullmatch(head) else head


def _tagged(listed: Sequence[_Listed]) -> Iterator[Entry]:
    """Taguette's tags: under the one that their row names, or that their own name goes on from."""
    rows = {one.name: one for one in listed}
    for one in listed:
        path: list[str] = []
        tag, seen = one.name, set[str]()
        while tag and tag not in seen:
            seen.add(tag)
            named = rows[tag].parent if tag in rows and rows[tag].parent in rows else ""
            above = named or tag_above(tag, rows)
            path.append(tag.removeprefix(f"{above}.") if above else tag)
            tag = above
        yield one.entry(tuple(reversed(path)))


def _under_named(head: Head, listed: Sequence[_Listed]) -> Iterator[Entry]:
    """Codes whose rows name the one above: by its path, or by its name, and then the last one before them is meant."""
    known: dict[str, Path] = {}
    waiting = {one.name.casefold(): one for one in listed}
    for one in listed:
        steps = steps_of(head.program, one.parent)
        if len(steps) == 1:
            steps = known.get(steps[0].casefold()) or _climbed(head, waiting, steps[0])
        path = (*steps, one.name)
        known[one.name.casefold()] = path
        yield one.entry(path)


def _climbed(head: Head, rows: dict[str, _Listed], name: str) -> Path:
    """The path of a code that is only listed further down, or nowhere."""
    path, seen = [name], {name.casefold()}
    while len(path) <= MOST_DEEP and (row := rows.get(path[-1].casefold())) and row.parent:
        steps = steps_of(head.program, row.parent)
        if len(steps) != 1 or steps[0].casefold() in seen:
            return (*(steps if len(steps) > 1 else ()), *reversed(path))
        seen.add(steps[0].casefold())
        path.append(steps[0])
    return tuple(reversed(path))


def _set_in(head: Head, listed: Sequence[_Listed]) -> Iterator[Entry]:
    """Codes whose names hold their path, or are set in."""
    open_: list[Path] = []
    for one, depth in zip(listed, set_in([one.mark for one in listed]), strict=True):
        del open_[depth:]
        steps = steps_of(head.program, one.written)
        path = (*(open_[-1] if open_ else ()), *steps) if len(steps) == 1 else steps or (one.name,)
        open_.append(path)
        yield one.entry(path)


def _says(cell: Cell) -> bool:
    return any(letter.isalnum() for letter in cell.words) or len(cell.words.strip()) > 2


def _cell(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if 0 <= place < len(cells) else Cell("")
