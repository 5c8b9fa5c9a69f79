"""The notes of a file that are not in the study yet, as memos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as noop

from firsthand.analysis.coding.models import Rule
from firsthand.analysis.memos.models import Kind, Link, Memo
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, TAKEN_OUT, Meeting
from firsthand.exchange.projects.merging.memos import Noted
from firsthand.exchange.projects.merging.returning import memo_comes
from firsthand.exchange.projects.project import Text
from firsthand.exchange.projects.whole import moment_of
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording


def bring_memos(meeting: Meeting, notes: Sequence[Text], noted: Noted, now: datetime) -> None:
    """Bring them in, about what `noted` says; of what has no date, `now` is when it was written."""
    report = meeting.file.report
    here = set(Memo.objects.filter(study_id=meeting.by.study_id).values_list("id", "number"))
    # What says of codings that they were shown as similar first is here as their mark, and no memo.
    marked = Rule.objects.filter(study_id=meeting.by.study_id).values_list("id", flat=True)
    known = {row for row, _number in here} | set(marked)
    number = max((number for _row, number in here), default=0)
    memos: list[Memo] = []
    links: list[Link] = []
    words: list[str] = []
    for note in notes:
        row, path = meeting.row(note.guid), meeting.file.where("Note", note.guid)
        if row in known:
            report.kept("memos", path, HERE_ALREADY)
            continue
        if not memo_comes(meeting, note):
            report.lost("memos", path, TAKEN_OUT)
            continue
        if not (note.name.strip() or (note.words or "").strip()):
            report.lost(
                "memos",
                path,
                noop("There is nothing in it.")
                if note.words is not None
                else noop("The file does not hold it."),
            )
            continue
        known.add(row)
        number += 1
        body = (note.words or "").strip()
        title = " ".join(note.name.split()) or body.splitlines()[0][:60]
        words.append(wording.packed({"title": title, "body": body}))
        author = meeting.members.get(note.by) or meeting.by
        memos.append(
            Memo(
                id=row, study_id=meeting.by.study_id, number=number, kind=_kind_of(note), author=author,
                at=moment_of(note.at) or now,
            )
        )  # fmt: skip
        about = dict.fromkeys(noted.get(note.guid, ()))
        links += [
            Link(study_id=meeting.by.study_id, memo=memos[-1], table=table, row=of) for table, of in about
        ]
    for memo, sealed in zip(memos, store.seal_all(meeting.by.key, words), strict=True):
        memo.wording = sealed
    record().create(*memos)
    record().create(*links)
    report.imported("memos", len(memos))


def _kind_of(note: Text) -> str:
    """A memo that this program wrote says of which kind it is."""
    return note.description if note.description in Kind.values else Kind.THEORY
