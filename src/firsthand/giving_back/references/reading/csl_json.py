"""CSL-JSON: what Zotero, Better BibTeX, Mendeley and others export for citation processors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.core.signs import json_of
from firsthand.giving_back.references.reading.raw import Raw


def records(text: str) -> Iterator[Raw]:
    """Every item of a list, of an object with `items`, or the one item there is. Its line is its place in the list."""
    try:
        found: Any = json_of(text)
    except (ValueError, RecursionError) as broken:
        line = getattr(broken, "lineno", 0)
        raise Problem(
            _("This is broken JSON, from line %(line)s on. Export it once more as CSL-JSON.") % {"line": line}
            if line
            else _("This is broken JSON. Export it once more as CSL-JSON.")
        ) from None
    if isinstance(found, dict):
        found = found["items"] if isinstance(found.get("items"), list) else [found]
    for place, item in enumerate(found if isinstance(found, list) else [], 1):
        yield _raw(place, item)


def _raw(place: int, item: Any) -> Raw:
    if not isinstance(item, dict):
        return Raw(place, "", None, _("It is no item of CSL-JSON: an item has a type and a title."))
    what = str(item.get("title") or item.get("id") or "")[:200]
    if "itemType" in item:
        return Raw(
            place, what, None,
            _("It is in Zotero’s own JSON. Export it there as “CSL JSON” or “Better CSL JSON”, or as RIS."),
        )  # fmt: skip
    return Raw(place, what, item)
