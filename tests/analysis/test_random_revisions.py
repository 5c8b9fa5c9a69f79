"""Random corrections of a coded text: every coding ends on the same words, or says that it is doubtful. None vanishes.

FIRSTHAND_REVISIONS says how many (the suite: 20, each corrected twice).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unicodedata import normalize

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source
from firsthand.field.sources.texts import text_of, texts
from firsthand.ground.studies.undoing import undo_last
from firsthand.ground.trail.rows import rows_now
from texts import bring

MANY = int(os.environ.get("FIRSTHAND_REVISIONS", "20"))
AWKWARD = ["étude", "e\u0301tude", "🙂", "👩\u200d👧", "مرحبا", "שלום", "𝒳", "ﬁne", "the", "a", "and", "and."]
WORDS = st.one_of(
    st.sampled_from(AWKWARD),
    st.integers(0, 300).map("word{}".format),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6),
)
TEXTS = st.lists(WORDS, min_size=60, max_size=200).map(" ".join)
PLACES = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 40))


def span_of(place: tuple[float, int], text: str) -> Span:
    """A stretch of a text: where it begins, as a share of the text, and how long it is."""
    start = int(place[0] * len(text))
    return Span(start, min(len(text), start + place[1]))


@st.composite
def corrected(draw: st.DrawFn, text: str) -> str:
    """The text with one to four of: words put in, taken out, moved, replaced, normalised."""
    for how in draw(
        st.lists(
            st.sampled_from(["insert", "delete", "move", "replace", "normalise"]), min_size=1, max_size=4
        )
    ):
        span = span_of(draw(PLACES), text)
        piece, before, after = span.words_in(text), text[: span.start], text[span.end :]
        if how == "insert":
            text = before + draw(PUT_IN) + piece + after
        elif how == "replace":
            text = before + draw(PUT_IN) + after
        elif how == "normalise":
            text = before + normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC"])), piece) + after
        else:
            at = draw(st.integers(0, len(before + after))) if how == "move" else 0
            rest = before + after
            text = rest[:at] + piece + rest[at:] if how == "move" else rest
        assume(len(text) > 50)
    return text


PUT_IN = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def placed(by: Any, talk: Any) -> dict[Any, tuple[str, bool]]:
    """The words of everything that stands on a source's words, by row, and whether it is doubtful."""
    rows = [row for model in (Coding, Bystander) for row in model.objects.filter(version__source_id=talk.id)]
    opened = texts(by, {row.version_id for row in rows})
    return {row.id: (row.span.words_in(opened[row.version_id].words), row.was_in is not None) for row in rows}


@contextmanager
def nothing_kept() -> Iterator[None]:
    """What is written in here is gone afterwards, so that one correction does not grow the study of the next."""
    with transaction.atomic(), transaction.atomic(using="keyring"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keyring")


@pytest.mark.slow
def test_each_ends_on_the_same_words_or_is_doubtful_and_none_vanishes(cast: Cast) -> None:
    codes = [make_code(cast.lea, name=f"Code {number}") for number in range(5)]
    seen: Counter[str] = Counter()

    @settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data(), TEXTS, st.lists(PLACES, min_size=5, max_size=12), st.booleans())
    def correcting(data: st.DataObject, text: str, places: list[tuple[float, int]], undone: bool) -> None:
        with nothing_kept():
            talk = bring(cast.lea, text)[0]
            text = text_of(cast.lea, talk).words
            for number, place in enumerate(places):
                apply_code(cast.cody, source=talk, code=codes[number % 5], span=span_of(place, text))
            mark_bystander(cast.cody, source=talk, span=Span(10, 30))
            rows = rows_now(cast.lea.study_id)
            for _round in range(2):  # what is doubtful already is corrected again
                before = placed(cast.lea, talk)
                new = data.draw(corrected(text))
                assume(new != text)
                revise_text(cast.lea, source=source(cast.lea, talk.id), reading=Reading(new))
                text = new
                after = placed(cast.lea, talk)
                assert after.keys() == before.keys(), "none vanishes"
                for row, (words, doubtful) in after.items():
                    assert doubtful or words == before[row][0]
                    seen["doubtful" if doubtful else "sure"] += 1
                seen["corrections"] += 1
            if undone:
                undo_last(cast.lea)
                undo_last(cast.lea)
                assert rows_now(cast.lea.study_id) == rows

    correcting()
    print(
        f"{seen['corrections']:,} corrections: {seen['sure']:,} on the same words, {seen['doubtful']:,} doubtful"
    )
    assert seen["sure"] > seen["doubtful"]
