"""Ways to reach somebody (D06), and numbers under which an office keeps them (D07)."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
import regex

from firsthand.core.identifying.material import Hint
from firsthand.core.identifying.page import Page
from firsthand.core.identifying.tables import phrases
from firsthand.core.spans import Span

REGIONS = ("US", "GB", "IE", "ES", "FR", "MX", "AU", "NZ", "DE")  # in whose way a number may be written

MAIL = regex.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.+-])[\w.+-]{1,64} (?:at|\(at\)|\[at\]) [\w-]+ (?:dot|\(dot\)|\[dot\]) "
    r"(?:com|org|net|edu|gov|co|ie|uk|es|fr|de)\b",
    regex.IGNORECASE,
)
PAGE = regex.compile(
    r"\bhttps?://[^\s<>\"”’)]+|\bwww\.[\w-]+(?:\.[\w-]+)+[^\s<>\"”’).,;]*"
    r"|(?<![\w@.-])[\w-]{1,64}\.(?:com|org|net|info|edu|gov|tv|io|eu|(?:co|org|ac|gov|nhs)\.uk)(?:/[\w./-]+)?\b"
)
HANDLE = regex.compile(r"(?<![\w@.])@[A-Za-z]\w{2,}")
NUMBER = regex.compile(r"(?<![\w.,/:€£$#-])\+?\(?\d[\d ().\u00a0\-–‑]{5,18}\d(?![\w%/]|[.,]\d)")
LOCAL = regex.compile(r"\d{3}[-‑– .]\d{4}")  # a number without its area, as people in a town say it
CALLED = regex.compile(
    r"\b(?:call|ring|phone|text|dial|fax|tel|telephone|mobile|cell|whatsapp"
    r"|llam[ae]|teléfono|móvil|appele[rz]?|téléphone|portable)\b",
    regex.IGNORECASE,
)
PLATE = regex.compile(
    r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"
    r"|(?i:\b(?:(?:number|licen[cs]e) ?plates?|plates?|registration|matrícula|immatriculation)\b[^.\n]{0,20}?)"
    r"\b(?P<plate>(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4}){1,2})\b"
)
POSTCODE = regex.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"
    r"|\b(?i:zip(?: code)?|post ?code|código postal|code postal)[: ]+\d{5}(?:-\d{4})?\b"
)
ADDRESS = regex.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")  # of a computer

_CODE = r"(?=[\w/-]*\d)[A-Z0-9][A-Za-z0-9]*(?:[/ -](?=[\w]*\d)[A-Z0-9]+)*"
_NUMBERED = r"(?i: ?(?:id|number|num|no\.?|nº|número|numéro|#)){1,3}:?(?: (?i:is|was|es|est))? ?#?"
KEPT = regex.compile(rf"\b(?i:{phrases('numbered')}){_NUMBERED}({_CODE})")
SHORT = regex.compile(
    r"\b(?i:case|docket|claim|ward|expediente|dossier)[: ] ?#?((?=[\w/-]*\d)(?:[A-Z]{1,4}[-/]?)?\d[\w/-]*)"
    r"(?! (?:of|people|times|forms|days|years|weeks|hours|minutes)\b)"
)
# What is said before it says what it is: a medical record number, the number of a thing.
SAID = regex.compile(
    r"\b(?:MRN|(?i:serial(?: (?:number|no\.?|nr\.?))?|s/n))[: ]+#?((?=[\w-]*\d)[A-Z0-9][A-Z0-9-]{3,})"
)
FIXED = regex.compile(
    r"\b\d{3}-\d{2}-\d{4}\b"  # social security, United States
    r"|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"  # national insurance, Britain
    r"|\b(?:\d{4}[ -]){3}\d{4}\b"  # a card
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"  # a bank account
    r"|\b\d{8}-?[A-HJ-NP-TV-Z]\b"  # an identity card, Spain
)


def contacts(page: Page) -> Iterator[Hint]:
    """Mail, pages, handles, phones, plates, post codes, and the numbers of offices."""
    for pattern, why in (
        (MAIL, "mail"),
        (PAGE, "page"),
        (HANDLE, "handle"),
        (POSTCODE, "postcode"),
        (ADDRESS, "address"),
    ):
        for match in page.matches(pattern):
            yield page.hint(Span(*match.span()), "D06", f"pattern: {why}")
    for match in page.matches(PLATE):
        yield page.hint(Span(*match.span("plate" if match["plate"] else 0)), "D06", "pattern: plate")
    for match in page.matches(FIXED):
        yield page.hint(Span(*match.span()), "D07", "pattern: number")
    for pattern in (KEPT, SHORT, SAID):
        for match in page.matches(pattern):
            yield page.hint(Span(*match.span(1)), "D07", "pattern: number")
    yield from _phones(page)


def _phones(page: Page) -> Iterator[Hint]:
    for match in page.matches(NUMBER):
        if FIXED.fullmatch(match.group()):
            continue
        before = page.text[max(0, match.start() - 30) : match.start()]
        if _is_phone(match.group()) or (CALLED.search(before) and not _is_date(match.group())):
            yield page.hint(Span(*match.span()), "D06", "pattern: phone")


def _is_phone(number: str) -> bool:
    if LOCAL.fullmatch(number):
        return True
    if _is_date(number):
        return False
    return any(_valid(number, region) for region in ((None,) if number.startswith("+") else REGIONS))


def _is_date(number: str) -> bool:
    parts = [part for part in regex.split(r"\D+", number) if part]
    return any(len(part) == 4 and part[:2] in {"18", "19", "20"} for part in parts) and len(parts) in {2, 3}


def _valid(number: str, region: str | None) -> bool:
    """Whether it is a number that could be dialled there, and is written as one: grouped, or whole."""
    if not region and not number.startswith("+"):
        return False
    try:
        read = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(read)
