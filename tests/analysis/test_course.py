"""Codes over the course of a talk, turn by turn; and themes beside the codes that they stand on."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

TALK = "LEA: How was it?\nIKE: I carried the door.\nLEA: And then?\nIKE: I went home, and slept.\nLEA: Good."
LATER = "LEA: Again?\nIKE: Again the door."


@pytest.fixture
def talks(lea: Any) -> tuple[Any, Any, Any]:
    """Ike, in two talks: the second was held first."""
    from firsthand.field.interviews.services import add_interview
    from firsthand.field.people.services import add_participant
    from firsthand.field.sources.importing import Part, import_sources, read_files

    ike = add_participant(lea, pseudonym="Ike")
    incoming, _refused = read_files(lea, [("first.txt", TALK.encode()), ("second.txt", LATER.encode())])
    for one in incoming:
        one.parts = [Part("interviewer"), Part("participant", ike.id)]
    first, second = import_sources(lea, incoming=incoming)
    add_interview(lea, source=first, on=date(2026, 5, 2), asked_by=lea)
    add_interview(lea, source=second, on=date(2026, 3, 2), asked_by=lea)
    return ike, first, second


def code(by: Any, name: str, source: Any, text: str, words: str) -> Any:
    from firsthand.analysis.codebook.services import make_path
    from firsthand.analysis.coding.services import apply_code
    from firsthand.core.spans import Span

    start = text.index(words)
    return apply_code(
        by, source=source, code=make_path(by, path=(name,)), span=Span(start, start + len(words))
    )


def told(found: Any) -> dict[str, list[tuple[int, int, int]]]:
    return {
        one.code.name: [(part.section, part.first, part.last) for part in one.stretches]
        for one in found.coded
    }


def test_a_code_stands_at_the_turns_of_its_words_and_two_coders_make_one_stretch(
    cast: Any, talks: tuple[Any, Any, Any]
) -> None:
    from firsthand.analysis.compare.course import course_of_source

    _ike, first, _second = talks
    code(cast.lea, "Carrying", first, TALK, "I carried the door.\nLEA: And then?\nIKE: I went home")
    code(cast.cody, "Carrying", first, TALK, "I carried")
    code(cast.lea, "Rest", first, TALK, "slept")
    found = course_of_source(cast.rea, first)
    assert told(found) == {"Carrying": [(0, 2, 4)], "Rest": [(0, 4, 4)]}
    assert {one.code.name: one.codings for one in found.coded} == {"Carrying": 2, "Rest": 1}
    assert [(one.name, [part.first for part in one.stretches]) for one in found.speaking] == [
        ("LEA", [1, 3, 5]),
        ("Ike", [2, 4]),
    ]
    assert found.places == 5


def test_what_somebody_says_stands_in_the_order_of_its_days_and_others_words_are_not_theirs(
    cast: Any, talks: tuple[Any, Any, Any]
) -> None:
    from firsthand.analysis.compare.course import course_of_person

    ike, first, second = talks
    code(cast.lea, "Carrying", first, TALK, "carried the door")
    code(cast.lea, "Carrying", second, LATER, "the door")
    code(cast.lea, "Asking", first, TALK, "How was it?")
    found = course_of_person(cast.lea, ike)
    assert [(one.source.title, one.on, one.before) for one in found.sections] == [
        ("second", date(2026, 3, 2), 0),
        ("first", date(2026, 5, 2), 2),
    ]
    assert told(found) == {"Carrying": [(0, 2, 2), (1, 2, 2)]}
    assert [part.first for part in found.speaking[0].stretches] == [2, 2, 4]


def test_a_text_without_turns_is_counted_in_lines(lea: Any) -> None:
    from firsthand.analysis.compare.course import course_of_source
    from firsthand.field.sources.importing import import_sources, read_files

    text = "The kettle was on.\nNobody spoke.\nThen the door."
    (incoming,), _refused = read_files(lea, [("note.txt", text.encode())])
    (note,) = import_sources(lea, incoming=[incoming])
    code(lea, "Quiet", note, text, "Nobody spoke")
    found = course_of_source(lea, note)
    assert (found.sections[0].by_turns, found.places) == (False, 3)
    assert told(found) == {"Quiet": [(0, 2, 2)]}
    assert found.speaking == ()


def test_a_course_leaves_as_table_and_picture_but_not_where_somebody_asked_not_to_be_printed(
    lea: Any, talks: tuple[Any, Any, Any]
) -> None:
    from firsthand.core.problems import Problem
    from firsthand.giving_back.leaving.carrying_out import withdraw
    from firsthand.giving_back.reports.charts import make_course_of_source

    ike, first, _second = talks
    code(lea, "Carrying", first, TALK, "carried the door")
    written = make_course_of_source(lea, source=first, format="csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [(row["code"], row["source"], row["from"], row["to"]) for row in rows] == [
        ("Carrying", "S1", "2", "2")
    ]
    assert b"Carrying" in make_course_of_source(lea, source=first, format="svg").data
    withdraw(lea, participant=ike, named="L2")
    with pytest.raises(Problem, match="none of their words be printed"):
        make_course_of_source(lea, source=first, format="svg")


def test_a_theme_map_joins_claims_to_the_codes_of_what_speaks_for_and_against_them(
    lea: Any, talks: tuple[Any, Any, Any]
) -> None:
    from firsthand.analysis.themes.mapped import mapped
    from firsthand.analysis.themes.selectors import themes
    from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme

    _ike, first, second = talks
    door, home = code(lea, "Carrying", first, TALK, "the door"), code(lea, "Rest", first, TALK, "home")
    again = code(lea, "Carrying", second, LATER, "the door")
    theme = make_theme(lea, name="Weight")
    claim = make_claim(lea, theme=theme, sentence="Somebody carries the door.")
    for coding, side in ((door, "for"), (again, "for"), (home, "against")):
        add_evidence(lea, theme=theme, claim=claim, coding=coding, side=side)
    found = mapped(themes(lea))
    assert {(one.claim.sentence, one.code.name, one.side, one.pieces) for one in found.joins} == {
        ("Somebody carries the door.", "Carrying", "for", 2),
        ("Somebody carries the door.", "Rest", "against", 1),
    }


def test_a_theme_map_that_leaves_names_in_the_trail_whose_words_a_coder_said_they_are(
    lea: Any, talks: tuple[Any, Any, Any]
) -> None:
    from firsthand.analysis.codebook.services import make_code
    from firsthand.analysis.coding.services import apply_code
    from firsthand.analysis.themes.services import add_evidence, make_claim, make_theme
    from firsthand.core.spans import Span
    from firsthand.giving_back.models import Release
    from firsthand.giving_back.reports.charts import make_theme_map

    ike, first, _second = talks
    asked = Span(TALK.index("And then?"), TALK.index("And then?") + 9)  # he speaks nowhere in it
    coding = apply_code(lea, source=first, code=make_code(lea, name="Echo"), span=asked, whose=ike)
    theme = make_theme(lea, name="Weight")
    claim = make_claim(lea, theme=theme, sentence="It was his question.")
    add_evidence(lea, theme=theme, claim=claim, coding=coding, side="for")
    make_theme_map(lea, format="csv")
    assert Release.objects.get().people == [ike.id.hex]
