"""What was planted in the demonstration study is found, by rules that know nothing of it."""

from __future__ import annotations

import pytest
from benchmarks.identifying.texts import demonstration, told

from firsthand.core.identifying import Hint
from firsthand.core.identifying.looking import hints

PLANTED = """
I-P02 D03 St. Brannock's
I-P02 D09 the February of the blackout
I-P06 D12 in June. Bus company.
I-P08 D08 Céline
I-P08 D08 in the fourth grade at Harrow Lane
I-P08 D02 Mr. Duffy
I-P08 D06 555-0142
I-P08 D03 the Row
I-P08 D11 ears, hands, or a kick
I-P08 D04 on Cask Street
I-P08 D10 winds the big clock
I-P09 D01 Gerald
I-P09 D09 the summer it flooded
I-P09 D13 My sister
V10 D14 changed his pills without asking
V11 D12 timetable's good in June
""".strip().splitlines()


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[str, list[Hint]]]:
    """The words and the hints of each text, by its name."""
    given, known = told()
    texts = {str(one.key).partition("DEMO_")[2].removesuffix(".txt"): one for one in demonstration()}
    seen = hints(list(texts.values()), given, known=known)
    return {name: (one.words, [hint for hint in seen if hint.key == one.key]) for name, one in texts.items()}


@pytest.mark.parametrize("line", PLANTED)
def test_what_was_planted_is_found_and_gone_when_replaced(
    line: str, found: dict[str, tuple[str, list[Hint]]]
) -> None:
    name, rule, planted = line.split(" ", 2)
    words, seen = found[name]
    assert planted in words
    for hint in sorted((one for one in seen if one.rule == rule), key=lambda one: one.span, reverse=True):
        words = words[: hint.span.start] + hint.replacement + words[hint.span.end :]
    assert planted not in words


def test_a_participants_name_leads_to_the_participant(found: dict[str, tuple[str, list[Hint]]]) -> None:
    (gerald,) = [hint for hint in found["I-P09"][1] if hint.rule == "D01"]
    assert (gerald.person, gerald.replacement, gerald.why) == ("P04", "Ike", "given: part")


def test_an_interview_is_not_drowned_in_hints(found: dict[str, tuple[str, list[Hint]]]) -> None:
    assert max(len(seen) for _words, seen in found.values()) <= 15
