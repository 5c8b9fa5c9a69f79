"""Random corrections of a coded text: every coding ends on the same words, or says that it is doubtful. None vanishes.

FIRSTHAND_REVISIONS says how many (the suite: 60).
"""

from __future__ import annotations

import os
from random import Random
from typing import Any
from unicodedata import normalize

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, text_of, texts
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.rows import rows_now
from texts import bring

MANY = int(os.environ.get("FIRSTHAND_REVISIONS", "60"))
AWKWARD = ["étude", "e\u0301tude", "🙂", "👩\u200d👧", "مرحبا", "שלום", "𝒳", "ﬁne", "the", "a", "and"]
WORDS = AWKWARD + [f"word{number}" for number in range(300)]


def some_text(chance: Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) + ("." if chance.random() < 0.1 else "") for _ in range(words))


def corrected(chance: Random, text: str) -> str:
    """The text with one to four of: words put in, taken out, moved, replaced, normalised."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randint(1, 60))
        piece, rest = text[start:end], text[:start] + text[end:]
        at = chance.randrange(len(rest) + 1)
        text = chance.choice(
            [
                text[:start] + some_text(chance, 3) + text[start:],
                rest,
                rest[:at] + piece + rest[at:],
                text[:start] + some_text(chance, 4) + text[end:],
                text[:start] + normalize(chance.choice(["NFC", "NFD", "NFKC"]), piece) + text[end:],
            ]
        )
    return text if len(text) > 200 else text + some_text(chance, 100)


def placed(by: Any, talk: Any) -> dict[Any, tuple[str, bool]]:
    """The words of everything that stands on a source's words, by row, and whether it is doubtful."""
    rows = [row for model in (Coding, Bystander) for row in model.objects.filter(version__source_id=talk.id)]
    opened = texts(by, {row.version_id for row in rows})
    return {row.id: (row.span.words_in(opened[row.version_id].words), row.was_in is not None) for row in rows}


@pytest.mark.slow
def test_each_ends_on_the_same_words_or_is_doubtful_and_none_vanishes(cast: Cast) -> None:
    chance = Random(20261126)
    sure = doubtful = 0
    for at in range(MANY):
        if at % 20 == 0:
            talk = bring(cast.lea, some_text(chance, 250))[0]
            codes = [make_code(cast.lea, name=f"Code {at} {number}") for number in range(5)]
            for number in range(25):
                length = len(text_of(cast.lea, talk).words)
                start = chance.randrange(length - 1)
                span = Span(start, min(length, start + chance.randint(1, 40)))
                apply_code(cast.cody, source=talk, code=codes[number % 5], span=span)
            mark_bystander(cast.cody, source=talk, span=Span(10, 30))
        before = placed(cast.lea, talk)
        talk = source(cast.lea, talk.id)
        text = text_of(cast.lea, talk).words
        new = corrected(chance, text)
        if new == text:
            continue
        rows = rows_now(cast.lea.study_id)
        revise_text(cast.lea, source=talk, reading=Reading(new))
        after = placed(cast.lea, talk)
        assert after.keys() == before.keys(), "none vanishes"
        for row, (words, is_doubtful) in after.items():
            assert is_doubtful or words == before[row][0]
        new_doubts = sum(after[row][1] and not before[row][1] for row in after)
        doubtful += new_doubts
        sure += sum(not was for _words, was in before.values()) - new_doubts
        if at % 10 == 3:
            undo_last(cast.lea)
            assert rows_now(cast.lea.study_id) == rows
    print(f"{MANY} corrections: {sure} times on the same words, {doubtful} times doubtful")
    assert sure > doubtful
