"""The tree of codes: which code stands under which, and the path by which a person names one.

Trees from other programs may be broken. A node whose parent is missing, and every node that is its own
ancestor, is treated as a root, so nothing is lost and nothing loops. Of nodes with one id, the first counts.

>>> tree = [Node(1, None, 0, "Work"), Node(2, 1, 1, "Pay"), Node(3, 1, 0, "Rest")]
>>> [(depth, node.name) for depth, node in in_order(tree)]
[(0, 'Work'), (1, 'Rest'), (1, 'Pay')]
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

PATH_SEPARATOR = " › "
# Either sign that people write between the steps of a path; the arrows -> and => belong to a name.
SEPARATORS = re.compile(r"›|(?<![-=])>")


@dataclass(frozen=True, slots=True)
class Node(Generic[Key]):
    """A code in its tree: `parent` is another node's id or None, `position` its place among its siblings."""

    id: Key
    parent: Key | None
    position: int
    name: str


def paths(nodes: Iterable[Node[Key]]) -> dict[Key, tuple[str, ...]]:
    """The names from the root down to each node; the nodes in order.

    >>> paths([Node(2, 1, 0, "Pay"), Node(1, None, 0, "Work")])
    {1: ('Work',), 2: ('Work', 'Pay')}
    """
    result: dict[Key, tuple[str, ...]] = {}
    trail: list[str] = []
    for depth, node in in_order(nodes):
        trail[depth:] = [node.name]
        result[node.id] = tuple(trail)
    return result


def in_order(nodes: Iterable[Node[Key]]) -> list[tuple[int, Node[Key]]]:
    """Every node with its depth (roots: 0), each before its children; siblings by position, then name."""
    known = _by_id(nodes)
    return _below(_children(known), None)


def descendants(nodes: Iterable[Node[Key]], top: Key) -> list[Key]:
    """The ids of all nodes under `top`, in order, without `top` itself; none where `top` is not there.

    >>> descendants([Node(1, None, 0, "Work"), Node(2, 1, 0, "Pay"), Node(3, 2, 0, "Late pay")], 1)
    [2, 3]
    """
    known = _by_id(nodes)
    return [node.id for _, node in _below(_children(known), top)] if top in known else []


def would_cycle(nodes: Iterable[Node[Key]], child: Key, new_parent: Key | None) -> bool:
    """Whether `child` under `new_parent` would be its own ancestor.

    >>> tree = [Node(1, None, 0, "Work"), Node(2, 1, 0, "Pay")]
    >>> would_cycle(tree, 1, 2), would_cycle(tree, 2, None)
    (True, False)
    """
    known = _by_id(nodes)
    seen: set[Key] = set()
    step = new_parent
    while step is not None and step != child and step not in seen:
        seen.add(step)
        step = known[step].parent if step in known else None
    return step is not None and step == child


def parse_path(written: str) -> tuple[str, ...]:
    """The names in a path as people and spreadsheets write it, with `>` or `›` between. Skips empty steps.

    >>> parse_path("Work > Pay › Late pay")
    ('Work', 'Pay', 'Late pay')
    """
    return tuple(name for name in map(str.strip, SEPARATORS.split(written)) if name)


def _by_id(nodes: Iterable[Node[Key]]) -> dict[Key, Node[Key]]:
    known: dict[Key, Node[Key]] = {}
    for node in nodes:
        known.setdefault(node.id, node)
    return known


def _children(known: dict[Key, Node[Key]]) -> dict[Key | None, list[Node[Key]]]:
    """The nodes under each id, in order; the roots under None."""
    looped = _looped(known)
    children: dict[Key | None, list[Node[Key]]] = {}
    for node in sorted(known.values(), key=lambda node: (node.position, node.name)):
        is_root = node.parent not in known or node.id in looped
        children.setdefault(None if is_root else node.parent, []).append(node)
    return children


def _looped(known: dict[Key, Node[Key]]) -> set[Key]:
    """The nodes that are their own ancestors. Each node is walked once."""
    looped: set[Key] = set()
    done: set[Key] = set()
    for start in known:
        walk: dict[Key, int] = {}
        step: Key | None = start
        while step is not None and step in known and step not in done and step not in walk:
            walk[step] = len(walk)
            step = known[step].parent
        if step is not None and step in walk:
            looped.update(list(walk)[walk[step] :])
        done.update(walk)
    return looped


def _below(children: dict[Key | None, list[Node[Key]]], top: Key | None) -> list[tuple[int, Node[Key]]]:
    result: list[tuple[int, Node[Key]]] = []
    waiting = [(0, node) for node in reversed(children.get(top, []))]
    while waiting:
        depth, node = waiting.pop()
        result.append((depth, node))
        waiting.extend((depth + 1, child) for child in reversed(children.get(node.id, [])))
    return result
