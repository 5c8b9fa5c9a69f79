"""What may be said of a participant besides their words, and what may not.

>>> never("Main diagnosis (ICD-10)"), never("Kind of peer work")
('a diagnosis', '')
>>> problem_of("Age", "47")
'“47” is none of: under 30, 30-49, 50 or over.'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that may be said. `type`: one of its options, many of them with commas between, or own words."""

    id: str
    label: str
    type: str
    options: tuple[str, ...]
    risk: str


@cache
def attributes() -> tuple[Attribute, ...]:
    """All that are known, in order. A study may have others."""
    return tuple(
        Attribute(one["id"], one["label"], one["type"], tuple(one.get("options", ())), one["risk"])
        for one in _data()["attributes"]
    )


def known(name: str, among: Iterable[Attribute] | None = None) -> Attribute | None:
    """The attribute of that id or label, in any case; of those that a study lists, where it has a list of its own."""
    wanted = " ".join(name.casefold().replace("_", " ").split())
    for one in attributes() if among is None else among:
        if wanted in (one.label.casefold(), one.id.replace("_", " ")):
            return one
    return None


def never(name: str) -> str:
    """What a column would hold that no study here keeps: “a diagnosis”; empty where it may be kept."""
    written = " ".join(name.casefold().replace("_", " ").split())
    found = (what for what, parts in _data()["never"].items() if any(part in written for part in parts))
    return next(found, "")


def problem_of(name: str, value: str, among: Iterable[Attribute] | None = None) -> str:
    """What is wrong with a value; empty where nothing is."""
    one = known(name, among)
    if one is None or not value.strip() or not one.options:
        return ""
    given = [part.strip() for part in value.split(",")] if one.type == "many" else [value.strip()]
    wrong = [part for part in given if part not in one.options]
    return f"“{wrong[0]}” is none of: {', '.join(one.options)}." if wrong else ""


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("attributes.yaml").read_text("utf-8"))
    return data
