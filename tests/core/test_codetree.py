"""A code tree is walked whole, in order and to an end, however broken it comes."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from firsthand.core.codetree import (
    PATH_SEPARATOR,
    Node,
    descendants,
    in_order,
    parse_path,
    paths,
    would_cycle,
)

TREE = [
    Node("pay", "work", 2, "Pay"),
    Node("work", None, 1, "Work"),
    Node("late", "pay", 0, "Late pay"),
    Node("home", None, 0, "Home"),
    Node("rest", "work", 1, "Rest"),
    Node("care", "work", 1, "Care"),
]

names = st.text("ab ", min_size=1, max_size=3)
ids = st.integers(0, 9)
sound_trees = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), names), max_size=10).map(
    lambda rows: [
        Node(index, parent if parent < index else None, position, name)
        for index, (parent, position, name) in enumerate(rows)
    ]
)
any_trees = st.lists(
    st.builds(Node, ids, st.none() | st.integers(0, 12), st.integers(0, 3), names),
    max_size=10,
    unique_by=lambda node: node.id,
)


def ancestors(nodes: list[Node[int]], start: int) -> list[int]:
    """The raw chain of parents from `start`, up to the first repetition."""
    parents = {node.id: node.parent for node in nodes}
    chain: list[int] = []
    step = parents.get(start)
    while step is not None and step in parents and step not in chain:
        chain.append(step)
        step = parents[step]
    return chain


def test_nodes_come_depth_first_by_position_then_name() -> None:
    walked = [(depth, node.id) for depth, node in in_order(TREE)]
    assert walked == [(0, "home"), (0, "work"), (1, "care"), (1, "rest"), (1, "pay"), (2, "late")]


def test_a_path_names_every_step_from_the_root() -> None:
    assert PATH_SEPARATOR.join(paths(TREE)["late"]) == "Work › Pay › Late pay"


def test_descendants_are_all_that_stands_under_a_node_in_order() -> None:
    assert descendants(TREE, "work") == ["care", "rest", "pay", "late"]
    assert descendants(TREE, "late") == []
    assert descendants(TREE, "nowhere") == []


def test_a_node_whose_parent_is_missing_is_a_root() -> None:
    assert paths([Node(1, 99, 0, "Lost"), Node(2, 1, 0, "Under")]) == {1: ("Lost",), 2: ("Lost", "Under")}


def test_nodes_in_a_ring_are_roots_and_keep_what_hangs_on_them() -> None:
    ring = [Node(1, 2, 0, "One"), Node(2, 1, 0, "Two"), Node(3, 1, 0, "Under"), Node(4, 4, 0, "Own parent")]
    assert paths(ring) == {1: ("One",), 2: ("Two",), 3: ("One", "Under"), 4: ("Own parent",)}


def test_of_two_nodes_with_one_id_the_first_counts() -> None:
    assert paths([Node(1, None, 0, "First"), Node(1, None, 0, "Second")]) == {1: ("First",)}


def test_a_chain_of_5_000_nodes_is_walked() -> None:
    chain = [Node(index, index - 1, 0, "n") for index in range(5_000)]
    assert in_order(chain)[-1][0] == 4_999


@given(sound_trees)
def test_in_a_sound_tree_the_path_of_a_node_is_its_parents_path_and_its_name(tree: list[Node[int]]) -> None:
    named = paths(tree)
    for node in tree:
        above = named[node.parent] if node.parent is not None else ()
        assert named[node.id] == (*above, node.name)


@given(any_trees)
def test_every_node_of_any_tree_comes_once_after_its_parent(tree: list[Node[int]]) -> None:
    walked = in_order(tree)
    assert sorted(node.id for _, node in walked) == sorted(node.id for node in tree)
    place = {node.id: (index, depth) for index, (depth, node) in enumerate(walked)}
    for index, (depth, node) in enumerate(walked):
        is_root = node.parent not in place or node.id in ancestors(tree, node.id)
        assert (depth == 0) == is_root
        if not is_root:
            assert place[node.parent][0] < index
            assert place[node.parent][1] == depth - 1


@given(any_trees)
def test_siblings_stand_by_position_then_name(tree: list[Node[int]]) -> None:
    walked = in_order(tree)
    for (depth, one), (next_depth, two) in itertools.pairwise(walked):
        if depth == next_depth:
            assert (one.position, one.name) <= (two.position, two.name)


@given(sound_trees, ids)
def test_descendants_are_those_that_have_the_node_among_their_ancestors(
    tree: list[Node[int]], top: int
) -> None:
    under = descendants(tree, top)
    assert sorted(under) == sorted(node.id for node in tree if top in ancestors(tree, node.id))


@given(sound_trees.filter(bool), st.data())
def test_a_move_would_cycle_when_the_new_parent_is_the_node_or_under_it(
    tree: list[Node[int]], data: st.DataObject
) -> None:
    here = st.sampled_from([node.id for node in tree])
    child, new_parent = data.draw(here), data.draw(st.none() | here)
    assert would_cycle(tree, child, new_parent) == (
        new_parent == child or new_parent in descendants(tree, child)
    )


@given(any_trees, ids, st.none() | ids)
def test_asking_for_a_cycle_comes_to_an_end_in_any_tree(
    tree: list[Node[int]], child: int, new_parent: int | None
) -> None:
    parents = {node.id: node.parent for node in tree}
    chain = [new_parent]
    for _ in tree:
        chain.append(parents.get(chain[-1]))
    assert would_cycle(tree, child, new_parent) == (child in chain)


def test_a_path_is_read_with_either_sign_and_any_spaces() -> None:
    for written in ("A > B › C", "A>B›C", "  A  ›B >C ", "A > > B › C ›"):
        assert parse_path(written) == ("A", "B", "C")


def test_an_arrow_is_part_of_a_name() -> None:
    assert parse_path("Work > stress -> exit") == ("Work", "stress -> exit")


def test_an_empty_path_has_no_steps() -> None:
    assert parse_path(" › ") == ()


@given(st.lists(st.text("aé b", min_size=1).map(str.strip).filter(bool), max_size=4))
def test_a_path_that_was_shown_is_read_back(path: list[str]) -> None:
    assert parse_path(PATH_SEPARATOR.join(path)) == tuple(path)
