"""Reading the queries that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.compare.models import SavedQuery
from firsthand.analysis.compare.names import Names
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import Query
from firsthand.core.selecting.reading import read
from firsthand.core.selecting.writing import written
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A kept query as a list shows it: `text` has the names that things go by now."""

    id: UUID
    name: str
    text: str
    by: str
    at: datetime
    version: int


def saved_queries(by: Membership) -> list[SavedLine]:
    """Every kept query, by name."""
    require(by, "study.read")
    rows = list(SavedQuery.objects.filter(study_id=by.study_id).select_related("by"))
    words, names = wording.read_all(by.key, [row.wording for row in rows]), Names(by)
    found = [
        SavedLine(
            row.id, words[row.wording]["name"], _shown(names, words[row.wording]["query"]), row.by.name, row.at,
            row.version,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda line: (line.name.casefold(), line.at))


def saved_query(by: Membership, query_id: UUID) -> SavedQuery:
    """One kept query's row. Raises `NotThere`."""
    return fetched(by, SavedQuery, query_id, _("There is no such query in this study."))


def saved_line(by: Membership, row: SavedQuery) -> SavedLine:
    """One kept query as a list shows it."""
    words = wording.read(by.key, row.wording)
    return SavedLine(
        row.id, words["name"], _shown(Names(by), words["query"]), row.by.name, row.at, row.version
    )


def query_of(by: Membership, row: SavedQuery) -> Query:
    """What a kept query asks, by ids. Raises `Problem` where it cannot be read."""
    require(by, "study.read")
    return read(wording.read(by.key, row.wording)["query"])


def _shown(names: Names, text: str) -> str:
    """A kept query with names. One that can no longer be read is shown as it is."""
    try:
        return written(names.shown(read(text)))
    except Problem:
        return text
