"""YAML with the line of every thing in it, and the slips that people make in it.

Numbers and dates stay as they were written. What was written yes, no, on or off is a word here, and a slip: other
programs read it as true or false.

>>> lined = read_lined("options: [paid, no]\\noptions: [tea]")
>>> lined.data, [(one.line, one.sentence[:27]) for one in lined.slips]
({'options': ['tea']}, [(1, '“no” without quotation mark'), (2, '“options” stands here twice')])
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from firsthand.core.saying import say as _
from firsthand.core.signs import whole

# libyaml reads ten times as fast, where it is there; the lines are the same.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 30
TAG = "tag:yaml.org,2002:"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that was written otherwise than it was meant."""

    line: int
    sentence: str


@dataclass(slots=True)
class Lined:
    """What a file says: words, true and false, lists and mappings; each with its line."""

    data: Any = None
    slips: list[Slip] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        """Whether it could be read at all; where not, a slip says why."""
        return self.data is not None or not self.slips

    def line(self, *path: str | int) -> int:
        """The line of a thing; where it is not there, of what it would stand in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_lined(written: str) -> Lined:
    """A YAML file; without data where it cannot be read, and then the slip says why."""
    lined = Lined()
    try:
        if (refused := _refused(written)) is None:
            node = yaml.compose(written, Loader=LOADER)
        else:
            lined.slips.append(refused)
            return lined
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None) or getattr(wrong, "context_mark", None)
        what = getattr(wrong, "problem", None) or _("a character that no text has")
        lined.slips.append(
            Slip(
                mark.line + 1 if mark else 1,
                _("This is no YAML that can be read: %(what)s.") % {"what": what},
            )
        )
        return lined
    if node is not None:
        lined.data = _plain(node, (), lined)
    return lined


def _refused(written: str) -> Slip | None:
    """What no kit needs, and what could make a small file a very large one."""
    depth = 0
    for event in yaml.parse(written, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return Slip(
                line,
                _("This refers to something above it (a star and a name). Write it out where it is meant."),
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Slip(
                line,
                _(
                    "Lists stand in lists here more than %(deepest)s deep. Nothing that is read here needs that."
                )
                % {"deepest": DEEPEST},
            )
    return None


def _plain(node: yaml.Node, path: Path, lined: Lined) -> Any:
    lined.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lined)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, place), lined) for place, one in enumerate(node.value)]
    return _scalar(node, lined)


def _mapping(node: yaml.MappingNode, path: Path, lined: Lined) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value in node.value:
        line = key_node.start_mark.line + 1
        key = str(_scalar(key_node, lined)) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in found:
            lined.slips.append(
                Slip(
                    line,
                    _("“%(key)s” stands here twice, and only one would count. Keep one of them.")
                    % {"key": key},
                )
            )
        lined.lines[*path, key] = line
        found[key] = _plain(value, (*path, key), lined)
    return found


def _scalar(node: yaml.Node, lined: Lined) -> Any:
    written = whole(str(node.value))
    if node.tag == f"{TAG}null":
        return None
    if node.tag != f"{TAG}bool":
        return written
    if written.lower() in ("true", "false"):
        return written.lower() == "true"
    lined.slips.append(
        Slip(
            node.start_mark.line + 1,
            _('“%(written)s” without quotation marks is read as true or false. Write "%(written)s".')
            % {"written": written},
        )
    )
    return written
