"""A work in its one normal form: an item of CSL-JSON with fields that are known, and nothing that is empty.

>>> normal({"type": "book", "title": " <i>Tea</i>  and us ", "issued": {"raw": "2001"}, "file": "x.pdf"})[0]
{'type': 'book', 'title': 'Tea and us', 'issued': {'date-parts': [[2001]]}}
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.signs import composed
from firsthand.giving_back.references.dates import date_in, year_of
from firsthand.giving_back.references.names import Name, name_in

Item = dict[str, Any]

TYPES = frozenset(
    [
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "book",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "report",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
        "webpage",
    ]
)
NAMES = (
    "author", "editor", "translator", "container-author", "collection-editor", "editorial-director", "composer",
    "illustrator", "interviewer", "original-author", "recipient",
)  # fmt: skip
DATES = ("issued", "accessed", "event-date", "original-date", "submitted")
TEXTS = (
    "title", "title-short", "container-title", "container-title-short", "collection-title", "collection-number",
    "volume", "issue", "page", "number", "number-of-pages", "number-of-volumes", "chapter-number", "edition", "version",
    "section", "publisher", "publisher-place", "original-publisher", "original-publisher-place", "original-title",
    "event", "event-place", "genre", "medium", "status", "archive", "archive_location", "authority", "jurisdiction",
    "call-number", "source", "DOI", "ISBN", "ISSN", "PMID", "PMCID", "URL", "language", "keyword", "abstract", "note",
    "annote", "citation-key",
)  # fmt: skip
# Other spellings of the same field, in files of several programs.
ALSO = {
    "shortTitle": "title-short", "journalAbbreviation": "container-title-short", "event-title": "event",
    "citation-label": "citation-key", "citekey": "citation-key", "number-of-page": "number-of-pages",
    "archive-location": "archive_location",
}  # fmt: skip
MAX_TEXT = 20_000
MAX_NAMES = 500
_TAG = re.compile(r"</?(?:i|b|em|strong|sc|sup|sub|span|jats:[a-z]+|p)\b[^<>]*>", re.IGNORECASE)
_PRIVATE = re.compile("[\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f]")


def normal(raw: Mapping[str, Any]) -> tuple[Item, list[str]]:
    """The work in its normal form, and the names of fields that have no place in it.

    Raises `Problem` with a sentence where it is no work: it has no title, or more in it than any work has.
    """
    item: Item = {"type": _type(raw.get("type"))}
    left = []
    for given, value in raw.items():
        field = ALSO.get(given, given)
        if given in ("type", "id") or value in (None, "", [], {}):
            continue
        if field in NAMES:
            item[field] = _names(value)
        elif field in DATES:
            item[field] = date_in(value)
        elif field in TEXTS:
            item[field] = _line(field, value)
        else:
            left.append(str(given))
    if "citation-key" not in item and isinstance(raw.get("id"), str):
        item["citation-key"] = _line("citation-key", raw["id"])
    found = {field: item[field] for field in ("type", *TEXTS, *NAMES, *DATES) if item.get(field)}
    if not found.get("title"):
        raise Problem(_("It has no title. Give it one where it comes from, and bring it in again."))
    return found, left


def bare_doi(written: str) -> str:
    """A DOI without the address around it.

    >>> bare_doi("https://doi.org/10.1007/S10597-014-9741-9"), bare_doi("doi: 10.1/x")
    ('10.1007/S10597-014-9741-9', '10.1/x')
    """
    return re.sub(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", "", written, flags=re.IGNORECASE).strip()


def doi_of(item: Item) -> str:
    """Its DOI as one compares DOIs: their case says nothing."""
    return bare_doi(str(item.get("DOI", ""))).casefold()


def likeness_of(item: Item) -> tuple[str, str, str]:
    """By what two records are one work where a DOI does not say: title, year and first author, read loosely."""
    first: Name = next((name for field in ("author", "editor") for name in item.get(field, ())), {})
    return (
        _loosely(str(item.get("title", ""))),
        year_of(item),
        _loosely(first.get("family", first.get("literal", ""))),
    )


def called(item: Item) -> str:
    """A work in a few words, for lists: who, when, what.

    >>> called({"title": "Tea", "author": [{"family": "Ash"}, {"family": "Birch"}], "issued": {"date-parts": [[2001]]}})
    'Ash and Birch 2001: Tea'
    """
    head, title = who_and_when(item), item.get("title") or _("without a title")
    return f"{head}: {title}" if head else str(title)


def who_and_when(item: Item) -> str:
    """First authors, or editors, and year; empty where a work has neither."""
    names = item.get("author") or item.get("editor") or ()
    who = [name.get("family") or name.get("literal") or "" for name in names]
    if len(who) > 2:
        said = _("%(one)s et al.") % {"one": who[0]}
    elif len(who) == 2:
        said = _("%(one)s and %(two)s") % {"one": who[0], "two": who[1]}
    else:
        said = "".join(who)
    return " ".join(part for part in (said, year_of(item)) if part)


def in_order(item: Item) -> tuple[str, str, str]:
    """Where a work stands among others: by author, year and title, as lists of works are read."""
    title, year, _first = likeness_of(item)
    names = item.get("author") or item.get("editor") or ()
    who = " ".join(
        _loosely(" ".join([name.get("family", name.get("literal", "")), name.get("given", "")[:1]]))
        for name in names
    )
    return who or title, year or "9999", title


def differing(before: Item, after: Item) -> list[str]:
    """The names of fields in which two forms of a work differ."""
    return [field for field in ("type", *TEXTS, *NAMES, *DATES) if before.get(field) != after.get(field)]


def _type(given: object) -> str:
    return given if isinstance(given, str) and given in TYPES else "document"


def _names(value: object) -> list[Name]:
    given = value if isinstance(value, list) else [value]
    if len(given) > MAX_NAMES:
        raise Problem(_("It has more than %(most)s people in one place.") % {"most": MAX_NAMES})
    return [found for one in given if (found := name_in(one, tidy))]


def _line(field: str, value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value if isinstance(one, str | int))
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise Problem(_("What stands at “%(field)s” cannot be read.") % {"field": field})
    written = str(value)
    # Spaces and marks of other programs, which go, make a field longer than it is; nothing makes it many times so long.
    if len(written) > 4 * MAX_TEXT or len(text := tidy(written)) > MAX_TEXT:
        raise Problem(
            _("“%(field)s” is longer than %(most)s characters.") % {"field": field, "most": MAX_TEXT}
        )
    if field == "DOI":
        return bare_doi(text)
    return re.sub(r"(?<=\d)\s*(?:--?|[‐-―−])\s*(?=[\da-z])", "-", text) if field == "page" else text


def tidy(text: str) -> str:
    """Words in one line: without marks of other programs for italics and the like, and without what cannot be seen."""
    plain = html.unescape(_TAG.sub("", composed(text)))
    return " ".join(_PRIVATE.sub("", plain).split())


def _loosely(text: str) -> str:
    letters = composed(text.casefold(), "NFKD")
    return " ".join(re.findall(r"\w+", "".join(one for one in letters if not unicodedata.combining(one))))


def fields_left(all_left: Iterable[str]) -> list[tuple[str, int]]:
    """Which fields had no place, and in how many records: the most first."""
    counted: dict[str, int] = {}
    for one in all_left:
        counted[one] = counted.get(one, 0) + 1
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
