"""Texts that are here already: their titles, what is said of them, their words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.differences import Difference, How, mark, where_they_differ
from firsthand.exchange.projects.merging.meeting import NOT_FROM_A_FILE, Meeting, alike, title_of
from firsthand.exchange.projects.merging.people import values_of
from firsthand.exchange.projects.project import Media, Text
from firsthand.field.sources.absent import absent
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.models import Source as SourceRow
from firsthand.field.sources.removing import remove_source
from firsthand.field.sources.revising import revise_text
from firsthand.field.sources.selectors import SourceLine
from firsthand.field.sources.services import change_source
from firsthand.field.sources.texts import text_of
from firsthand.giving_back.leaving.printing import HIDDEN


@dataclass(slots=True)
class Met:
    """A text of the file that is here. `words` are those that stand here, once it is settled which do."""

    text: Text
    media: Media | None
    line: SourceLine
    row: SourceRow
    words: str = ""
    was: str | None = None  # its words when the file was made

    @property
    def there(self) -> str:
        """Its words in the file."""
        return self.text.words or ""

    @property
    def same(self) -> bool:
        """Whether the words of the file stand here, so that its positions count here too."""
        return alike(self.there, self.words)


def merge_source(meeting: Meeting, text: Text, media: Media | None) -> Met:
    """Take over what was changed of a text that is here, but for its codings."""
    line = meeting.sources[meeting.row(text.guid)]
    row = SourceRow.objects.get(study_id=meeting.by.study_id, pk=line.id)
    met = Met(text, media, line, row, text_of(meeting.by, row).words)
    if meeting.before and row.current not in absent(meeting.by).cuts:
        met.was = meeting.before.words(line.id)
    _merge_about(meeting, met)
    if text.words is not None and not met.same:
        _merge_words(meeting, met)
    return met


def _merge_about(meeting: Meeting, met: Met) -> None:
    """Its title, and what is said of it as a whole."""
    line, was = met.line, meeting.before.source(met.line.id) if meeting.before else None
    title, attributes = line.title, dict(line.attributes)
    values = [*met.text.values, *(met.media.values if met.media else ())]
    there = {"": title_of(met.text, met.media.name if met.media else "") or title} | values_of(
        meeting, values
    )
    why = NOT_FROM_A_FILE if line.id in meeting.closed else ""
    for part, said in there.items():
        here = attributes.get(part, "") if part else title
        before = None if was is None else was[1].get(part, "") if part else was[0]
        found = meeting.differs(
            "sources", met.text.guid, part or "name", line.title, before, here, said, why=why
        )
        if found is not None and found.choice == "there":
            title, attributes = (title, attributes | {part: said}) if part else (said, attributes)
    if (title, attributes) != (line.title, line.attributes):
        change_source(meeting.by, source=met.row, title=title, kind=met.row.kind, attributes=attributes)


def _merge_words(meeting: Meeting, met: Met) -> None:
    """A corrected text. To take it is to revise ours: what stands on its words goes along."""
    found = meeting.settle(_words_differ(meeting, met))
    if found is None or found.choice != "there":
        return
    speakers = [label for label in text_of(meeting.by, met.row).structure.voices if label]
    found_there = reading(met.text.name, met.there, (), "txt", (), known=speakers)
    try:
        revise_text(meeting.by, source=met.row, reading=found_there)
    except Problem as problem:
        meeting.refuse(found, str(problem))
        return
    met.words = text_of(meeting.by, met.row).words


def _words_differ(meeting: Meeting, met: Met) -> Difference:
    texts = [met.words, met.there] if met.was is None else [met.words, met.there, met.was]
    here, there, *was = where_they_differ(*texts)
    how = How.THERE if met.was == met.words else How.BOTH
    if met.was is not None and alike(met.there, met.was):
        how = How.HERE
    return Difference(
        "sources", met.text.guid, "words", met.line.title, how, was[0] if was else None, here, there,
        why=_cannot_be_taken(meeting, met), whole=mark(met.there),
    )  # fmt: skip


def _cannot_be_taken(meeting: Meeting, met: Met) -> str:
    """Why the file's words cannot stand here: some of them were taken out here, or never were in the file."""
    if met.row.locked:
        return _("This jotting was written up, and stays as it was.")
    if not met.there.strip():
        return _("There are no words in it.")
    cut = met.row.current in absent(meeting.by).cuts
    return NOT_FROM_A_FILE if cut or HIDDEN in met.there or met.line.id in meeting.closed else ""


def tell_sources_gone(meeting: Meeting, came: set[UUID]) -> None:
    """Texts that were there when the file was made, and are not in it; `came` are the rows that are in it."""
    if meeting.before is None or not came & meeting.sources.keys():
        return
    for row in meeting.sources.keys() & (meeting.before.known - came):
        line = meeting.sources[row]
        found = meeting.gone_there("sources", guid_of(meeting.by.study_id, row), line.title, line.title)
        if found.choice == "there":
            remove_source(meeting.by, source=SourceRow.objects.get(study_id=meeting.by.study_id, pk=row))
