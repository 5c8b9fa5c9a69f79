"""Codings on a text that is here already: new ones, others, and those that were taken off there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from firsthand.analysis.codebook.models import Code as CodeRow
from firsthand.analysis.coding.models import Coding as CodingRow
from firsthand.analysis.coding.selectors import CodingLine
from firsthand.core.anchors import Moved, move_spans
from firsthand.core.spans import Span
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.merging.before import CodingWas
from firsthand.exchange.projects.merging.differences import Difference, How, changed, mark
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, Meeting, alike
from firsthand.exchange.projects.merging.sources import Met
from firsthand.exchange.projects.project import Coding, Selection
from firsthand.field.sources.models import SETTLED
from firsthand.field.sources.placing import there as standing_there
from firsthand.field.sources.sight import meant
from firsthand.field.sources.texts import standing_version
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.rows import Values

NO_PLACE = noop("Its words are not in the text as it is here.")
TAKEN_OFF = noop("It was taken off here since the file was made, and stays off.")
CODE_GONE = noop("Its code was taken out here since the file was made.")
TWICE = noop("Two codings have this GUID: the first one counts.")
SAME_TWICE = noop("The same coder has the same code on the very same words already.")
MOST_SHOWN = 120

Places = dict[Span, Span | None]  # where spans of another text are in the words that stand here


@dataclass(slots=True)
class Codings:
    """The codings of one text of the file, and those that stand on it here."""

    meeting: Meeting
    met: Met
    codes: Mapping[str, UUID]
    now: datetime
    moment: Callable[[str], datetime | None]
    here: dict[UUID, CodingLine] = field(default_factory=dict)
    there: dict[str, UUID] = field(
        default_factory=dict
    )  # by GUID, the rows that codings of the file would be
    rows: dict[str, UUID] = field(default_factory=dict)  # and those that they are
    kept: list[str] = field(default_factory=list)  # GUIDs of codings that are no rows
    places: Places = field(default_factory=dict)  # of the file's selections
    before: Places = field(default_factory=dict)  # of what stood when the file was made
    stands: set[tuple[object, ...]] = field(default_factory=set)

    def merge(self) -> list[CodingRow]:
        """The new ones; what was changed of others is done."""
        self.here = {line.id: line for line in self.meeting.codings_here(self.met.row)}
        self.stands = {(line.code.id, line.coder_id, line.span) for line in self.here.values()}
        spans = {one.span for one in self.met.text.selections if one.span is not None}
        self.places = self._moved(self.met.there, spans)
        if self.met.was is not None:
            known = (self._was(row) for row in {*self.here, *map(self.meeting.row, self._guids())})
            self.before = self._moved(self.met.was, {was.span for was in known if was is not None})
        made = list(self._new_ones())
        self._tell_gone()
        return made

    def _moved(self, text: str, spans: Iterable[Span]) -> Places:
        if alike(text, self.met.words):
            return {span: span for span in spans}
        fitting = sorted(span for span in spans if span.fits(len(text)))
        found = move_spans(text, self.met.words, fitting)
        return {span: _surely(moved) for span, moved in zip(fitting, found, strict=True)}

    def _all(self) -> Iterator[tuple[Selection, Coding]]:
        return ((selection, one) for selection in self.met.text.selections for one in selection.codings)

    def _guids(self) -> Iterator[str]:
        return (one.guid for _selection, one in self._all())

    def _was(self, row: UUID) -> CodingWas | None:
        """How a coding stood when the file was made, on the text that stood then."""
        before = self.meeting.before
        was = before.codings.get(row) if before else None
        return was if before and was and was.version == before.version(self.met.line.id) else None

    def _new_ones(self) -> Iterator[CodingRow]:
        for selection, one in self._all():
            if one.guid in self.there:
                self._lose(one, TWICE)
                continue
            self.there[one.guid] = self.meeting.row(one.guid)
            line = self.here.get(self.there[one.guid])
            if line is not None:
                self._merge(selection, one, line)
            elif made := self._new(selection, one):
                yield made

    # ---------- a coding that is here ----------

    def _merge(self, selection: Selection, one: Coding, line: CodingLine) -> None:
        self.rows[one.guid] = line.id
        self.meeting.file.report.kept("codings", self._where(one), HERE_ALREADY)
        was, code = self._was(line.id), self.codes.get(one.code)
        if code is not None and code != line.code.id:
            self._merge_code(one, line, was, code)
        if selection.span is not None and line.version_id == self.met.row.current:
            self._merge_place(selection.span, one, line, was)

    def _merge_code(self, one: Coding, line: CodingLine, was: CodingWas | None, code: UUID) -> None:
        how = changed(None if was is None else str(was.code), str(line.code.id), str(code)) or How.HERE
        found = self.meeting.settle(
            Difference(
                "codings", one.guid, "code", self._quoted(line.span), how,
                None if was is None else self._code(was.code), self._code(line.code.id), self._code(code),
                whole=str(code),
            )
        )  # fmt: skip
        if found is not None and found.choice == "there":
            self._change(found, line, code_id=code)

    def _merge_place(self, span: Span, one: Coding, line: CodingLine, was: CodingWas | None) -> None:
        there = self.places.get(span)
        if there is None or there == line.span:
            return
        before = self.before.get(was.span) if was is not None else None
        how = How.THERE if before == line.span else How.BOTH
        if was is not None and self._same_place(span, was):
            how = How.HERE
        found = self.meeting.settle(
            Difference(
                "codings", one.guid, "place", line.code.full_path, how,
                _at(was.span, self.met.was) if was is not None and self.met.was is not None else None,
                self._quoted(line.span), self._quoted(there), whole=f"{span} {mark(self.met.there)}",
            )
        )  # fmt: skip
        if found is not None and found.choice == "there":
            self._change(found, line, **self._place(there), **SETTLED)

    def _same_place(self, span: Span, was: CodingWas) -> bool:
        """Whether a selection of the file is where a coding stood when the file was made."""
        if self.met.was is not None and alike(self.met.there, self.met.was):
            return span == was.span
        here = self.places.get(span)
        return here is not None and here == self.before.get(was.span)

    def _change(self, found: Difference, line: CodingLine, **new: object) -> None:
        row = CodingRow.objects.get(study_id=self.meeting.by.study_id, pk=line.id)
        names = ("version_id", "code_id", "coder_id", "start", "end")
        same = {name: new.get(name, getattr(row, name)) for name in names}
        if CodingRow.objects.filter(**same).exclude(pk=row.pk).exists():
            self.meeting.refuse(found, _("The same coder has the same code on the very same words already."))
            return
        record().change(row, **new)

    # ---------- a coding that is not ----------

    def _new(self, selection: Selection, one: Coding) -> CodingRow | None:
        coder = self._coder(selection, one)
        code, row, span = self.codes.get(one.code), self.meeting.row(one.guid), selection.span
        place = self.places.get(span) if span is not None else None
        if span is None:
            self._keep(one, selection.why or noop("It lies outside the text."))
        elif self._stays_off(span, one, coder):
            self._lose(one, TAKEN_OFF)
        elif code is None:
            self._lose(one, CODE_GONE)
        elif place is not None and (code, coder.id, place) in self.stands:
            self._keep(one, SAME_TWICE)
        elif place is None or row in self.meeting.codings or self._is_taken(code, coder, place):
            self._lose(one, NO_PLACE)
        else:
            self.stands.add((code, coder.id, place))
            self.rows[one.guid] = row
            return CodingRow(
                id=row, study_id=self.meeting.by.study_id, code_id=code, coder_id=coder.id,
                at=self.moment(one.at) or self.moment(selection.at) or self.now, **self._place(place),
            )  # fmt: skip
        return None

    def _coder(self, selection: Selection, one: Coding) -> Membership:
        members = self.meeting.members
        return members.get(one.by) or members.get(selection.by) or self.meeting.by

    def _stays_off(self, span: Span, one: Coding, coder: Membership) -> bool:
        """Whether it stood here when the file was made and was taken off since.

        Where it was made another there meanwhile, somebody has to choose.
        """
        row, code = self.meeting.row(one.guid), self.codes.get(one.code, self.meeting.row(one.code))
        was = self.meeting.gone_codings.get(row) or self._was_at(span, code, coder)
        if was is None:
            return False
        then = self.meeting.before.version(self.met.line.id) if self.meeting.before else None
        elsewhere = self.met.was is None or was.version != then
        if was.code == code and (elsewhere or self._same_place(span, was)):
            return True
        words, now = _at(was.span, "" if elsewhere else self.met.was or ""), _at(span, self.met.there)
        found = self.meeting.settle(
            Difference(
                "codings", one.guid, "taken off", self._code(was.code), How.BOTH,
                f"{self._code(was.code)}: {words}", _("taken off"), f"{self._code(code)}: {now}",
            )
        )  # fmt: skip
        return found is None or found.choice != "there"

    def _was_at(self, span: Span, code: UUID, coder: Membership) -> CodingWas | None:
        """The coding that stood there when the file was made, whatever its GUID in the file."""
        before = self.meeting.before
        version = before.version(self.met.line.id) if before else None
        if version is None or not alike(self.met.there, self.met.was or ""):
            return None
        return self.meeting.gone_places.get((version, code, coder.id, span))

    def _is_taken(self, code: UUID, coder: Membership, span: Span) -> bool:
        """Whether the place is a coding's of which this member may not know: they hear that there is no place."""
        place = self._place(span)
        names = ("version_id", "start", "end")
        where = {name: place[name] for name in names}
        return CodingRow.objects.filter(code_id=code, coder_id=coder.id, **where).exists()

    # ---------- what was taken off there ----------

    def _tell_gone(self) -> None:
        """Codings that stood when the file was made and are not in it: taken off only where somebody ticked it."""
        before, named = self.meeting.before, set(self.there.values())
        if before is None:
            return
        known = self.here.keys() & before.known - named
        gone = [line for row, line in self.here.items() if row in known and self._was(row) is not None]
        for line in gone:
            guid = guid_of(self.meeting.by.study_id, line.id)
            found = self.meeting.gone_there("codings", guid, line.code.full_path, self._quoted(line.span))
            if found.choice == "there":
                record().remove(CodingRow.objects.get(study_id=self.meeting.by.study_id, pk=line.id))

    # ---------- in words ----------

    def _place(self, span: Span) -> Values:
        by = self.meeting.by
        version = standing_version(by, self.met.row)
        return standing_there(by, version, meant(by, version.id, span))

    def _code(self, row: UUID) -> str:
        line = self.meeting.codes.get(row)
        if line is not None:
            return line.full_path
        new = CodeRow.objects.filter(study_id=self.meeting.by.study_id, pk=row).exists()
        return _("a code that is new") if new else _("a code that was taken out")

    def _quoted(self, span: Span) -> str:
        return _at(span, self.met.words)

    def _keep(self, one: Coding, reason: str) -> None:
        """A coding that is no row goes out again as it came, if its text has the words that it is on."""
        if not self.met.same:
            self._lose(one, reason)
            return
        self.kept.append(one.guid)
        self.meeting.file.report.kept("codings", self._where(one), reason)

    def _lose(self, one: Coding, reason: str) -> None:
        self.meeting.file.report.lost("codings", self._where(one), reason)

    def _where(self, one: Coding) -> str:
        return self.meeting.file.where("Coding", one.guid)


def _surely(moved: Moved) -> Span | None:
    """Where words are, where that is sure: on words of which it is not, nothing is put by a file."""
    return None if moved.how == "doubtful" else moved.span


def _at(span: Span, words: str) -> str:
    """Words as they are shown, and where they are: the same words may stand in several places."""
    quoted = " ".join(span.words_in(words).split())
    shown = quoted if len(quoted) <= MOST_SHOWN else f"{quoted[: MOST_SHOWN - 1]}…"
    return f"“{shown}” ({span.start}–{span.end})"
