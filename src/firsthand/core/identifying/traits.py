"""What only one person is or does (D10): a post, a former trade, a habit told of somebody, “the only one who …”; an age
above 89."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases
from firsthand.core.spans import Span

_PERSON = (
    r"(?i:man|woman|fellow|fella|lady|guy|girl|boy|lad|member|person|one|kid|resident|tenant|patient|nurse"
    r"|señor|señora|hombre|mujer|monsieur|dame|homme|femme)"
)
_REST = r"[^.,;:!?()\n—\"”]{2,80}"
_NO_HABIT = (
    r"(?i:says|thinks|wants|needs|knows|seems|looks|feels|means|is|was|has|likes|loves|hopes|believes|gets)"
)
# “There's a man winds the big clock”, “we have a woman who always sings in the lift”: somebody, and what they do.
HABIT = regex.compile(
    r"\b(?i:there['’]s|there is|we['’]ve|we have|you know|hay|il y a) (?i:also |still |always )?"
    rf"(?i:a|an|one|this|that|un|una|une) (?:\p{{L}}+ )?{_PERSON}(?: (?:of|in|from) \p{{L}}+(?: \p{{L}}+)?)? "
    rf"(?P<does>(?i:who |that |que |qui )?(?i:always |only |still |never )?(?!{_NO_HABIT}\b)\p{{Ll}}+s "
    rf"(?i:the|every|all|his|her|on|in|to|a|up|at|el|la|le|les)\b{_REST})"
)
# A year of birth that few are left of. In numbers or as one says it, of somebody and of no thermometer.
OLD = regex.compile(
    rf"\b(?i:he|she|who|mother|father|mum|mom|dad|uncle|aunt|grand\p{{L}}+|{_PERSON}) (?i:is|was|turned|turns|['’]s) "
    r"(?i:now |just |nearly |almost )?(?P<age>9\d|1[01]\d)\b(?! ?(?:%|per\b|degrees?|pounds?|kilos?|percent|miles?))"
    r"|\b(?i:aged?) (?P<aged>9\d|1[01]\d)\b|\b(?P<years>9\d|1[01]\d)(?= years? old\b|-year-old\b)"
)
ONLY = regex.compile(
    r"\b(?i:the only) (?:\p{L}+ ){0,2}(?i:one|person|man|woman|member|girl|boy|nurse|doctor|peer)"
    rf"(?i: here| there| in town| in the house)? (?:who|that(?! (?i:i|you|we)\b)|with|in|from|on|of)\b{_REST}"
)
NOBODY = regex.compile(
    rf"\b(?i:nobody|no one) else (?i:here |in the house |round here )?(?i:does|has|can|could|knows how)\b(?:{_REST})?"
)
KNOWN = regex.compile(
    rf"\b(?i:known (?:as|for)|everybody calls (?:him|her|me)|they call (?:him|her|me)|famous for) {_REST}"
)
_RANK = (
    r"(?i:deputy|assistant|vice|associate|chief|head|former|acting|senior|lead|interim|executive|education|health"
    r"|finance|prime|managing|medical|clinical)"
)
_OF_WHAT = (
    r"(?i: of| for) (?i:the )?\p{L}+"
    r"(?:(?:,? (?:and|of|the|&)|,)? (?!who\b|which\b|that\b|is\b|was\b|and\b)\p{L}+){0,8}?"
)
_STOP = r"(?= *(?:[.,;:!?()\n—]|$)| (?:who|which|that|is|was|has|about|and|last|this|in|on|at|to)\b)"
POST = regex.compile(
    rf"\b(?:(?:{_RANK}[ -]){{1,3}}(?i:{phrases('posts')})(?: (?i:general|executive))?\b(?:{_OF_WHAT}{_STOP})?"
    r"|(?<!\b[Mm]y |\b[Hh]is |\b[Hh]er )"
    r"(?i:minister|secretary|director|head|chair|president|governor|commissioner|manager|dean|bishop|mayor)"
    rf"{_OF_WHAT}{_STOP})"
)
LEAD = regex.compile(r"(?<=\b[Tt]he )\p{Ll}{5,} (?i:lead|chief|champion|coordinator|co-ordinator)\b")
TRADE = regex.compile(
    r"\b(?i:one|he|she|i|who|fellow|man|woman)"
    r"(?:['’](?:s|m|d)|(?i: is| was| became| had been| used to be| trained as| worked as| am)) "
    r"(?i:once |also |now |still )?(?i:an? )(?i:retired |former )?(?:\p{Ll}+ )?"
    rf"(?i:{phrases('jobs')})\b(?: (?i:now|once|then|before)\b)?"
)
_INSTRUMENT = (
    r"cello|violin|fiddle|accordion|banjo|harp|trumpet|trombone|tuba|saxophone|clarinet|flute|oboe|bagpipes|organ"
    r"|piano|drums|ukulele|mandolin|harmonica|double bass|concertina"
)
PLAYS = regex.compile(
    rf"\b(?i:play(?:s|ed|ing)?|carries|carried) (?i:the|an?|his|her) (?:\p{{L}}+ )?(?i:{_INSTRUMENT})\b"
)
ORIGIN = regex.compile(
    r"\b(?i:he|she|they)(?:['’](?:s|re)|(?i: is| was| are| came| comes| come)) (?i:originally )?"
    r"from \p{Lu}[\p{L}\p{M}]+(?: \p{Lu}[\p{L}\p{M}]+)?"
)
_ALL = (
    (HABIT, "habit"), (ONLY, "only"), (NOBODY, "only"), (KNOWN, "known for"), (POST, "post"), (LEAD, "post"),
    (TRADE, "trade"), (PLAYS, "plays"), (ORIGIN, "origin"),
)  # fmt: skip


def traits(page: Page) -> Iterator[Hint]:
    """Habits of somebody spoken of, posts that one person has, trades, instruments, where somebody is from."""
    for pattern, why in _ALL:
        for match in page.matches(pattern):
            start, end = match.span("does" if pattern is HABIT else 0)
            yield page.hint(Span(start, start + len(page.text[start:end].rstrip())), "D10", f"pattern: {why}")
    for match in page.matches(OLD):
        age = next(name for name in ("age", "aged", "years") if match[name])
        yield page.hint(Span(*match.span(age)), "D10", "pattern: old")
