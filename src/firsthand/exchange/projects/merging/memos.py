"""Memos that are here already: their titles and bodies, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.memos.models import Link, Memo
from firsthand.analysis.memos.selectors import MemoLine
from firsthand.analysis.memos.services import change_memo, remove_memo
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.meeting import NOT_FROM_A_FILE, Meeting
from firsthand.exchange.projects.project import Text
from firsthand.giving_back.leaving.printing import printed_memos
from firsthand.ground.trail.recording import record

Noted = Mapping[str, Iterable[tuple[str, UUID]]]  # by a note's GUID what it is about: table and row


def merge_memos(meeting: Meeting, noted: Noted) -> None:
    """Take over what was changed of memos that are here, and what they are newly about."""
    for note in meeting.file.project.memos:
        line = meeting.memos.get(meeting.row(note.guid))
        if line is not None:
            _merge(meeting, note, line)
            _link(meeting, line.id, dict.fromkeys(noted.get(note.guid, ())))


def _merge(meeting: Meeting, note: Text, line: MemoLine) -> None:
    was = (meeting.before.memo(line.id) if meeting.before else None) or {}
    why = NOT_FROM_A_FILE if line.id in meeting.closed else ""
    title, body = " ".join(note.name.split()) or line.title, _body(note, line)
    name = line.title
    titles = meeting.differs("memos", note.guid, "name", name, was.get("name"), line.title, title, why=why)
    bodies = meeting.differs(
        "memos", note.guid, "words", name, was.get("words"), line.body, body, may_both=True, why=why
    )
    if titles is None or titles.choice == "here":
        title = line.title
    if bodies is None or bodies.choice == "here":
        body = line.body
    elif bodies.choice == "both":
        body = both(line.body, body)
    if (title, body) != (line.title, line.body) and (title or body):
        row = Memo.objects.get(study_id=meeting.by.study_id, pk=line.id)
        change_memo(meeting.by, memo=row, title=title, body=body)


def _body(note: Text, line: MemoLine) -> str:
    return line.body if note.words is None else note.words.replace("\r\n", "\n").strip()


def both(here: str, there: str) -> str:
    """A memo of which both bodies are kept; said so where the one from the file begins."""
    return f"{here}\n\n{_('From the file that came in:')}\n\n{there}"


def _link(meeting: Meeting, memo: UUID, about: Iterable[tuple[str, UUID]]) -> None:
    """What a memo is about in the file, and was not before. A link that was taken away here stays away."""
    here = set(Link.objects.filter(memo_id=memo).values_list("table", "row"))
    was = meeting.before.about(memo) if meeting.before else set()
    study = meeting.by.study_id
    new = [one for one in about if one not in here and one not in was]
    record().create(*(Link(study_id=study, memo_id=memo, table=table, row=row) for table, row in new))


def tell_memos_gone(meeting: Meeting) -> None:
    """Memos that went out with the file and are not in it any more: removed only where somebody ticked it."""
    there = {meeting.row(memo.guid) for memo in meeting.file.project.memos}
    if meeting.before is None or not there & meeting.memos.keys():
        return
    went = meeting.before.known - there
    for line in printed_memos(meeting.by):
        if line.id in went and line.id in meeting.memos:
            guid = guid_of(meeting.by.study_id, line.id)
            if meeting.gone_there("memos", guid, line.title, line.body).choice == "there":
                remove_memo(meeting.by, memo=Memo.objects.get(study_id=meeting.by.study_id, pk=line.id))
