"""RIS, which nearly every reference manager and library catalogue writes. rispy takes a record apart by its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy
from django.utils.translation import gettext as _

from firsthand.giving_back.references.reading.raw import Raw

TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "JFULL": "periodical", "INPR": "article-journal",
    "ABST": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book",
    "EDBOOK": "book", "EBOOK": "book", "CLSWK": "classic", "CHAP": "chapter", "ECHAP": "chapter",
    "DICT": "entry-dictionary",
    "ENCYC": "entry-encyclopedia", "CONF": "paper-conference", "CPAPER": "paper-conference", "THES": "thesis",
    "RPRT": "report", "GOVDOC": "report", "STAND": "standard", "UNPB": "manuscript", "MANSCPT": "manuscript",
    "ELEC": "webpage", "BLOG": "post-weblog", "DATA": "dataset", "COMP": "software", "PAMP": "pamphlet",
    "PCOMM": "personal_communication", "ICOMM": "personal_communication", "SLIDE": "speech", "PAT": "patent",
    "STAT": "legislation", "BILL": "bill", "CASE": "legal_case", "HEAR": "hearing", "MAP": "map",
    "MPCT": "motion_picture", "VIDEO": "motion_picture", "SOUND": "song", "FIGURE": "figure", "ART": "graphic",
}  # fmt: skip
CONTAINED = ("article-journal", "article-magazine", "article-newspaper", "chapter", "paper-conference",
             "entry-dictionary", "entry-encyclopedia", "post-weblog", "webpage")  # fmt: skip

# Under which field of CSL-JSON each tag belongs; of several tags for one field, the first that is there.
TAGS = {
    "title": ("TI", "T1", "CT"),
    "title-short": ("ST",),
    "container-title": ("T2", "JF", "JO", "BT", "JA"),
    "container-title-short": ("J2", "JA"),
    "collection-title": ("T3",),
    "volume": ("VL",),
    "issue": ("IS",),
    "edition": ("ET",),
    "number-of-volumes": ("NV",),
    "section": ("SE",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "DOI": ("DO",),
    "abstract": ("AB", "N2"),
    "note": ("N1",),
    "keyword": ("KW",),
    "language": ("LA",),
    "call-number": ("CN",),
    "archive": ("DB",),
    "source": ("DP",),
    "genre": ("M3",),
    "citation-key": ("ID", "LB"),
    "accessed": ("Y2",),
}
PEOPLE = {
    "author": ("AU", "A1"),
    "editor": ("ED", "A2"),
    "collection-editor": ("A3",),
    "translator": ("A4", "TA"),
}
ELSEWHERE = {"TY", "PY", "Y1", "DA", "SP", "EP", "SN", "UR", "BT", "UK", "ER", "M1"}
READ = {tag for tags in (*TAGS.values(), *PEOPLE.values()) for tag in tags} | ELSEWHERE

_TAG = re.compile(r"^\s*([A-Z][A-Z0-9])  ?- ?(.*)$")
_ALL = {tag: tag for tag in {*rispy.config.TAG_KEY_MAPPING, *READ}}


def records(text: str) -> Iterator[Raw]:
    """Every record, from its line TY to its line ER; one that has no end says so."""
    begun = 0
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        tag = _TAG.match(line)
        name = tag[1] if tag else ""
        if name == "TY":
            if begun:
                yield _unfinished(begun, lines, number)
            begun, lines = number, []
        if begun:
            lines.append(f"{name}  - {tag[2]}" if tag else line)
        if name == "ER" and begun:
            yield _raw(begun, lines)
            begun, lines = 0, []
    if begun:
        yield _unfinished(begun, lines, 0)


def _unfinished(begun: int, lines: list[str], next_one: int) -> Raw:
    what = _raw(begun, [*lines, "ER  - "]).what
    if next_one:
        why = _("It has no end: before line %(line)s there has to be a line “ER  - ”.") % {"line": next_one}
    else:
        why = _("It has no end: the file stops in the middle of it. Export it once more.")
    return Raw(begun, what, None, why)


def _raw(line: int, lines: list[str]) -> Raw:
    (found,) = rispy.loads(
        "\n".join(lines), mapping=_ALL, list_tags=list(READ - {"TY"}), delimiter_tags_mapping={}
    )
    values = {
        tag: [one for one in _listed(value) if one]
        for tag, value in found.items()
        if isinstance(value, str | list)
    }
    fields = _fields(values)
    left = tuple(sorted(tag for tag, value in values.items() if value and tag not in READ))
    return Raw(line, str(fields.get("title", ""))[:200], fields, left=left + _unknown(found))


def _fields(values: Mapping[str, list[str]]) -> dict[str, Any]:
    kind = TYPES.get("".join(values.get("TY", ())).strip().upper(), "document")
    found: dict[str, Any] = {"type": kind}
    for field, tags in TAGS.items():
        text = next((values[tag] for tag in tags if values.get(tag)), [])
        joined = ", " if field in ("keyword", "note") else " "
        if text:
            found[field] = joined.join(text)
    for field, tags in PEOPLE.items():
        if names := [one for tag in tags for one in values.get(tag, ())]:
            found[field] = names
    if kind not in CONTAINED and "container-title" in found:
        found.setdefault("collection-title", found.pop("container-title"))
    if "title" not in found and values.get("BT"):
        found["title"] = found.pop("collection-title", values["BT"][0])
    if found.get("container-title-short") == found.get("container-title"):
        found.pop("container-title-short", None)
    if kind in ("report", "standard", "patent") and "issue" not in found and values.get("SN"):
        found["number"] = values["SN"][0]
    found |= {
        "issued": _issued(values), "page": _pages(values), "URL": " ".join(values.get("UR", [])[:1]),
        **_standard_number(kind, values),
    }  # fmt: skip
    if kind != "thesis" and found.get("genre", "").casefold() in (
        "journal article",
        "article",
        "book",
        "book section",
    ):
        del found["genre"]
    return found


def _issued(values: Mapping[str, list[str]]) -> str:
    """The fullest of the dates a record has: DA has day and month where PY has the year alone."""
    dates = [values[tag][0].rstrip("/ ") for tag in ("DA", "PY", "Y1") if values.get(tag)]
    years = [one for one in dates if re.match(r"^\d{4}", one)]
    return max(years or dates, key=len, default="") if years else " ".join(dates[:1])


def _pages(values: Mapping[str, list[str]]) -> str:
    first, last = ("".join(values.get(tag, [])[:1]) for tag in ("SP", "EP"))
    return (
        f"{first}-{last}"
        if last and last != first and not re.search(r"\d\s*[-–]\s*\w", first)
        else first or last
    )


def _standard_number(kind: str, values: Mapping[str, list[str]]) -> dict[str, str]:
    number = "".join(values.get("SN", [])[:1])
    if not number or kind in ("report", "standard", "patent"):
        return {}
    return {"ISBN" if kind in ("book", "chapter") or len(re.sub(r"\W", "", number)) > 8 else "ISSN": number}


def _unknown(found: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = found.get("UK")
    return tuple(unknown) if isinstance(unknown, dict) else ()


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
