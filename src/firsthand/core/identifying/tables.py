"""The words that the families look with, from `tables.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import regex
import yaml


@cache
def table(name: str) -> frozenset[str]:
    """A list of words."""
    return frozenset(_lines()[name].split())


@cache
def phrases(name: str) -> str:
    """A list of phrases with commas between, as a pattern's alternatives, the longest first."""
    said = {" ".join(phrase.split()) for phrase in _lines()[name].split(",")} - {""}
    ordered = sorted(said, key=lambda one: (-len(one), one))
    return "|".join(regex.escape(one, literal_spaces=True).replace("'", "['’]") for one in ordered)


@cache
def _lines() -> dict[str, str]:
    lines: dict[str, str] = yaml.safe_load(Path(__file__).with_name("tables.yaml").read_text("utf-8"))
    return lines
