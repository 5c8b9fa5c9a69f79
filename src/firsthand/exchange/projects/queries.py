"""Kept queries in a project: notes, since the standard has nothing else for them; their words are the query as typed.

Other programs show and keep such a note; here it becomes a kept query again. One that names something that is not
here stays a note, and comes in as a memo.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from firsthand.analysis.compare.models import SavedQuery
from firsthand.analysis.compare.names import Names
from firsthand.analysis.compare.queries import query_of
from firsthand.core.problems import Problem
from firsthand.core.selecting.query import Attribute, Named, Query, parts
from firsthand.core.selecting.reading import read
from firsthand.core.selecting.writing import written
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, TAKEN_OUT, Meeting
from firsthand.exchange.projects.merging.taken import taken_out_here
from firsthand.exchange.projects.project import Text, User
from firsthand.exchange.projects.whole import moment_of
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

MARK = "firsthand:query"  # what such a note is described as


def queries_out(by: Membership, users: Mapping[UUID, User], without: Collection[str]) -> list[Text]:
    """The kept queries as notes, with the names that things go by; without those that name what is left out."""
    rows = list(SavedQuery.objects.filter(study_id=by.study_id).order_by("at", "id"))
    said, names = wording.read_all(by.key, [row.wording for row in rows]), Names(by)
    found: list[Text] = []
    for row in rows:
        try:
            query = query_of(by, row)
        except Problem:
            continue
        if not _left_out(query, without):
            found.append(
                Text(
                    guid=guid_of(by.study_id, row.id), name=said[row.wording]["name"], inline=True, description=MARK,
                    words=written(names.shown(query)), by=users[row.by_id].guid, at=_written(row.at),
                )
            )  # fmt: skip
    return found


def queries_in(meeting: Meeting, notes: Sequence[Text]) -> list[Text]:
    """The notes that are kept queries become such; the others are given back."""
    by, report = meeting.by, meeting.file.report
    rows = SavedQuery.objects.filter(study_id=by.study_id)
    here, alike = {one.id for one in rows}, wording.read_all(by.key, [one.wording for one in rows]).values()
    names = Names(by)
    made: list[SavedQuery] = []
    others: list[Text] = []
    for note in notes:
        query = _query_in(names, note)
        if query is None:
            others.append(note)
            continue
        row, path = meeting.row(note.guid), meeting.file.where("Note", note.guid)
        words = {"name": " ".join(note.name.split()), "query": written(query)}
        if row in here or words in alike:  # programs may give it a GUID of their own
            report.kept("memos", path, HERE_ALREADY)
        elif taken_out_here(meeting, SavedQuery, row):
            report.lost("memos", path, TAKEN_OUT)
        else:
            here.add(row)
            sealed = wording.written(by.key, words)
            author = meeting.members.get(note.by) or by
            at = moment_of(note.at) or timezone.now()
            made.append(SavedQuery(id=row, study_id=by.study_id, wording=sealed, by=author, at=at))
    record().create(*made)
    report.imported("memos", len(made))
    return others


def _query_in(names: Names, note: Text) -> Query | None:
    """What a note asks, by ids; None where it is no query, or names what is not here."""
    if note.description.strip() != MARK or not note.name.strip():
        return None
    try:
        return names.bound(read(note.words or ""))
    except Problem:
        return None


def _left_out(query: Query, without: Iterable[str]) -> bool:
    """Whether it says something of people that is to be left out."""
    left, asked = set(without), list(parts(query))
    return ("attributes" in left and any(isinstance(one, Attribute) for one in asked)) or (
        "cases" in left and any(isinstance(one, Named) and one.field == "participant" for one in asked)
    )


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
