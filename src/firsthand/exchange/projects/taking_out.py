"""A study as a project that other programs read: what is here now, and what was kept of the project it came from.

Words that may not leave are not there: in their place stands a sign for each letter, so that everything else keeps its
position.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import IO, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import WORDS, CodeLine, codebook
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.coding.selectors import CodingLine, codings_of, each_coding
from firsthand.analysis.compare.models import SavedQuery
from firsthand.analysis.memos.models import Kind, Memo
from firsthand.analysis.memos.selectors import MemoLine
from firsthand.analysis.rounds.models import Decision, Round, RoundCoder
from firsthand.analysis.similar.accepting import marks
from firsthand.core.hues import COLORS, nearest_hue
from firsthand.core.problems import Problem
from firsthand.core.spans import Span, covered
from firsthand.exchange.projects.codes import described
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.asides import AS_WRITTEN, kept_as_written
from firsthand.exchange.projects.models import Arrival, Aside
from firsthand.exchange.projects.packing import Kept, unpacked, unpacked_kept
from firsthand.exchange.projects.project import (
    Case,
    Code,
    Coding,
    Media,
    Project,
    Selection,
    Source,
    Text,
    User,
    Value,
    Variable,
)
from firsthand.exchange.projects.queries import queries_out
from firsthand.exchange.projects.refi.elements import derived
from firsthand.exchange.projects.refi.writing import write_codebook, write_project
from firsthand.exchange.projects.rounds import rounds_out
from firsthand.exchange.projects.syncing import give_sync_points, is_recording
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.media.models import MediaKind, Medium
from firsthand.field.media.selectors import media_bytes, medium, medium_line, sounds_of
from firsthand.field.people.selectors import people
from firsthand.field.sources.models import Source as SourceRow
from firsthand.field.sources.selectors import SourceLine, has_original, original_of, sources
from firsthand.field.sources.texts import texts
from firsthand.giving_back.leaving.printing import masked, printed_memos, withheld
from firsthand.giving_back.reports import Report, note_release
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.vault import wording

ORIGIN = "Firsthand"
TOGETHER = 10  # sources opened at once; each may have come with thousands of selections
PARTS = ("memos", "cases", "attributes")  # what may be left out


@act("project.export")
def take_out(by: Membership, *, to: IO[bytes], without: Collection[str] = ()) -> None:
    """Write the study as a .qdpx. `without` names what is left out, of `PARTS`. A copy that leaves, like any report."""
    out = _TakingOut(by, frozenset(without))
    write_project(to, out.project(), out.sources(), out.file)
    note_release(by, "study", "qdpx", out.people)


@act("report.release")
def take_codebook_out(by: Membership, *, to: IO[bytes]) -> None:
    """Write the codebook as a .qdc."""
    write_codebook(to, _TakingOut(by, frozenset(PARTS), rounds=False).project())
    note_release(by, "codebook", "qdc", set())


def as_project(by: Membership, what: str) -> Report:
    """The study (“study”) as a .qdpx or its codebook (“codebook”) as a .qdc, in memory. Raises `Problem` otherwise."""
    if what not in ("study", "codebook"):
        raise Problem(_("The study and its codebook are what other programs read."))
    written = BytesIO()
    if what == "study":
        take_out(by, to=written)
    else:
        take_codebook_out(by, to=written)
    prefix, ending = "DEMO_" if by.study.demo else "", "qdpx" if what == "study" else "qdc"
    return Report(f"{prefix}{by.study.slug}-{what}.{ending}", "application/octet-stream", written.getvalue())


@dataclass
class _TakingOut:
    """One study on its way out."""

    by: Membership
    without: frozenset[str]
    rounds: bool = True  # whether coding rounds go out
    people: set[UUID] = field(default_factory=set)  # whose words are in it
    kept: list[Kept] = field(default_factory=list)
    as_written: dict[str, list[str]] = field(default_factory=dict)  # links, sets and drawings that came
    users: dict[UUID, User] = field(default_factory=dict)  # by member
    notes: dict[UUID, list[str]] = field(default_factory=dict)  # the memos about a row
    written: set[str] = field(default_factory=set)  # the memos that go out
    variables: dict[str, Variable] = field(default_factory=dict)  # by name
    files: dict[str, SourceRow] = field(default_factory=dict)  # whose original a path in the project is
    sounds: dict[str, Medium] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arrivals = Arrival.objects.filter(study_id=self.by.study_id).order_by("number")
        said = wording.read_open(self.by.key, [one.said for one in arrivals])
        came = [said[one.said] for one in arrivals if one.said in said]
        self.kept = [unpacked_kept(one) for one in came]
        self.as_written = {kind: list(kept_as_written(came, kind).values()) for kind in AS_WRITTEN}
        known = {user.name.casefold(): user.guid for user in reversed(self._of_all("users"))}
        for member in members(self.by):
            guid = known.get(member.name.casefold(), self.guid(member.id))
            self.users[member.id] = User(guid=guid, name=member.name)
        self.variables = {one.name: one for one in self._of_all("variables")}

    def guid(self, row: UUID) -> str:
        """The GUID of a row."""
        return guid_of(self.by.study_id, row)

    def project(self) -> Project:
        """All but the sources."""
        lines = sources(self.by)
        written = [] if "memos" in self.without else printed_memos(self.by)
        for memo in written:
            self.written.add(self.guid(memo.id))
            for target in memo.about:
                self.notes.setdefault(target.row, []).append(self.guid(memo.id))
        marked = self._marked()
        cases = [] if "cases" in self.without else [*self._latest("cases"), *self._cases(lines)]
        if "attributes" not in self.without:
            for name in sorted({name for line in lines for name in line.attributes}):
                self._variable(name)
        came = {memo.guid: memo for memo in self._of_all("memos")}
        return Project(
            guid="", name=self.by.study.title, origin=ORIGIN,
            description=next((one.project.description for one in self.kept if one.project.description), ""),
            users=self._users(), codes=self._codes(), variables=list(self.variables.values()), cases=cases,
            memos=[
                *(self._memo(one, came.get(self.guid(one.id))) for one in written), *marked, *self._queries()
            ],
            notes=list(dict.fromkeys(self._of_all("notes"))),
            links=self.as_written["links"], sets=[*self.as_written["sets"], *self._rounds()],
            graphs=self.as_written["graphs"],
        )  # fmt: skip

    def sources(self) -> Iterator[Source]:
        """The texts that stand by themselves, then recordings and pictures with theirs, then what has no text here."""
        found: dict[str, Media] = {}
        inside: dict[str, Text] = {}
        own: set[str] = set()
        for text, media in self._texts():
            if media is None:
                own.add(text.guid)
                yield text
                continue
            inside[text.guid] = text
            found.setdefault(media.guid, media)
        there = set(inside) | own
        missing = {text.guid: text for kept in self.kept for text in kept.missing if text.guid not in there}
        since = {one.guid: one for kept in self.kept for one in kept.media if one.guid not in found}
        for media in (*found.values(), *since.values()):
            parts = [inside.get(text.guid) or missing.pop(text.guid, None) for text in media.texts]
            yield replace(media, texts=[text for text in parts if text is not None])
        yield from missing.values()

    def file(self, path: str) -> bytes | None:
        """The bytes of an original or a recording, by its path in the project."""
        if row := self.files.get(path):
            return original_of(self.by, row)[1]
        if sound := self.sounds.get(path):
            return media_bytes(self.by, sound, 0, medium_line(self.by, sound).size)
        return None

    def _of_all(self, name: str) -> list[Any]:
        """What every project that was brought in has of a kind."""
        return [one for kept in self.kept for one in getattr(kept.project, name)]

    def _latest(self, name: str) -> list[Any]:
        """The same, of what came several times as it came last."""
        return list({one.guid: one for one in self._of_all(name)}.values())

    def _users(self) -> list[User]:
        worked = set(CodingRow.objects.filter(study_id=self.by.study_id).values_list("coder_id", flat=True))
        worked |= set(Memo.objects.filter(study_id=self.by.study_id).values_list("author_id", flat=True))
        worked |= set(
            SourceRow.objects.filter(study_id=self.by.study_id).values_list("brought_by_id", flat=True)
        )
        worked |= set(SavedQuery.objects.filter(study_id=self.by.study_id).values_list("by_id", flat=True))
        for model, who in ((Round, "by_id"), (RoundCoder, "coder_id"), (Decision, "by_id")):
            worked |= set(model.objects.filter(study_id=self.by.study_id).values_list(who, flat=True))
        found = {user.guid: user for member, user in self.users.items() if member in worked}
        found |= {user.guid: user for user in reversed(self._of_all("users"))}
        return sorted(found.values(), key=lambda user: user.guid)

    def _codes(self) -> list[Code]:
        kept = {code.guid: code for code in self._of_all("codes")}
        return [self._code(line, kept.get(self.guid(line.id))) for line in codebook(self.by)]

    def _code(self, line: CodeLine, came: Code | None) -> Code:
        """A code as it is now; its colour, and whether it is one to code with, as it came where nobody changed that."""
        said = {field: getattr(line, field) for field in WORDS}
        code = Code(
            guid=self.guid(line.id), name=line.name, parent=self.guid(line.parent_id) if line.parent_id else "",
            color=COLORS[line.hue], description=described(said), notes=self.notes.get(line.id, []),
        )  # fmt: skip
        if came is None:
            return code
        code.codable, code.extra = came.codable, came.extra
        if not came.color or nearest_hue(came.color, -1) == line.hue:
            code.color = came.color
        return code

    def _variable(self, name: str) -> Variable:
        guid = str(uuid5(NAMESPACE_URL, f"variable {name}"))
        return self.variables.setdefault(name, Variable(guid=guid, name=name))

    def _values(self, attributes: Mapping[str, str]) -> list[Value]:
        if "attributes" in self.without:
            return []
        return [
            Value(self._variable(name).guid, "TextValue", said) for name, said in sorted(attributes.items())
        ]

    def _cases(self, lines: Sequence[SourceLine]) -> list[Case]:
        """A case for each participant: what is known of them, and where they speak."""
        speaks: dict[UUID, list[str]] = {}
        for line in lines:
            for person in line.people:
                speaks.setdefault(person.id, []).append(self.guid(line.id))
        return [
            Case(
                guid=self.guid(person.id), name=person.pseudonym, values=self._values(person.attributes),
                sources=speaks.get(person.id, []),
            )
            for person in people(self.by)
        ]  # fmt: skip

    def _memo(self, memo: MemoLine, came: Text | None) -> Text:
        by = next((user.guid for user in self.users.values() if user.name == memo.author), "")
        made = Text(
            guid=self.guid(memo.id), name=memo.title, words=memo.body, inline=True, by=by, at=_written(memo.at),
            description=memo.kind,
        )  # fmt: skip
        if came is None:
            return made
        return replace(
            made, by=came.by, at=came.at, changed_by=came.changed_by, changed_at=came.changed_at,
            description=came.description or ("" if memo.kind == Kind.THEORY else memo.kind),
            name=made.name if came.name.strip() else "",
        )  # fmt: skip

    def _marked(self) -> list[Text]:
        """Of codings that came of a list of similar passages a note says so: other programs have no mark for it."""
        found = marks(self.by)
        for line in each_coding(self.by) if found else ():
            if line.rule in found:
                guid = self.guid(found[line.rule].id)
                self.notes.setdefault(line.id, []).append(guid)
                self.written.add(guid)
        return [
            Text(
                guid=self.guid(one.id), name=_("Shown as similar first"), inline=True, description=Kind.METHOD,
                by=self.users[one.by].guid, at=_written(one.at),
                words=_("A machine had shown these words as similar before a person coded them: %(model)s, %(hash)s.")
                % {"model": one.model, "hash": one.hash},
            )
            for one in found.values()
            if self.guid(one.id) in self.written
        ]  # fmt: skip

    def _queries(self) -> list[Text]:
        """The queries that are kept, as notes."""
        return [] if "memos" in self.without else queries_out(self.by, self.users, self.without)

    def _rounds(self) -> list[str]:
        """The coding rounds, as sets. Why differences were settled may quote: it leaves where all words may."""
        return rounds_out(self.by, self.guid, reasons=not withheld(self.by)) if self.rounds else []

    # ---------- texts ----------

    def _texts(self) -> Iterator[tuple[Text, Media | None]]:
        """The texts as they may leave, each with the recording or PDF that it is of."""
        waiting = iter(sources(self.by))
        hidden = withheld(self.by)
        shells: dict[str, Media] = {}
        while batch := list(islice(waiting, TOGETHER)):
            rows = SourceRow.objects.in_bulk([line.id for line in batch])
            versions = [line.version_id for line in batch]
            opened, unasked = texts(self.by, versions), bystanders_in(self.by, versions)
            asides = {one.source_id: one for one in Aside.objects.filter(source_id__in=rows)}
            said = wording.read_open(self.by.key, [one.said for one in asides.values()])
            for line in batch:
                spans = covered([*hidden.get(line.version_id, ()), *unasked.get(line.version_id, ())])
                aside, row = asides.get(line.id), rows[line.id]
                came = said.get(aside.said) if aside else None
                if came and "media" in came:
                    shells |= {one.guid: one for one in unpacked(Media, came["media"])}
                media = shells.get(came["form"]["of"]) if came else None
                text = self._text(
                    line, row, came, media, corrected=aside is not None and row.current != aside.version
                )
                text.words = masked(opened[line.version_id].words, spans)
                if spans:
                    _hide(text, spans)
                else:
                    self._note_files(text, row, media)
                yield text, media

    def _text(
        self,
        line: SourceLine,
        row: SourceRow,
        came: wording.Words | None,
        media: Media | None,
        *,
        corrected: bool,
    ) -> Text:
        """What came of a text, or nothing, made what stands now; still without its words."""
        self.people |= {person.id for person in line.people}
        text = unpacked(Text, came)[0] if came else self._text_of_ours(line, row)
        if corrected:  # its positions are those of the words before
            text.selections, text.sync = [], []
        if ((text.name or (media.name if media else "")).strip() or _("Without a title"))[:200] != line.title:
            text.name = line.title
        text.path, text.inline = f"internal://{text.guid}.txt", False
        text.notes = self._noted(text.notes, line.id)
        text.selections = self._selections(row, text.selections, set(came["form"]["kept"]) if came else set())
        if is_recording(media):
            give_sync_points(text)
        return text

    def _text_of_ours(self, line: SourceLine, row: SourceRow) -> Text:
        by = self.users[row.brought_by_id].guid if row.brought_by_id in self.users else ""
        at, values = _written(row.brought_at), self._values(line.attributes)
        return Text(guid=self.guid(line.id), by=by, at=at, values=values)

    def _note_files(self, text: Text, row: SourceRow, media: Media | None) -> None:
        """Which files of a text leave with it: all of its words do."""
        if not has_original(self.by, row):
            text.rich = ""
        elif text.rich:
            self.files[text.rich] = row
        elif media is not None and media.element == "PDFSource":
            self.files[media.path] = row
        if media is not None:
            for line in sounds_of(self.by, row):
                if line.kind == MediaKind.RECORDING:
                    self.sounds.setdefault(media.path, medium(self.by, line.id))

    def _selections(
        self, row: SourceRow, came: Sequence[Selection], kept: Collection[str]
    ) -> list[Selection]:
        """Those that came, with the codings that still stand there; then a selection for each coding made since."""
        now = {self.guid(one.id): one for one in codings_of(self.by, row)}
        standing: list[Selection] = []
        for selection in came:
            stays = [
                coding
                for coding in selection.codings
                if coding.guid in kept or self._stands(coding, selection.span, now.get(coding.guid))
            ]
            if stays or not selection.codings:
                notes = [note for note in selection.notes if note in self.written]
                standing.append(replace(selection, codings=stays, notes=notes))
                for coding in stays:
                    about = now[coding.guid].id if coding.guid in now else None
                    coding.notes = [note for note in self._noted(coding.notes, about) if note not in notes]
        told = {coding.guid for selection in standing for coding in selection.codings}
        return standing + [self._selection(guid, one) for guid, one in now.items() if guid not in told]

    def _noted(self, came: Sequence[str], row: UUID | None) -> list[str]:
        """The memos about something: those that came with it and are still here, and those written since."""
        since = self.notes.get(row, []) if row else []
        return list(dict.fromkeys([note for note in came if note in self.written] + since))

    def _stands(self, coding: Coding, span: Span | None, now: CodingLine | None) -> bool:
        return now is not None and now.span == span and self.guid(now.code.id) == coding.code

    def _selection(self, guid: str, line: CodingLine) -> Selection:
        by, at = self.users[line.coder_id].guid, _written(line.at)
        coding = Coding(
            guid=guid, code=self.guid(line.code.id), by=by, at=at, notes=self.notes.get(line.id, [])
        )
        return Selection(
            guid=derived(guid, "selection"), by=by, at=at, span=line.span, raw=(line.span.start, line.span.end),
            codings=[coding],
        )  # fmt: skip


def _hide(text: Text, spans: Sequence[Span]) -> None:
    """Programs write words where they name a selection: what may not leave is not there either, nor in a file."""
    text.rich = ""
    for selection in text.selections:
        if selection.span and any(selection.span.overlap(span) for span in spans):
            selection.name = selection.description = ""


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
