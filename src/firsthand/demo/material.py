"""The invented material, as it lies in `corpus/`, and where its passages stand in their texts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from firsthand.core.spans import Span

CORPUS = Path(__file__).parent / "corpus"


@cache
def listed(name: str) -> Any:
    """A YAML file of the corpus."""
    return yaml.safe_load((CORPUS / f"{name}.yaml").read_text("utf-8"))


# The parts of a field note, by the headings under which they stand.
HEADINGS = {
    "Jotting": "jotting", "What happened": "description", "Me in it": "reflection", "Hunches": "analytic",
}  # fmt: skip


def note_parts(file: str) -> dict[str, str]:
    """A field note in its parts. What stands before the first heading is said of its visit."""
    parts: dict[str, list[str]] = {}
    here: list[str] = []
    for line in (CORPUS / file).read_text("utf-8").split("\n"):
        if line in HEADINGS:
            here = parts.setdefault(HEADINGS[line], [])
        else:
            here.append(line)
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


@cache
def passages() -> dict[str, dict[str, Any]]:
    """The passages that stand in the texts to the letter, by id."""
    return {one["id"]: one for one in listed("passages")}


def place(words: str, text: str, within: Span | None = None) -> Span:
    """Where words stand in a text. A line's end stands for a space, as in the group talk.

    Raises `ValueError` where they are not there.
    """
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    found = pattern.search(text, *(() if within is None else (within.start, within.end)))
    if found is None:
        raise ValueError(f"These words are not in their text: {words[:60]}")
    return Span(*found.span())
