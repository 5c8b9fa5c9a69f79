"""The list of what a reviewer checks is whole, and what it names as evidence is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|([^|]*)\|$", re.MULTILINE)
STATES = {"kept", "open", "not here"}
# How many lines of levels 1 and 2 each chapter of ASVS 5.0.0 has.
LINES = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}


def test_every_line_of_both_levels_is_there_once() -> None:
    numbers = [one[1] for one in LINE.finditer(PAGE)]
    assert len(numbers) == len(set(numbers)) == sum(LINES.values()) == 253
    counted = {chapter: sum(one.startswith(f"{chapter}.") for one in numbers) for chapter in LINES}
    assert counted == LINES


def test_every_line_has_a_state_and_what_is_not_kept_says_why() -> None:
    for number, _what, state, why in LINE.findall(PAGE):
        assert state in STATES, number
        assert why.strip(), number


def test_what_is_named_as_evidence_is_there() -> None:
    named = set(re.findall(r"`((?:tests|docs|benchmarks|packaging)/[\w/.-]+)`", PAGE))
    within = set(re.findall(r"`((?:field|ground|core|doors|config|giving_back)/[\w/.]+)`", PAGE))
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert [one for one in within if not (ROOT / "src" / "firsthand" / one).exists()] == []
