"""docs/how-to/server.md as something to be done: its blocks of lines for a terminal, in order, and its commands."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "server.md"
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```$|^## ([^\n]+)$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(firsthand [^`]+)`")
SET = re.compile(r"^[A-Z]+=\S+$", re.MULTILINE)
ENDS = re.compile(r"\s*(?:\||>>?|&&|;|\)).*$")  # where the program's own words end
NETWORK = ("apt-get ", "/pip ")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are copied into a terminal at once."""

    under: str
    lines: str

    @property
    def asks_others(self) -> bool:
        """Whether it gets something from the internet."""
        return any(word in self.lines for word in NETWORK)


def blocks(page: str) -> list[Block]:
    """All of them, each with the heading it stands under."""
    found, under = [], ""
    for indent, lines, heading in BLOCK.findall(page):
        if heading:
            under = heading
        else:
            found.append(Block(under, re.sub(rf"^{indent}", "", lines, flags=re.MULTILINE)))
    return found


def kept(page: str) -> str:
    """What the page sets for all that follows, as lines of a shell."""
    return "\n".join(found for one in blocks(page) for found in SET.findall(one.lines))


def commands(page: str) -> list[str]:
    """Every line of the page by which the program is called, in blocks and between words."""
    lines = [line.strip() for one in blocks(page) for line in one.lines.splitlines()]
    called = [line for line in lines if line.startswith("firsthand ")]
    return [ENDS.sub("", line) for line in [*called, *INLINE.findall(page)] if "…" not in line]


def parsed(line: str) -> click.Context:
    """What the program makes of a line, without doing it. Raises click's own complaints."""
    from firsthand.doors.commands import whole

    _program, *words = shlex.split(line)
    command: click.Command = whole()
    while isinstance(command, click.Group):
        if not words or words[0] not in command.commands:
            raise click.UsageError(f"{line}: there is no such command")
        command, words = command.commands[words[0]], words[1:]
    return command.make_context(line, words)
