"""Works written for reference managers: RIS, BibTeX (in UTF-8), CSL-JSON. Read again, they are the same works."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from firsthand.giving_back.references.dates import MONTHS, as_numbers, year_of
from firsthand.giving_back.references.items import Item
from firsthand.giving_back.references.names import Name, as_written
from firsthand.giving_back.references.reading import bibtex, ris

_RIS_TYPE = {kind: tag for tag, kind in reversed(ris.TYPES.items())} | {"document": "GEN"}
_RIS_TAG = {field: tags[0] for field, tags in ris.TAGS.items() if field not in ("note", "keyword")}
_BIBTEX_TYPE = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "book": "book",
    "chapter": "incollection", "paper-conference": "inproceedings", "report": "techreport", "thesis": "phdthesis",
    "manuscript": "unpublished", "webpage": "online", "pamphlet": "booklet",
}  # fmt: skip
_BIBTEX_FIELD = {
    "title": "title", "collection-title": "series", "volume": "volume", "number-of-volumes": "volumes", "page": "pages",
    "chapter-number": "chapter", "edition": "edition", "publisher-place": "address", "DOI": "doi", "URL": "url",
    "ISBN": "isbn", "ISSN": "issn", "PMID": "pmid", "PMCID": "pmcid", "abstract": "abstract", "keyword": "keywords",
    "note": "note", "language": "language", "genre": "type", "title-short": "shorttitle", "version": "version",
    "container-title-short": "shortjournal", "status": "pubstate", "medium": "howpublished",
}  # fmt: skip
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_CAPITALS = re.compile(r"\b\w+[^\W\d_a-zà-öø-ÿ]\w*")


def as_csl_json(items: Sequence[Item]) -> str:
    """A list of items, each under its key."""
    keyed = [
        {"id": key} | {field: value for field, value in item.items() if field not in ("id", "citation-key")}
        for key, item in zip(_keys(items), items, strict=True)
    ]
    return json.dumps(keyed, ensure_ascii=False, indent=1) + "\n"


def as_ris(items: Sequence[Item]) -> str:
    """A record each."""
    return "\n".join("\n".join(f"{tag}  - {value}" for tag, value in _tags(item)) + "\n" for item in items)


def as_bibtex(items: Sequence[Item]) -> str:
    """An entry each. Letters are written as they are: BibTeX and Biber have read UTF-8 for years."""
    return "\n".join(_entry(key, item) for key, item in zip(_keys(items), items, strict=True))


WRITTEN: dict[str, tuple[Callable[[Sequence[Item]], str], str, str]] = {
    "ris": (as_ris, "ris", "application/x-research-info-systems; charset=utf-8"),
    "bibtex": (as_bibtex, "bib", "application/x-bibtex; charset=utf-8"),
    "csl-json": (as_csl_json, "json", "application/vnd.citationstyles.csl+json"),
}


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS_TYPE.get(item["type"], "GEN")
    for field, tags in ris.PEOPLE.items():
        yield from ((tags[0], as_written(name)) for name in item.get(field, ()))
    for field, tag in _RIS_TAG.items():
        value = item.get(field)
        if field == "accessed" and value:
            value = _slashed(as_numbers(value))
        if field == "collection-title" and item["type"] not in ris.CONTAINED:
            tag = "T2"
        if value:
            yield tag, str(value)
    if issued := item.get("issued"):
        numbers = as_numbers(issued)
        yield "PY", year_of(item)
        if len(numbers) > 1:
            yield "DA", _slashed(numbers)
    yield from _pages(str(item.get("page", "")))
    numbered = item.get("number") if item["type"] == "report" else item.get("ISBN") or item.get("ISSN")
    yield from ((tag, str(one)) for tag, one in (("SN", numbered), ("UR", item.get("URL"))) if one)
    yield from (("KW", one.strip()) for one in str(item.get("keyword", "")).split(",") if one.strip())
    yield from (("N1", str(one)) for one in [item.get("note")] if one)
    yield "ER", ""


def _pages(written: str) -> Iterator[tuple[str, str]]:
    """First and last page; pages that are no stretch stand together."""
    first, _dash, last = written.partition("-")
    if last and "-" not in last and "," not in written:
        yield from (("SP", first), ("EP", last))
    elif written:
        yield "SP", written


def _slashed(numbers: Sequence[int]) -> str:
    year, month, day = [*numbers, 0, 0][:3]
    return f"{year:04}/{month or '':02}/{day or '':02}/" if month else str(year)


def _entry(key: str, item: Item) -> str:
    kind = _BIBTEX_TYPE.get(item["type"], "misc")
    fields = [(name, _names(item[field])) for name, field in bibtex.NAMES.items() if item.get(field)]
    fields += [
        (name, _field(field, str(item[field]))) for field, name in _BIBTEX_FIELD.items() if item.get(field)
    ]
    container = item.get("container-title", "")
    fields.append(("journal" if kind == "article" else "booktitle", latex(container)))
    place = {"thesis": "school", "report": "institution"}.get(item["type"], "publisher")
    fields.append((place, latex(item.get("publisher", ""))))
    fields.append(("number", latex(item.get("number" if item["type"] == "report" else "issue", ""))))
    fields += _when(item)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@{kind}{{{key},\n{lines}}}\n"


def _when(item: Item) -> list[tuple[str, str]]:
    numbers = as_numbers(item.get("issued") or {})
    found = [("year", latex(year_of(item)))]
    if len(numbers) == 2:
        found.append(("month", MONTHS[numbers[1] - 1]))
    if len(numbers) == 3:
        found.append(("date", "{:04}-{:02}-{:02}".format(*numbers)))
    accessed = as_numbers(item.get("accessed") or {})
    return [*found, ("urldate", "-".join(f"{number:02}" for number in accessed))]


def _field(field: str, value: str) -> str:
    if field in ("DOI", "URL"):
        return re.sub(r"([{}%#&_])", r"\\\1", value)
    made = latex(value.replace("-", "--") if field == "page" else value)
    return _CAPITALS.sub(r"{\g<0>}", made) if field == "title" else made


def _names(names: Sequence[Name]) -> str:
    return " and ".join(_name(name) for name in names)


def _name(name: Name) -> str:
    """A name as BibTeX takes it apart: “von Family, Jr, Given”; an organisation’s in braces."""
    if "literal" in name:
        return f"{{{latex(name['literal'])}}}"
    family = " ".join(name[part] for part in ("non-dropping-particle", "family") if part in name)
    return ", ".join(latex(part) for part in (family, name.get("suffix", ""), name.get("given", "")) if part)


def latex(words: str) -> str:
    """Words with what LaTeX would take for orders written out."""
    return "".join(_LATEX.get(letter, letter) for letter in words)


def _keys(items: Sequence[Item]) -> list[str]:
    """A key for each work: the one that it came with, or author and year; each once."""
    taken: dict[str, None] = {}  # in their order
    for item in items:
        names = item.get("author") or item.get("editor") or [{"literal": item.get("title", "work")}]
        usual = f"{names[0].get('family') or names[0].get('literal') or 'work'}{year_of(item)}"
        wanted = re.sub(r"[^\w:.+/-]", "", item.get("citation-key") or usual.casefold()) or "work"
        key, more = wanted, 1
        while key in taken:
            more += 1
            key = f"{wanted}-{more}"
        taken[key] = None
    return list(taken)
