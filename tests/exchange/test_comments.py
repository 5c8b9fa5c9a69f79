"""A coded text as Word with its codings as comments; and Word's comments as codings or memos."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Cast
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import all_codings
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.memos.selectors import memos
from firsthand.analysis.memos.services import write_memo
from firsthand.core.problems import NotAllowed
from firsthand.core.spans import Span
from firsthand.exchange.comments import Wanted, import_commented
from firsthand.exchange.projects.bringing_in import all_or_nothing
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.sources.extract import read_file
from firsthand.field.sources.importing import read_files
from firsthand.field.sources.selectors import sources
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.models import Release
from firsthand.giving_back.reports import commented_source
from firsthand.ground.studies.undoing import undo_last
from texts import AWKWARD, bring

WORD = Path(__file__).parents[1] / "data" / "docx" / "comments.docx"
LENGTH = len(AWKWARD.rstrip())
EVERYTHING = Wanted(codings=True, memos=True, new_codes=False)


def read(data: bytes) -> Any:
    (reading,) = read_file("talk.docx", data)
    return reading


def brought(by: Any, data: bytes, wanted: Wanted) -> Any:
    incoming, refused = read_files(by, [("talk.docx", data)])
    assert not refused
    return import_commented(by, incoming=incoming, wanted=wanted)


spans = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 40)).map(
    lambda pair: Span(pair[0], min(LENGTH, pair[0] + pair[1]))
)


@settings(max_examples=25)
@given(drawn=st.lists(spans, min_size=1, max_size=6))
def test_every_coding_comes_back_on_the_very_code_points_it_was_on(cast: Cast, drawn: list[Span]) -> None:
    with all_or_nothing(keep=False):
        source = bring(cast.lea, AWKWARD)[0]
        for number, span in enumerate(drawn):
            code = make_code(cast.lea, name=f"=Code {number} “👍” שלום")
            apply_code(cast.cody, source=source, code=code, span=span)
        reading = read(commented_source(cast.lea, source=source).data)
        assert reading.text == text_of(cast.lea, source).words.rstrip()
        assert {(one.words, one.author, one.start, one.end) for one in reading.comments} == {
            (one.code.name, "Cody", one.span.start, one.span.end) for one in all_codings(cast.lea)
        }


def test_a_document_of_ours_that_comes_in_again_gives_the_same_codings_with_their_memos(cast: Cast) -> None:
    source = bring(cast.lea, AWKWARD)[0]
    above = make_code(cast.lea, name="Heat")
    make_code(cast.lea, name="Cold", parent=above)
    twin = make_code(cast.lea, name="Cold")
    for code, span in ((above, Span(30, 40)), (twin, Span(35, 60))):
        coding = apply_code(cast.lea, source=source, code=code, span=span)
    write_memo(cast.lea, kind="theory", title="Why", body="It was\nwinter.", about=[coding])
    data = commented_source(cast.lea, source=source).data
    assert next(one.words for one in read(data).comments) == "Heat"
    (again,), became = brought(cast.lea, data, EVERYTHING)
    there = [one for one in excerpts(cast.lea) if one.source.id == again.id]
    assert [(one.coding.code.id, one.coding.span) for one in there if one.coding.code.name == "Heat"] == [
        (above.id, Span(30, 40))
    ]
    assert (became.codings, became.memos) == (
        1,
        1,
    )  # “Cold” is the name of two codes: nobody can tell which is meant


def test_what_word_wrote_is_read_with_who_wrote_it_and_where() -> None:
    reading = read(WORD.read_bytes())
    first, last = reading.comments
    assert (first.author, first.at, first.words) == (
        "Michael Williamson", "2016-07-03T15:10:00Z", "A tachyon walks into a bar.",
    )  # fmt: skip
    assert reading.text[first.start : first.end] == "Ouch"
    assert last.words == "Fin."
    assert last.start == last.end == len(reading.text)
    assert reading.warnings == ["2 comments stand beside the text."]


def test_comments_become_what_is_asked_for_in_one_act_with_one_undo(cast: Cast) -> None:
    data = WORD.read_bytes()
    _sources, became = brought(cast.lea, data, Wanted())
    assert (became.left, all_codings(cast.lea), memos(cast.lea)) == (2, [], [])
    _sources, became = brought(cast.lea, data, EVERYTHING)
    assert (became.codings, became.memos, became.left) == (0, 2, 0)
    (excerpt,) = excerpts(cast.lea)
    assert (excerpt.words, excerpt.coding.code.name) == ("Ouch", "Comments")
    end, ouch = memos(cast.lea)
    assert ouch.body == "A tachyon walks into a bar.\n\n(Michael Williamson, 2016-07-03)"
    assert [(one.what, one.called) for one in ouch.about] == [("coding", "Ouch")]
    assert [one.what for one in end.about] == ["source"]
    undo_last(cast.lea)
    assert (len(sources(cast.lea)), codebook(cast.lea), memos(cast.lea)) == (1, [], [])


def test_names_that_are_no_codes_yet_become_codes_only_when_that_is_asked_for(cast: Cast) -> None:
    document = Document()
    runs = [document.add_paragraph().add_run(words) for words in ("I came ", "for the heating", ".")]
    document.add_comment(runs[1], text="heating", author="Ann")
    document.add_comment(runs[0], text="Arriving\nShe says it twice.", author="Ann")
    written = BytesIO()
    document.save(written)
    make_code(cast.lea, name="Heating", plain_name="Being warm")
    _made, became = brought(cast.cody, written.getvalue(), Wanted(codings=True))
    assert (became.codings, became.left) == (1, 1)
    _made, became = brought(cast.cody, written.getvalue(), Wanted(codings=True, new_codes=True))
    assert (became.codings, became.memos) == (2, 1)
    assert {(one.words, one.coding.code.name, one.coding.coder) for one in excerpts(cast.lea)} == {
        ("for the heating", "Heating", "Cody"), ("I came ", "Arriving", "Cody"),
    }  # fmt: skip
    assert memos(cast.lea)[0].body == "She says it twice.\n\n(Ann" + memos(cast.lea)[0].body[-13:]


def test_words_that_may_not_leave_are_signs_and_everything_keeps_its_place(cast: Cast) -> None:
    source = bring(cast.lea, "LENA: Then the boy fell.\nIKE: He did.\n")[0]
    code = make_code(cast.lea, name="Falling")
    apply_code(cast.lea, source=source, code=code, span=Span(25, 36))
    mark_bystander(cast.lea, source=source, span=Span(11, 18))
    report = commented_source(cast.lea, source=source)
    reading = read(report.data)
    assert reading.text == "LENA: Then ▒▒▒▒▒▒▒ fell.\nIKE: He did."
    assert [(one.start, one.end) for one in reading.comments] == [(25, 36)]
    release = Release.objects.get()
    assert (release.what, release.format) == ("source", "docx")


@pytest.mark.parametrize("who", ["gil", "hope", "pia"])
def test_who_takes_no_reports_out_takes_no_coded_text_out(cast: Cast, who: str) -> None:
    source = bring(cast.lea, "One.\n")[0]
    with pytest.raises(NotAllowed):
        commented_source(getattr(cast, who), source=source)
