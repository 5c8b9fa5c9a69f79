"""What of a returning project comes in, what stays out, and what is kept of it beside that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.memos.models import Memo
from firsthand.exchange.projects.codes import described, words_of
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.merging.asides import aside_of, guid_in
from firsthand.exchange.projects.merging.codings import Codings
from firsthand.exchange.projects.merging.meeting import Meeting
from firsthand.exchange.projects.merging.people import cases_of_others
from firsthand.exchange.projects.merging.sources import Met, merge_source
from firsthand.exchange.projects.models import Arrival, Aside
from firsthand.exchange.projects.project import Code, Media, Project, Text
from firsthand.field.sources.models import Source as SourceRow
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import wording

OF_THE_WHOLE = noop("It is of the whole text: only words are coded here.")
Noted = dict[str, list[tuple[str, UUID]]]  # by a note's GUID what it is about: table and row


@dataclass(slots=True)
class Returning:
    """Texts that are here already: what was changed of them there, and what was coded since."""

    meeting: Meeting
    codes: Mapping[str, UUID]
    noted: Noted
    now: datetime
    moment: Callable[[str], datetime | None]

    def bring(self, text: Text, media: Media | None, arrival: Arrival) -> list[Aside]:
        """Settle what differs, and bring in what is new; what is to be kept beside it is for the caller to write."""
        met, file = merge_source(self.meeting, text, media), self.meeting.file
        for coding in text.codings:
            file.report.kept("codings", file.where("Coding", coding.guid), OF_THE_WHOLE)
        codings = Codings(self.meeting, met, self.codes, self.now, self.moment)
        made = codings.merge()
        record().create(*made)
        file.report.imported("codings", len(made))
        self._note_notes(met, codings)
        aside = aside_of(self.meeting, met, codings.kept, arrival)
        return [aside] if aside else []

    def _note_notes(self, met: Met, codings: Codings) -> None:
        """Which memos of the file are about a text that is here, and about codings on it."""
        for note in (*met.text.notes, *(met.media.notes if met.media else ())):
            self.noted.setdefault(note, []).append((label_of(SourceRow), met.row.id))
        for selection in met.text.selections:
            for coding in selection.codings:
                if (row := codings.rows.get(coding.guid)) is not None:
                    for note in (*coding.notes, *selection.notes):
                        self.noted.setdefault(note, []).append((label_of(CodingRow), row))


def code_comes(meeting: Meeting, code: Code) -> bool:
    """Whether a code that is not here comes in: it does, unless it was taken out here."""
    if not meeting.stays_out(meeting.row(code.guid)):
        return True
    said = words_of(code.name, code.description.replace("\r\n", "\n"), ours=True)
    more = meeting.new_on(code=code.guid)
    return meeting.comes_back("codes", code.guid, said["name"], described(said), more)


def text_comes(meeting: Meeting, text: Text) -> bool:
    """The same for a text."""
    if not meeting.stays_out(meeting.row(text.guid)):
        return True
    if text.words is None:
        return False
    title = text.name.strip()[:200] or meeting.seen.texts[text.guid].title
    return meeting.comes_back("sources", text.guid, title, text.words, meeting.new_on(text=text.guid))


def memo_comes(meeting: Meeting, note: Text) -> bool:
    """The same for a memo."""
    row = meeting.row(note.guid)
    if not meeting.stays_out(row):
        return True
    was = meeting.gone.get(row)
    title = " ".join(note.name.split()) or (was.name if was else "")
    return meeting.comes_back("memos", note.guid, title, (note.words or "").replace("\r\n", "\n").strip())


def tell_namesakes(meeting: Meeting, titles: Sequence[str]) -> None:
    """New texts that are called as others here: nobody should find two of them by surprise. Where words were taken out
    of the study, nobody but a person can see that a text with other ids holds them.
    """
    report, here = meeting.file.report, {line.title.casefold(): line for line in meeting.sources.values()}
    if meeting.returns and meeting.closed:
        report.remark(
            _(
                "Words were taken out of this study. Look whether they are in one of these new texts: %(titles)s."
            )
            % {"titles": ", ".join(f"“{title}”" for title in titles)}
        )
    for title in titles:
        if line := here.get(title.strip().casefold()):
            report.remark(
                _(
                    "“%(title)s” is here already with other words (%(ref)s): the one of the file came in beside it."
                )
                % {"title": line.title, "ref": line.ref}
            )


def still(meeting: Meeting, codes: Mapping[str, UUID], rounds: Collection[str]) -> Project:
    """The project as far as it is kept: without what stays out of the study, and without its participants; and
    without what is here under other words since some of its own were taken out.
    """
    project = meeting.file.project
    rows = set(Memo.objects.filter(study_id=meeting.by.study_id).values_list("id", flat=True))
    rows = (rows | set(codes.values())) - meeting.closed
    return replace(
        project,
        codes=[code for code in project.codes if codes.get(code.guid) in rows],
        memos=[memo for memo in project.memos if meeting.row(memo.guid) in rows],
        cases=cases_of_others(meeting),
        sets=[one for one in project.sets if guid_in(one) not in rounds],
    )


def merge_said(report: LossReport) -> wording.Words:
    """What differed from what was here, without the words that did."""
    settled = [asdict(one) for one in report.settled()]
    return {"made_from": report.made_from, "counts": report.merged(), "settled": settled}
