"""Keeping queries."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.compare.models import SavedQuery
from firsthand.analysis.compare.names import Names
from firsthand.core.problems import Clash, Problem
from firsthand.core.selecting.query import Query
from firsthand.core.selecting.writing import written
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@act("query.save")
def save_query(by: Membership, *, name: str, query: Query) -> SavedQuery:
    """Keep a query under a name. Raises `Problem` where it has none, or names what is not there."""
    words = wording.written(by.key, _words(by, name, query))
    row = SavedQuery(study_id=by.study_id, wording=words, by=by, at=timezone.now())
    record().create(row)
    return row


@act("query.change")
def change_query(
    by: Membership, *, saved: SavedQuery, name: str, query: Query, version: int | None = None
) -> SavedQuery:
    """Another name, or another question. Raises `Clash` where somebody changed it in between."""
    if version is not None and version != saved.version:
        raise Clash(
            _("Somebody changed this query while you were writing. Look at theirs, then save yours again.")
        )
    after = _words(by, name, query)
    if after != wording.read(by.key, saved.wording):
        record().change(saved, wording=wording.written(by.key, after), version=saved.version + 1)
    return saved


@act("query.remove")
def remove_query(by: Membership, *, saved: SavedQuery) -> None:
    """Keep a query no longer. What it finds stays as it is; undo brings the query back."""
    record().remove(saved)


def _words(by: Membership, name: str, query: Query) -> dict[str, str]:
    if not name.strip():
        raise Problem(_("A query that is kept needs a name."))
    return {"name": " ".join(name.split()), "query": written(Names(by).bound(query))}
