"""Finding stretches of a text by a rule: by words, by a pattern, by who speaks, by the question that is answered.

>>> from firsthand.core.transcript import Structure
>>> Rule("words", "tea, kettle*").find("Tea? The kettles sang.", Structure())
[Span(start=0, end=3), Span(start=9, end=16)]
>>> Rule("words", "sang", reach="sentence").find("Tea? The kettles sang.", Structure())
[Span(start=5, end=22)]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from time import monotonic
from typing import Literal, get_args

import regex

from firsthand.core.folding import Folded, folded
from firsthand.core.problems import Problem
from firsthand.core.saying import say as _
from firsthand.core.spans import Span
from firsthand.core.transcript import Structure, Turn, spoken

Kind = Literal["words", "pattern", "speaker", "question"]
Reach = Literal["match", "sentence", "line", "turn"]
KINDS: tuple[Kind, ...] = get_args(Kind)
REACHES: tuple[Reach, ...] = get_args(Reach)

PATIENCE = 5.0  # seconds that a pattern may take over one text
SENTENCE_END = regex.compile(r"""[.!?…؟۔]+[\p{Pe}\p{Pf}"']*(?=\s|$)|[。！？]+[\p{Pe}\p{Pf}]*|\n""")
# Scripts that are written without spaces: words in them may stand anywhere, and words of other scripts end at them.
_SCRIPTS = r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]"
NO_SPACES = regex.compile(_SCRIPTS)
SPACED = rf"[\w--{_SCRIPTS}]"  # any other letter or digit
LETTER = regex.compile(r"\X")  # a letter as people see it, with all that stands on it
_BESIDE = r"\s|#[^\n]*+\n"  # what is not read in a pattern that says so, (?x)
BESIDE = regex.compile(_BESIDE)
TIMES = regex.compile(rf"(?:([)\]])(?:{_BESIDE})*+)?\{{((?:[0-9]|{_BESIDE})*+)")
LARGEST = (
    200_000  # of a pattern whose repetitions are written out; a million would take hundreds of megabytes
)
LONGEST_PATTERN = 20_000
LONGEST = 32  # code points of such a letter: a family of emoji has ten


@dataclass(frozen=True)
class Rule:
    """What is sought, and how much around it is meant.

    `sought`: for words, one or several phrases with commas between, each of whole words, `*` for any ending (or
    beginning); for a pattern, a regular expression; for a speaker, the label or pseudonym; for a question, words of
    the question, whatever marks stand between them (of several questions, each on its own line). Where `exact` is
    false, case and accents do not matter (in a pattern, case).
    """

    kind: Kind
    sought: str
    reach: Reach = "match"
    exact: bool = False

    def __post_init__(self) -> None:
        """Raises `Problem` where nothing is sought, or the pattern is none."""
        if self.kind not in KINDS or self.reach not in REACHES:
            raise Problem(_("A rule seeks words, a pattern, a speaker or a question."))
        if not self.sought.strip(" ,\n*"):
            raise Problem(_("Say what to look for."))
        self.pattern  # noqa: B018 - a pattern that is none says so

    def find(
        self, text: str, structure: Structure, *, voices: Collection[int] = (), asks: Collection[int] = ()
    ) -> list[Span]:
        """Where it is in a text, in order; what overlaps is one. Speakers' labels are never meant.

        `voices` are those the rule names, where it seeks a speaker; `asks` those who ask questions. Raises `Problem`
        where a pattern takes too long.
        """
        if self.kind == "speaker":
            turns: Iterable[Turn] = (turn for turn in structure.turns if turn.voice in voices)
            return [span for turn in turns if (span := _trimmed(text, spoken(turn)))]
        if self.kind == "question":
            return [
                span
                for turn in self._answers(text, structure, asks)
                if (span := _trimmed(text, spoken(turn)))
            ]
        return joined(self._matches(text, structure))

    def find_each(self, text: str, labels: Callable[[], Sequence[Span]]) -> list[Span]:
        """Every place in a text, each by itself, across lines and turns too: for looking, where `find` is for coding.

        Only for words and patterns. `labels` are those of the speakers, asked for where something was found: in them
        nothing is meant. Raises `Problem` where a pattern takes too long.
        """
        within = folded(text) if self.kind == "words" and not self.exact else Folded(text)
        matches = self._searched(within.text, PATIENCE)
        found = [within.span(one.start(), one.end()) for one in matches if one.end() > one.start()]
        return _outside(found, labels()) if found else found

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """What is looked for. Raises `Problem`, saying where a written pattern is wrong."""
        if self.kind != "pattern":
            words = self._of_words(self.sought if self.exact else folded(self.sought).text)
            return regex.compile(words, regex.VERSION1)  # which can take one set of letters from another
        return _written(self.sought, regex.MULTILINE | (0 if self.exact else regex.IGNORECASE))

    def _of_words(self, sought: str) -> str:
        """In a question only its words count; elsewhere a comma stands between two phrases."""
        asked = self.kind == "question"
        pieces = regex.split(r"\n" if asked else r"[,\n]", sought)
        phrases = [regex.findall(r"[\w*]+", piece) if asked else piece.split() for piece in pieces]
        phrases = [phrase for phrase in phrases if "".join(phrase).strip("*")]
        if not phrases:
            raise Problem(_("Say what to look for."))
        between = r"\W*" if asked else r"\s+"
        return "|".join(between.join(map(_of_word, phrase)) for phrase in phrases)

    def _matches(self, text: str, structure: Structure) -> Iterator[Span]:
        within = folded(text) if self.kind == "words" and not self.exact else Folded(text)
        deadline = monotonic() + PATIENCE
        for stretch in _stretches(text, structure):
            reached = _Reached(self.reach, text, stretch)
            for found in self._in(within, stretch, deadline):
                span = _trimmed(text, reached.by(_whole_letters(text, found, stretch)))
                if span:
                    yield span

    def _in(self, within: Folded, stretch: Span, deadline: float) -> Iterator[Span]:
        """Matches in one stretch, in code points of the text as it is. Nothing outside the stretch counts."""
        first = within.at(stretch.start)
        said = within.text[first : within.at(stretch.end)]
        for match in self._searched(said, max(0.01, deadline - monotonic())):
            if match.end() > match.start():
                yield within.span(first + match.start(), first + match.end())

    def _searched(self, said: str, seconds: float) -> Iterator[regex.Match[str]]:
        """Matches, for so long: a pattern that somebody wrote may never come to an end."""
        try:
            yield from self.pattern.finditer(said, timeout=seconds if self.kind == "pattern" else None)
        except TimeoutError as slow:
            raise Problem(
                _(
                    "This pattern takes too long. Make it simpler: a repetition inside a repetition is what "
                    "costs most."
                )
            ) from slow

    def _answers(self, text: str, structure: Structure, asks: Collection[int]) -> Iterator[Turn]:
        """The turns after a question in which the words are, up to the next question."""
        within, deadline = (Folded(text) if self.exact else folded(text)), monotonic() + PATIENCE
        for place, turn in enumerate(structure.turns):
            said = spoken(turn)
            if turn.voice in asks and said and any(True for _ in self._in(within, said, deadline)):
                yield from takewhile(lambda later: later.voice not in asks, structure.turns[place + 1 :])


def _written(pattern: str, flags: int) -> regex.Pattern[str]:
    """A pattern that somebody wrote. Raises `Problem` where it is none, or would take a whole machine to be read."""
    if len(pattern) > LONGEST_PATTERN or _size(pattern) > LARGEST:
        raise Problem(
            _(
                "The pattern is too large: it repeats something very many times, or is very long. Make it simpler."
            )
        )
    try:
        return regex.compile(pattern, flags)
    except regex.error as wrong:
        raise Problem(_("This is no regular expression: %(wrong)s.") % {"wrong": wrong}) from wrong
    except RecursionError as deep:
        raise Problem(_("The pattern nests too deep. Make it simpler.")) from deep


def _size(pattern: str) -> int:
    """How much becomes of a pattern at most: what is repeated is written out so many times, and groups stand in groups.

    >>> _size("(?:a{9}[bc]{2}){10}") == 10 * (len("(?:a{9}[bc]{2}){10}") * (1 + 2) + 9)
    True
    """
    once, groups = len(pattern), 1
    for found in TIMES.finditer(pattern):
        times = int(BESIDE.sub("", found[2]).lstrip("0")[:9] or 1)
        if found[1] == ")":
            groups = min(groups * times, LARGEST)
        else:  # a set of letters is as long as the pattern at most
            once += times * (len(pattern) if found[1] else 1)
    return once * groups


def _outside(spans: list[Span], labels: Sequence[Span]) -> list[Span]:
    """The spans that share no code point with a label. Both in order."""
    starts = [label.start for label in labels]

    def meets_one(span: Span) -> bool:
        after = bisect_right(
            starts, span.start
        )  # only the label before and the next one can be the first it meets
        return any(label.touches(span) for label in labels[max(0, after - 1) : after + 1])

    return [span for span in spans if not meets_one(span)]


class _Reached:
    """How far a match reaches in one stretch."""

    def __init__(self, reach: Reach, text: str, stretch: Span) -> None:
        self._reach, self._text, self._stretch = reach, text, stretch

    def by(self, found: Span) -> Span:
        """What is meant by a match."""
        if self._reach == "match":
            return found
        if self._reach == "turn":
            return self._stretch
        return self._line(found) if self._reach == "line" else self._sentence(found)

    def _line(self, found: Span) -> Span:
        start = self._text.rfind("\n", self._stretch.start, found.start) + 1 or self._stretch.start
        end = self._text.find("\n", found.end, self._stretch.end)
        return Span(start, end if end >= 0 else self._stretch.end)

    def _sentence(self, found: Span) -> Span:
        before, after = bisect_right(self._ends, found.start), bisect_right(self._ends, found.end - 1)
        start = self._ends[before - 1] if before else self._stretch.start
        return Span(start, self._ends[after] if after < len(self._ends) else self._stretch.end)

    @cached_property
    def _ends(self) -> list[int]:
        """Where sentences end; looked for once, however many matches there are."""
        found = SENTENCE_END.finditer(self._text, self._stretch.start, self._stretch.end)
        return [match.end() for match in found]


def _whole_letters(text: str, span: Span, stretch: Span) -> Span:
    """No letter is cut from what stands on it: an accent, the colour of a hand."""
    return Span(_letter_across(text, span.start, stretch)[0], _letter_across(text, span.end, stretch)[1])


def _letter_across(text: str, place: int, stretch: Span) -> tuple[int, int]:
    """Where the letter that a place would cut starts and ends; the place itself where it cuts none."""
    if text[place - 1 : place + 1].isascii():
        return place, place
    start, end = max(stretch.start, place - LONGEST), min(stretch.end, place + LONGEST)
    for letter in LETTER.finditer(text, start, end):
        if letter.end() > place:
            return (letter.start(), letter.end()) if letter.start() < place else (place, place)
    return place, place


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with those that share a code point made one.

    >>> joined([Span(5, 9), Span(0, 3), Span(2, 4)])
    [Span(start=0, end=4), Span(start=5, end=9)]
    """
    result: list[Span] = []
    for span in sorted(spans):
        if result and result[-1].touches(span):
            result[-1] = result[-1].union(span)
        else:
            result.append(span)
    return result


def _of_word(word: str) -> str:
    """A whole word; `*` stands for more letters. In a script without spaces, nothing is asked of what is beside it."""
    letters = word.strip("*")
    before = rf"(?<!{SPACED})(?:{SPACED}[{SPACED}'’\-]*)?" if word.startswith("*") else rf"(?<!{SPACED})"
    after = rf"[{SPACED}'’\-]*" if word.endswith("*") else rf"(?!{SPACED})"
    # A dash is sought as a hyphen is; but as it mostly stands between two words, `*` ends at it.
    sought = regex.sub(r"\\-|—", r"[\\-—]", regex.escape(letters, literal_spaces=True))
    first, last = NO_SPACES.match(letters), NO_SPACES.match(letters[-1:])
    return f"{'' if first else before}{sought}{'' if last else after}"


def _stretches(text: str, structure: Structure) -> Iterator[Span]:
    """What was said in each turn, and what stands between the turns."""
    done = 0
    for turn in structure.turns:
        if turn.start > done:
            yield from _lines(text, done, turn.start)
        if said := spoken(turn):
            yield said
        done = turn.end
    if done < len(text):
        yield from _lines(text, done, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Where nobody speaks, a line is as far as a match reaches."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield Span(start, stop)
        start = stop + 1


def _trimmed(text: str, span: Span | None) -> Span | None:
    """Without the space around it; None where nothing else is there."""
    if span is None:
        return None
    words = span.words_in(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    return Span(start, end) if start < end else None
