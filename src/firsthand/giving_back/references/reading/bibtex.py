"""BibTeX and BibLaTeX. bibtexparser takes the file apart, pylatexenc turns LaTeX’s accents into letters."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock
from django.utils.translation import gettext as _
from pylatexenc.latex2text import LatexNodes2Text

from firsthand.giving_back.references.reading.raw import Raw

TYPES = {
    "article": "article-journal", "book": "book", "booklet": "pamphlet", "collection": "book", "mvbook": "book",
    "inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "proceedings": "book", "manual": "report", "mastersthesis": "thesis", "phdthesis": "thesis", "thesis": "thesis",
    "report": "report", "techreport": "report", "unpublished": "manuscript", "online": "webpage",
    "electronic": "webpage",
    "www": "webpage", "dataset": "dataset", "software": "software", "patent": "patent", "periodical": "periodical",
    "inreference": "entry-encyclopedia",
}  # fmt: skip
GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}
FIELDS = {
    "title": "title", "shorttitle": "title-short", "journal": "container-title", "journaltitle": "container-title",
    "booktitle": "container-title", "maintitle": "container-title", "series": "collection-title", "volume": "volume",
    "volumes": "number-of-volumes", "pages": "page", "chapter": "chapter-number", "edition": "edition",
    "publisher": "publisher", "school": "publisher", "institution": "publisher", "organization": "publisher",
    "address": "publisher-place", "location": "publisher-place", "doi": "DOI", "url": "URL", "isbn": "ISBN",
    "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID", "abstract": "abstract", "keywords": "keyword", "note": "note",
    "language": "language", "langid": "language", "urldate": "accessed", "howpublished": "medium", "type": "genre",
    "shortjournal": "container-title-short", "version": "version", "pubstate": "status", "eventtitle": "event",
}  # fmt: skip
READ = {*FIELDS, *NAMES, "date", "year", "month", "number", "issue", "subtitle", "crossref"}
AS_THEY_ARE = ("doi", "url", "isbn", "issn", "pmid", "pmcid")
# What is wrong with a file is told to who brought it; both would quote it in the log.
for _library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

_SIGNS = re.compile(r"(?<!\\)([%&#])")
_ESCAPED = re.compile(r"\\([%&#_$~{}])")


def records(text: str) -> Iterator[Raw]:
    """Every entry, and every block that was meant to be one."""
    found = parse_string(text)
    for block in found.blocks:
        entry = _entry(block)
        if entry is not None:
            yield _raw(entry)
        elif isinstance(block, ParsingFailedBlock):
            raw = block.raw or ""
            key = re.match(r"\s*@\s*\w+\s*[{(]\s*([^,\s}]*)", raw)
            yield Raw(
                _line(block), key[1] if key else raw.strip()[:60], None,
                _("It is broken: a brace or a comma is missing, or one too many. Export it once more."),
            )  # fmt: skip


def _entry(block: object) -> Entry | None:
    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        block = block.ignore_error_block
    return block if isinstance(block, Entry) else None


def _line(block: Any) -> int:
    return (block.start_line or 0) + 1


def _raw(entry: Entry) -> Raw:
    try:
        values = {one.key.lower(): str(one.value) for one in reversed(entry.fields)}
        fields = _fields(entry.entry_type.lower(), values) | {"id": entry.key}
    except Exception:  # whatever a library makes of what stands in one entry, the others are read
        return Raw(
            _line(entry), entry.key, None, _("It cannot be read. Export it once more, or write it by hand.")
        )
    left = tuple(sorted(key for key in values if key not in READ))
    return Raw(_line(entry), entry.key, fields, left=left)


def _fields(kind: str, values: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": TYPES.get(kind, "document"), "genre": GENRES.get(kind, "")}
    for name, field in FIELDS.items():
        if values.get(name) and not found.get(field):
            found[field] = _bare(values[name]) if name in AS_THEY_ARE else letters(values[name])
    for name, field in NAMES.items():
        if values.get(name):
            found[field] = [_name(one) for one in split_multiple_persons_names(values[name])]
    if values.get("subtitle"):
        found["title"] = f"{found.get('title', '')}: {letters(values['subtitle'])}"
    number = letters(values.get("number") or values.get("issue") or "")
    found["number" if found["type"] in ("report", "patent") else "issue"] = number
    found["issued"] = letters(values.get("date") or "") or _when(values)
    return found


def _when(values: Mapping[str, str]) -> str:
    return " ".join(
        part for part in (letters(values.get("month", "")), letters(values.get("year", ""))) if part
    )


def _name(written: str) -> dict[str, str]:
    """A name by its parts. In braces it is an organisation’s."""
    if written.startswith("{") and written.endswith("}"):
        return {"literal": letters(written)}
    parts = parse_single_name_into_parts(written, strict=False)
    found = {
        "family": parts.last, "given": parts.first, "non-dropping-particle": parts.von, "suffix": parts.jr,
    }  # fmt: skip
    return {part: letters(" ".join(words)) for part, words in found.items() if words}


def letters(written: str) -> str:
    r"""What LaTeX would print.

    >>> letters(r"Fr{\'e}d{\'e}ric and 50% of the {PTSD} work \& more -- ``so''")
    'Frédéric and 50% of the PTSD work & more – “so”'
    """
    made = _latex().latex_to_text(_SIGNS.sub(r"\\\1", written))
    return str(made).translate({0xA0: " ", 0x2C6: "^"})


def _bare(written: str) -> str:
    r"""An address or number as it is, without what LaTeX needs.

    >>> _bare(r"https://example.org/a\_b%20c~d")
    'https://example.org/a_b%20c~d'
    """
    bare = re.sub(r"^\\url\{(.*)\}$", r"\1", written.strip())
    return _ESCAPED.sub(r"\1", bare).replace("{", "").replace("}", "")


@cache
def _latex() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text")
