"""A diagnosis, a drug, a ward, told about somebody else (D14)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases
from firsthand.core.spans import Span

_DRUG = (
    r"\p{L}{3,}(?:azepam|azolam|apine|idone|iprazole|oxetine|aline|alopram|triptyline|zepine|profen|cillin|statin"
    r"|olol|sartan|prazole|formin)"
)
ILL = regex.compile(rf"(?<![\p{{L}}-])(?:(?i:{phrases('illness')}|{_DRUG}))\b")
_KIN = phrases("kin") + "|" + phrases("children")
# Somebody who is not the one who speaks.
_PERSON = r"man|woman|fellow|lady|guy|girl|boy|lad|kid|child|member|patient|resident|friend|person|tenant"
_NOBODY = r"(?i:there|it|that|what|let|here|where|who|how|he|she)"
WHO = regex.compile(
    rf"\b(?:(?i:(?:my|your|his|her|our|their|the|mi|su|mon|ma|son|sa) (?:{_KIN})"
    rf"|(?<!no )(?:a|the|this|that|one|another) (?:\p{{L}}+ )?(?:{_PERSON})"
    rf"|he|she|they|him|his|her|hers|su|él|ella|il|elle)|(?!{_NOBODY}['’])\p{{Lu}}\p{{Ll}}+['’]s)\b"
)
KIN = regex.compile(rf"\b(?i:(?:my|your|his|her|our|their|mi|su|mon|ma|son|sa) (?:{_KIN}))\b(?:['’]s)?")
HAVE = regex.compile(r"\b(?i:have|has|had|get|gets|got|suffers?|suffered|takes?|took|like|from)\b")
SENTENCE = regex.compile(r"[^.!?\n]+[.!?]*")
CLAUSE = regex.compile(r"[^,;:()—]{1,400}")
MORE = regex.compile(r"(?: [\p{L}\p{M}'’-]+){0,3}(?= *(?:[.,;:!?()\n—\"”]|$))")
_LONG = (
    r"(?i:a|an|one|two|three|four|five|six|\d+|many|several)(?: \p{L}+)? ?(?i:years?|months?|weeks?|days?)?"
)
FAILED = regex.compile(
    r"\b(?i:he|she|they) (?i:did not|didn['’]t|could not|couldn['’]t|would not|wouldn['’]t|hasn['’]t|hadn['’]t) "
    r"(?i:speak|spoken|talk|talked|eat|eaten|sleep|slept|walk|walked|leave the house|get out of bed|wash)"
    rf" (?i:for|in) (?:(?i:about|over|nearly|almost|a good|more than) )?{_LONG}"
)
BACK = 2  # sentences back in which an illness was named, of which a relative is now told


def health(page: Page) -> Iterator[Hint]:
    """Illness and medicine in what is said of somebody else; and of relatives, after an illness was named."""
    for match in page.matches(FAILED):
        yield page.hint(Span(*match.span()), "D14", "pattern: health")
    since = BACK + 1
    for sentence in SENTENCE.finditer(page.text):
        ill = ILL.search(page.text, sentence.start(), sentence.end())
        if ill:
            since = 0
            yield from _told(page, Span(*sentence.span()))
        else:
            since += 1
            if since <= BACK:
                yield from _of_relatives(page, Span(*sentence.span()))


def _told(page: Page, sentence: Span) -> Iterator[Hint]:
    """In each clause, from who it is told of to the illness, or the other way round."""
    for clause in CLAUSE.finditer(page.text, sentence.start, sentence.end):
        ill = [match.span() for match in ILL.finditer(page.text, clause.start(), clause.end())]
        who = [match.span() for match in WHO.finditer(page.text, clause.start(), clause.end())]
        if not ill or not who:
            continue
        near = min(((w, i) for w in who for i in ill), key=lambda pair: _apart(*pair))
        if _apart(*near) > 45:
            continue
        start, end = min(near[0][0], near[1][0]), max(near[0][1], near[1][1])
        yield page.hint(
            Span(_back_to_verb(page, start), _to_end(page, end, clause.end())), "D14", "pattern: health"
        )


def _of_relatives(page: Page, sentence: Span) -> Iterator[Hint]:
    kin = KIN.search(page.text, sentence.start, sentence.end)
    if kin and HAVE.search(page.text, sentence.start, sentence.end):
        end = sentence.end
        while end > kin.end() and page.text[end - 1] in " .!?\n":
            end -= 1
        yield page.hint(Span(kin.start(), max(end, kin.end())), "D14", "pattern: health of relatives")


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0], other[0]) - min(one[1], other[1])


def _back_to_verb(page: Page, start: int) -> int:
    """“changed his pills”: with the verb, where the person is only whose it is."""
    number = page.number_at(start)
    if number and page.folded[number] in {"his", "her", "their", "su"} and page.between(number - 1) == " ":
        return page.starts[number - 1]
    return start


def _to_end(page: Page, end: int, stop: int) -> int:
    """A few words more, as far as the clause goes: how, how long, without what."""
    rest = MORE.match(page.text, end, min(stop + 1, len(page.text)))
    return rest.end() if rest else end
