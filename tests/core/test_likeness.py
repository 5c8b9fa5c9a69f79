"""The bit-parallel count of edits agrees with the textbook's table."""

from hypothesis import given
from hypothesis import strategies as st

from core.strategies import texts
from firsthand.core.likeness import best_fit, edits_by_end

short = st.text("abé👍", min_size=1, max_size=8)
longer = st.text("abé👍", max_size=14)


def table(words: str, text: str, *, anywhere: bool) -> list[int]:
    """The last row of the textbook's table: edits between all of `words` and what ends at each place of `text`.

    `anywhere`: the stretch may start anywhere; else it starts where the text does.
    """
    row = [0 if anywhere else end for end in range(len(text) + 1)]
    for number, letter in enumerate(words, start=1):
        last, row = row, [number]
        for end, other in enumerate(text, start=1):
            row.append(min(last[end] + 1, row[-1] + 1, last[end - 1] + (letter != other)))
    return row


@given(short, longer)
def test_the_edits_at_each_end_are_those_of_the_textbook(words: str, text: str) -> None:
    assert list(edits_by_end(words, text)) == table(words, text, anywhere=True)[1:]
    assert list(edits_by_end(words, text, from_start=True)) == table(words, text, anywhere=False)[1:]


@given(texts.filter(bool), texts)
def test_the_edits_are_right_for_words_of_any_letters(words: str, text: str) -> None:
    assert list(edits_by_end(words, text)) == table(words, text, anywhere=True)[1:]


@given(short, longer, st.integers(0, 14))
def test_the_best_fit_differs_by_the_edits_it_names_and_no_stretch_by_fewer(
    words: str, text: str, expected: int
) -> None:
    fit = best_fit(words, text, expected, most=len(words) - 1)
    fewest = min(table(words, text, anywhere=True))
    if fit is None:
        assert fewest == len(words)
    else:
        assert 0 <= fit.start < fit.end <= len(text)
        assert table(words, text[fit.start : fit.end], anywhere=False)[-1] == fit.edits == fewest


def test_of_two_equal_fits_the_one_near_the_expected_place_is_taken() -> None:
    text = "so tired. " * 5
    assert best_fit("so timed", text, 20, most=2) == (20, 28, 1)


def test_words_that_differ_by_more_than_allowed_have_no_fit() -> None:
    assert best_fit("abcdef", "abcxyz", 0, most=2) is None
    assert best_fit("abcdef", "abcxyz", 0, most=3) is not None
