"""A person's words are found again in a corrected text, or it is said that they are not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strategies import lines, revisions, spans_in, texts
from firsthand.core.anchors import CONTEXT, Moved, find_again, fingerprint, move_spans
from firsthand.core.problems import Problem
from firsthand.core.spans import Span

KEY = b"a key for the tests of anchors!!"

TALK = """I: How was the first week?
M: I was so tired that I slept in my coat. Then Crosby came by with soup.
I: Yes.
M: After that it went better, and I could sit with people again.
I: Yes.
M: Nobody asked me for a paper. That was the whole difference."""


def span_of(words: str, text: str = TALK) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def after_edit(new: str, words: str) -> tuple[str | None, str]:
    """Which words of `new` the span of `words` in TALK has become, and how."""
    [moved] = move_spans(TALK, new, [span_of(words)])
    return (moved.span.words_in(new) if moved.span else None), moved.how


# ------------------------------------------------------------------------------------------------ fingerprint


@given(texts.filter(bool), st.data())
def test_fingerprints_are_equal_when_the_words_are(text: str, data: st.DataObject) -> None:
    for one, two in zip(data.draw(spans_in(text)), data.draw(spans_in(text)), strict=False):
        same_words = one.words_in(text) == two.words_in(text)
        assert (fingerprint(text, one, KEY) == fingerprint(text, two, KEY)) == same_words


def test_a_fingerprint_is_32_digits_that_depend_on_the_key() -> None:
    one = fingerprint("yes", Span(0, 3), KEY)
    assert len(one) == 32
    assert int(one, 16) >= 0
    assert one != fingerprint("yes", Span(0, 3), KEY[::-1])


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 65])
def test_a_fingerprint_without_a_proper_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        fingerprint("yes", Span(0, 3), key)


def test_a_fingerprint_of_words_outside_the_text_is_refused() -> None:
    with pytest.raises(Problem, match="outside the text"):
        fingerprint("yes", Span(0, 4), KEY)


# ------------------------------------------------------------------------------------------------- find again


def test_words_at_the_same_place_between_the_same_words_are_unchanged() -> None:
    found = find_again("so tired", "I was ", " that", TALK, TALK.index("so tired"))
    assert found
    assert (found.span, found.how, found.score) == (span_of("so tired"), "unchanged", 1.0)


def test_of_equal_words_the_ones_in_the_old_context_are_meant() -> None:
    second = TALK.rindex("Yes.")
    before, after = TALK[second - CONTEXT : second], TALK[second + 4 : second + 4 + CONTEXT]
    found = find_again("Yes.", before, after, "Well, " + TALK, near=0)
    assert found
    assert (found.span.start, found.how) == (second + 6, "moved")


def test_of_equal_words_in_equal_contexts_none_is_meant_for_sure() -> None:
    found = find_again("Yes.", "\nI: ", "\nM: ", "\nI: Yes.\nM: \nI: Yes.\nM: ", near=5)
    assert found
    assert found.how == "doubtful"


def test_short_words_elsewhere_among_other_words_are_doubtful() -> None:
    found = find_again("soup", "there was no ", " left at all", TALK, near=5)
    assert found
    assert (found.span, found.how) == (span_of("soup"), "doubtful")


def test_long_words_that_stand_there_once_need_no_context() -> None:
    words = "That was the whole difference."
    found = find_again(words + " ", "x" * 32, "y" * 32, "A. " + words + " Then. B.", near=40)
    assert found is not None
    assert found.how == "doubtful"  # 31 letters: not quite long
    found = find_again(words + " Th", "x" * 32, "y" * 32, "A. " + words + " Then. B.", near=40)
    assert found is not None
    assert found.how == "moved"


def test_misheard_words_are_found_and_doubtful() -> None:
    new = TALK.replace("slept in my coat", "slept in my goat")
    found = find_again("slept in my coat", "that I ", ". Then", new, near=10)
    assert found
    assert (found.span.words_in(new), found.how) == ("slept in my goat", "doubtful")


def test_altered_words_far_away_are_found_by_their_pieces() -> None:
    words = "Nobody asked me for a paper. That was the whole difference."
    new = "Something else entirely. " * 400 + "Nobody asked me for any paper. That was a whole difference."
    found = find_again(words, "M: ", "", new, near=0)
    assert found
    assert found.span.words_in(new) == "Nobody asked me for any paper. That was a whole difference."
    assert found.how == "doubtful"


def test_very_long_altered_words_are_found_by_their_ends() -> None:
    words = " ".join(f"sentence number {number}." for number in range(300))
    altered = words.replace("number 150", "number one hundred and fifty")
    found = find_again(words, "", "", "Before this. " + altered + " After this.", near=0)
    assert found
    assert (found.span, found.how) == (Span(13, 13 + len(altered)), "doubtful")


def test_an_expected_place_outside_the_text_is_not_the_same_place() -> None:
    for near in (-1, 99):
        found = find_again("Yes", "", "", "Yes.", near)
        assert found
        assert (found.span, found.how) == (Span(0, 3), "moved")


def test_words_that_are_not_there_are_not_found() -> None:
    assert find_again("completely unrelated utterance", "", "", TALK, near=50) is None
    assert find_again("", "a", "b", TALK, near=0) is None
    assert find_again("yes", "", "", "", near=9) is None


@given(texts, texts, texts, texts, st.integers(-5, 80))
def test_what_is_found_lies_in_the_text_and_holds_the_words_unless_doubtful(
    words: str, before: str, after: str, text: str, near: int
) -> None:
    found = find_again(words, before, after, text + words + text, near)
    if words:
        assert found is not None
    if found:
        assert found.span.fits(2 * len(text) + len(words))
        assert 0 <= found.score <= 1
        assert found.how == "doubtful" or found.span.words_in(text + words + text) == words
        assert found.how != "unchanged" or found.span.start == near


@given(lines, lines, st.integers(0, 40))
def test_a_guess_is_made_only_of_a_span_that_fits(words: str, text: str, near: int) -> None:
    found = find_again(words, "", "", text, near)
    assert found is None or found.span.fits(len(text))


@pytest.mark.parametrize("words", ["e", "ab" * 20, "the quick brown fox jumps", "aaaa" * 100 + "b"])
def test_a_search_in_600_000_letters_ends_whatever_the_words(words: str) -> None:
    for text in ("ae" * 300_000, "the quick brow fox " * 30_000, "a" * 600_000):
        found = find_again(words, "before " * 4, "after " * 4, text, near=300_000)
        assert found is None or found.span.fits(len(text))


# ------------------------------------------------------------------------------------------------- move spans


@given(revisions())
def test_no_span_vanishes_and_certain_ones_hold_the_same_words(drawn: tuple[str, str, list[Span]]) -> None:
    old, new, spans = drawn
    moved = move_spans(old, new, spans)
    assert len(moved) == len(spans)
    for before, now in zip(spans, moved, strict=True):
        if now.how == "doubtful":
            assert now.span is None or now.span.fits(len(new))
        else:
            assert now.span is not None
            assert now.span.words_in(new) == before.words_in(old)


@given(texts, texts, st.data())
def test_certain_spans_hold_the_same_words_in_any_two_texts(old: str, new: str, data: st.DataObject) -> None:
    spans = data.draw(spans_in(old))
    for before, now in zip(spans, move_spans(old, new, spans), strict=True):
        if now.how != "doubtful":
            assert now.span is not None
            assert now.span.words_in(new) == before.words_in(old)


@given(revisions())
def test_each_answer_stands_where_its_span_stood(drawn: tuple[str, str, list[Span]]) -> None:
    old, new, spans = drawn
    one_by_one = [answer for span in spans for answer in move_spans(old, new, [span])]
    assert move_spans(old, new, spans) == one_by_one


@given(revisions())
def test_in_an_unchanged_text_every_span_is_unchanged(drawn: tuple[str, str, list[Span]]) -> None:
    old, _, spans = drawn
    assert move_spans(old, old, spans) == [Moved(span, "unchanged") for span in spans]


@given(revisions(), st.data())
def test_an_insertion_shifts_what_follows_and_widens_what_holds_it(
    drawn: tuple[str, str, list[Span]], data: st.DataObject
) -> None:
    old, _, spans = drawn
    at = data.draw(st.integers(0, len(old)))
    new = old[:at] + "§§§" + old[at:]
    for span, now in zip(spans, move_spans(old, new, spans), strict=True):
        if span.end <= at:
            assert now == Moved(span, "unchanged")
        elif at <= span.start:
            assert now == Moved(span.moved(3), "unchanged")
        else:
            assert now == Moved(Span(span.start, span.end + 3), "doubtful")


@given(revisions(), st.data())
def test_a_deletion_shifts_what_follows_and_leaves_a_doubt_about_what_it_touched(
    drawn: tuple[str, str, list[Span]], data: st.DataObject
) -> None:
    new, _, _ = drawn
    at = data.draw(st.integers(0, len(new)))
    gone = Span(at, at + 3)
    old = new[:at] + "§§§" + new[at:]
    spans = data.draw(spans_in(old))
    for span, now in zip(spans, move_spans(old, new, spans), strict=True):
        if span.end <= at:
            assert now == Moved(span, "unchanged")
        elif gone.end <= span.start:
            assert now == Moved(span.moved(-3), "unchanged")
        else:
            left = len(span) - len(span.overlap(gone) or ())
            assert now.how == "doubtful"
            assert (now.span is None) == (left == 0)


@given(st.permutations(range(6)))
def test_paragraphs_put_in_another_order_keep_their_spans(order: list[int]) -> None:
    said = [
        f"M: {name} came on {day} and stayed until the soup was gone."
        for name, day in zip(
            ["Asa", "Bo", "Cleo", "Dina", "Eli", "Finn"],
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            strict=True,
        )
    ]
    old, new = "\n".join(said), "\n".join(said[number] for number in order)
    spans = [span_of(words, old) for line in said for words in (line, line[3:], line[3:-20], line[-44:])]
    for span, now in zip(spans, move_spans(old, new, spans), strict=True):
        words = span.words_in(old)
        assert now.how != "doubtful"
        assert now.span == span_of(words, new)


def test_a_corrected_word_makes_its_span_doubtful_and_no_other() -> None:
    new = TALK.replace("so tired", "so tried")
    assert after_edit(new, "I was so tired that") == ("I was so tried that", "doubtful")
    assert after_edit(new, "tired") == ("tried", "doubtful")
    assert after_edit(new, "that I slept") == ("that I slept", "unchanged")


def test_a_pseudonym_put_in_place_of_a_name_is_in_the_span_that_held_the_name() -> None:
    new = TALK.replace("Crosby", "[a neighbour]")
    assert after_edit(new, "Then Crosby came by") == ("Then [a neighbour] came by", "doubtful")
    assert after_edit(new, "Crosby") == ("[a neighbour]", "doubtful")
    assert after_edit(new, "came by with soup") == ("came by with soup", "unchanged")


def test_words_put_in_at_the_edge_of_a_span_stay_outside_it() -> None:
    new = TALK.replace("so tired", "oh so tired, yes")
    assert after_edit(new, "so tired") == ("so tired", "unchanged")


def test_a_deleted_utterance_leaves_no_trace_and_is_not_taken_for_its_like() -> None:
    first = "I: Yes.\nM: After"
    new = TALK.replace(first, "M: After")
    assert after_edit(new, "soup.\nI: Yes")[1] == "doubtful"
    assert after_edit(new, "I: Yes.") == (None, "doubtful")


def test_a_turn_put_further_up_takes_its_spans_along() -> None:
    turn = "M: Nobody asked me for a paper. That was the whole difference."
    new = turn + "\n" + TALK.removesuffix("\n" + turn)
    assert after_edit(new, "asked me for a paper") == ("asked me for a paper", "moved")
    assert after_edit(new, "Then Crosby") == ("Then Crosby", "unchanged")


def test_a_turn_put_further_up_and_corrected_takes_its_spans_along_in_doubt() -> None:
    turn = "M: Nobody asked me for a paper. That was the whole difference."
    new = turn.replace("a paper", "any papers") + "\n" + TALK.removesuffix("\n" + turn)
    assert after_edit(new, "asked me for a paper") == ("asked me for any papers", "doubtful")


def test_a_sentence_said_anew_is_the_guess_for_the_one_it_replaced() -> None:
    new = TALK.replace("How was the first week?", "What do you remember of arriving?")
    assert after_edit(new, "How was the first week?") == ("What do you remember of arriving?", "doubtful")


def test_a_text_that_is_emptied_leaves_no_trace_of_any_span() -> None:
    assert move_spans("all of it", "", [Span(0, 3), Span(0, 9)]) == [Moved(None, "doubtful")] * 2


def test_a_span_outside_the_old_text_is_refused() -> None:
    with pytest.raises(Problem, match="outside the text"):
        move_spans("short", "short", [Span(0, 6)])


def test_5_000_spans_in_60_000_words_are_moved() -> None:
    draw = random.Random(7)
    vocabulary = [f"{draw.choice('bcdfgmnprst')}{draw.choice('aeiou')}{number}" for number in range(3_000)]
    turns = ["M: " + " ".join(draw.choices(vocabulary, k=20)) for _ in range(3_000)]
    turns[::5] = ["I: Yes."] * 600
    old = "\n".join(turns)
    starts = [draw.randrange(len(old) - 300) for _ in range(5_000)]
    spans = [Span(start, start + draw.randrange(5, 300)) for start in starts]
    edited = [turn.replace(" ", " er ", 1) if draw.random() < 0.1 else turn for turn in turns]
    new = "\n".join([*edited[400:500], *edited[:400], *edited[600:]])
    moved = move_spans(old, new, spans)
    assert sum(now.how == "unchanged" for now in moved) > 3_000
