"""How much of a file is as the study was at a moment: by that it is told from which one it was made."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.memos.models import Memo
from firsthand.exchange.projects.codes import described
from firsthand.exchange.projects.merging.before import Before
from firsthand.exchange.projects.merging.differences import mark
from firsthand.exchange.projects.merging.glance import CodingSeen
from firsthand.field.sources.models import Source as SourceRow
from firsthand.ground.trail.models import Recorded

if TYPE_CHECKING:
    from firsthand.exchange.projects.merging.meeting import Meeting

LATER = 3


def likeness(meeting: Meeting, moment: Before) -> int:
    """How much in the file is as it was at a moment, less what was there and is not in the file, and less what the
    file has and was made here later: that weighs most.
    """
    alike = _codes_alike(meeting, moment) + _memos_alike(meeting, moment) + _texts_alike(meeting, moment)
    return alike - LATER * _made_later(meeting, moment)


def _made_later(meeting: Meeting, moment: Before) -> int:
    """How much of the file is here, and was not yet at that moment."""
    project = meeting.file.project
    sorts: tuple[tuple[type[Recorded], Container[UUID], Iterable[str]], ...] = (
        (CodeRow, meeting.codes, [code.guid for code in project.codes]),
        (Memo, meeting.memos, [memo.guid for memo in project.memos]),
        (SourceRow, meeting.sources, meeting.seen.texts),
        (CodingRow, meeting.codings, meeting.seen.codings),
    )
    return sum(
        1
        for model, here, guids in sorts
        for row in map(meeting.row, guids)
        if row in here and not moment.stood(model, row)
    )


def _codes_alike(meeting: Meeting, moment: Before) -> int:
    there, was = meeting.file.project.codes, moment.codes()
    alike = 0
    for code in there:
        values = moment.code(meeting.row(code.guid))
        if values is not None:
            parent = str(meeting.row(code.parent)) if code.parent else ""
            alike += (values["name"], values["parent"]) == (" ".join(code.name.split()), parent)
            alike += described(values) == code.description.strip()
    return alike - len(was & moment.known - {meeting.row(code.guid) for code in there}) if there else 0


def _memos_alike(meeting: Meeting, moment: Before) -> int:
    there, was = meeting.file.project.memos, moment.memos()
    alike = 0
    for memo in there:
        values = moment.memo(meeting.row(memo.guid))
        alike += values is not None and values["words"] == (memo.words or "").strip()
    return alike - len(was & moment.known - {meeting.row(memo.guid) for memo in there}) if there else 0


def _texts_alike(meeting: Meeting, moment: Before) -> int:
    """Texts and their codings: how many are the same."""
    versions: dict[UUID, str] = {}
    alike = 0
    for guid, seen in meeting.seen.texts.items():
        row = meeting.row(guid)
        version = moment.version(row)
        if version is None:
            continue
        versions[version] = guid
        words = moment.words(row)
        alike += words is not None and len(words) == seen.length and mark(words) == seen.mark
    found = 0
    for guid, one in meeting.seen.codings.items():
        found += _stood(meeting, moment, guid, one)
    stood = sum(
        1 for row, coding in moment.codings.items() if row in moment.known and coding.version in versions
    )
    there = {meeting.row(guid) for guid in meeting.seen.texts}
    missing = len(moment.sources() & moment.known - there) if there else 0
    return alike + 2 * found - stood - missing


def _stood(meeting: Meeting, moment: Before, guid: str, one: CodingSeen) -> bool:
    """Whether a coding of the file stood at a moment just as it is in the file."""
    was = moment.codings.get(meeting.row(guid))
    if was is not None:
        return was.code == meeting.row(one.code) and was.span == one.span
    version, member = moment.version(meeting.row(one.text)), meeting.members.get(one.coder, meeting.by)
    return version is not None and (version, meeting.row(one.code), member.id, one.span) in moment.places
