"""Codes as a network: published values, and a drawing that stays."""

from __future__ import annotations

from itertools import combinations
from math import dist
from random import Random

import networkx as nx
import numpy as np
import pytest

from core.worked import meets, worked
from firsthand.core.network import measures, places, whole
from firsthand.core.relations import jaccard, together_in

EXAMPLES = worked("network")


def test_the_club_is_as_published() -> None:
    graph, wanted = nx.karate_club_graph(), EXAMPLES["karate"]["expected"]
    nodes = [str(node) for node in graph]
    edges = {(str(one), str(two)): 1.0 for one, two in graph.edges}
    found, of_all = measures(nodes, edges), whole(nodes, edges)
    assert (of_all.nodes, of_all.edges, found["0"].degree) == (
        wanted["nodes"], wanted["edges"], wanted["degree"],
    )  # fmt: skip
    assert found["0"].strength == found["0"].degree
    assert meets(found["0"].betweenness, wanted["betweenness"])
    assert meets(of_all.transitivity, wanted["transitivity"])
    assert meets(of_all.density, wanted["density"])


def test_codes_on_segments_go_together_as_the_example_says() -> None:
    example = EXAMPLES["segments"]
    pairs = [(segment, code) for segment, codes in enumerate(example["codes"]) for code in codes]
    found = together_in(np.array([one for one, _ in pairs]), np.array([two for _, two in pairs]), 4)
    assert found.diagonal().tolist() == example["each"]
    named = {(a, b): (n, j) for a, b, n, j in example["together"]}
    for a, b in combinations(range(4), 2):
        n, wanted = named.get((a, b), (0, 0.0))
        assert found[a, b] == n
        assert meets(jaccard(int(found[a, b]), int(found[a, a]), int(found[b, b])), wanted)


def drawn_at_random(seed: int) -> tuple[list[str], dict[tuple[str, str], float]]:
    random = Random(seed)
    nodes = [f"code {number}" for number in range(random.randint(3, 40))]
    pairs = [pair for pair in combinations(nodes, 2) if random.random() < 0.2]
    return nodes, {pair: float(random.randint(1, 9)) for pair in pairs}


@pytest.mark.parametrize("seed", range(12))
def test_the_same_network_is_drawn_the_same_in_whatever_order_it_comes(seed: int) -> None:
    nodes, edges = drawn_at_random(seed)
    random, found = Random(seed), places(nodes, edges)
    shuffled_edges = list(edges.items())
    random.shuffle(shuffled_edges)
    random.shuffle(nodes)
    again = places(nodes, {(two, one): weight for (one, two), weight in shuffled_edges})
    assert all(dist(found[node], again[node]) < 1e-9 for node in nodes)


@pytest.mark.parametrize("seed", range(12))
def test_a_small_change_moves_things_a_little_and_what_is_far_from_it_less(seed: int) -> None:
    nodes, edges = drawn_at_random(seed)
    found = places(nodes, edges)
    across = max((dist(one, two) for one, two in combinations(found.values(), 2)), default=1.0)
    heavier = dict(edges)
    for pair in list(edges)[:1]:
        heavier[pair] = edges[pair] % 9 + 1 if edges[pair] < 9 else 8
    with_one_more = places([*nodes, "one more"], heavier | {(nodes[0], "one more"): 2.0})
    moved = [dist(found[node], with_one_more[node]) for node in nodes]
    assert max(moved) < across / 4
    assert sum(moved) / len(moved) < across / 20


def test_an_earlier_drawing_is_where_the_next_begins_and_nobody_stands_on_another() -> None:
    nodes, edges = drawn_at_random(3)
    before = {node: (float(number), 0.0) for number, node in enumerate(nodes)}
    found = places(nodes, {}, before=before)
    assert all(dist(found[node], before[node]) < 1e-9 for node in nodes)
    near = places(nodes, edges)
    assert min(dist(one, two) for one, two in combinations(near.values(), 2)) > 0.05
    assert places([], {}) == {}


def test_codes_that_go_together_are_drawn_nearer_than_codes_that_do_not() -> None:
    nodes = [f"{side}{number}" for side in "ab" for number in range(6)]
    edges = {pair: 1.0 for pair in combinations(nodes, 2) if pair[0][0] == pair[1][0]}
    found = places(nodes, edges)
    within = [dist(found[one], found[two]) for one, two in edges]
    between = [dist(found[one], found[two]) for one, two in combinations(nodes, 2) if (one, two) not in edges]
    assert sum(within) / len(within) < sum(between) / len(between)
