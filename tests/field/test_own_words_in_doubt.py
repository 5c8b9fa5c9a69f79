"""A correction alters words that were marked as somebody's own: who may not read them reads nothing of that text
until it is said where they are now.

Juno does not want Cody to read her words, or has everything on hold. Invented.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Cast
from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.coding.selectors import coding, codings_of
from firsthand.analysis.coding.services import apply_code, remove_coding
from firsthand.core.problems import Clash, NotThere, Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.consent.services import exclude_reader, pause, resume, set_answers
from firsthand.field.fieldwork.notes import write_note
from firsthand.field.fieldwork.services import add_visit
from firsthand.field.people.services import add_participant
from firsthand.field.sources.doubts import Doubt
from firsthand.field.sources.models import OwnWords
from firsthand.field.sources.own_words import (
    doubtful_own_words,
    mark_own_words,
    own_words,
    place_of,
    say_own_words_gone,
    settle_own_words,
)
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import source, sources
from firsthand.field.sources.sight import kept_from
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.record import told
from firsthand.giving_back.reports import make
from firsthand.ground.studies.acting import one_act
from firsthand.ground.studies.undoing import undo, undo_last
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import record
from texts import bring

HERS = "Juno (would rather be paid in tea)."
SCENE = f"Nobody reads the form. {HERS} Ike laughs. The kettle is on."
REWORDED = "Paid in tea, says Juno, is what she would rather be."
ELSEWHERE = f"Nobody reads the form. Ike laughs. The kettle is on. {REWORDED}"  # no trace where it was
IN_PLACE = SCENE.replace(HERS, REWORDED)  # a guess, and only half of her words in it
WITHOUT = SCENE.replace(f"{HERS} ", "")
OTHERS = "Nobody reads the form. Ike laughs. The kettle is on."


@pytest.fixture
def juno(cast: Cast) -> Any:
    row = add_participant(cast.lea, pseudonym="Juno")
    set_answers(cast.lea, participant=row, answers={"quotes": "short_quotes"}, moment="before", how="by hand")
    return row


@pytest.fixture(params=["a note of a visit", "a source without a visit"])
def marked(request: pytest.FixtureRequest, cast: Cast, juno: Any) -> Any:
    """A text with her words marked, and coded by Lea together with all the rest of it."""
    if request.param == "a note of a visit":
        visit = add_visit(cast.lea, on=None, present=[juno, add_participant(cast.lea, pseudonym="Ike")])
        row = write_note(cast.lea, visit=visit, layers={"description": SCENE})
    else:
        (row,) = bring(cast.lea, SCENE)
    mark_own_words(cast.lea, source=row, participant=juno, span=at(SCENE, HERS))
    tea = make_code(cast.lea, name="Tea")
    for words in (HERS, "paid in tea", "The kettle is on."):
        apply_code(cast.lea, source=row, code=tea, span=at(SCENE, words))
    return row


def at(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def corrected(by: Any, row: Any, text: str) -> Any:
    now = source(by, row.id)
    revise_text(by, source=now, reading=Reading(text, text_of(by, now).structure, format=now.format))
    return source(by, row.id)


def doubt(by: Any, row: Any) -> Doubt[OwnWords]:
    ((called, found),) = doubtful_own_words(by, source(by, row.id))
    assert called == "Juno"
    return found


def all_that(member: Any, row: Any) -> str:
    """What a member is told by pages, by the API and by what leaves, in one string."""
    browser = Client(SERVER_NAME="127.0.0.1")
    slug = member.study.slug
    browser.post(reverse("acting", args=[slug]), {"name": member.name})
    base = f"/api/s/{slug}"
    asked = [
        f"/s/{slug}/", f"/s/{slug}/sources/", reverse("reader", args=[slug, row.id]),
        reverse("correct", args=[slug, row.id]), f"{base}/things", f"{base}/field",
        *(f"{base}/sources/{row.id}/{what}" for what in ("text", "codings", "beside", "feed?since=0")),
    ]  # fmt: skip
    answers = [browser.get(address) for address in asked]
    assert {answer.status_code for answer in answers} <= {200, 404}
    said = [b"".join(answer).decode("utf-8", "replace") for answer in answers]
    files = [make(member, what=what, format="csv").data.decode() for what in ("codings", "matrix")]
    quoted = [one.words for one in excerpts(member)]
    return "\n".join([*said, *files, *quoted])


def reads_nothing_of_it(member: Any, row: Any) -> None:
    assert row.id not in [line.id for line in sources(member)]
    with pytest.raises(NotThere):
        source(member, row.id)
    said = all_that(member, row)
    assert not [word for word in ("aid in tea", "Juno", "would rather", "kettle") if word in said]


def reads(member: Any, row: Any, text: str) -> None:
    assert text_of(member, source(member, row.id)).words == text
    said = all_that(member, row)
    assert "kettle" in said
    assert not [word for word in ("aid in tea", "Juno", "would rather") if word in said]


@pytest.mark.parametrize("text", [ELSEWHERE, IN_PLACE, WITHOUT])
def test_words_that_a_correction_lost_are_not_shown_to_who_may_not_read_them(
    cast: Cast, juno: Any, marked: Any, text: str
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    reads(cast.cody, marked, OTHERS)
    corrected(cast.lea, marked, text)
    reads_nothing_of_it(cast.cody, marked)
    assert text_of(cast.rea, source(cast.rea, marked.id)).words == text


@pytest.mark.parametrize("text", [ELSEWHERE, IN_PLACE, WITHOUT])
def test_on_hold_a_text_in_which_her_words_are_in_doubt_is_shown_to_nobody(
    cast: Cast, juno: Any, marked: Any, text: str
) -> None:
    corrected(cast.lea, marked, text)
    pause(cast.lea, participant=juno)
    for member in (cast.lea, cast.cody):
        reads_nothing_of_it(member, marked)
    resume(cast.lea, participant=juno)
    mark = doubt(cast.lea, marked).row
    if text == WITHOUT:
        say_own_words_gone(cast.lea, mark=mark)
    else:
        settle_own_words(cast.lea, mark=mark, span=at(text, REWORDED))
    pause(cast.lea, participant=juno)
    for member in (cast.lea, cast.cody):
        reads(member, marked, OTHERS)


@pytest.mark.parametrize("text", [ELSEWHERE, IN_PLACE])
def test_said_where_her_words_are_now_the_rest_is_read_again(
    cast: Cast, juno: Any, marked: Any, text: str
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    row = corrected(cast.lea, marked, text)
    found = doubt(cast.lea, row)
    assert found.was.words == HERS
    with pytest.raises(Problem, match="not in the text"):
        place_of(cast.lea, row, "Nobody says so.")
    with pytest.raises(Problem, match="more than once"):
        place_of(cast.lea, row, "e")
    settle_own_words(cast.lea, mark=found.row, span=place_of(cast.lea, row, REWORDED))
    assert doubtful_own_words(cast.lea, row) == []
    reads(cast.cody, marked, OTHERS)


@pytest.mark.parametrize("text", [WITHOUT, IN_PLACE.replace(REWORDED, "Juno (would rather say nothing).")])
def test_said_to_be_gone_the_text_is_read_and_the_one_before_it_is_not(
    cast: Cast, juno: Any, marked: Any, text: str
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    before = marked.current
    row = corrected(cast.lea, marked, text)
    mark = say_own_words_gone(cast.lea, mark=doubt(cast.lea, row).row)
    assert doubtful_own_words(cast.lea, row) == []
    assert (mark.version_id, mark.span, mark.gone) == (before, at(SCENE, HERS), True)
    assert text_of(cast.cody, source(cast.cody, row.id)).words == text
    assert before in kept_from(cast.cody)
    assert "paid in tea" not in all_that(cast.cody, row)
    corrected(cast.lea, row, text + " It boils.")  # what is settled stays so
    assert text_of(cast.cody, source(cast.cody, row.id)).words == text + " It boils."


def test_what_is_not_in_doubt_cannot_be_said_to_be_gone(cast: Cast, marked: Any) -> None:
    with pytest.raises(Problem, match="in the text as it stands"):
        say_own_words_gone(cast.lea, mark=OwnWords.objects.get())


@pytest.mark.parametrize("gone", [True, False])
def test_undone_step_by_step_everything_is_as_it_was(cast: Cast, juno: Any, marked: Any, gone: bool) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    row = corrected(cast.lea, marked, ELSEWHERE)
    correction = Entry.objects.get(act="source.revise")
    mark = doubt(cast.lea, row).row
    if gone:
        say_own_words_gone(cast.lea, mark=mark)
    else:
        settle_own_words(cast.lea, mark=mark, span=at(ELSEWHERE, REWORDED))
    with pytest.raises(Clash):
        undo(cast.lea, correction)  # somebody built on it
    undo_last(cast.lea, whose=cast.lea)
    reads_nothing_of_it(cast.cody, row)
    undo_last(cast.lea, whose=cast.lea)
    assert OwnWords.objects.get().span == at(SCENE, HERS)
    reads(cast.cody, row, OTHERS)


def test_the_trail_tells_who_may_not_read_her_nothing_of_what_stood_on_her_words(
    cast: Cast, juno: Any, marked: Any
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    before = [(one.number, one.sentence) for one in told(cast.cody)]
    row = corrected(cast.lea, marked, ELSEWHERE)
    settle_own_words(cast.lea, mark=doubt(cast.lea, row).row, span=at(ELSEWHERE, REWORDED))
    after = [(one.number, one.sentence) for one in told(cast.cody)]
    assert [one for one in after if one in before] == before
    assert len(after) == len(before) + 1  # that the text was corrected, and no more
    undo_last(cast.lea, whose=cast.lea)
    say_own_words_gone(cast.lea, mark=doubt(cast.lea, row).row)
    assert [(one.number, one.sentence) for one in told(cast.cody)] == after


def test_a_mark_that_was_left_behind_without_a_doubt_keeps_the_text_back_too(
    cast: Cast, juno: Any, marked: Any
) -> None:
    """As two copies that were joined can leave one: corrected in the one, marked in the other."""
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    row = corrected(cast.lea, marked, WITHOUT)
    mark = say_own_words_gone(cast.lea, mark=doubt(cast.lea, row).row)
    with one_act(cast.lea, "ownwords.mark"):
        record().change(mark, gone=False)
    reads_nothing_of_it(cast.cody, row)
    assert doubt(cast.lea, row).was.words == HERS


def test_who_may_not_read_her_settles_nothing_of_hers(cast: Cast, juno: Any, marked: Any) -> None:
    row = corrected(cast.lea, marked, IN_PLACE)
    mark = doubt(cast.lea, row).row
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    assert doubtful_own_words(cast.cody, row) == []
    with pytest.raises(NotThere):
        own_words(cast.cody, mark.id)


def test_on_the_page_her_words_are_put_on_their_place_or_said_to_be_gone(
    cast: Cast, juno: Any, marked: Any
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    browser = Client(SERVER_NAME="127.0.0.1")
    slug = cast.lea.study.slug
    browser.post(reverse("acting", args=[slug]), {"name": "Lea"})
    page = reverse("correct", args=[slug, marked.id])
    answer = browser.post(page, {"file": SimpleUploadedFile("n.txt", ELSEWHERE.encode())}, follow=True)
    assert "1 mark" in answer.content.decode() or "marks on it" in answer.content.decode()
    mark = OwnWords.objects.get()
    address = reverse("settled", args=[slug, "own-words", mark.id])
    said = browser.get(page).content.decode()
    assert "Juno" in said
    assert "They are gone from the text" in said
    assert browser.post(address, {"what": "there", "words": "No such words"}).status_code == 400
    reads_nothing_of_it(cast.cody, marked)
    assert browser.post(address, {"what": "there", "words": f" {REWORDED}\r\n"}).status_code == 302
    reads(cast.cody, marked, OTHERS)
    corrected(cast.lea, marked, WITHOUT)
    assert browser.post(address, {"what": "remove"}).status_code == 302
    assert text_of(cast.cody, source(cast.cody, marked.id)).words == WITHOUT
    assert "They are gone from the text" not in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("text", "then"),
    [
        (
            "Nobody reads the form. We wait. [We wait.] Tea. All go.",
            "Nobody reads the form. Nobody reads the form. Tea. We wait.",
        ),
        (
            "We wait. Tea. Yes. [Yes.] Ike laughs. No. No. Tea.",
            "We wait. The kettle is on. Tea. No. No. No. Tea.",
        ),
    ],
)
def test_corrected_by_somebody_who_may_not_read_them_her_words_are_where_they_were(
    cast: Cast, juno: Any, text: str, then: str
) -> None:
    """However short they are, and whatever is altered around them: they stay out, and nothing tells of it."""
    before, hers, after = re.split(r"[\[\]]", text)
    (row,) = bring(cast.lea, before + hers + after)
    span = Span(len(before), len(before + hers))
    mark_own_words(cast.lea, source=row, participant=juno, span=span)
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    assert text_of(cast.cody, source(cast.cody, row.id)).words == before.strip() + after
    corrected(cast.cody, row, then)
    read = text_of(cast.cody, source(cast.cody, row.id)).words
    assert read.replace(" ", "") == then.replace(" ", "")  # what is put back may take a space along
    whole = text_of(cast.lea, source(cast.lea, row.id)).words
    assert OwnWords.objects.get().span.words_in(whole) == hers
    assert doubtful_own_words(cast.lea, source(cast.lea, row.id)) == []


def test_of_a_text_that_is_no_more_the_trail_tells_who_may_not_read_her_nothing(
    cast: Cast, juno: Any, marked: Any
) -> None:
    exclude_reader(cast.gil, participant=juno, reader=cast.cody)
    assert any("Tea" in one.sentence for one in told(cast.cody))
    for one in codings_of(cast.lea, marked):
        remove_coding(cast.lea, coding=coding(cast.lea, one.id))
    remove_source(cast.lea, source=source(cast.lea, marked.id))
    said = [one.act for one in told(cast.cody)]
    assert not {"coding.apply", "coding.remove", "source.remove", "ownwords.mark"} & set(said)
