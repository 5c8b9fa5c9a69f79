"""The wider look of the leak check: given words in every way in which they may have slipped through.

Initials, nicknames, slips of the pen, words run together in a file's name, a street cut short, a date in figures.
Each different word of the texts is looked up once, in tables: the cost does not grow with the number of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from firsthand.core.identifying.dates import Day, found_days, readings, same
from firsthand.core.identifying.given import PARTICLES, PERSONS
from firsthand.core.identifying.lexicon import first_names, last_names
from firsthand.core.identifying.material import Given, Hint
from firsthand.core.identifying.ordinary import ORDINARY, is_said_as_name
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.slips import Slips
from firsthand.core.identifying.tables import phrases, table
from firsthand.core.spans import Span

PIECE = regex.compile(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|\d+")
FILE_END = regex.compile(
    r"\.(?:docx?|odt|rtf|txt|pdf|md|csv|xlsx?|vtt|srt|mp[34]|m4a|wav|jpe?g|png|zip|json|html?)\b"
)
MOST = 5  # initials that a person has
CLEAR = 5  # letters of a name of which one slip leaves enough to know it
KINDS = {word: group.split()[0] for group in phrases("kinds").split("|") for word in group.split()}


class Near:
    """All that was given, in tables of how it may stand in a text."""

    def __init__(self, given: Sequence[Given]) -> None:
        self._whole: dict[str, list[tuple[tuple[str, ...], Given]]] = defaultdict(list)
        self._parts: dict[str, Given] = {}
        self._joined: dict[str, Given] = {}
        self._letters: dict[str, Given] = {}
        self._days: dict[tuple[int, int | None], list[tuple[set[Day], Given]]] = defaultdict(list)
        for one in given:
            self._add(one)
        self._lengths = sorted({len(joined) for joined in self._joined if len(joined) > 7}, reverse=True)
        persons = {word for word, one in self._parts.items() if one.rule in PERSONS}
        self._slips = Slips({word for word in {*self._whole, *self._parts} if word not in KINDS}, persons)

    def _add(self, one: Given) -> None:
        for day in (days := readings(one.words)):
            self._days[day.month, day.day].append((days, one))
        words = tuple(folded_words(one.words))
        if days or not words:
            return
        self._whole[words[0]].append((words, one))
        for word in words[1:]:  # so that slips in later words are known too
            self._whole.setdefault(word, [])
        self._join(one, [word for word in words if word not in PARTICLES])

    def _join(self, one: Given, words: list[str]) -> None:
        if one.rule in PERSONS:
            for word in words:
                if len(word) > 2:
                    self._parts.setdefault(word, one)
        if len(words) < 2:
            return
        first, last = words[0], words[-1]
        self._joined.setdefault("".join(words), one)
        if one.rule in PERSONS:
            for name in words[1:]:
                for joined in (first + name, name + first, first[0] + name, name + first[0], first + name[0]):
                    self._joined.setdefault(joined, one)
            for letters in (first[0] + last[0], first[0] + words[1][0], "".join(word[0] for word in words)):
                if letters not in table("letters"):
                    self._letters.setdefault(letters, one)

    def find(self, page: Page) -> Iterator[Hint]:
        """Where they stand in a text, in whatever form."""
        for number, word in enumerate(page.folded):
            yield from self._phrases(page, number)
            if len(word) == 1 or word in self._letters:
                yield from self._initials(page, number)
            yield from self._part(page, number)
            if len(word) > 3:
                yield from self._run_together(page, number)
        yield from self._dates(page)

    def _phrases(self, page: Page, number: int) -> Iterator[Hint]:
        """Whole names, each word of which may be a slip; the end of a street in any of its spellings."""
        word = page.folded[number]
        for first in (*((word,) if word in KINDS else ()), *(name for name, _why in self._slips.meant(word))):
            for words, one in self._whole.get(first, ()):
                last = number + len(words) - 1
                said = page.folded[number : last + 1]
                if len(words) > 1 and len(said) == len(words) and all(map(self._same, said, words)):
                    if tuple(said) != words and page.capital(number):
                        span = page.span(number, last)
                        stop = (
                            page.text[span.end : span.end + 1] == "."
                            and words[-1] in KINDS
                            and said[-1] != words[-1]
                        )
                        span = Span(span.start, span.end + stop)
                        yield _hint(page, span, one, "street" if words[-1] in KINDS else "misspelt")
                    break

    def _same(self, said: str, word: str) -> bool:
        if said == word or KINDS.get(said, said) == KINDS.get(word, word):
            return True
        return any(meant == word for meant, _why in self._slips.meant(said))

    def _initials(self, page: Page, number: int) -> Iterator[Hint]:
        """“D.H.”, “D. Halloran”, “Denise H.”; letters without stops in a file's name or as a label."""
        word, text = page.folded[number], page.text
        if word in self._letters and len(word) > 1:
            labels = page.word(number).isupper() and text[page.ends[number] : page.ends[number] + 1] == ":"
            if labels or in_file(page, number):
                yield _hint(page, page.span(number, number), self._letters[word], "initials")
            return
        if not page.capital(number):
            return
        last, letters = number, word
        while (
            last + 1 < len(page)
            and len(letters) < MOST
            and page.between(last) in {".", ". "}
            and len(page.folded[last + 1]) == 1
        ):
            last += 1
            letters += page.folded[last]
        if letters in self._letters and last > number and page.between(last).startswith("."):
            yield _hint(
                page, Span(page.starts[number], page.ends[last] + 1), self._letters[letters], "initials"
            )
        if number + 1 < len(page) and page.between(number) in {" ", ". ", ".", "_", "-"}:
            for name, one in self._people(page, number + 1):
                if folded_words(one.words)[0][0] == word and folded_words(one.words)[0] != name:
                    yield _hint(page, page.span(number, number + 1), one, "initials")
        if number and page.between(number - 1) in {" ", "_", "-"}:
            yield from self._first_and_letter(page, number, word)

    def _first_and_letter(self, page: Page, number: int, letter: str) -> Iterator[Hint]:
        stop = page.between(number).startswith(".")
        if letter in {"i", "a"} and not stop:
            return
        for name, one in self._people(page, number - 1):
            words = folded_words(one.words)
            if name == words[0] and letter in {later[0] for later in words[1:]}:
                yield _hint(page, Span(page.starts[number - 1], page.ends[number] + stop), one, "initials")

    def _people(self, page: Page, number: int) -> Iterator[tuple[str, Given]]:
        """The persons whose name a word may be, and the word of their name."""
        if page.capital(number) or in_file(page, number):
            for name, _why in self._slips.meant(page.folded[number]):
                if name in self._parts:
                    yield name, self._parts[name]

    def _part(self, page: Page, number: int) -> Iterator[Hint]:
        """One word of a person's name: misspelt, a nickname, without its capital, in a file's name."""
        for name, why in self._slips.meant(page.folded[number]):
            one = self._parts.get(name)
            if one and self._stands(page, number, name, why):
                yield _hint(page, page.span(number, number), one, why)
                return

    def _stands(self, page: Page, number: int, name: str, why: str) -> bool:
        word = page.folded[number]
        if in_file(page, number):
            return word not in ORDINARY or page.capital(number)
        if word in table("capitals"):
            return False
        if page.capital(number):
            if page.word(number).isupper() and not page.shouts and why == "misspelt" and len(word) < 6:
                return False
            if why == "misspelt" and (len(name) < CLEAR or word in first_names() | last_names()):
                return False  # too short to tell, or another name
            listed = why == "nickname" and word in first_names()
            return ((listed or why == "part") and word not in ORDINARY) or self._begins(page, number)
        return (
            why == "part" and word not in ORDINARY and len(word) > 3 and word in first_names() | last_names()
        )

    def _begins(self, page: Page, number: int) -> bool:
        """Whether a word stands as a name; where a sentence begins with it, before what somebody is or does."""
        if is_said_as_name(page, number):
            return True
        after = page.folded[number + 1] if number + 1 < len(page) and page.between(number) == " " else ""
        return page.folded[number] not in ORDINARY and after in table("being")

    def _run_together(self, page: Page, number: int) -> Iterator[Hint]:
        """“DenisH”, “dhalloran”, “denisehalloran2”: names without a space between them."""
        word = page.folded[number]
        whole = page.span(number, number)
        one = self._joined.get(word) or next(
            (self._joined[word[:length]] for length in self._lengths if word[:length] in self._joined), None
        )
        if one:
            yield _hint(page, whole, one, "run together")
            return
        pieces = [match.group() for match in PIECE.finditer(page.word(number))]
        if len(pieces) < 2:
            return
        for piece in pieces:
            plain = folded_words(piece)
            for name, why in self._slips.meant(plain[0]) if plain and len(plain[0]) > 3 else ():
                if name in self._parts and (why != "nickname" or plain[0] not in ORDINARY):
                    yield _hint(page, whole, self._parts[name], "run together")
                    return

    def _dates(self, page: Page) -> Iterator[Hint]:
        if not self._days:
            return
        for span, days in found_days(page.text):
            for day in days:
                for meant, one in self._days.get((day.month, day.day), ()):
                    if same(days, meant):
                        yield _hint(page, span, one, "date")


def in_file(page: Page, number: int) -> bool:
    """Whether a word is a part of a file's name, or of an address."""
    before = page.between(number - 1) if number else ""
    after = page.between(number)
    if "_" in before + after or after == "@":
        return True
    end = page.text.find(" ", page.ends[number])
    end = page.ends[number] + 60 if end < 0 else min(end, page.ends[number] + 60)
    rest = page.text[page.ends[number] : end]
    return "." in rest and "\n" not in rest[: rest.index(".")] and FILE_END.search(rest) is not None


def _hint(page: Page, span: Span, given: Given, why: str) -> Hint:
    return page.hint(span, given.rule, f"near: {why}", given.replacement, given.person)
