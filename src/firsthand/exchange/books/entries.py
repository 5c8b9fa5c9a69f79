"""A code as another program lists it, and lists of those as a table of codes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from firsthand.core.hues import nearest_hue

Path = tuple[str, ...]
Rows = list[list[str]]
MOST_DEEP = 200
DOTS = "●•■▪◼○◾⬤"

# What the whole of a codebook is called, at its head or as the root of its tree: no code.
ROOTS = frozenset(
    [
        "codebook", "code book", "codebuch", "code system", "codesystem", "list of codes", "liste der codes", "codes",
        "nodes", "knoten", "code memos", "libro de códigos", "sistema de códigos", "taguette codebook", "cases",
    ]
)  # fmt: skip
# NVivo names the colours of its codes.
COLOURS = {
    "red": "#cc0000", "pink": "#d9538e", "orange": "#d97700", "yellow": "#c9b200", "green": "#2e8b2e",
    "blue": "#2e5fa8", "purple": "#7a3f9c", "brown": "#7a4a1e", "grey": "#777777", "gray": "#777777",
}  # fmt: skip
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(slots=True)
class Entry:
    """A code: its place in the tree, and the line of the file that tells of it."""

    path: Path
    line: int
    definition: str = ""
    colour: str = ""


def plain(written: str) -> str:
    """A heading, or the head of a column, as it is looked up.

    >>> plain(" Code-Memo: ")
    'code memo'
    """
    return " ".join(written.casefold().replace("-", " ").replace("_", " ").split()).rstrip(":").rstrip()


def colour_said(words: str, painted: str = "") -> str:
    """The colour that a cell says, in words or by being painted; empty where it says none.

    >>> colour_said("Purple"), colour_said("", "#aabbcc"), colour_said("None")
    ('#7a3f9c', '#aabbcc', '')
    """
    words = words.strip()
    said = words if _HEX.fullmatch(words) else COLOURS.get(words.casefold(), "")
    return said or (painted if nearest_hue(painted, -1) >= 0 else "")


def as_rows(entries: Sequence[Entry], unread: Iterable[str] = ()) -> Rows:
    """A table of codes, each in the row of the line that tells of it; codes that are only named as being above others
    stand at the end. `unread` are columns of the file that say nothing of a code here."""
    named = {_folded(one.path) for one in entries}
    above: dict[Path, Path] = {}
    for one in entries:
        for depth in range(len(one.path) - 1, 0, -1):
            step = one.path[:depth]
            if _folded(step) in named or _folded(step) in above:
                break
            above[_folded(step)] = step
    deepest = max((len(one.path) for one in entries), default=1)
    levels = [f"level_{number + 1}" for number in range(deepest)]
    found: dict[int, list[str]] = {}
    for one in entries:
        path = [*one.path, *[""] * (deepest - len(one.path))]
        # A line tells of one code; where it is the head's own, the rows move down.
        found[_free(found, one.line)] = [*path, one.definition, one.colour]
    last = max(found, default=1)
    table: Rows = [[*levels, "definition", "colour", *unread]]
    table += [found.get(line, []) for line in range(2, last + 1)]
    return table + [list(step) for step in above.values()]


def undotted(words: str) -> str:
    """A name without the dot in the code's colour that stands before it.

    >>> undotted("● Tea"), undotted("Tea")
    ('Tea', 'Tea')
    """
    return words.strip().lstrip(DOTS).strip()


def tag_above(tag: str, known: Container[str]) -> str:
    """The tag of Taguette that another is below: what it goes on from after a dot, if there is a tag of that name.

    >>> tag_above("food.apple.red", {"food"}), tag_above("U.S. policy", {"food"})
    ('food', '')
    """
    if tag.count(".") > MOST_DEEP:
        return ""
    above = tag.rpartition(".")[0]
    while above and above not in known:
        above = above.rpartition(".")[0]
    return above


def _free(taken: Mapping[int, object], line: int) -> int:
    line = max(line, 2)
    while line in taken:
        line += 1
    return line


def _folded(path: Path) -> Path:
    return tuple(step.casefold() for step in path)
