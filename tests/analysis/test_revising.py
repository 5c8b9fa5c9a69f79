"""A text corrected after it was coded: each coding ends on the same words, or says that it is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import codings_of
from firsthand.analysis.coding.services import apply_code, resize_coding
from firsthand.analysis.coding.settling import settle
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source
from firsthand.field.sources.services import assign_voice
from firsthand.field.sources.texts import text_of
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail.rows import rows_now
from texts import bring

TALK = "ANNA: The key was under the mat.\nBEN: Nobody told me about any key at all.\n"


@pytest.fixture
def talk(cast: Cast) -> Any:
    return bring(cast.lea, TALK)[0]


def code(by: Any, row: Any, words: str) -> Coding:
    text = text_of(by, row).words
    start = text.index(words)
    made = make_code(by, name=f"About {words}")
    return apply_code(by, source=row, code=made, span=Span(start, start + len(words)))


def revise(by: Any, row: Any, text: str) -> Any:
    revise_text(by, source=row, reading=Reading(text))
    return source(by, row.id)


def coded(by: Any, row: Any) -> list[str]:
    words = text_of(by, row).words
    return [words[one.span.start : one.span.end] for one in codings_of(by, row)]


def test_codings_go_along_with_their_words(cast: Cast, talk: Any) -> None:
    for words in ("under the mat", "any key"):
        code(cast.cody, talk, words)
    now = revise(cast.lea, talk, TALK.replace("ANNA: ", "ANNA: Well. 👍 ").replace("Nobody", "No one"))
    assert coded(cast.lea, now) == ["under the mat", "any key"]
    assert not Coding.objects.exclude(was_in=None).exists()


def test_altered_words_are_a_guess_that_says_what_was_meant(cast: Cast, talk: Any) -> None:
    old, coding = talk.current, code(cast.cody, talk, "under the mat")
    now = revise(cast.lea, talk, TALK.replace("under the mat", "under the grey mat"))
    assert coded(cast.lea, now) == ["under the grey mat"]
    coding.refresh_from_db()
    assert (coding.was_in, TALK[coding.was_start : coding.was_end]) == (old, "under the mat")
    resize_coding(cast.lea, coding=coding, span=Span(coding.start, coding.end - 4))
    assert (coded(cast.lea, now), coding.was_in) == (["under the grey"], None)


def test_a_doubt_that_nobody_settled_outlives_the_next_correction(cast: Cast, talk: Any) -> None:
    old, coding = talk.current, code(cast.cody, talk, "under the mat")
    now = revise(cast.lea, talk, TALK.replace("under the mat", "under the grey mat"))
    revise(cast.lea, now, TALK.replace("under the mat", "under the grey mat").replace("Nobody", "No one"))
    coding.refresh_from_db()
    assert (coding.was_in, TALK[coding.was_start : coding.was_end]) == (old, "under the mat")


def test_gone_words_keep_their_coding_on_the_text_as_it_was_until_it_is_settled(cast: Cast) -> None:
    row = bring(cast.lea, "Tea, and then more tea.")[0]
    old, made = row.current, make_code(cast.cody, name="Tea")
    first, second = (
        apply_code(cast.cody, source=row, code=made, span=Span(start, start + 3)) for start in (0, 19)
    )
    now = revise(cast.lea, row, "Tea.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.version_id, first.was_in) == (now.current, None)
    assert (second.version_id, second.was_in) == (old, old)
    with pytest.raises(Problem, match="not in the text"):
        settle(cast.lea, coding=second, span=Span(3, 9))
    with pytest.raises(Problem, match="on these very words already"):
        settle(cast.lea, coding=second, span=Span(0, 3))
    settle(cast.lea, coding=second, span=Span(3, 4))
    assert (second.version_id, second.was_in) == (now.current, None)


def test_undo_brings_the_text_back_and_every_coding_with_it(cast: Cast, talk: Any) -> None:
    code(cast.cody, talk, "under the mat")
    code(cast.lea, talk, "any key")
    before = rows_now(cast.lea.study_id)
    now = revise(cast.lea, talk, TALK.replace("under", "below").replace("any key at all", "it"))
    after = rows_now(cast.lea.study_id)
    undo_last(cast.lea, whose=cast.lea)
    assert rows_now(cast.lea.study_id) == before
    redo_last(cast.lea, whose=cast.lea)
    assert rows_now(cast.lea.study_id) == after
    assert source(cast.lea, talk.id).current == now.current


def test_who_speaks_is_known_again_by_the_label(cast: Cast, talk: Any) -> None:
    (anna, _ben) = talk.versions.get().voices.order_by("index")
    assign_voice(cast.lea, voice=anna, part="interviewer")
    text = "CLEO: Hello.\nANNA: The key."
    structure = Structure(("CLEO", "ANNA"), (Turn(0, 6, 12, 0), Turn(13, 19, 27, 1)))
    revise_text(cast.lea, source=talk, reading=Reading(text, structure))
    speakers = text_of(cast.lea, source(cast.lea, talk.id)).speakers
    assert [(one.name, one.part) for one in speakers.values()] == [("CLEO", "other"), ("ANNA", "interviewer")]


def test_the_same_text_is_no_correction(cast: Cast, talk: Any) -> None:
    with pytest.raises(Problem, match="as it stands already"):
        revise(cast.lea, talk, TALK)
