"""Words counted: the worked examples, and places that are right in any text."""

from __future__ import annotations

import itertools
from time import monotonic
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given

from core.strategies import texts
from core.worked import meets, worked
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.words.beside import Pair, beside
from firsthand.core.words.context import cut, lines
from firsthand.core.words.frequency import dispersal, frequencies, stop_words
from firsthand.core.words.keyness import Keyness
from firsthand.core.words.tokens import counted, tokens

EXAMPLES = worked("words")


@pytest.mark.parametrize("example", EXAMPLES["beside"], ids=lambda example: example["what"])
def test_what_stands_beside_what_is_measured_as_published(example: dict[str, Any]) -> None:
    pair = Pair(*example["counts"])
    found = {name: meets(getattr(pair, name), wanted) for name, wanted in example["expected"].items()}
    assert found == dict.fromkeys(found, True)


def test_keyness_over_two_cells_and_over_four_and_the_log_ratio_are_as_in_the_example() -> None:
    found, example = Keyness(*EXAMPLES["keyness"]["counts"]), EXAMPLES["keyness"]["expected"]
    assert all(meets(getattr(found, name), wanted) for name, wanted in example.items())


def test_lines_in_context_are_those_of_the_example() -> None:
    example = EXAMPLES["context"]
    said = [one.counted for one in tokens(example["text"])]
    assert (len(said), len(set(said)), said.count("work")) == (
        example["words"], example["different"], example["of_work"],
    )  # fmt: skip
    found = lines(example["text"], "WORK", window=example["window"])
    assert [[one.left, one.match, one.right, one.span.start, one.span.end] for one in found] == example[
        "lines"
    ]
    assert [one.span for one in cut(example["text"], "work", width=5)] == [one.span for one in found]


@given(texts)
def test_a_word_is_where_it_says_it_is_in_the_text_as_it_is_stored(text: str) -> None:
    found = tokens(text)
    for one in found:
        assert one.word in normalize("NFC", one.span.words_in(text))
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert [one.word for one in found] == [one.word for one in tokens(normalize("NFC", text))]


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0301\u0301", "\u0301\uff9e"])
def test_marks_without_end_on_one_letter_are_read_in_no_time_and_the_word_is_where_it_is(marks: str) -> None:
    text = f"so a{marks[0] * 40_000}{marks[1] * 40_000} on"
    began = monotonic()
    found = tokens(text)
    assert [one.span.words_in(text) for one in found] == text.split()
    assert (found[1].counted, len(found[1].word)) == (found[1].word, 30)
    assert monotonic() - began < 5


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_are_whole_however_their_accents_are_stored(form: str) -> None:
    text = normalize(form, "Né à São João, cœur d’été; हिन्दी काम")
    found = tokens(text)
    assert [normalize("NFC", one.word) for one in found] == [
        "Né",
        "à",
        "São",
        "João",
        "cœur",
        "d’été",
        "हिन्दी",
        "काम",
    ]
    assert [normalize("NFC", one.span.words_in(text)) for one in found] == [one.word for one in found]
    inside = tokens(text, Span(text.index("S"), len(text)))
    assert inside == found[2:]


def test_what_is_never_together_or_nowhere_has_no_figure_and_says_so() -> None:
    never = Pair(5, 5, 0, 100)
    assert {figure.reason for figure in (never.pmi, never.t, never.npmi, never.log_dice)} == {
        "they never stand together"
    }
    assert never.g2.value is not None
    assert Pair(3, 3, 3, 3).npmi.reason == "they stand together everywhere"
    assert Pair(3, 3, 3, 3).chi2.reason == "a margin is empty"
    assert Keyness(3, 0, 10, 10).log_ratio.reason.endswith("no ratio can be said")
    assert Keyness(3, 0, 10, 10).two_cells.value is not None
    assert Keyness(0, 0, 10, 10).four_cells.reason == "the word is in neither"
    assert Keyness(0, 0, 0, 10).two_cells.reason == "one of the two sets has no words"
    assert dispersal({"P01": 3}, {"P01": 9}).reason == "it takes the words of two people"


def test_near_is_counted_once_a_place_and_never_across_texts() -> None:
    text = ["soup", "tea", "tea", "soup", "bread"]
    found = beside([text, ["soup"]], "tea", window=2)
    assert found["soup"] == Pair(2, 3, 2, 6)
    assert list(found) == ["soup", "bread"]
    assert "tea" not in found
    assert beside([text], "milk") == {}


def test_small_words_are_left_out_of_the_list_and_not_of_how_much_people_say() -> None:
    said = {"P01": ["we", "carried", "the", "soup", "and", "the", "soup"], "P02": ["the", "tea"], "P03": []}
    found = frequencies(said, without=stop_words("en"))
    assert [(one.word, one.count, one.people) for one in found] == [
        ("soup", 2, 1), ("carried", 1, 1), ("tea", 1, 1),
    ]  # fmt: skip
    assert found[0].dp.value == pytest.approx(1 - 7 / 9)
    assert counted("L’ÉTÉ") == "l'été"


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "pt"])
def test_every_list_of_small_words_is_written_as_words_are_counted(language: str) -> None:
    listed = stop_words(language)
    assert {counted(word) for word in listed} == listed
    assert all([one.counted for one in tokens(word)] == [word] for word in listed)


def test_a_language_without_a_list_is_told_which_there_are() -> None:
    with pytest.raises(Problem, match="There are: en, es, de, fr, pt"):
        stop_words("xx")
