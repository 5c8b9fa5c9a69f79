"""Searching in texts and memos, and counting what words are said."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from firsthand.analysis.compare.searching import Searched, labels, search
from firsthand.analysis.compare.vocabulary import more_said_by, most_said, said_beside, spoken_by_people
from firsthand.analysis.memos.services import write_memo
from firsthand.core.finding import Rule
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading, Structure, Turn
from firsthand.field.consent.services import exclude_reader
from firsthand.field.fieldwork.notes import mark_bystander
from firsthand.field.people.models import Participant
from firsthand.field.sources.importing import Incoming, Part, import_sources
from firsthand.field.sources.models import Source
from firsthand.field.sources.texts import text_of
from texts import AWKWARD, bring


def talk(cast: Cast, name: str, *said: str) -> Source:
    """What Lea asks and one person says, turn by turn."""
    text, turns = "", []
    for number, words in enumerate(said):
        label = f"{name}: " if number % 2 else "LEA: "
        start = len(text)
        text += f"{label}{words}\n"
        turns.append(Turn(start, start + len(label), len(text) - 1, number % 2))
    reading = Reading(text, Structure(("LEA", name), tuple(turns)))
    part = Part("participant", new_pseudonym=name.title())
    incoming = Incoming(f"{name}.txt", reading, "interview", name, text.encode(), [Part("interviewer"), part])
    (row,) = import_sources(cast.lea, incoming=[incoming])
    return row


def words_of(found: Searched) -> list[str]:
    return [one.words for one in found.hits]


def test_words_are_found_in_texts_and_memos_and_counted_by_people(cast: Cast) -> None:
    talk(cast, "IKE", "Tea?", "Tea, and more TEA.", "And?", "No teapot.")
    talk(cast, "JUNO", "Well?", "I had no tea.")
    write_memo(cast.lea, kind="theory", title="On tea", body="Everybody has it.")
    found = search(cast.cody, Rule("words", "tea"))
    assert words_of(found) == ["Tea", "Tea", "TEA", "tea", "tea"]
    assert (found.total, found.sources, found.people, found.memos) == (5, 2, 2, 1)
    assert [one.said_by for one in found.hits] == [("LEA",), ("Ike",), ("Ike",), ("Juno",), ("Lea",)]
    assert found.hits[1].place == "turn 2"
    assert found.hits[1].before.endswith("IKE: ")
    assert found.hits[1].after.startswith(", and more TEA.")
    assert len(search(cast.cody, Rule("words", "tea*")).hits) == 6
    assert len(search(cast.cody, Rule("words", "tea"), in_texts=False).hits) == 1
    assert words_of(search(cast.cody, Rule("words", "TEA", exact=True))) == ["TEA"]


def test_a_pattern_reaches_across_lines_and_never_into_a_label(cast: Cast) -> None:
    row = talk(cast, "IKE", "What is it, Ike?", "Soup and\nbread.")
    assert words_of(search(cast.lea, Rule("pattern", r"Soup\s+and\s+bread"))) == ["Soup and bread"]
    assert words_of(search(cast.lea, Rule("words", "ike"))) == ["Ike"]
    assert [text_of(cast.lea, row).words[span.start : span.end] for span in labels(text_of(cast.lea, row))] == [
        "LEA: ", "IKE: ",
    ]  # fmt: skip
    assert search(cast.lea, Rule("pattern", r"it, Ike\?\s*IKE")).hits == []
    with pytest.raises(Problem, match="no regular expression"):
        search(cast.lea, Rule("pattern", "("))
    with pytest.raises(Problem, match="where to look"):
        search(cast.lea, Rule("words", "x"), in_texts=False, in_memos=False)


def test_what_is_kept_from_somebody_is_not_found_by_them_and_whoever_was_not_asked_by_nobody(
    cast: Cast,
) -> None:
    row = talk(cast, "IKE", "Tea?", "A man in a red scarf had tea. I had tea.")
    text = text_of(cast.lea, row).words
    start = text.index("A man")
    mark_bystander(cast.lea, source=row, span=Span(start, start + 29))
    found = search(cast.lea, Rule("words", "tea"))
    assert (found.total, found.hits[1].before[-12:]) == (2, ": […] I had ")
    exclude_reader(cast.gil, participant=Participant.objects.get(), reader=cast.cody)
    assert search(cast.cody, Rule("words", "tea")).total == 0
    assert spoken_by_people(cast.cody).words == 0
    counts = {one.word: one.count for one in most_said(spoken_by_people(cast.lea))}
    assert counts == {"i": 1, "had": 1, "tea": 1}


def test_every_place_is_the_same_as_a_plain_search_of_the_text_finds(cast: Cast) -> None:
    (row,) = bring(cast.lea, AWKWARD)
    text = text_of(cast.lea, row)
    hidden = labels(text)

    @given(st.sampled_from(["e", "the", "a.", "[a-y]+", "h?e", "ث", ".", r"\n."]))
    def same(pattern: str) -> None:
        found = Rule("pattern", pattern, exact=True).find_each(text.words, lambda: hidden)
        plain = [Span(one.start(), one.end()) for one in re.finditer(pattern, text.words)]
        assert found == [one for one in plain if not any(label.touches(one) for label in hidden)]

    same()


def test_only_participants_own_words_are_counted_by_people_and_how_evenly(cast: Cast) -> None:
    talk(cast, "IKE", "Soup or tea?", "Soup soup and the soup.", "Really?", "And tea.")
    talk(cast, "JUNO", "Soup?", "Tea and tea.")
    said = spoken_by_people(cast.lea)
    assert said.words == 10
    shown = {one.word: (one.count, one.people) for one in most_said(said)}
    assert shown == {"soup": (3, 1), "tea": (3, 2), "and": (3, 2), "the": (1, 1)}
    assert [one.word for one in most_said(said, language="en")] == ["soup", "tea"]
    by_word = {one.word: one.dp.value for one in most_said(said)}
    assert by_word["soup"] is not None
    assert round(by_word["soup"], 6) == 0.3  # Ike says seven words of ten, and all of the soup


def test_what_stands_beside_a_word_and_what_one_says_more_than_others(cast: Cast) -> None:
    talk(cast, "IKE", "And?", "Hot soup and hot soup.", "And?", "Cold tea.")
    talk(cast, "JUNO", "And?", "Tea and bread.")
    said = spoken_by_people(cast.lea)
    beside: dict[str, Any] = dict(said_beside(said, "Soup", window=1))
    assert {word: (pair.both, pair.two) for word, pair in beside.items()} == {"hot": (2, 2), "and": (1, 2)}
    assert next(iter(beside)) == "hot"
    assert [word for word, _pair in said_beside(said, "soup", window=1, language="en")] == ["hot"]
    ike = Participant.objects.get(label="P01")
    more = more_said_by(said, [ike.id], language="en")
    assert [(word, one.here, one.there) for word, one in more][:2] == [("hot", 2, 0), ("soup", 2, 0)]
    assert more[0][1].log_ratio.value is None  # nobody else says it
    for wrong in ("kettle", "two words"):
        with pytest.raises(Problem):
            said_beside(said, wrong)
