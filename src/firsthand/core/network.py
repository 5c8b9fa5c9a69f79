"""Codes as a network: how many others each goes with, how much, and how far it stands between them; and a drawing.

Degree, strength and betweenness (Freeman 1977; Brandes 2001), by networkx. Betweenness takes every edge as one step.

>>> found = measures(["a", "b", "c"], {("a", "b"): 3, ("b", "c"): 1})
>>> found["b"]
Place(degree=2, strength=4, betweenness=1.0)

The drawing is stable. Each code has a home that depends on the code alone, and is drawn towards what it goes with: the
places are the one answer of a linear equation, so that the same network is drawn the same, in whatever order it comes,
and one more edge moves what it touches a little and the rest less.

>>> drawn = places(["a", "b", "c"], {("a", "b"): 3, ("b", "c"): 1})
>>> drawn == places(["c", "b", "a"], {("b", "c"): 1, ("a", "b"): 3})
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import cos, pi, sin, sqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Edges = Mapping[tuple[str, str], float]
Point = tuple[float, float]
Points = NDArray[np.float64]

HELD = 1.0  # how strongly a code is held at home, beside all its edges together
APART = 0.12  # no two codes are drawn nearer than this, where there is room; the whole is about two wide
PUSHES = 60


@dataclass(frozen=True, slots=True)
class Place:
    """How a code stands in the network."""

    degree: int  # so many others
    strength: float  # the weights of its edges, added
    betweenness: float  # the share of shortest ways between two others that lead through it


@dataclass(frozen=True, slots=True)
class Whole:
    """The network as a whole."""

    nodes: int
    edges: int
    density: float
    transitivity: float


def measures(nodes: Sequence[str], edges: Edges) -> dict[str, Place]:
    """How each code stands, by code."""
    graph = _graph(nodes, edges)
    between = nx.betweenness_centrality(graph)
    strength = dict(graph.degree(weight="weight"))
    return {node: Place(int(graph.degree[node]), strength[node], between[node]) for node in nodes}


def whole(nodes: Sequence[str], edges: Edges) -> Whole:
    """Size, density and transitivity."""
    graph = _graph(nodes, edges)
    return Whole(len(graph), graph.number_of_edges(), nx.density(graph), nx.transitivity(graph))


def places(
    nodes: Sequence[str], edges: Edges, *, before: Mapping[str, Point] | None = None
) -> dict[str, Point]:
    """Where to draw each code. Those of `before`, an earlier drawing, are at home where they were then."""
    ordered = sorted(nodes)
    if not ordered:
        return {}
    homes = np.array([(before or {}).get(node) or _home(node) for node in ordered])
    at = _apart(_drawn_together(ordered, edges, homes))
    return {node: (float(x), float(y)) for node, (x, y) in zip(ordered, at, strict=True)}


def _graph(nodes: Sequence[str], edges: Edges) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_weighted_edges_from((one, two, weight) for (one, two), weight in edges.items())
    return graph


def _home(node: str) -> Point:
    """Somewhere on a disc, by the code's id: evenly spread over all ids, and the same whatever else there is."""
    digest = blake2b(node.encode(), digest_size=8).digest()
    turn, out = (int.from_bytes(half, "big") / 2**32 for half in (digest[:4], digest[4:]))
    return sqrt(out) * cos(2 * pi * turn), sqrt(out) * sin(2 * pi * turn)


def _drawn_together(ordered: Sequence[str], edges: Edges, homes: Points) -> Points:
    """The places where the pull home and the pull of the edges balance: (L + held) x = held × home.

    An edge pulls by its share of the heaviest edge there is.
    """
    number = {node: place for place, node in enumerate(ordered)}
    pull = np.zeros((len(ordered), len(ordered)))
    heaviest = max(edges.values(), default=1.0)
    for (one, two), weight in edges.items():
        pull[number[one], number[two]] = pull[number[two], number[one]] = weight / heaviest
    laplacian = np.diag(pull.sum(1)) - pull
    found = np.linalg.solve(laplacian + HELD * np.eye(len(ordered)), HELD * homes)
    return found.astype(np.float64)


def _apart(at: Points) -> Points:
    """The same with room between: those too near push one another away, a fixed number of times."""
    for _push in range(PUSHES):
        between = at[:, None] - at[None, :]
        far = np.sqrt((between**2).sum(2)) + 1e-9
        short = np.clip(APART - far, 0, None)
        np.fill_diagonal(short, 0)
        at = at + 0.25 * (between / far[..., None] * short[..., None]).sum(1)
    return at
