"""A project of another program becomes part of a study: all of it, or nothing.

What is shown here is brought in: codes, texts, codings, notes (as memos), who did it and when. Everything else is kept
beside it and goes out again as it came; the loss report says what became of each thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import HUES
from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.codebook.selectors import WORDS
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.memos.models import Kind, Link, Memo
from firsthand.core.anchors import fingerprint
from firsthand.core.hues import nearest_hue
from firsthand.core.problems import Problem
from firsthand.exchange.projects.codes import described, words_of
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.merging.asides import aside_of, tell_kept_gone
from firsthand.exchange.projects.merging.codes import merge_codes, tell_codes_gone
from firsthand.exchange.projects.merging.codings import Codings
from firsthand.exchange.projects.merging.differences import Choices
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, Meeting
from firsthand.exchange.projects.merging.memos import merge_memos, tell_memos_gone
from firsthand.exchange.projects.merging.people import cases_of_others, merge_people
from firsthand.exchange.projects.merging.sources import Met, merge_source, tell_sources_gone
from firsthand.exchange.projects.models import Arrival, Aside
from firsthand.exchange.projects.opened import Opened
from firsthand.exchange.projects.packing import Kept, packed, packed_kept, shell
from firsthand.exchange.projects.people import members_for
from firsthand.exchange.projects.project import (
    Code,
    Media,
    Project,
    Selection,
    Source,
    Text,
    codings_of,
    texts_of,
)
from firsthand.exchange.projects.refi.elements import TEXT_IN
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

TOGETHER = 40  # sources written at once
CODINGS_TOGETHER = 5_000  # and with no more codings than these, but for the last one: it may have any number
OURS = "firsthand"
RECORDINGS = {"AudioSource": "audio/mpeg", "VideoSource": "video/mp4"}
_GUID = re.compile(r'guid="([^"]*)"')
DEFAULT = Choices()
TAKEN_OUT = "It was taken out here since the file was made, and stays out."
NOT_SHOWN = "It is not shown here; it is kept, and goes out again as it came."


@act("project.import")
def bring_in(by: Membership, *, file: Opened, name: str, choices: Choices = DEFAULT) -> LossReport:
    """Everything in a project file, into the study of `by`. What is here already is not brought in again: what differs
    is settled as `choices` say.

    Raises `Problem` where the file turns out to be damaged on the way; then nothing was brought in.
    """
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
class _Whole:
    """A source of the file that is brought in: its text, and the source that the text is of."""

    text: Text
    title: str
    media: Media | None = None
    first: bool = (
        True  # of the texts of its recording or PDF that are brought in: what is kept of that goes with it
    )

    @property
    def original(self) -> str:
        """The path of the file that the text was made from, in the project: with its form, or as pages."""
        pages = self.media is not None and self.media.element == "PDFSource"
        return self.text.rich or (self.media.path if self.media and pages else "")

    @property
    def sound(self) -> str:
        """The path of the recording that the text is of."""
        return self.media.path if self.media and self.media.element in ("AudioSource", "VideoSource") else ""


@dataclass(slots=True)
class _BringingIn:
    """One file on its way in."""

    by: Membership
    file: Opened
    choices: Choices
    now: datetime = field(default_factory=timezone.now)
    members: dict[str, Membership] = field(default_factory=dict)
    meeting: Meeting = field(init=False)
    codes: dict[str, UUID] = field(default_factory=dict)  # rows, by GUID
    noted: dict[str, list[tuple[str, UUID]]] = field(default_factory=dict)  # what each note is about
    media: list[Media] = field(default_factory=list)  # those without a text that is brought in
    missing: list[Text] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    waiting: list[tuple[Text, Media | None]] = field(default_factory=list)  # those that were here before
    came: set[UUID] = field(default_factory=set)  # the sources that the file has
    kept: dict[str, list[str]] = field(default_factory=dict)  # the codings of a text that are no rows

    @property
    def report(self) -> LossReport:
        return self.file.report

    def run(self, name: str) -> LossReport:
        project = self.file.project
        self.members = members_for(self.by, project.users, self.now)
        self.report.imported("users", len(project.users))
        self.meeting = Meeting(self.by, self.file, self.choices, self.members)
        self._bring_codes(project.codes)
        merge_codes(self.meeting, self.codes)
        arrival = Arrival(study_id=self.by.study_id, number=self._number(), by=self.by, at=self.now)
        asides: list[Aside] = []
        for batch in _batches(self.file.sources()):
            asides += self._bring_sources(arrival, batch)
        self._bring_memos(project.memos)
        merge_memos(self.meeting, self.noted)
        merge_people(self.meeting)
        tell_sources_gone(self.meeting, self.came)
        tell_memos_gone(self.meeting)
        tell_codes_gone(self.meeting)
        gone = tell_kept_gone(self.meeting)
        self._tell_kept()
        kept = packed_kept(Kept(self._still(project), self.media, self.missing)) | {"file": name}
        lines = [
            {"kind": one.kind, "fate": one.fate.value, "reason": one.reason} for one in self.report.lines
        ]
        kept["form"] = {
            "report": {"counts": self.report.counted(), "lines": lines}, "origin": project.origin,
            "left": self.meeting.left_now(), "gone": gone,
            "from": self.meeting.before.number if self.meeting.before else None,
        }  # fmt: skip
        kept["merge"] = self._merge_said()
        # Where something stood may name a file, and files are named by people.
        kept |= {"paths": [one.path for one in self.report.lines], "remarks": self.report.remarks}
        arrival.said = wording.written(self.by.key, kept)
        record().create(arrival)
        record().create(*asides)
        return self.report

    def _still(self, project: Project) -> Project:
        """The project as far as it is kept: without what stays out of the study, and without its participants; and
        without what is here under other words since some of its own were taken out.
        """
        rows = set(Memo.objects.filter(study_id=self.by.study_id).values_list("id", flat=True))
        rows = (rows | set(self.codes.values())) - self.meeting.closed
        return replace(
            project,
            codes=[code for code in project.codes if self.codes.get(code.guid) in rows],
            memos=[memo for memo in project.memos if self.meeting.row(memo.guid) in rows],
            cases=cases_of_others(self.meeting),
        )

    def _merge_said(self) -> wording.Words:
        """What differed from what was here, without the words that did."""
        return {
            "made_from": self.report.made_from,
            "counts": self.report.merged(),
            "settled": [asdict(one) for one in self.report.settled()],
        }

    def _number(self) -> int:
        last = (
            Arrival.objects.filter(study_id=self.by.study_id)
            .order_by("-number")
            .values_list("number", flat=True)
        )
        return (last.first() or 0) + 1

    # ---------- codes ----------

    def _bring_codes(self, codes: Sequence[Code]) -> None:
        ours = self.file.project.origin.lower().startswith(OURS)
        here = self.meeting.codes
        above: dict[str, UUID | None] = {}  # of each code of the file the row that codes under it stand under
        places: dict[str, int] = {}
        new: list[tuple[Code, UUID, int]] = []
        for code in codes:
            place = places[code.parent] = places.get(code.parent, len(here) if not code.parent else 0) + 1
            row = self.meeting.row(code.guid)
            if code.guid in above:
                self.report.lost(
                    "codes",
                    self.file.where("Code", code.guid),
                    "Two codes have this GUID: the first one counts.",
                )
                continue
            if row not in here and not self._code_comes(code, row):
                above[code.guid] = above.get(code.parent)
                self.report.lost("codes", self.file.where("Code", code.guid), TAKEN_OUT)
                continue
            above[code.guid] = self.codes[code.guid] = row
            for note in code.notes:
                self.noted.setdefault(note, []).append((label_of(CodeRow), row))
            if row in here:
                self.report.kept(
                    "codes",
                    self.file.where("Code", code.guid),
                    HERE_ALREADY,
                )
                continue
            new.append((code, row, place))
        words = [_code_words(code, ours=ours) for code, _row, _place in new]
        sealed = store.seal_all(self.by.key, [wording.packed(one) for one in words])
        record().create(
            *(
                CodeRow(
                    id=row, study_id=self.by.study_id, parent_id=above.get(code.parent), position=place,
                    wording=said, hue=nearest_hue(code.color, place % HUES),
                )
                for (code, row, place), said in zip(new, sealed, strict=True)
            )
        )  # fmt: skip
        self.report.imported("codes", len(new))

    def _code_comes(self, code: Code, row: UUID) -> bool:
        """Whether a code that is not here comes in: it does, unless it was taken out here."""
        if not self.meeting.stays_out(row):
            return True
        said = words_of(code.name, code.description.replace("\r\n", "\n"), ours=True)
        more = self.meeting.new_on(code=code.guid)
        return self.meeting.comes_back("codes", code.guid, said["name"], described(said), more)

    # ---------- sources and codings ----------

    def _bring_sources(self, arrival: Arrival, batch: Sequence[Source]) -> list[Aside]:
        whole = [one for source in batch for one in self._texts(source)]
        return [*self._bring_whole(arrival, whole), *self._bring_waiting(arrival)]

    def _bring_waiting(self, arrival: Arrival) -> list[Aside]:
        """Texts that are here already: what was changed of them there, and what was coded since."""
        asides: list[Aside] = []
        for text, media in self.waiting:
            met = merge_source(self.meeting, text, media)
            codings = Codings(self.meeting, met, self.codes, self.now, _moment)
            made = codings.merge()
            record().create(*made)
            self.report.imported("codings", len(made))
            self._note_notes(met, codings)
            aside = aside_of(self.meeting, met, codings.kept, arrival)
            asides += [aside] if aside else []
        self.waiting.clear()
        return asides

    def _note_notes(self, met: Met, codings: Codings) -> None:
        """Which memos of the file are about a text that is here, and about codings on it."""
        for note in (*met.text.notes, *(met.media.notes if met.media else ())):
            self.noted.setdefault(note, []).append((label_of(SourceRow), met.row.id))
        for selection in met.text.selections:
            for coding in selection.codings:
                if (row := codings.rows.get(coding.guid)) is not None:
                    for note in (*coding.notes, *selection.notes):
                        self.noted.setdefault(note, []).append((label_of(CodingRow), row))

    def _bring_whole(self, arrival: Arrival, whole: Sequence[_Whole]) -> list[Aside]:
        """Texts that are new."""
        if not whole:
            return []
        self.came |= {self.meeting.row(one.text.guid) for one in whole}
        self._tell_namesakes(whole)
        incoming = [self._incoming(one) for one in whole]
        rows = import_sources(self.by, incoming=incoming)
        self.report.imported("sources", len(rows))
        codings: list[CodingRow] = []
        for one, row in zip(whole, rows, strict=True):
            codings += self._codings(one, row)
            self._bring_recording(one, row)
            for note in (*one.text.notes, *(one.media.notes if one.media else ())):
                self.noted.setdefault(note, []).append((label_of(SourceRow), row.id))
        record().create(*codings)
        self.report.imported("codings", len(codings))
        said = store.seal_all(self.by.key, [wording.packed(self._aside(one)) for one in whole])
        return [
            Aside(study_id=self.by.study_id, arrival=arrival, source=row, version=row.current, said=sealed)
            for row, sealed in zip(rows, said, strict=True)
        ]

    def _aside(self, one: _Whole) -> wording.Words:
        """What is kept of a text beside its words; with the first one of a recording or PDF what is kept of that."""
        said = packed([one.text], kept=self.kept.pop(one.text.guid), of=one.media.guid if one.media else "")
        return said | ({"media": packed([shell(one.media)])} if one.media and one.first else {})

    def _bring_recording(self, one: _Whole, row: SourceRow) -> None:
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

    def _texts(self, source: Source) -> list[_Whole]:
        """The texts of a source that are brought in; the others are kept, or left where they are."""
        media = None if isinstance(source, Text) else source
        texts = [text for text in texts_of(source) if self._comes(text, media, _element(source))]
        if isinstance(source, Text):
            return [_Whole(text, text.name) for text in texts]
        path = self.file.where(source.element, source.guid)
        self.report.kept("sources", path, NOT_SHOWN)
        if not texts and not any(self._is_known(text) for text in source.texts):
            self.media.append(source)
        if not source.texts and self.file.archive.holds(source.path):
            self.report.lost(
                "files", path, "There is no text in this study that the file could be kept with."
            )
        return [_Whole(text, text.name or source.name, source, text is texts[0]) for text in texts]

    def _is_known(self, text: Text) -> bool:
        """Whether a text was here before, be it that it was taken out since."""
        row = self.meeting.row(text.guid)
        return row in self.meeting.sources or self.meeting.stays_out(row)

    def _tell_namesakes(self, whole: Sequence[_Whole]) -> None:
        """A new text that is called as another one here: nobody should find two of them by surprise. Where words were
        taken out of the study, nobody but a person can see that a text with other ids holds them."""
        if self.meeting.returns and self.meeting.closed:
            self.report.remark(
                _(
                    "Some words were taken out of this study. Look whether they are in one of these new texts: %(titles)s."
                )
                % {"titles": ", ".join(f"“{one.title}”" for one in whole)}
            )
        titles = {line.title.casefold(): line for line in self.meeting.sources.values()}
        for one in whole:
            if line := titles.get(one.title.strip().casefold()):
                self.report.remark(
                    _(
                        "“%(title)s” is here already with other words (%(ref)s): the one of the file came in beside it."
                    )
                    % {"title": line.title, "ref": line.ref}
                )

    def _text_comes_back(self, text: Text) -> bool:
        more = self.meeting.new_on(text=text.guid)
        title = text.name.strip()[:200] or self.meeting.seen.texts[text.guid].title
        return self.meeting.comes_back("sources", text.guid, title, text.words or "", more)

    def _comes(self, text: Text, media: Media | None, element: str) -> bool:
        """Whether a text is brought in; if not, it is told why."""
        path, row = self.file.where(element, text.guid), self.meeting.row(text.guid)
        if text.guid in self.seen:
            self.report.lost("sources", path, "Two texts have this GUID: the first one counts.")
        elif row in self.meeting.sources:
            self.seen.add(text.guid)
            self.came.add(row)
            self.waiting.append((text, media))
            self.report.kept("sources", path, HERE_ALREADY)
        elif self.meeting.stays_out(row) and not (text.words and self._text_comes_back(text)):
            self.seen.add(text.guid)
            self.report.lost("sources", path, TAKEN_OUT)
        elif not (text.words or "").strip():
            self.missing.append(text)
            reason = "The file does not hold its text." if text.words is None else "There are no words in it."
            self.report.kept("sources", path, reason)
            self._keep_codings(text, reason)
        else:
            self.seen.add(text.guid)
            return True
        return False

    def _keep_codings(self, text: Text, reason: str) -> None:
        for selection in text.selections:
            for coding in selection.codings:
                self.report.kept("codings", self.file.where("Coding", coding.guid), reason)

    def _incoming(self, one: _Whole) -> Incoming:
        text = one.text
        found = reading(text.name, text.words or "", (), "txt", ())
        parts = [Part(Voice.Part.OTHER) for _ in found.structure.voices]
        names = {variable.guid: variable.name for variable in self.file.project.variables}
        found.fields = {
            names[value.variable]: value.written
            for value in (*text.values, *(one.media.values if one.media else ()))
            if value.written and names.get(value.variable)
        }
        title = one.title.strip() or _("Without a title")
        member = self.members.get(text.by)
        data = self.file.archive.bytes_of(one.original) if one.original else None
        name = f"{title}{PurePath(one.original).suffix if data else '.txt'}"
        return Incoming(
            name, found, likely_kind(found), title[:200], data, parts, id=self.meeting.row(text.guid),
            brought_by_id=member.id if member else None, brought_at=_moment(text.at),
        )  # fmt: skip

    def _codings(self, one: _Whole, row: SourceRow) -> Iterator[CodingRow]:
        text, words = one.text, one.text.words or ""
        stands: set[tuple[object, ...]] = set()
        kept = self.kept.setdefault(text.guid, [])
        for coding in text.codings:
            self.report.kept(
                "codings",
                self.file.where("Coding", coding.guid),
                "It is of the whole text: only words are coded here.",
            )
        for selection in text.selections:
            reason, coded = _nowhere(selection), False
            for coding in selection.codings:
                coder = self.members.get(coding.by) or self.members.get(selection.by) or self.by
                path, code = self.file.where("Coding", coding.guid), self.codes.get(coding.code)
                place = (code, coder.id, selection.span)
                if coding.guid in self.seen:
                    self.report.lost("codings", path, "Two codings have this GUID: the first one counts.")
                elif code is None:
                    self.report.lost("codings", path, "Its code is not in the file.")
                elif selection.span is None:
                    kept.append(coding.guid)
                    self.report.kept("codings", path, reason)
                elif place in stands:
                    kept.append(coding.guid)
                    self.report.kept(
                        "codings", path, "The same coder has the same code on the very same words already."
                    )
                else:
                    stands.add(place)
                    self.seen.add(coding.guid)
                    made = CodingRow(
                        id=self.meeting.row(coding.guid), study_id=self.by.study_id, version_id=row.current,
                        code_id=code, coder_id=coder.id, start=selection.span.start, end=selection.span.end,
                        fingerprint=fingerprint(words, selection.span, self.by.key.marking),
                        at=_moment(coding.at) or _moment(selection.at) or self.now,
                    )  # fmt: skip
                    coded = True
                    for note in (*coding.notes, *selection.notes):
                        self.noted.setdefault(note, []).append((label_of(CodingRow), made.id))
                    yield made
            if not coded:  # a note about words that nobody coded is about their text
                for note in selection.notes:
                    self.noted.setdefault(note, []).append((label_of(SourceRow), row.id))

    # ---------- memos ----------

    def _bring_memos(self, notes: Sequence[Text]) -> None:
        here = set(Memo.objects.filter(study_id=self.by.study_id).values_list("id", "number"))
        known = {row for row, _number in here}
        number = max((number for _row, number in here), default=0)
        memos: list[Memo] = []
        links: list[Link] = []
        words: list[str] = []
        for note in notes:
            row, path = self.meeting.row(note.guid), self.file.where("Note", note.guid)
            if row in known:
                self.report.kept("memos", path, HERE_ALREADY)
                continue
            if self.meeting.stays_out(row) and not self._memo_comes_back(note):
                self.report.lost("memos", path, TAKEN_OUT)
                continue
            if not (note.name.strip() or (note.words or "").strip()):
                self.report.lost(
                    "memos",
                    path,
                    "There is nothing in it." if note.words is not None else "The file does not hold it.",
                )
                continue
            known.add(row)
            number += 1
            body = (note.words or "").strip()
            title = " ".join(note.name.split()) or body.splitlines()[0][:60]
            words.append(wording.packed({"title": title, "body": body}))
            author = self.members.get(note.by) or self.by
            memos.append(
                Memo(
                    id=row, study_id=self.by.study_id, number=number, kind=_kind_of(note), author=author,
                    at=_moment(note.at) or self.now,
                )
            )  # fmt: skip
            about = dict.fromkeys(self.noted.get(note.guid, ()))
            links += [
                Link(study_id=self.by.study_id, memo=memos[-1], table=table, row=of) for table, of in about
            ]
        for memo, sealed in zip(memos, store.seal_all(self.by.key, words), strict=True):
            memo.wording = sealed
        record().create(*memos)
        record().create(*links)
        self.report.imported("memos", len(memos))

    def _memo_comes_back(self, note: Text) -> bool:
        body = (note.words or "").replace("\r\n", "\n").strip()
        was = self.meeting.gone.get(self.meeting.row(note.guid))
        title = " ".join(note.name.split()) or (was.name if was else "")
        return self.meeting.comes_back("memos", note.guid, title, body)

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
                self.report.kept(kind, self.file.where(element, _guid_in(one)), NOT_SHOWN)


def _batches(sources: Iterator[Source]) -> Iterator[list[Source]]:
    """Sources by as many as are written at once."""
    batch: list[Source] = []
    codings = 0
    for source in sources:
        batch.append(source)
        codings += sum(1 for _ in codings_of(source))
        if len(batch) == TOGETHER or codings >= CODINGS_TOGETHER:
            yield batch
            batch, codings = [], 0
    if batch:
        yield batch


def _code_words(code: Code, *, ours: bool) -> wording.Words:
    return dict.fromkeys(WORDS, "") | words_of(code.name, code.description, ours=ours)


def _kind_of(note: Text) -> str:
    """A memo that this program wrote says of which kind it is."""
    return note.description if note.description in Kind.values else Kind.THEORY


def _nowhere(selection: Selection) -> str:
    if selection.why:
        return selection.why
    if selection.raw[0] == selection.raw[1]:
        return "It stands between two letters: only words are coded here."
    return "It lies outside the text."


def _element(source: Source) -> str:
    """The element that a source's texts stand in, in the file."""
    return "TextSource" if isinstance(source, Text) else TEXT_IN[source.element]


def _guid_in(written: str) -> str:
    found = _GUID.search(written)
    return found[1] if found else ""


def _moment(written: str) -> datetime | None:
    """A moment as files write it; without a zone it counts as Greenwich's."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
