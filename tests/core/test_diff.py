"""A diff says only what is so, misses no plain edit, and is quick where difflib is not."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.strategies import revisions, texts
from firsthand.core.diff import _rising, blocks, gaps
from firsthand.core.spans import Span


def check(old: str, new: str) -> None:
    """Blocks hold the same words, in order and apart; blocks and gaps together are both texts."""
    found = blocks(old, new)
    assert all(block.length > 0 for block in found)
    for block in found:
        end, new_end = block.old + block.length, block.new + block.length
        assert old[block.old : end] == new[block.new : new_end]
    for one, two in pairwise(found):
        room = (two.old - one.old - one.length, two.new - one.new - one.length)
        assert min(room) >= 0
        assert max(room) > 0
    between = gaps(found, len(old), len(new))
    assert all(gap.old < gap.old_end or gap.new < gap.new_end for gap in between)
    assert sum(block.length for block in found) + sum(gap.old_end - gap.old for gap in between) == len(old)
    assert sum(block.length for block in found) + sum(gap.new_end - gap.new for gap in between) == len(new)


@given(revisions())
def test_blocks_of_a_revised_text_hold_the_same_words_in_order(drawn: tuple[str, str, list[Span]]) -> None:
    check(drawn[0], drawn[1])


@given(texts, texts)
def test_blocks_of_any_two_texts_hold_the_same_words_in_order(old: str, new: str) -> None:
    check(old, new)


@given(texts)
def test_a_text_is_all_of_itself(text: str) -> None:
    assert blocks(text, text) == ([(0, 0, len(text))] if text else [])


@given(texts, st.data())
def test_one_insertion_leaves_all_the_rest(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    inserted = "§§§"
    kept = blocks(text, text[:at] + inserted + text[at:])
    assert sum(block.length for block in kept) >= len(text) - text.count("§")
    kept = blocks(text[:at] + inserted + text[at:], text)
    assert sum(block.length for block in kept) >= len(text) - text.count("§")


@given(st.permutations(range(7)))
def test_the_longest_rising_choice_is_taken(order: list[int]) -> None:
    chosen = _rising(list(enumerate(order)))
    assert chosen == sorted(chosen)
    assert [y for _, y in chosen] == sorted(y for _, y in chosen)
    rising = [some for size in range(8) for some in combinations(order, size) if list(some) == sorted(some)]
    assert len(chosen) == max(map(len, rising))


def test_two_texts_that_share_only_small_words_share_nothing() -> None:
    old = "I was at the market with the children before it rained.\n"
    new = "Nobody had told us the price of anything when we signed.\n"
    assert blocks(old, new) == []


def test_a_short_line_that_was_much_extended_is_kept() -> None:
    above = "I: How was it there?\n" * 20
    kept = blocks(
        above + "M: Fine, I think.\n", above + "M: Fine, I think. " + "They fed us twice a day. " * 9 + "\n"
    )
    assert sum(block.length for block in kept) == len(above) + len("M: Fine, I think.\n")


def test_a_transcript_of_15_000_short_lines_is_lined_up() -> None:
    lines = ["I: Yes.", "M: Mm.", ""] * 5_000
    for place in range(0, len(lines), 7):
        lines[place] = f"M: It was number {place // 14}."
    old, new = "\n".join(lines), "\n".join([*lines[:5_000], "I: No.", *lines[5_100:]])
    assert sum(block.length for block in blocks(old, new)) > 0.95 * len(new)
