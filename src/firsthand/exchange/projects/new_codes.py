"""The codes of a file that are not in the study yet."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as noop

from firsthand.analysis.codebook.models import HUES
from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.codebook.selectors import WORDS
from firsthand.core.hues import nearest_hue
from firsthand.exchange.projects.codes import words_of
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, TAKEN_OUT, Meeting
from firsthand.exchange.projects.merging.returning import Noted, code_comes
from firsthand.exchange.projects.project import Code
from firsthand.exchange.projects.refi.counting import OURS
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import store, wording


def bring_codes(meeting: Meeting, noted: Noted) -> dict[str, UUID]:
    """Bring them in, and say of all codes of the file, by GUID, which rows they are. `noted` learns what their notes
    are about.
    """
    report = meeting.file.report
    ours = meeting.file.project.origin.lower().startswith(OURS)
    here = meeting.codes
    rows: dict[str, UUID] = {}
    above: dict[str, UUID | None] = {}  # of each code of the file the row that codes under it stand under
    places: dict[str, int] = {}
    new: list[tuple[Code, UUID, int]] = []
    for code in meeting.file.project.codes:
        place = places[code.parent] = places.get(code.parent, len(here) if not code.parent else 0) + 1
        row = meeting.row(code.guid)
        if code.guid in above:
            report.lost(
                "codes",
                meeting.file.where("Code", code.guid),
                noop("Two codes have this GUID: the first one counts."),
            )
            continue
        if row not in here and not code_comes(meeting, code):
            above[code.guid] = above.get(code.parent)
            report.lost("codes", meeting.file.where("Code", code.guid), TAKEN_OUT)
            continue
        above[code.guid] = rows[code.guid] = row
        for note in code.notes:
            noted.setdefault(note, []).append((label_of(CodeRow), row))
        if row in here:
            report.kept(
                "codes",
                meeting.file.where("Code", code.guid),
                HERE_ALREADY,
            )
            continue
        new.append((code, row, place))
    words = [_code_words(code, ours=ours) for code, _row, _place in new]
    sealed = store.seal_all(meeting.by.key, [wording.packed(one) for one in words])
    record().create(
        *(
            CodeRow(
                id=row, study_id=meeting.by.study_id, parent_id=above.get(code.parent), position=place,
                wording=said, hue=nearest_hue(code.color, place % HUES),
            )
            for (code, row, place), said in zip(new, sealed, strict=True)
        )
    )  # fmt: skip
    report.imported("codes", len(new))
    return rows


def _code_words(code: Code, *, ours: bool) -> wording.Words:
    return dict.fromkeys(WORDS, "") | words_of(code.name, code.description, ours=ours)
