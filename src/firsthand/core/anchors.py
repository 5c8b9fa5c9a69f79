"""Holding on to words while a text changes: the fingerprint of a span, and where the words are now.

All positions are code points. Three answers are possible, and only the first two are certain:

- unchanged: the same words at the same place (which other changes may have shifted)
- moved: the same words, somewhere else
- doubtful: the words were altered, or it cannot be told which words are meant; a person has to look

>>> move_spans("Tea helps. Rest too.", "Oh, tea helps. Rest too.", [Span(11, 15), Span(0, 9)])
[Moved(span=Span(start=15, end=19), how='unchanged'), Moved(span=Span(start=0, end=13), how='doubtful')]
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, islice
from typing import Literal

from firsthand.core.diff import Block, Gap, blocks, gaps, shared_head
from firsthand.core.likeness import best_fit
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.spans import Span

How = Literal["unchanged", "moved", "doubtful"]

CONTEXT = 32  # code points before and after a span that say which of several equal words are meant

# What a place earns, of 100 in all. The words count most, as they are what was coded. The context on either
# side tells equal words apart. Being near counts least: an insertion above shifts everything.
WORDS, BEFORE, AFTER, NEAR = 50, 20, 20, 10
REACH = 2_000  # code points, about a page: from here on, a place is not near at all

SURE = 0.7  # the words themselves, and the whole context on one side
RIVAL = 0.05  # a second place that earns nearly as much makes the first doubtful
LONG = 32  # words of this length that stand in a text once need no context
LIKELY = 0.4  # what a guess has to earn to be worth a person's look
ALIKE = 0.5  # and how much of the words must be left in it

SHORTEST = 4  # code points; anything is like shorter words

PLACES = 100  # equal words looked at in each direction, nearest first
PIECES = 8  # altered words are looked for by this many pieces of them
WINDOWS = 4  # and compared in this many places
PARAGRAPH = (
    1_000  # code points that replace a span and its surroundings, up to which they are shown as a guess
)
END = 200  # of words longer than ten times this, only this much at either end is compared


@dataclass(frozen=True, slots=True)
class Found:
    """Where words are in a revised text, how surely, and what the place earned (0 to 1)."""

    span: Span
    how: How
    score: float


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a span of an old text is in the new one; None, always doubtful, where no trace of it is left."""

    span: Span | None
    how: How


def fingerprint(text: str, span: Span, key: bytes) -> str:
    """32 hexadecimal digits that are the same only for the same words; `key` is 16 to 64 secret bytes.

    With a key because people say short things: whoever holds an unkeyed hash of “yes” or of a name can try
    every likely utterance until one fits. Raises `Problem` where the span does not lie in the text.

    >>> key = b"sixteen or more."
    >>> fingerprint("yes and yes", Span(0, 3), key) == fingerprint("yes and yes", Span(8, 11), key)
    True
    """
    if not 16 <= len(key) <= 64:
        raise ValueError("Give the fingerprint a key of 16 to 64 bytes.")
    _inside(span, text)
    words = span.words_in(text).encode("utf-8", "surrogatepass")
    return blake2b(words, key=key, digest_size=16).hexdigest()


def find_again(words: str, before: str, after: str, text: str, near: int) -> Found | None:
    """Find `words`, once between `before` and `after`, in `text`, where they are expected at `near`.

    Cheap first: everything as it was at the same place; then the same words elsewhere; then words that are
    alike. Empty `before` or `after` means not known. None where nothing earns a look. Cost: linear in `text`.

    >>> found = find_again("so tired", "I was ", " then", "Yes. I was so tired then.", near=6)
    >>> found.span, found.how
    (Span(start=11, end=19), 'moved')
    """
    if not words:
        return None
    if near >= len(before) and text.startswith(before + words + after, near - len(before)):
        return Found(Span(near, near + len(words)), "unchanged", 1.0)
    search = _Search(words, before, after, text, near)
    return search.same() or search.alike()


def move_spans(old: str, new: str, spans: Sequence[Span]) -> list[Moved]:
    """Where each of `spans` of `old` is in `new`: one answer a span, in the order given.

    One diff places what stayed in order; the rest is looked for. Words of the new text that the diff knows
    from elsewhere in the old one are never taken for a span's. Where `how` is doubtful, the span is a guess.
    Raises `Problem` for a span outside `old`.
    """
    for span in spans:
        _inside(span, old)
    revision = _Revision(old, new)
    return [revision.moved(span) for span in spans]


def _inside(span: Span, text: str) -> None:
    if not span.fits(len(text)):
        raise Problem(
            _("The stretch from %(start)s to %(end)s lies outside the text.")
            % {"start": span.start, "end": span.end}
        )


class _Search:
    """One search for `words` in `text`; see `find_again`."""

    def __init__(self, words: str, before: str, after: str, text: str, near: int) -> None:
        self.words, self.before, self.after, self.text, self.near = words, before, after, text, near

    def same(self) -> Found | None:
        """The best of the places with exactly these words."""
        starts = self._same_words()
        earned = sorted(
            ((self._earned(start, len(self.words), 1.0), start) for start in starts), reverse=True
        )
        if not earned:
            return None
        score, start = earned[0]
        alone = len(earned) == 1
        clear = alone or earned[1][0] < score - RIVAL
        sure = (clear and score >= SURE) or (alone and len(self.words) >= LONG)
        here: How = "unchanged" if start == self.near else "moved"
        return Found(Span(start, start + len(self.words)), here if sure else "doubtful", score)

    def alike(self) -> Found | None:
        """The best of the places with words much like these: always doubtful."""
        if len(self.words) < SHORTEST:
            return None
        found = self._by_ends() if len(self.words) > 10 * END else self._by_pieces()
        likely = [one for one in found if one.score >= LIKELY]
        return max(likely, key=lambda one: one.score, default=None)

    def _same_words(self) -> set[int]:
        """Where exactly these words start: the nearest, and those with the old context on one side."""
        starts = set(_nearest(self.words, self.text, self.near, PLACES))
        if len(starts) < PLACES:
            return starts
        with_before = _nearest(self.before + self.words, self.text, self.near - len(self.before), 2)
        with_after = _nearest(self.words + self.after, self.text, self.near, 2)
        return starts | {start + len(self.before) for start in with_before} | set(with_after)

    def _earned(self, start: int, length: int, likeness: float) -> float:
        """What a place earns, from 0 to 1; a side of which no context is known does not count."""
        left = self.text[max(0, start - len(self.before)) : start]
        right = self.text[start + length : start + length + len(self.after)]
        closeness = max(0.0, 1 - abs(start - self.near) / REACH)
        sides = [(WORDS, likeness), (NEAR, closeness)]
        if self.before:
            sides.append((BEFORE, _agreement(self.before[::-1], left[::-1])))
        if self.after:
            sides.append((AFTER, _agreement(self.after, right)))
        return sum(weight * fit for weight, fit in sides) / sum(weight for weight, _ in sides)

    def _by_pieces(self) -> Iterator[Found]:
        length, slack = len(self.words), len(self.words) // 2 + 8
        for start in self._windows(slack):
            first = max(0, start - slack)
            window = self.text[first : start + length + slack]
            fit = best_fit(self.words, window, start - first, int(length * (1 - ALIKE)))
            if fit:
                span = self._to_whole_words(Span(first + fit.start, first + fit.end))
                likeness = 1 - fit.edits / length
                yield Found(span, "doubtful", self._earned(span.start, len(span), likeness))

    def _to_whole_words(self, span: Span) -> Span:
        """A guess does not cut a word in two, unless the words sought began or ended inside one."""
        start, end = span.start, span.end
        while (
            start
            and _one_word(self.text[start - 1 : start + 1])
            and not _one_word(self.before[-1:] + self.words[0])
        ):
            start -= 1
        while _one_word(self.text[end - 1 : end + 1]) and not _one_word(self.words[-1] + self.after[:1]):
            end += 1
        return Span(start, end)

    def _windows(self, width: int) -> list[int]:
        """Where the words may start: where most of their pieces say so; and the expected place."""
        size = max(3, -(-len(self.words) // PIECES))
        votes: Counter[int] = Counter()
        for at in range(0, len(self.words) - size + 1, size):
            piece = self.words[at : at + size]
            starts = (found - at for found in _nearest(piece, self.text, self.near + at, PLACES // 4))
            votes.update({start // width for start in starts})
        likely = [place for place in votes if votes[place] > 1 or size == 3]
        by_votes = sorted(likely, key=lambda place: (-votes[place], abs(place * width - self.near)))
        here = min(max(0, self.near), len(self.text))
        return [here, *(max(0, place * width + width // 2) for place in by_votes[:WINDOWS])]

    def _by_ends(self) -> Iterator[Found]:
        """Long words, by where they begin and end."""
        begin, rest, close = self.words[:END], self.words[END:], self.words[-END:]
        first = find_again(begin, self.before, rest[:CONTEXT], self.text, self.near)
        end_near = (first.span.start if first else self.near) + len(self.words) - END
        last = find_again(close, self.words[:-END][-CONTEXT:], self.after, self.text, end_near)
        if first and last and first.span.start < last.span.end:
            span = Span(first.span.start, last.span.end)
            if len(self.words) * ALIKE <= len(span) <= len(self.words) / ALIKE:
                yield Found(span, "doubtful", (first.score + last.score) / 2)


class _Revision:
    """What became of the spans of one text in the next; see `move_spans`."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        shared = blocks(old, new)
        self.blocks = [Block(0, 0, 0), *shared, Block(len(old), len(new), 0)]
        self.starts = [block.old for block in self.blocks]
        self.new_starts = [block.new for block in self.blocks]
        self.lengths = list(accumulate((block.length for block in self.blocks), initial=0))
        self.left_over = _LeftOver(new, gaps(shared, len(old), len(new)))

    def moved(self, span: Span) -> Moved:
        """The first of: the diff, if sure; a search, if sure; the diff's guess; a search; no trace."""
        words, guess = span.words_in(self.old), self._guess(span)
        if guess and guess.words_in(self.new) == words:
            return Moved(guess, "unchanged")
        before = self.old[max(0, span.start - CONTEXT) : span.start]
        after = self.old[span.end : span.end + CONTEXT]
        near = self._start(span.start)
        same = _Search(words, before, after, self.new, near).same()
        if same and same.how != "doubtful" and not self._spoken_for(same.span):
            return Moved(same.span, same.how)
        if 2 * self._kept(span) >= len(span):
            return Moved(guess, "doubtful")
        found = self.left_over.find(words, before, after, near)
        return Moved(found.span, found.how) if found else Moved(guess, "doubtful")

    def _guess(self, span: Span) -> Span | None:
        """From where the first code point is, or would be, to where the last is; None where nothing is.

        Of a span that was replaced with all around it, the whole replacement is shown if that is short.
        """
        start, end = self._start(span.start), self._end(span.end)
        if not self._kept(span):
            index = bisect_right(self.starts, span.start) - 1
            start, end = self.blocks[index].new + self.blocks[index].length, self.blocks[index + 1].new
            end = start if end - start > PARAGRAPH else end
        return Span(start, end) if start < end else None

    def _start(self, point: int) -> int:
        """Where the code point `point` of the old text is in the new one, or would be in what replaced it."""
        index = bisect_right(self.starts, point) - 1
        block, then = self.blocks[index], self.blocks[index + 1]
        return min(block.new + point - block.old, then.new)

    def _end(self, point: int) -> int:
        """Where a span that ended before `point` ends now, with all of what replaced its last words."""
        index = bisect_right(self.starts, point - 1) - 1
        block, then = self.blocks[index], self.blocks[index + 1]
        replaced = block.old + block.length < point == then.old
        return then.new if replaced else min(block.new + point - block.old, then.new)

    def _kept(self, span: Span) -> int:
        """How many code points of the span are in both texts."""
        return self._shared_before(span.end) - self._shared_before(span.start)

    def _shared_before(self, point: int) -> int:
        index = bisect_right(self.starts, point) - 1
        return self.lengths[index] + min(point - self.starts[index], self.blocks[index].length)

    def _spoken_for(self, span: Span) -> bool:
        """Whether the diff knows all of this stretch of the new text from elsewhere in the old one."""
        block = self.blocks[bisect_right(self.new_starts, span.start) - 1]
        return span.end <= block.new + block.length


class _LeftOver:
    """What a diff matched with nothing in the new text, strung together to be searched as one."""

    def __init__(self, text: str, between: list[Gap]) -> None:
        self.parts = [Span(gap.new, gap.new_end) for gap in between if gap.new < gap.new_end]
        self.text = "\0".join(part.words_in(text) for part in self.parts)
        self.at = list(accumulate((len(part) + 1 for part in self.parts), initial=0))

    def find(self, words: str, before: str, after: str, near: int) -> Found | None:
        """As `find_again`, but `near` and the answer are code points of the whole text."""
        if not self.parts:
            return None
        found = find_again(words, before, after, self.text, self._inward(near))
        span = self._outward(found.span) if found else None
        if not found or not span:
            return None
        here: How = "unchanged" if span.start == near else "moved"
        return Found(span, "doubtful" if found.how == "doubtful" else here, found.score)

    def _inward(self, point: int) -> int:
        index = max(0, bisect_right(self.parts, point, key=lambda part: part.start) - 1)
        part = self.parts[index]
        return self.at[index] + min(max(0, point - part.start), len(part))

    def _outward(self, span: Span) -> Span | None:
        """The same stretch in the whole text; None where it runs from one part into the next."""
        index = bisect_right(self.at, span.start) - 1
        whole = span.moved(self.parts[index].start - self.at[index])
        return whole if self.parts[index].encloses(whole) else None


def _nearest(words: str, text: str, near: int, most: int) -> list[int]:
    """Where `words` start in `text`: at most `most` places from `near` on, and as many before it."""
    near = min(max(0, near), len(text))
    return [*islice(_onward(words, text, near), most), *islice(_backward(words, text, near), most)]


def _onward(words: str, text: str, near: int) -> Iterator[int]:
    start = text.find(words, near)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _backward(words: str, text: str, near: int) -> Iterator[int]:
    start = text.rfind(words, 0, near + len(words) - 1)
    while start >= 0:
        yield start
        start = text.rfind(words, 0, start + len(words) - 1)


def _one_word(two: str) -> bool:
    """Whether two letters side by side belong to one word."""
    return len(two) == 2 and two.isalnum()


def _agreement(known: str, there: str) -> float:
    """How much of `known` stands there too, up to the first difference."""
    return shared_head(known, there) / len(known)
