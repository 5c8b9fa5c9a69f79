"""Pictures of counts: a heat map, a network, a growing line. Each is data (Vega-Lite) until it is drawn, as svg or png.

Drawn here, without a browser, and without asking anybody: no address is ever followed. The library that draws is large
and may be missing (`firsthand[pictures]`); it is opened when the first picture is wanted.

A picture never says more than its table does, and colour never says anything alone: a cell has its number in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, get_args

from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

Look = Literal["light", "dark"]
Format = Literal["svg", "png"]
LOOKS: tuple[Look, ...] = get_args(Look)
FORMATS: tuple[Format, ...] = get_args(Format)
Spec = dict[str, Any]

MOST_CELLS = 4_000  # more is no picture but a carpet
# By these it is reckoned how much room a name takes. A browser that has none of them may take more: so there is AIR.
FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"
AIR = {"left": 44, "right": 44, "top": 16, "bottom": 16}
SCALE = 2  # of a png, so that it is sharp in print

MISSING = (
    "Pictures are drawn by a library that is not installed here: pip install “.[pictures]” in the program’s folder. "
    "The table says the same."
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one look, as `tokens.css` has them. `full`: the darkest a cell becomes that ink is read on."""

    paper: str
    ink: str
    soft: str
    rule: str
    accent: str
    full: str


PALETTES: dict[Look, Palette] = {
    "light": Palette("#fffdf8", "#25211b", "#5c5548", "#d8d0c0", "#1d5a50", "#a9c5bd"),
    "dark": Palette("#24211d", "#ece6da", "#b9b0a0", "#3f3a33", "#8fcab9", "#4c6158"),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """A node of a network, where it is drawn."""

    name: str
    size: float
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a growing line: what is new, what there is so far; on average over all orders, from least to most."""

    new: int
    so_far: int
    mean: float
    least: float | None
    most: float | None


def can_draw() -> bool:
    """Whether the library that draws is there."""
    return find_spec("vl_convert") is not None


def drawn(spec: Spec, format: Format) -> bytes:  # noqa: A002 - what the files are called
    """A picture as a file. Raises `Problem` where nothing here can draw one."""
    if not can_draw():
        raise Problem(MISSING)
    import vl_convert

    if format == "png":
        return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[]))
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode()


def heat(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[int | None]], look: Look
) -> Spec:
    """A cell for each row and column, the darker the more, with its number in it; None is left empty.

    Raises `Problem` where there would be too many to see.
    """
    if len(rows) * len(columns) > MOST_CELLS:
        raise Problem(
            _(
                "%(rows)s by %(columns)s are too many cells for one picture: %(most)s can be told "
                "apart. The table has them all."
            )
            % {"rows": len(rows), "columns": len(columns), "most": MOST_CELLS}
        )
    colors = PALETTES[look]
    down, across = told_apart(rows), told_apart(columns)
    values = [
        {"row": down[y], "column": across[x], "n": cell or 0, "said": str(cell) if cell else ""}
        for y, line in enumerate(cells)
        for x, cell in enumerate(line)
    ]
    most = max((cell or 0 for line in cells for cell in line), default=0)
    place = {
        "y": {"field": "row", "type": "ordinal", "sort": down, "title": None, "axis": {"labelLimit": 250}},
        "x": {
            "field": "column", "type": "ordinal", "sort": across, "title": None,
            "axis": {"orient": "top", "labelAngle": -45, "labelLimit": 160},
        },
    }  # fmt: skip
    shade = {
        "field": "n", "type": "quantitative", "legend": None,
        "scale": {"domain": [0, max(most, 1)], "range": [colors.paper, colors.full]},
    }  # fmt: skip
    return {
        **framed(values, colors),
        "width": {"step": 38},
        "height": {"step": 24},
        "encoding": place,
        "layer": [
            {"mark": {"type": "rect", "stroke": colors.rule}, "encoding": {"color": shade}},
            {
                "mark": {"type": "text", "color": colors.ink},
                "encoding": {"text": {"field": "said", "type": "nominal"}},
            },
        ],
    }


def network(dots: Sequence[Dot], lines: Sequence[tuple[int, int, float]], look: Look) -> Spec:
    """Dots at their places, the larger the more; a line between two by their numbers, the thicker the more."""
    colors = PALETTES[look]
    joined = [
        {
            "x": dots[a].at[0], "y": dots[a].at[1], "x2": dots[b].at[0], "y2": dots[b].at[1], "weight": weight,
        }
        for a, b, weight in lines
    ]  # fmt: skip
    points = [{"name": one.name, "size": one.size, "x": one.at[0], "y": one.at[1]} for one in dots]
    where = {
        axis: {
            "field": axis, "type": "quantitative", "axis": None,
            "scale": {"domain": _room([one.at[place] for one in dots]), "nice": False, "zero": False},
        }
        for place, axis in enumerate("xy")
    }  # fmt: skip
    beyond = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    thick = {
        "field": "weight",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [1, 9], "zero": True},
    }
    large = {
        "field": "size",
        "type": "quantitative",
        "legend": None,
        "scale": {"range": [60, 700], "zero": True},
    }
    named = {"text": {"field": "name", "type": "nominal"}}
    beside = {"type": "text", "dy": 20, "fontSize": 13, "limit": 210}
    return {
        **framed(points, colors),
        "width": 1040,
        "height": 760,
        "layer": [
            {
                "data": {"values": joined},
                "mark": {"type": "rule", "color": colors.soft, "opacity": 0.55, "strokeCap": "round"},
                "encoding": where | beyond | {"strokeWidth": thick},
            },
            {
                "mark": {"type": "circle", "color": colors.accent, "opacity": 1, "stroke": colors.paper},
                "encoding": where | {"size": large},
            },
            {
                "mark": beside | {"stroke": colors.paper, "strokeWidth": 4, "strokeJoin": "round"},
                "encoding": where | named,
            },
            {"mark": beside | {"color": colors.ink}, "encoding": where | named},
        ],
    }


def growth(steps: Sequence[Step], said: dict[str, str], look: Look) -> Spec:
    """What each step brought, as bars; what there is so far, as a line; and the mean over all orders with its interval.

    `said` has the words of the picture: `step`, `count`, `new`, `so_far`, `mean`.
    """
    colors = PALETTES[look]
    rows = [
        {
            "step": number, "new": one.new, "so_far": one.so_far, "mean": one.mean,
            "least": one.least, "most": one.most,
            "kind_so_far": said["so_far"], "kind_mean": said["mean"], "kind_new": said["new"],
        }
        for number, one in enumerate(steps, 1)
    ]  # fmt: skip
    x = {
        "field": "step", "type": "ordinal", "title": said["step"],
        "axis": {"labelAngle": 0, "labelOverlap": True},
    }  # fmt: skip

    def up(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "title": said["count"]}

    kinds = [said["so_far"], said["mean"], said["new"]]

    def line(field: str) -> Spec:
        return {
            "mark": {"type": "line", "point": field == "so_far"},
            "encoding": {
                "x": x, "y": up(field), "color": colored(field),
                "strokeDash": {"value": [5, 4] if field == "mean" else [1, 0]},
            },
        }  # fmt: skip

    def colored(field: str) -> Spec:
        return {
            "field": f"kind_{field}", "type": "nominal", "title": None,
            "scale": {"domain": kinds, "range": [colors.accent, colors.soft, colors.full]},
            "legend": {"orient": "top", "direction": "vertical", "labelLimit": 600, "symbolType": "square"},
        }  # fmt: skip

    band = {
        "mark": {"type": "area", "color": colors.soft, "opacity": 0.16},
        "encoding": {"x": x, "y": up("least"), "y2": {"field": "most"}},
        "transform": [{"filter": {"field": "least", "valid": True}}],
    }
    bars = {
        "mark": {"type": "bar", "width": 16, "stroke": colors.accent, "strokeWidth": 1},
        "encoding": {"x": x, "y": up("new"), "color": colored("new")},
    }
    return {
        **framed(rows, colors),
        "width": max(460, min(36 * len(steps), 900)),
        "height": 320,
        "layer": [band, bars, line("mean"), line("so_far")],
    }


def framed(values: list[dict[str, Any]], colors: Palette) -> Spec:
    """What each picture begins with: its data, and the colours and letters of its look."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "padding": AIR,
        "data": {"values": values},
        "config": _config(colors),
    }


def told_apart(names: Sequence[str]) -> list[str]:
    """The same names, two alike made different by a space that nobody sees."""
    found: list[str] = []
    for name in names:
        while name in found:
            name += "\u200b"
        found.append(name)
    return found


def _room(places: Sequence[float]) -> list[float]:
    """From where to where an axis goes, with room at the edges for names."""
    least, most = min(places, default=0.0), max(places, default=1.0)
    air = max(most - least, 0.2) * 0.14
    return [least - air, most + air]


def _config(colors: Palette) -> Spec:
    words = {"labelColor": colors.ink, "titleColor": colors.soft, "labelFontSize": 13, "titleFontSize": 13}
    lines = {"gridColor": colors.rule, "domainColor": colors.soft, "tickColor": colors.rule}
    return {
        "background": colors.paper,
        "font": FONTS,
        "view": {"stroke": None},
        "axis": words | lines | {"titleFontWeight": "normal"},
        "legend": words,
        "text": {"fontSize": 13},
        "line": {"strokeWidth": 2.5},
    }
