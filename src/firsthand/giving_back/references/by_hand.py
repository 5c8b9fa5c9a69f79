"""A work as somebody writes it into a form: few fields, one person a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from firsthand.giving_back.references.dates import date_written, year_of
from firsthand.giving_back.references.items import Item, normal
from firsthand.giving_back.references.names import as_written, name_written

KINDS: dict[str, str | Promise] = {
    "article-journal": lazy("Journal article"),
    "book": lazy("Book"),
    "chapter": lazy("Chapter in a book"),
    "report": lazy("Report"),
    "thesis": lazy("Thesis"),
    "paper-conference": lazy("Conference paper"),
    "article-newspaper": lazy("Newspaper article"),
    "webpage": lazy("Page of a website"),
    "document": lazy("Something else"),
}
# What fields are called where a change of them is told; others go by their name in CSL-JSON.
CALLED: dict[str, str | Promise] = {
    "type": lazy("kind"), "title": lazy("title"), "author": lazy("authors"), "editor": lazy("editors"),
    "issued": lazy("date"), "container-title": lazy("where it stands"), "publisher": lazy("publisher"),
    "publisher-place": lazy("place"), "volume": lazy("volume"), "issue": lazy("issue"), "page": lazy("pages"),
    "DOI": lazy("DOI"), "URL": lazy("address"), "abstract": lazy("abstract"), "keyword": lazy("keywords"),
    "note": lazy("note"), "language": lazy("language"), "accessed": lazy("looked at"), "citation-key": lazy("key"),
    "container-title-short": lazy("short title of where it stands"), "title-short": lazy("short title"),
}  # fmt: skip
# Where a work stands: in a journal, a book, a website; else with a publisher.
INSIDE = (
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "chapter",
    "paper-conference",
    "webpage",
)
SAME = {"volume": "volume", "issue": "issue", "pages": "page", "doi": "DOI", "address": "URL"}
FIELDS = ("kind", "authors", "editors", "year", "title", "where", *SAME)


def item_written(said: Mapping[str, Any], before: Item | None = None) -> Item:
    """The work that a form says. What it has no field for stays as it was. Raises `Problem` where it is none."""
    kind = str(said.get("kind") or "document")
    item: dict[str, Any] = dict(before or {}) | {"type": kind, "title": said.get("title", "")}
    for field in ("author", "editor"):
        lines = str(said.get(f"{field}s") or "").splitlines()
        item[field] = [name for line in lines if (name := name_written(line))]
    year = str(said.get("year") or "").strip()
    if before is None or year != year_of(before):  # a month and a day that are known stay with their year
        item["issued"] = date_written(year)
    place = _where(kind)
    if before and _where(before["type"]) != place:
        item.pop(_where(before["type"]), None)
    item[place] = said.get("where", "")
    item |= {field: said.get(name, "") for name, field in SAME.items()}
    return normal(item)[0]


def said_of(item: Item) -> dict[str, str]:
    """What a form shows of a work."""
    return {
        "kind": item["type"], "title": item.get("title", ""), "year": year_of(item),
        "authors": "\n".join(map(as_written, item.get("author", ()))),
        "editors": "\n".join(map(as_written, item.get("editor", ()))),
        "where": item.get(_where(item["type"]), ""),
        **{name: item.get(field, "") for name, field in SAME.items()},
    }  # fmt: skip


def kinds(also: str = "") -> list[tuple[str, str]]:
    """The kinds of work that a form offers; `also`: one that a work has by its file."""
    found = [(kind, str(called)) for kind, called in KINDS.items()]
    return found if not also or also in KINDS else [*found, (also, also)]


def field_called(field: str) -> str:
    """What a field is called."""
    return str(CALLED.get(field, field))


def _where(kind: str) -> str:
    return "container-title" if kind in INSIDE else "publisher"
