"""A picture of what stands where along a talk: a lane for each speaker and code, with its stretches as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.core.pictures import PALETTES, Look, Spec, framed, told_apart
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _

MOST_BARS = 4_000  # more is no picture but a carpet
LANE, LEAST, MOST = 24, 460, 1_100  # pixels


@dataclass(frozen=True, slots=True)
class Lane:
    """A name and its bars, each from a place to another, both included. `speech`: somebody's turns, drawn softer."""

    name: str
    bars: Sequence[tuple[int, int]]
    speech: bool = False


def course(lanes: Sequence[Lane], parts: Sequence[tuple[str, int]], counted: str, look: Look) -> Spec:
    """Lanes below each other over places counted from 1. `parts`: what the whole is made of, each with its length.

    `counted` says what a place is. Raises `Problem` where there would be too many bars to see.
    """
    bars = sum(len(lane.bars) for lane in lanes)
    if bars > MOST_BARS:
        raise Problem(
            _(
                "%(bars)s stretches are too many for one picture: %(most)s can be told apart. The "
                "table has them all."
            )
            % {"bars": bars, "most": MOST_BARS}
        )
    colors = PALETTES[look]
    names = told_apart([lane.name for lane in lanes])
    places = max(sum(length for _name, length in parts), 1)
    values = [
        {"lane": name, "from": first - 0.5, "to": last + 0.5, "kind": "speech" if lane.speech else "code"}
        for name, lane in zip(names, lanes, strict=True)
        for first, last in lane.bars
    ]
    along = {"domain": [0.5, places + 0.5], "nice": False, "zero": False}
    down = {
        "field": "lane", "type": "ordinal", "sort": names, "title": None, "scale": {"domain": names},
        "axis": {"labelLimit": 250, "ticks": False, "domain": False, "grid": True, "gridColor": colors.rule},
    }  # fmt: skip
    across = {
        "field": "from", "type": "quantitative", "title": counted, "scale": along,
        "axis": {"grid": False, "tickMinStep": 1, "format": "d", "labels": len(parts) < 2, "ticks": len(parts) < 2},
    }  # fmt: skip
    shade = {
        "field": "kind", "type": "nominal", "legend": None,
        "scale": {"domain": ["speech", "code"], "range": [colors.soft, colors.accent]},
    }  # fmt: skip
    return {
        **framed(values, colors),
        "width": max(LEAST, min(places * 8, MOST)),
        "height": LANE * max(len(lanes), 1),
        "layer": [
            {
                "mark": {"type": "bar", "height": 11, "stroke": colors.paper, "strokeWidth": 0.5},
                "encoding": {"x": across, "x2": {"field": "to"}, "y": down, "color": shade},
            },
            *_edges(parts, colors.soft, colors.ink, along),
        ],
    }


def _edges(parts: Sequence[tuple[str, int]], line: str, ink: str, along: Spec) -> list[Spec]:
    """A line where each part begins, and above it what the part is called; none where there is only one."""
    if len(parts) < 2:
        return []
    begins, rows = 0.5, []
    for name, length in parts:
        rows.append({"at": begins, "name": name})
        begins += length
    x = {"field": "at", "type": "quantitative", "scale": along}
    named = {
        "type": "text",
        "align": "left",
        "baseline": "bottom",
        "color": ink,
        "fontSize": 12,
        "limit": 220,
    }
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rule", "color": line, "strokeDash": [3, 3]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": rows},
            "mark": {**named, "angle": 330, "dy": -4, "dx": 4},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "name", "type": "nominal"}},
        },
    ]
