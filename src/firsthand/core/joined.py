"""Pictures of what belongs to what: a tree from left to right, and two columns joined by lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from firsthand.core.pictures import PALETTES, Look, Palette, Spec, framed
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

MOST_NODES = 1_000
ROW, STEP = 26, 34  # pixels: from one row to the next, and how far a branch is set in
Side = Literal["for", "against", "mixed"]
DASHES: dict[Side, list[int]] = {"for": [1, 0], "against": [7, 5], "mixed": [2, 3]}
BESIDE: dict[Side, int] = {
    "for": 0,
    "against": 7,
    "mixed": -7,
}  # pixels: lines between the same two stand apart
LETTERS = 64  # of a name in a column, before it goes on in a second line


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a tree, as the tree reads from top to bottom: how deep it is, and how large it is drawn."""

    name: str
    depth: int
    size: float


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in a column; `heading`: set apart, and joined to nothing."""

    name: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """From a place in the left column to one in the right, as thick as its number says; its side by its dashes."""

    left: int
    right: int
    weight: int
    side: Side


def tree(nodes: Sequence[Node], look: Look) -> Spec:
    """Each node in a row of its own, set in below the one above it, with a dot that grows with its size.

    Raises `Problem` where there are too many nodes for a page.
    """
    _few_enough(len(nodes))
    colors = PALETTES[look]
    points = [
        {"name": one.name, "x": one.depth * STEP, "y": row * ROW, "size": one.size}
        for row, one in enumerate(nodes)
    ]
    branches, above = [], dict[int, int]()
    for row, one in enumerate(nodes):
        above[one.depth] = row
        if one.depth:
            x, y = (one.depth - 1) * STEP, row * ROW
            branches.append({"x": x, "y": above[one.depth - 1] * ROW, "x2": x, "y2": y})
            branches.append({"x": x, "y": y, "x2": x + STEP, "y2": y})
    deepest = max((one.depth for one in nodes), default=0)
    width, height = deepest * STEP + 420, max(len(nodes) - 1, 1) * ROW
    where = _where(width, height)
    large = {
        "field": "size",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [30, 380], "zero": True},
    }
    return {
        **framed(points, colors),
        "width": width,
        "height": height,
        "layer": [
            {
                "data": {"values": branches},
                "mark": {"type": "rule", "color": colors.soft, "opacity": 0.6},
                "encoding": where | {"x2": {"field": "x2"}, "y2": {"field": "y2"}},
            },
            {
                "mark": {"type": "circle", "color": colors.accent, "opacity": 1, "stroke": colors.paper},
                "encoding": where | {"size": large},
            },
            _named(where, colors.ink, "left", 16, 400),
        ],
    }


def two_columns(
    left: Sequence[Item], right: Sequence[Item], lines: Sequence[Line], said: Mapping[Side, str], look: Look
) -> Spec:
    """Two columns of names, joined: thicker where more stands on it; dashed against, dotted both ways.

    `said`: what each side is called. Raises `Problem` where there are too many for a page.
    """
    _few_enough(len(left) + len(right))
    colors = PALETTES[look]
    height = max(len(left) * 2, len(right), 2) * ROW
    width, named = 1_240, 500
    spread_l, spread_r = _spread(len(left), height), _spread(len(right), height)
    joined = [
        {
            "x": named, "y": spread_l[one.left] + BESIDE[one.side], "x2": width - 300,
            "y2": spread_r[one.right] + BESIDE[one.side], "weight": one.weight, "side": said[one.side],
        }
        for one in lines
    ]  # fmt: skip
    where = _where(width, height)
    thick = {
        "field": "weight",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [1, 6], "zero": True},
    }
    called = [said[side] for side in DASHES]
    dash = {
        "field": "side", "type": "nominal", "title": None, "scale": {"domain": called, "range": list(DASHES.values())},
        "legend": {"orient": "top", "symbolType": "stroke", "symbolSize": 900, "symbolStrokeWidth": 3},
    }  # fmt: skip
    shade = {
        "field": "side", "type": "nominal", "title": None,
        "scale": {"domain": called, "range": [colors.accent, colors.ink, colors.soft]},
    }  # fmt: skip
    return {
        **framed(joined, colors),
        "width": width,
        "height": height,
        "layer": [
            {
                "mark": {"type": "rule", "opacity": 0.75},
                "encoding": where
                | {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "strokeWidth": thick, "strokeDash": dash}
                | {"color": shade},
            },
            *_column(left, spread_l, named - 10, "right", where, colors),
            *_column(right, spread_r, width - 290, "left", where, colors),
        ],
    }


def _column(
    items: Sequence[Item], spread: Sequence[float], x: float, align: str, where: Spec, colors: Palette
) -> list[Spec]:
    """The names of a column, its headings in bold and to the left."""
    plain = [
        {"name": _in_two_lines(one.name), "x": x, "y": y}
        for one, y in zip(items, spread, strict=True)
        if not one.heading
    ]
    headings = [
        {"name": one.name, "x": 0, "y": y} for one, y in zip(items, spread, strict=True) if one.heading
    ]
    drawn = [{"data": {"values": plain}, **_named(where, colors.ink, align, 0, 460)}]
    if headings:
        bold = _named(where, colors.ink, "left", 0, 460)
        bold["mark"] |= {"fontWeight": "bold"}
        drawn.append({"data": {"values": headings}, **bold})
    return drawn


def _named(where: Spec, ink: str, align: str, dx: int, limit: int) -> Spec:
    mark = {
        "type": "text", "align": align, "dx": dx, "color": ink, "limit": limit, "baseline": "middle", "lineBreak": "\n",
    }  # fmt: skip
    return {"mark": mark, "encoding": where | {"text": {"field": "name", "type": "nominal"}}}


def _where(width: float, height: float) -> Spec:
    """Places in pixels, from the upper left."""
    return {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width], "nice": False}},
        "y": {
            "field": "y", "type": "quantitative", "axis": None,
            "scale": {"domain": [height, 0], "nice": False, "zero": False},
        },
    }  # fmt: skip


def _in_two_lines(name: str) -> str:
    """A long name in two lines, with an ellipsis where it goes on.

    >>> _in_two_lines("Being let be")
    'Being let be'
    """
    lines = wrap(name, LETTERS)
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _spread(number: int, height: float) -> list[float]:
    """Where each of some rows stands, so that both columns fill the same height."""
    return [(place + 0.5) * height / number for place in range(number)]


def _few_enough(nodes: int) -> None:
    if nodes > MOST_NODES:
        raise Problem(
            _("%(nodes)s names are too many for one picture: %(most)s fit. The table has them all.")
            % {"nodes": nodes, "most": MOST_NODES}
        )
