"""A rule finds what it says, all of it, and never a speaker's label."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.strategies import documents, texts
from firsthand.core.finding import REACHES, Rule, joined
from firsthand.core.folding import folded
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn

TALK = "LENA: Any tea left?\nANNA: Tea, no. I put the kettle on. Twice!\nMore tea then.\nLENA: And after?\nBEN: Tea."


def structure_of(text: str) -> Structure:
    """Turns for lines that begin with a label in capitals."""
    voices: list[str] = []
    turns: list[Turn] = []
    starts = [match.start() for match in regex.finditer(r"^[A-Z]+: ", text, regex.MULTILINE)]
    for start, following in pairwise([*starts, len(text)]):
        label = text[start : text.index(":", start)]
        if label not in voices:
            voices.append(label)
        end = len(text[:following].rstrip("\n")) if following < len(text) else following
        turns.append(Turn(start, start + len(label) + 2, end, voices.index(label)))
    return Structure(tuple(voices), tuple(turns))


def found(rule: Rule, text: str = TALK, **more: set[int]) -> list[str]:
    return [span.words_in(text) for span in rule.find(text, structure_of(text), **more)]


def test_words_are_whole_words_without_case_and_accents_and_with_stars() -> None:
    text = "Café. The cafés; CAFE! decaf, cafeteria and café au lait"
    assert found(Rule("words", "cafe"), text) == ["Café", "CAFE", "café"]
    assert found(Rule("words", "café", exact=True), text) == ["café"]
    assert found(Rule("words", "cafe*"), text) == ["Café", "cafés", "CAFE", "cafeteria", "café"]
    assert found(Rule("words", "*caf"), text) == ["decaf"]
    assert found(Rule("words", "CAFE au  lait, the"), text) == ["The", "café au lait"]


def test_reach_is_the_match_its_sentence_its_line_or_its_turn() -> None:
    assert found(Rule("words", "kettle")) == ["kettle"]
    assert found(Rule("words", "kettle", "sentence")) == ["I put the kettle on."]
    assert found(Rule("words", "kettle", "line")) == ["Tea, no. I put the kettle on. Twice!"]
    assert found(Rule("words", "kettle", "turn")) == ["Tea, no. I put the kettle on. Twice!\nMore tea then."]
    assert found(Rule("words", "tea", "turn"))[0] == "Any tea left?"
    assert len(found(Rule("words", "tea", "turn"))) == 3


def test_labels_are_never_meant() -> None:
    assert found(Rule("words", "lena, anna")) == []
    assert found(Rule("pattern", r"[A-Z]{3,}", exact=True)) == []
    assert found(Rule("pattern", r"^\w+")) == ["Any", "Tea", "More", "And", "Tea"]


def test_a_pattern_is_a_regular_expression() -> None:
    assert found(Rule("pattern", r"\bte\w")) == ["tea", "Tea", "tea", "Tea"]
    assert found(Rule("pattern", r"\bte\w", exact=True)) == ["tea", "tea"]
    assert found(Rule("pattern", r"x*")) == []
    with pytest.raises(Problem, match=r"no regular expression.*position 4"):
        Rule("pattern", "tea(")


@pytest.mark.parametrize("pattern", ["(" * 600 + ")" * 600, "(?:" * 600, "(a|" * 900 + "b" + ")" * 900])
def test_a_pattern_that_nests_too_deep_is_a_sentence(pattern: str) -> None:
    with pytest.raises(Problem, match="nests too deep"):
        Rule("pattern", pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "a{999999}", "(?:a{999}){999}", "[ab]{99999}", "a{00999999,}", "#a{999999}", "a" * 20_001,
        "(?x)a{9 99 99 9}", "(?x)a{9#,\n99999}", "(?x)[#](?:(?:a{99} ) {99}) #\n{99}",
    ],
)  # fmt: skip
def test_a_pattern_that_would_take_a_whole_machine_to_be_read_is_a_sentence(pattern: str) -> None:
    with pytest.raises(Problem, match="too large"):
        Rule("pattern", pattern)
    Rule("pattern", r"[A-Z]{2}\d{2}( ?\d{4}){4}( ?\d{2})?|\w{100,999}|.{0,99999}|\{5}")


def test_a_pattern_that_would_take_for_ever_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firsthand.core.finding.PATIENCE", 0.2)
    with pytest.raises(Problem, match="takes too long"):
        Rule("pattern", r"(a|aa)+$").find("a" * 60 + "b", Structure())


def test_a_speaker_is_all_their_turns_and_a_question_all_its_answers() -> None:
    assert found(Rule("speaker", "Anna"), voices={1}) == [
        "Tea, no. I put the kettle on. Twice!\nMore tea then."
    ]
    assert found(Rule("question", "after"), asks={0}) == ["Tea."]
    assert found(Rule("question", "left"), asks={0})[0].startswith("Tea, no.")
    assert found(Rule("question", "tea"), asks=set()) == []


@pytest.mark.parametrize("sought", ["", "  ", "*", ",,"])
def test_nothing_sought_is_a_sentence(sought: str) -> None:
    with pytest.raises(Problem, match="what to look for"):
        Rule("words", sought)


@given(
    text=documents.map("\n".join),
    word=st.sampled_from(["yes", "tired", "كنت", "👍", "I"]),
    reach=st.sampled_from(REACHES),
)
def test_every_occurrence_is_in_what_is_found_and_every_find_holds_one(
    text: str, word: str, reach: str
) -> None:
    spans = Rule("words", word, reach).find(text, Structure())  # type: ignore[arg-type]
    assert spans == joined(spans)
    assert all(
        span.fits(len(text)) and folded(word).text in folded(span.words_in(text)).text for span in spans
    )
    for match in regex.finditer(rf"(?<!\w){regex.escape(word)}(?!\w)", text, regex.IGNORECASE):
        assert any(span.encloses(Span(match.start(), match.end())) for span in spans)


@given(texts)
def test_folding_leads_back_to_the_letters_it_came_from(text: str) -> None:
    plain = folded(text)
    for start in range(len(plain.text)):
        span = plain.span(start, start + 1)
        assert plain.text[start] in folded(span.words_in(text)).text
        assert plain.at(span.start) <= start


def test_apostrophes_and_hyphens_are_alike_and_what_is_not_read_does_not_hinder() -> None:
    text = "I don’t know the well\u2011known co\u00adoperative. كتـــاب"
    assert found(Rule("words", "don't"), text) == ["don’t"]
    assert found(Rule("words", "well-known"), text) == ["well\u2011known"]
    assert found(Rule("words", "cooperative"), text) == ["co\u00adoperative"]
    assert found(Rule("words", "كتاب"), text) == ["كتـــاب"]
    assert found(Rule("words", "well-known, heat*"), "well—known heat—and") == ["well—known", "heat"]


def test_no_letter_is_cut_from_what_stands_on_it() -> None:
    assert found(Rule("pattern", "👍"), "Yes 👍🏽 yes") == ["👍🏽"]
    assert found(Rule("pattern", "e", exact=True), "ne\u0301") == ["e\u0301"]
    assert found(Rule("pattern", "👩"), "all of us 👨‍👩‍👧!") == ["👨‍👩‍👧"]
    tall = "e" + "\u0301" * 12 + "\u0302"
    assert found(Rule("pattern", "\u0302"), f"m{tall}m") == [tall]
    assert found(Rule("pattern", "^\u0301"), "ANNA: \u0301Tea") == ["\u0301"]


def test_scripts_without_spaces() -> None:
    assert found(Rule("words", "茶", "sentence"), "我喝茶。她不喝。") == ["我喝茶。"]
    assert found(Rule("words", "她", "sentence"), "他说：“我喝茶。”她不喝。") == ["她不喝。"]
    assert found(Rule("words", "コーヒー"), "朝はコーヒーを飲む") == ["コーヒー"]
    assert found(Rule("words", "tea, *app*, apps店"), "我喝tea吗，用myapps店") == ["tea", "myapps"]
    assert found(Rule("words", "ชา"), "ฉันดื่มชาทุกวัน") == ["ชา"]


def test_a_pattern_sees_what_was_said_and_nothing_before_it() -> None:
    assert found(Rule("pattern", "^Tea")) == ["Tea", "Tea"]
    assert found(Rule("pattern", r"(?<=ANNA: )\w+")) == []


def test_a_question_is_found_whole_whatever_its_marks() -> None:
    text = "LENA: Before we start, how are you?\nANNA: Well.\nLENA: How is he?\nANNA: Worse."
    assert found(Rule("question", "before we start, how are you?"), text, asks={0}) == ["Well."]
    assert found(Rule("question", "before we start how are you"), text, asks={0}) == ["Well."]
    for sought in ("Before (we) “start” – how are you", "before we start\nhow was it?"):
        assert found(Rule("question", sought), text, asks={0}) == (["Well."])
    assert found(Rule("question", "你好，吗"), "LENA: 你好吗？\nANNA: 好。", asks={0}) == ["好。"]
    assert found(Rule("question", "how, is"), text, asks={0}) == ["Worse."]


@pytest.mark.parametrize("sought", ["???", "*?", "…"])
def test_a_question_without_words_is_a_sentence(sought: str) -> None:
    with pytest.raises(Problem, match="what to look for"):
        Rule("question", sought)


def test_many_matches_in_one_long_line_are_each_their_sentence_however_long_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("firsthand.core.finding.PATIENCE", 0.0)  # is for patterns
    text = "Tea again. And more of it, please! " * 2_000
    assert len(Rule("words", "tea", "sentence").find(text, Structure())) == 2_000
