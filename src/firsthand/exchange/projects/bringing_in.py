"""A project of another program becomes part of a study: all of it, or nothing.

What is shown here is brought in: codes, texts, codings, notes (as memos), who did it and when. Everything else is kept
beside it and goes out again as it came; the loss report says what became of each thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Problem
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.merging.asides import guid_in, tell_kept_gone
from firsthand.exchange.projects.merging.codes import merge_codes, tell_codes_gone
from firsthand.exchange.projects.merging.differences import Choices
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, TAKEN_OUT, Meeting
from firsthand.exchange.projects.merging.memos import merge_memos, tell_memos_gone
from firsthand.exchange.projects.merging.people import merge_people
from firsthand.exchange.projects.merging.returning import (
    OF_THE_WHOLE,
    Noted,
    Returning,
    merge_said,
    still,
    tell_namesakes,
    text_comes,
)
from firsthand.exchange.projects.merging.sources import tell_sources_gone
from firsthand.exchange.projects.models import Arrival, Aside
from firsthand.exchange.projects.new_codes import bring_codes
from firsthand.exchange.projects.new_memos import bring_memos
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.packing import Kept, packed, packed_kept, shell
from firsthand.exchange.projects.people import members_for
from firsthand.exchange.projects.project import (
    Coding,
    Media,
    Source,
    Text,
    texts_of,
)
from firsthand.exchange.projects.queries import queries_in
from firsthand.exchange.projects.rounds import rounds_in
from firsthand.exchange.projects.whole import Whole, batches, element_of, moment_of, why_nowhere
from firsthand.field.media.models import MediaKind
from firsthand.field.media.services import keep_media
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.importing import Incoming, Part, import_sources, likely_kind
from firsthand.field.sources.models import Source as SourceRow
from firsthand.field.sources.models import Voice
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import label_of
from firsthand.ground.vault import store, wording
from firsthand.ground.vault.routing import KEYRING

# The fields that a coding has from a file.
CODING = ("version_id", "code_id", "coder_id", "start", "end", "fingerprint", "at")
RECORDINGS = {"AudioSource": "audio/mpeg", "VideoSource": "video/mp4"}
DEFAULT = Choices()
NOT_SHOWN = noop("It is not shown here; it is kept, and goes out again as it came.")


@act("project.import")
def bring_in(by: Membership, *, file: Opened, name: str, choices: Choices = DEFAULT) -> LossReport:
    """Everything in a project file, into the study of `by`. What is here already is not brought in again: what differs
    is settled as `choices` say.

    Raises `Problem` where the file turns out to be damaged on the way; then nothing was brought in.
    """
    with store.keys_together():  # of what breaks off on the way no key stays either
        return _BringingIn(by, file, choices).run(name)


def look_over(by: Membership, *, file: Opened, name: str, choices: Choices = DEFAULT) -> LossReport:
    """What `bring_in` would do and say. Nothing is written."""
    with all_or_nothing(keep=False):
        return bring_in(by, file=file, name=name, choices=choices)


@contextmanager
def all_or_nothing(*, keep: bool) -> Iterator[None]:
    """What is written in here, rows and keys, is there in the end whole, or (also where it was not to be kept) not."""
    with transaction.atomic(), transaction.atomic(using=KEYRING):
        yield
        if not keep:
            transaction.set_rollback(True)
            transaction.set_rollback(True, using=KEYRING)


@dataclass(slots=True)
class _BringingIn:
    """One file on its way in."""

    by: Membership
    file: Opened
    choices: Choices
    now: datetime = field(default_factory=timezone.now)
    members: dict[str, Membership] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)  # what they are called, by GUID
    meeting: Meeting = field(init=False)
    codes: dict[str, UUID] = field(default_factory=dict)  # rows, by GUID
    noted: Noted = field(default_factory=dict)
    media: list[Media] = field(default_factory=list)  # those without a text that is brought in
    missing: list[Text] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[Text, Media | None]] = field(default_factory=list)  # those that were here before
    came: set[UUID] = field(default_factory=set)  # the sources that the file has
    new: set[UUID] = field(default_factory=set)  # those of them that were not here before
    rounds: set[str] = field(default_factory=set)  # the sets that are rounds
    kept: dict[str, list[str]] = field(default_factory=dict)  # the codings of a text that are no rows

    @property
    def report(self) -> LossReport:
        return self.file.report

    def run(self, name: str) -> LossReport:
        project = self.file.project
        self.variables = {variable.guid: variable.name for variable in project.variables}
        self.members = members_for(self.by, project.users, self.now)
        self.report.imported("users", len(project.users))
        self.meeting = Meeting(self.by, self.file, self.choices, self.members)
        self.codes = bring_codes(self.meeting, self.noted)
        merge_codes(self.meeting, self.codes)
        arrival = Arrival(study_id=self.by.study_id, number=self._number(), by=self.by, at=self.now)
        asides: list[Aside] = []
        for batch in batches(self.file.sources()):
            asides += self._bring_sources(arrival, batch)
        self.rounds = rounds_in(self.meeting, self.codes, self.new)
        bring_memos(self.meeting, queries_in(self.meeting, project.memos), self.noted, self.now)
        merge_memos(self.meeting, self.noted)
        merge_people(self.meeting)
        tell_sources_gone(self.meeting, self.came)
        tell_memos_gone(self.meeting)
        tell_codes_gone(self.meeting)
        gone = tell_kept_gone(self.meeting)
        self._tell_kept()
        staying = still(self.meeting, self.codes, self.rounds)
        kept = packed_kept(Kept(staying, self.media, self.missing)) | {"file": name}
        lines = [
            {"kind": one.kind, "fate": one.fate.value, "reason": one.reason} for one in self.report.lines
        ]
        kept["form"] = {
            "report": {"counts": self.report.counted(), "lines": lines}, "origin": project.origin,
            "left": self.meeting.left_now(), "stays": self.meeting.stays_now, "gone": gone,
            "from": self.meeting.before.number if self.meeting.before else None,
        }  # fmt: skip
        kept["merge"] = merge_said(self.report)
        # Where something stood may name a file, and files are named by people.
        kept |= {"paths": [one.path for one in self.report.lines], "remarks": self.report.remarks}
        arrival.said = wording.written(self.by.key, kept)
        record().create(arrival)
        record().create(*asides)
        return self.report

    def _number(self) -> int:
        last = (
            Arrival.objects.filter(study_id=self.by.study_id)
            .order_by("-number")
            .values_list("number", flat=True)
        )
        return (last.first() or 0) + 1

    # ---------- sources and codings ----------

    def _bring_sources(self, arrival: Arrival, batch: Sequence[Source]) -> list[Aside]:
        whole = [one for source in batch for one in self._texts(source)]
        made = self._bring_whole(arrival, whole)
        for text, media in self.waiting:
            texts = Returning(self.meeting, self.codes, self.noted, self.now, moment_of)
            made += texts.bring(text, media, arrival)
        self.waiting.clear()
        return made

    def _bring_whole(self, arrival: Arrival, whole: Sequence[Whole]) -> list[Aside]:
        """Texts that are new."""
        if not whole:
            return []
        self.came |= {self.meeting.row(one.text.guid) for one in whole}
        tell_namesakes(self.meeting, [one.title for one in whole])
        incoming = [self._incoming(one) for one in whole]
        rows = import_sources(self.by, incoming=incoming)
        self.new |= {row.id for row in rows}
        self.report.imported("sources", len(rows))
        codings: list[tuple[Any, ...]] = []
        for one, row in zip(whole, rows, strict=True):
            codings += self._codings(one, row)
            self._bring_recording(one, row)
            for note in (*one.text.notes, *(one.media.notes if one.media else ())):
                self.noted.setdefault(note, []).append((label_of(SourceRow), row.id))
        record().create_many(CodingRow, CODING, codings)
        self.report.imported("codings", len(codings))
        said = store.seal_all(self.by.key, [wording.packed(self._aside(one)) for one in whole])
        return [
            Aside(study_id=self.by.study_id, arrival=arrival, source=row, version=row.current, said=sealed)
            for row, sealed in zip(rows, said, strict=True)
        ]

    def _aside(self, one: Whole) -> wording.Words:
        """What is kept of a text beside its words; with the first one of a recording or PDF what is kept of that."""
        said = packed([one.text], kept=self.kept.pop(one.text.guid), of=one.media.guid if one.media else "")
        return said | ({"media": packed([shell(one.media)])} if one.media and one.first else {})

    def _bring_recording(self, one: Whole, row: SourceRow) -> None:
        """The recording of a transcript, where the file holds it; of several transcripts the first one has it."""
        if not one.sound or one.media is None or not one.first:
            return
        name, path = PurePath(one.sound).name, self.file.where(one.media.element, one.media.guid)
        kind, sounds = MediaKind.RECORDING, RECORDINGS[one.media.element]
        try:
            if data := self.file.archive.bytes_of(one.sound):
                keep_media(self.by, source=row, kind=kind, name=name, content_type=sounds, data=data)
                self.report.imported("recordings")
        except Problem as problem:
            self.report.lost("recordings", path, str(problem))

    def _texts(self, source: Source) -> list[Whole]:
        """The texts of a source that are brought in; the others are kept, or left where they are."""
        media = None if isinstance(source, Text) else source
        texts = [text for text in texts_of(source) if self._comes(text, media, element_of(source))]
        if isinstance(source, Text):
            return [Whole(text, text.name) for text in texts]
        path = self.file.where(source.element, source.guid)
        self.report.kept("sources", path, NOT_SHOWN)
        if not texts and not any(self._is_known(text) for text in source.texts):
            self.media.append(source)
        if not source.texts and self.file.archive.holds(source.path):
            self.report.lost(
                "files", path, noop("There is no text in this study that the file could be kept with.")
            )
        return [Whole(text, text.name or source.name, source, text is texts[0]) for text in texts]

    def _is_known(self, text: Text) -> bool:
        """Whether a text was here before, be it that it was taken out since."""
        row = self.meeting.row(text.guid)
        return row in self.meeting.sources or self.meeting.stays_out(row)

    def _comes(self, text: Text, media: Media | None, element: str) -> bool:
        """Whether a text is brought in; if not, it is told why."""
        path, row = self.file.where(element, text.guid), self.meeting.row(text.guid)
        if text.guid in self.seen:
            self.report.lost("sources", path, noop("Two texts have this GUID: the first one counts."))
        elif row in self.meeting.sources:
            self.seen.add(text.guid)
            self.came.add(row)
            self.waiting.append((text, media))
            self.report.kept("sources", path, HERE_ALREADY)
        elif not text_comes(self.meeting, text):
            self.seen.add(text.guid)
            self.report.lost("sources", path, TAKEN_OUT)
        elif not (text.words or "").strip():
            self.missing.append(text)
            reason = (
                noop("The file does not hold its text.")
                if text.words is None
                else noop("There are no words in it.")
            )
            self.report.kept("sources", path, reason)
            self._keep_codings(text, reason)
        else:
            self.seen.add(text.guid)
            return True
        return False

    def _keep_codings(self, text: Text, reason: str) -> None:
        for selection in text.selections:
            for coding in selection.codings:
                self._tell(self.report.kept, coding, reason)

    def _incoming(self, one: Whole) -> Incoming:
        text = one.text
        found = reading(text.name, text.words or "", (), "txt", ())
        parts = [Part(Voice.Part.OTHER) for _ in found.structure.voices]
        found.fields = {
            self.variables[value.variable]: value.written
            for value in (*text.values, *(one.media.values if one.media else ()))
            if value.written and self.variables.get(value.variable)
        }
        title = one.title.strip() or _("Without a title")
        member = self.members.get(text.by)
        data = self.file.archive.bytes_of(one.original) if one.original else None
        name = f"{title}{PurePath(one.original).suffix if data else '.txt'}"
        return Incoming(
            name, found, likely_kind(found), title[:200], data, parts, id=self.meeting.row(text.guid),
            brought_by_id=member.id if member else None, brought_at=moment_of(text.at),
        )  # fmt: skip

    def _codings(self, one: Whole, row: SourceRow) -> Iterator[tuple[Any, ...]]:
        """The codings of a text that become rows: the id of each, and its values of `CODING`."""
        text, words, mark = one.text, one.text.words or "", self.by.key.marking
        stands: set[tuple[object, ...]] = set()
        kept = self.kept.setdefault(text.guid, [])
        for coding in text.codings:
            self._tell(self.report.kept, coding, OF_THE_WHOLE)
        for selection in text.selections:
            span, coded = selection.span, False
            for coding in selection.codings:
                coder = self.members.get(coding.by) or self.members.get(selection.by) or self.by
                code, made = self.codes.get(coding.code), self.meeting.row(coding.guid)
                if coding.guid in self.seen or made in self.meeting.codings:
                    self._tell(
                        self.report.lost, coding, noop("Two codings have this GUID: the first one counts.")
                    )
                elif code is None:
                    self._tell(self.report.lost, coding, noop("Its code is not in the file."))
                elif span is None:
                    kept.append(coding.guid)
                    self._tell(self.report.kept, coding, why_nowhere(selection))
                elif (place := (code, coder.id, span.start, span.end)) in stands:
                    kept.append(coding.guid)
                    self._tell(
                        self.report.kept, coding,
                        noop("The same coder has the same code on the very same words already."),
                    )  # fmt: skip
                else:
                    coded = True
                    stands.add(place)
                    self.seen.add(coding.guid)
                    for note in (*coding.notes, *selection.notes):
                        self.noted.setdefault(note, []).append((label_of(CodingRow), made))
                    at = moment_of(coding.at) or moment_of(selection.at) or self.now
                    yield (
                        made, row.current, code, coder.id, span.start, span.end, fingerprint(words, span, mark), at
                    )  # fmt: skip
            if not coded:  # a note about words that nobody coded is about their text
                for note in selection.notes:
                    self.noted.setdefault(note, []).append((label_of(SourceRow), row.id))

    def _tell(self, fate: Callable[[str, str, str], None], coding: Coding, reason: str) -> None:
        """What became of a coding that is no row."""
        fate("codings", self.file.where("Coding", coding.guid), reason)

    def _tell_kept(self) -> None:
        project = self.file.project
        for kind, element, things in (
            ("variables", "Variable", project.variables),
            ("cases", "Case", project.cases),
        ):
            for thing in things:
                self.report.kept(kind, self.file.where(element, thing.guid), NOT_SHOWN)
        for kind, element, written in (
            ("links", "Link", project.links), ("sets", "Set", project.sets), ("graphs", "Graph", project.graphs)
        ):  # fmt: skip
            for one in written:
                if guid_in(one) not in self.rounds:
                    self.report.kept(kind, self.file.where(element, guid_in(one)), NOT_SHOWN)
