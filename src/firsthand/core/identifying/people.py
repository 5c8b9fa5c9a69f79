"""Other people's names (D02), and other people's stories (D13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from firsthand.core.identifying.lexicon import Vocabulary, first_names, last_names, rare_first_names, towns
from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.ordinary import ORDINARY, is_said_as_name
from firsthand.core.identifying.page import Page, folded_words
from firsthand.core.identifying.tables import phrases, table
from firsthand.core.spans import Span

_NAME = r"\p{Lu}[\p{L}\p{M}]+(?:['’-]\p{Lu}?[\p{L}\p{M}]+){0,2}"
_NAMES = rf"{_NAME}(?:(?: (?:de|del|de la|van|von|der|bin|al|\p{{Lu}}\.))? {_NAME}){{0,2}}"
TITLED = regex.compile(rf"\b(?:{phrases('titles')})\b\.? (?P<name>{_NAMES})")
_CALLED = r"(?:man|woman|lady|fellow|guy|girl|boy|friend|person|someone|somebody|is|was|are)"
SAID = regex.compile(
    rf"\b(?i:my name(?:['’]s| is|, it['’]s)|{_CALLED} (?:named|called)|by the name of|call me|me llamo|se llama"
    rf"|je m['’]appelle|s['’]appelle) (?:(?:um|uh),? )?(?P<name>{_NAMES})"
)
_WHOSE = r"(?i:my|his|her|your|our|their|mi|su|tu|mon|ma|son|sa)"
KIN = regex.compile(rf"\b{_WHOSE} (?i:{phrases('kin')})(?:, |['’]s name is | )(?P<name>{_NAME})\b")
_VERB = (
    r"(?i:thinks|thought|says|said|tells|told|had|has|was|is|never|always|used|wants|wanted|lives|lived|left|went"
    r"|came|took|takes|died|lost|got|gets|did|does|works|worked|drinks|drank|rings|rang|calls|called|knows|knew"
    r"|believes|won['’]t|wouldn['’]t|couldn['’]t|can['’]t|didn['’]t|doesn['’]t|threw|kicked|raised|hit|beat|moved"
    r"|married|helped|dice|dijo|tiene|tenía|está|estaba|era|piensa|vive|murió|habla|dit|pense|a|est|était|vit)"
)
STORY = regex.compile(
    rf"\b(?P<whose>(?i:my|his|her|their|mi|su|mon|ma|son|sa)) (?P<who>(?i:{phrases('kin')}))\b"
    rf"(?:,? (?:(?i:also|still|just) )?{_VERB}\b|,? (?i:who|que|qui) \p{{Ll}}+)"
)


def people(page: Page, vocabulary: Vocabulary) -> Iterator[Hint]:
    """Names after a title, names that are introduced, names that are on the lists."""
    for match in page.matches(TITLED):
        yield page.hint(Span(match.start(), match.end("name")), "D02", "pattern: title")
    for pattern in (SAID, KIN):
        for match in page.matches(pattern):
            number = page.number_at(match.start("name"))
            if page.folded[number] not in table("capitals"):
                yield page.hint(Span(*match.span("name")), "D02", "pattern: called")
    yield from _listed(page, vocabulary)


def learned(pages: Iterable[Page], found: Iterable[Hint], vocabulary: Vocabulary) -> frozenset[str]:
    """Words out of names that stand in full somewhere, speakers' labels among them: elsewhere they stand alone."""
    texts = {page.document.key: page.text for page in pages}
    words: set[str] = set()
    for hint in found:
        if hint.why != "names: strange":
            words.update(folded_words(hint.span.words_in(texts[hint.key])))
    for page in pages:
        for label in page.labels:
            words.update(folded_words(label.words_in(page.text)))
    return frozenset(
        word for word in words if len(word) > 2 and word.isalpha() and not _is_common(word, vocabulary)
    )


def again(page: Page, words: frozenset[str]) -> Iterator[Hint]:
    """Where a word that was learned stands by itself."""
    for number in page.capitals:
        if page.folded[number] in words and not page.is_label(page.span(number, number)):
            yield page.hint(page.span(number, number), "D02", "names: again")


def _is_common(word: str, vocabulary: Vocabulary) -> bool:
    if word in ORDINARY | table("capitals") | table("things") or vocabulary.is_word(word):
        return True
    return word in {title.casefold() for title in phrases("titles").split("|")}


def stories(page: Page) -> Iterator[Hint]:
    """A relative who does something: what follows is their story."""
    for match in page.matches(STORY):
        yield page.hint(Span(match.start("whose"), match.end("who")), "D13", "pattern: relative")


def runs(page: Page) -> Iterator[range]:
    """Words with capitals that stand together: “Jean White”, “Public Health Wales”; the numbers of the words."""
    number, words = 0, page.capitals
    while number < len(words):
        last = number
        while last + 1 < len(words) and words[last + 1] == words[last] + 1 and page.joined(words[last]):
            last += 1
        yield range(words[number], words[last] + 1)
        number = last + 1


def _listed(page: Page, vocabulary: Vocabulary) -> Iterator[Hint]:
    for run in runs(page):
        yield from _of_run(page, run, vocabulary)


def _of_run(page: Page, run: range, vocabulary: Vocabulary) -> Iterator[Hint]:
    """The part of a run of capitals that is a person's name: from a first name on, up to three words."""
    names, rare = first_names(), rare_first_names()
    for place, number in enumerate(run):
        word = page.folded[number]
        if page.is_label(page.span(number, number)):
            return
        if not (word in names or word in rare) or not _is_name(page, number, vocabulary, alone=len(run) == 1):
            continue
        first = last = number
        if place and _is_strange(page, number - 1, vocabulary):
            first = number - 1
        for later in run[place + 1 : place + 3]:
            if page.folded[later] in table("capitals") or page.word(later).isupper():
                break
            last = later
        yield page.hint(page.span(first, last), "D02", "names: first")
        return
    if len(run) == 1 and _is_last_name(page, run[0], vocabulary):
        yield page.hint(page.span(run[0], run[0]), "D02", "names: last")
    elif 2 <= len(run) <= 3 and all(_is_strange(page, number, vocabulary) for number in run):
        yield page.hint(page.span(run[0], run[-1]), "D02", "names: strange")


def _is_name(page: Page, number: int, vocabulary: Vocabulary, *, alone: bool) -> bool:
    word = page.folded[number]
    if page.word(number).isupper() and not page.shouts:
        return False
    if word in ORDINARY or word not in first_names() or vocabulary.is_word(word):
        if vocabulary.is_thing(word):
            return False
        if alone:
            return is_said_as_name(page, number) and not page.opens(number)
        if not is_said_as_name(page, number) or number + 1 >= len(page):
            return False
        return page.folded[number + 1] in last_names() or _is_strange(page, number + 1, vocabulary)
    return True


def _is_last_name(page: Page, number: int, vocabulary: Vocabulary) -> bool:
    word = page.folded[number]
    if word not in last_names() or word in ORDINARY or word in table("capitals") or vocabulary.is_word(word):
        return False
    if word in towns() and number and page.folded[number - 1] in table("to_places") | {"of"}:
        return False
    return not page.opens(number) and not page.word(number).isupper()


def _is_strange(page: Page, number: int, vocabulary: Vocabulary) -> bool:
    """A word that is never written without a capital, where a capital says something."""
    word = page.folded[number]
    return (
        word.isalpha()
        and len(word) > 2
        and word not in table("capitals") | table("things") | table("plain") | ORDINARY
        and not vocabulary.is_word(word)
        and page.word(number)[1:].islower()
        and not page.opens(number)
    )
