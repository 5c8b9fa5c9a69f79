"""One thing as it was, as it is here and as it is in the file: what differs, what may become of it, and what does.

What was changed there alone is taken, unless somebody says otherwise; what was changed on both sides stays as it is
here, unless somebody says otherwise; what was taken out there stays here until somebody ticks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Literal

Choice = Literal["here", "there", "both"]

AROUND = 40  # letters of a long text that are shown on either side of what differs
MOST_SHOWN = 400


class How(StrEnum):
    """On which side something was changed since both were the same."""

    BOTH = "both"  # or nobody knows
    THERE = "there"
    HERE = "here"
    GONE = "gone"  # it was taken out there, and is here


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not in the file as it is here. `was` is None where nobody knows how it was.

    `part` is which part of the thing it is: its name, its words, the value of a variable. `why` says why it cannot be
    taken from the file, where it cannot.
    """

    kind: str  # as the loss report counts it
    guid: str
    part: str
    name: str
    how: How
    was: str | None
    here: str
    there: str
    choice: Choice = "here"
    may_both: bool = False
    why: str = ""
    whole: str = ""  # what is there, where `there` shows a part of it, or calls it by a name

    @property
    def key(self) -> str:
        """By which a choice names it. Another once either side is another: a choice counts for what was seen."""
        return f"{self.guid}.{mark(self.part, self.here, self.there)}"

    @property
    def clashes(self) -> bool:
        """Whether it was changed on both sides, so that somebody has to choose."""
        return self.how is How.BOTH

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "key": self.key, "kind": self.kind, "guid": self.guid, "part": self.part, "name": self.name,
            "how": self.how.value, "was": self.was, "here": self.here, "there": self.there, "choice": self.choice,
            "why": self.why,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants done: with what was changed on both sides, with what was taken out there, and one by one."""

    clashes: Choice = "here"
    removals: bool = False
    said: Mapping[str, Choice] = field(default_factory=dict)

    def made(self, one: Difference) -> Difference:
        """A difference with what becomes of it.

        >>> one = Difference("codes", "g", "name", "Tea", How.THERE, "Tea", "Tea", "Green tea")
        >>> Choices().made(one).choice, Choices(said={one.key: "here"}).made(one).choice
        ('there', 'here')
        """
        if one.why:
            return replace(one, choice="here")
        usual: Choice = "there" if one.how is How.THERE else "here"
        if one.how is How.BOTH:
            usual = self.clashes
        if one.how is How.GONE and self.removals:
            usual = "there"
        choice = self.said.get(one.key, usual)
        return replace(one, choice="here" if choice == "both" and not one.may_both else choice)


def changed(was: str | None, here: str, there: str) -> How | None:
    """On which side something was changed; None where it is in the file as it is here.

    >>> [str(changed("a", here, there)) for here, there in ("ab", "ba", "bc", "bb")], str(changed(None, "a", "b"))
    (['there', 'here', 'both', 'None'], 'both')
    """
    if there == here:
        return None
    if there == was:
        return How.HERE
    return How.THERE if here == was else How.BOTH


def mark(*words: str) -> str:
    """A short mark of words, by which it is noticed that they are others."""
    return blake2b("\0".join(words).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def where_they_differ(*texts: str) -> list[str]:
    """Of texts that are mostly the same, the stretch in which they are not, with a little around it.

    >>> where_they_differ("one two three", "one too three")
    ['one two three', 'one too three']
    """
    begin = _together(texts)
    end = _together([text[begin:][::-1] for text in texts])
    return [_cut(text, begin, len(text) - end) for text in texts]


def _together(texts: Sequence[str]) -> int:
    """How far texts are the same from their beginning."""
    for place, letters in enumerate(zip(*texts, strict=False)):
        if len(set(letters)) > 1:
            return place
    return min(map(len, texts))


def _cut(text: str, start: int, end: int) -> str:
    start, end = max(0, start - AROUND), min(len(text), end + AROUND)
    shown = text[start : min(end, start + MOST_SHOWN)]
    return f"{'…' if start else ''}{shown}{'…' if start + len(shown) < len(text) else ''}"
