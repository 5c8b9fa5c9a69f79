"""Codes beside codes: codings of one coder or many, counts of pairs, segments with their codes, and edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from firsthand.core.brought.coders import labels
from firsthand.core.brought.grid import Grid, few_enough, numbered
from firsthand.core.brought.reckoned import Asked, Cell, Column, Part, Reckoned
from firsthand.core.brought.spans import Coded, coded_in
from firsthand.core.figures import Figure, ratio, undefined
from firsthand.core.marks import Marks
from firsthand.core.network import Edges, measures, whole
from firsthand.core.problems import Problem
from firsthand.core.relations import (
    NO_CODINGS,
    co_occurrence,
    coefficient,
    is_out_of_range,
    is_uneven,
    jaccard,
    operators,
    together_in,
)
from firsthand.core.saying import say as _

C = Column("c", "c", "n12/(n1+n2-n12), as ATLAS.ti’s manual has it")
OUT_OF_RANGE = Column("out_of_range", "c out of range")
UNEVEN = Column("uneven", "One five times as often")
UNEVEN_SAID = "Where one is there more than five times as often as the other, read the two shares, not c."
MOST_CODES, MOST_CODINGS = 200, 10_000
MOST_WAYS = 5_000_000  # nodes times edges: what betweenness goes through
MORE_PAIRS = "there are more pairs than codings: a code overlaps itself"
ONE_CODE = "a network of one has no edges that could be there"
NO_WAYS = "no two edges meet: there is nothing that could be closed"
TWO_CODES = "there are no two others to stand between"


def of_codings(grid: Grid, asked: Asked) -> Reckoned:
    """Every two codes: how their codings stand to one another, and what they share."""
    coded = coded_in(grid, asked)
    if len(coded.codes) < 2:
        raise Problem(_("This table has one code: there is nothing beside it."))
    few_enough(len(coded.codes), MOST_CODES, _("codes"))
    few_enough(len(coded.rows), MOST_CODINGS, _("codings"))
    marks = Marks.of((document, start, end, code) for document, code, _coder, start, end in coded.rows)
    together = co_occurrence(marks, len(coded.codes))
    rows: list[tuple[Cell, ...]] = []
    for a, b in combinations(range(len(coded.codes)), 2):
        found = operators(marks.labelled(a), marks.labelled(b), asked.distance)
        c = together.c(a, b)
        one, two = int(together.codings[a]), int(together.codings[b])
        a_meets, b_meets = int(together.touching[a, b]), int(together.touching[b, a])
        rows.append((
            _pair(coded, a, b), one, two, found.overlap, found.equal, found.within, found.encloses, found.followed_by,
            found.near, int(together.characters[a, b]), together.jaccard(a, b), c, is_out_of_range(c), a_meets, b_meets,
            ratio(a_meets, one, NO_CODINGS), ratio(b_meets, two, NO_CODINGS), is_uneven(one, two),
        ))  # fmt: skip
    facts = (
        ("Codings", len(coded.rows)), ("Codes", len(coded.codes)), ("Documents", len(coded.documents)),
        ("Near is at most, in characters", asked.distance), ("Rule",
        "touching is no overlap; nothing meets across documents"),
    )  # fmt: skip
    return Reckoned("codings", facts, (Part("pairs", "Codes beside codes", PAIRS, tuple(rows), UNEVEN_SAID),))


PAIRS = (
    Column("one", "Codings of the first", places=0), Column("two", "Codings of the second", places=0),
    Column("overlap", "Overlap", "pairs of codings that share a character", 0), Column("equal", "Equal", places=0),
    Column("within", "First within second", places=0), Column("encloses", "First around second", places=0),
    Column("followed_by", "First followed by second", places=0), Column("near", "Near", places=0),
    Column("shared", "Characters under both", places=0),
    Column("jaccard", "Jaccard", "shared / (under one + under the other - shared), of characters"),
    Column("c", "c", C.formula + ", on pairs of codings"), OUT_OF_RANGE,
    Column("one_touching", "Of the first, overlap the second", places=0),
    Column("two_touching", "Of the second, overlap the first", places=0),
    Column("share_of_one", "Share of the first"), Column("share_of_two", "Share of the second"), UNEVEN,
)  # fmt: skip


def _pair(coded: Coded, a: int, b: int) -> str:
    return f"{coded.codes[a]} + {coded.codes[b]}"


def of_pairs(grid: Grid, asked: Asked) -> Reckoned:
    """Counts of one, of the other and of both: a row each."""
    rows: list[tuple[Cell, ...]] = []
    counts = zip(*(grid.numbers(one) for one in ("one", "two", "both")), strict=True)
    for called, (one, two, both) in zip(labels(grid), counts, strict=True):
        c = coefficient(both, one, two)
        rows.append((
            called, one, two, both, c, is_out_of_range(c), _share(both, one), _share(both, two),
            is_uneven(one, two),
        ))  # fmt: skip
    columns = (
        Column("one", "The first", places=0), Column("two", "The second", places=0), Column("both", "Both", places=0),
        C,
        OUT_OF_RANGE, Column("share_of_one", "Share of the first", "n12/n1"),
        Column("share_of_two", "Share of the second", "n12/n2"), UNEVEN,
    )  # fmt: skip
    return Reckoned(
        "pairs",
        (("Pairs", len(rows)),),
        (Part("pairs", "Codes together", columns, tuple(rows), UNEVEN_SAID),),
    )


def _share(both: int, one: int) -> Figure:
    """Of one, the share that is with the other; where there are more pairs than codings it is none."""
    return ratio(both, one, NO_CODINGS) if both <= one or not one else undefined(MORE_PAIRS)


def of_segments(grid: Grid, asked: Asked) -> Reckoned:
    """Which things (segments, turns, people) hold which codes: every two codes, and the network that they make."""
    things, thing = numbered(grid.called(grid.names[0]))
    codes, code = numbered(grid.called("code"))
    few_enough(len(codes), MOST_CODES, _("codes"))
    held = together_in(np.array(thing, np.int64), np.array(code, np.int64), len(codes))
    edges = {(a, b): int(held[a, b]) for a, b in combinations(range(len(codes)), 2) if held[a, b]}
    rows = [
        (f"{codes[a]} + {codes[b]}", both, jaccard(both, int(held[a, a]), int(held[b, b])))
        for (a, b), both in edges.items()
    ]
    columns = (Column("together", "Together in", places=0), Column("jaccard", "Jaccard", "n12/(n1+n2-n12)"))
    each = [(name, int(held[at, at])) for at, name in enumerate(codes)]
    parts = (
        Part("codes", "In how many each code is", (Column("in_so_many", "In", places=0),), tuple(each)),
        Part("pairs", "Codes together", columns, tuple(rows)),
        *_network(codes, {(codes[a], codes[b]): n for (a, b), n in edges.items()}),
    )
    facts = (
        (grid.head[0], len(things)),
        ("Codes", len(codes)),
        ("Rule", "what is said twice of one counts once"),
    )
    return Reckoned("segments", facts, parts)


def of_edges(grid: Grid, asked: Asked) -> Reckoned:
    """A network given by its edges, with weights or without. An edge that comes again is added to it."""
    one, two = grid.called("from"), grid.called("to")
    edges: dict[tuple[str, str], float] = defaultdict(float)
    for row, a, b in zip(grid.rows, one, two, strict=True):
        if a == b:
            raise Problem(
                _("Row %(number)s: “%(a)s” goes with itself. An edge is between two.")
                % {"number": row.number, "a": a}
            )
        weight = grid.measure(row, grid.names.index("weight")) if grid.has(["weight"]) else 1.0
        edges[(b, a) if (b, a) in edges else (a, b)] += weight
    nodes, _places = numbered(name for pair in zip(one, two, strict=True) for name in pair)
    few_enough(len(nodes) * len(edges), MOST_WAYS, _("nodes times edges"))
    facts = (
        ("Rows", len(grid.rows)),
        ("Rule", "edges have no direction; betweenness takes every edge as one step"),
    )
    return Reckoned("edges", facts, tuple(_network(nodes, edges)))


def _network(nodes: Sequence[str], edges: Edges) -> Sequence[Part]:
    found, network = measures(nodes, edges), whole(nodes, edges)
    meet = any(one.degree > 1 for one in found.values())
    density = Figure(network.density) if network.nodes > 1 else undefined(ONE_CODE)
    transitivity = Figure(network.transitivity) if meet else undefined(NO_WAYS)
    of_whole = (
        Column("nodes", "Nodes", places=0), Column("edges", "Edges", places=0),
        Column("density", "Density", "2m/(n(n-1))"),
        Column("transitivity", "Transitivity", "3 × triangles / two edges that meet"),
    )  # fmt: skip
    of_node = (
        Column("degree", "Degree", "so many others", 0),
        Column("strength", "Strength", "the weights of its edges, added", 0),
        Column("betweenness", "Betweenness", "share of shortest ways through it (Freeman 1977; Brandes 2001)"),
    )  # fmt: skip
    rows = [
        (
            name, one.degree, Figure(float(one.strength)),
            Figure(one.betweenness) if network.nodes > 2 else undefined(TWO_CODES),
        )
        for name, one in found.items()
    ]  # fmt: skip
    return (
        Part(
            "network", "The network", of_whole, (("", network.nodes, network.edges, density, transitivity),)
        ),
        Part("nodes", "Node by node", of_node, tuple(rows)),
    )
