"""A study in a notebook: tables to read, services to call. The same object, however it is reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self
from uuid import UUID

from firsthand.doors.notebook.table import Table
from firsthand.doors.notebook.way import Done, File, Way
from firsthand.doors.tables.counted_rows import (
    AgreementRow,
    EstimateRow,
    MatrixRow,
    PairRow,
    StepRow,
    WordRow,
)
from firsthand.doors.tables.found import Row
from firsthand.doors.tables.rows import (
    CellRow,
    CheckRow,
    ClaimRow,
    CodeRow,
    CodingRow,
    DocumentRow,
    EntryRow,
    HitRow,
    InterviewRow,
    MemberRow,
    MemoRow,
    ParticipantRow,
    SimilarRow,
    SourceRow,
    ThemeRow,
)

Ref = str | UUID


class Study:
    """One study, as one member. Tables are read anew each time; what may not be read is not in them."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self.do = Services(way)

    # ---------- what there is ----------

    @property
    def sources(self) -> Table[SourceRow]:
        """Interviews, field notes, documents."""
        return self._table("sources", SourceRow)

    @property
    def codes(self) -> Table[CodeRow]:
        """The codebook as the tree reads from top to bottom, with counts."""
        return self._table("codes", CodeRow)

    @property
    def codings(self) -> Table[CodingRow]:
        """Every coding with its words and their place."""
        return self._table("codings", CodingRow)

    @property
    def participants(self) -> Table[ParticipantRow]:
        """The people whose words these are, by pseudonym."""
        return self._table("participants", ParticipantRow)

    @property
    def interviews(self) -> Table[InterviewRow]:
        """When interviews were held, and by whom."""
        return self._table("interviews", InterviewRow)

    @property
    def memos(self) -> Table[MemoRow]:
        """Memos, newest first."""
        return self._table("memos", MemoRow)

    @property
    def themes(self) -> Table[ThemeRow]:
        """Themes, with how much stands behind each."""
        return self._table("themes", ThemeRow)

    @property
    def claims(self) -> Table[ClaimRow]:
        """What themes claim, and what speaks for and against it."""
        return self._table("claims", ClaimRow)

    @property
    def checks(self) -> Table[CheckRow]:
        """What participants were shown, and what they say to it."""
        return self._table("checks", CheckRow)

    @property
    def documents(self) -> Table[DocumentRow]:
        """What is written up, as it reads now."""
        return self._table("documents", DocumentRow)

    @property
    def trail(self) -> Table[EntryRow]:
        """Every act of the study, in order."""
        return self._table("trail", EntryRow)

    @property
    def members(self) -> Table[MemberRow]:
        """Who works in the study."""
        return self._table("members", MemberRow)

    def words(self, source: Ref | SourceRow) -> str:
        """The words of a source as they stand. Positions of codings are code points of this text."""
        return self._way.words(source)

    # ---------- what it comes to ----------

    def matrix(
        self,
        rows: Literal["codes", "families"] = "codes",
        columns: Literal["participants", "sources", "attributes", "codes", "questions"] = "participants",
        count: Literal["people", "sources", "codings", "characters"] = "people",
        at: int | None = None,
    ) -> Table[MatrixRow]:
        """Codes by something else, counted; as coded today or after entry `at`. A frame's columns: cells.NAME."""
        return self._table("matrix", MatrixRow, rows=rows, columns=columns, count=count, at=at)

    def framework(
        self, rows: Literal["participants", "sources"] = "participants", codes: Sequence[str] = ()
    ) -> Table[CellRow]:
        """The framework matrix, a row for each cell: its summary, the codings behind it, and what changed since."""
        return self._table("framework", CellRow, rows=rows, codes=list(codes))

    def cooccurrence(
        self,
        coders: Sequence[str] = (),
        unit: Literal["turn", "sentence", "source"] = "turn",
        at: int | None = None,
    ) -> Table[PairRow]:
        """Every two codes that stand on the same words, of all coders or of some; in how many units both are."""
        return self._table("cooccurrence", PairRow, coders=list(coders), unit=unit, at=at)

    def saturation(
        self, step: Literal["interview", "day"] = "interview", at: int | None = None
    ) -> Table[StepRow]:
        """What was new in which interview, as coded today or after entry `at`. It proves nothing by itself."""
        return self._table("saturation", StepRow, step=step, at=at)

    def estimates(
        self, step: Literal["interview", "day"] = "interview", at: int | None = None
    ) -> Table[EstimateRow]:
        """How many codes there may be, and how much of what people say has one, from the same interviews in order."""
        return self._table("estimates", EstimateRow, step=step, at=at)

    def agreement(
        self,
        codes: Sequence[str] = (),
        coders: Sequence[str] = (),
        unit: Literal["character", "sentence", "turn"] = "character",
        rule: Literal["any", "half", "all"] = "any",
    ) -> Table[AgreementRow]:
        """How far coders agree, by every measure, a row each; what is undefined says why."""
        asked = {"codes": list(codes), "coders": list(coders), "unit": unit, "rule": rule}
        return self._table("agreement", AgreementRow, **asked)

    # ---------- what is looked for ----------

    def find(self, query: str) -> Table[CodingRow]:
        """The codings that a query finds, written as on the page “Find”: `'"Hope" overlaps "Waiting"'`."""
        return self._table("find", CodingRow, query=query)

    def search(
        self, words: str, *, pattern: bool = False, exact: bool = False, where: Literal["", "texts", "memos"] = ""
    ) -> Table[HitRow]:  # fmt: skip
        """Where words are (* for any ending, commas between), or a regular expression where it is a `pattern`."""
        return self._table("search", HitRow, words=words, pattern=pattern, exact=exact, where=where)

    def similar(
        self, words: str = "", *, code: Ref | CodeRow = "", coding: UUID | CodingRow | str = "", most: int = 20
    ) -> Table[SimilarRow]:  # fmt: skip
        """Passages worded like words, near a `code`, or like a `coding`: wording and topic, not meaning.

        Where the study has switched it on, and a model is on the machine. That they were shown is noted, in numbers.
        """
        named = {"code": str(getattr(code, "id", code)), "coding": str(getattr(coding, "id", coding))}
        return self._table("similar", SimilarRow, words=words, most=most, **named)

    def vocabulary(self, without: str = "") -> Table[WordRow]:
        """Which words participants say; `without` the small words of a language: en, es …"""
        return self._table("vocabulary", WordRow, without=without)

    # ---------- what is done ----------

    def apply_code(
        self, source: Ref | SourceRow, code: Ref | CodeRow, start: int, end: int, **more: Any
    ) -> Done:
        """Put a code on the words from `start` up to, not including, `end`."""
        return self.do("apply_code", source=source, code=code, span=(start, end), **more)

    def make_code(self, name: str, **words: Any) -> Done:
        """A new code; `parent`, `definition`, `when` … as the service takes them."""
        return self.do("make_code", name=name, **words)

    def write_memo(self, title: str, body: str, *, kind: str = "theory", about: Sequence[Any] = ()) -> Done:
        """A memo, about rows of tables where it is about something."""
        return self.do("write_memo", kind=kind, title=title, body=body, about=list(about))

    def undo(self) -> Done:
        """Take back my own last act."""
        return self._way.undo(again=False)

    def redo(self) -> Done:
        """Do again what I took back last."""
        return self._way.undo(again=True)

    def report(self, what: str, format: str = "csv") -> File:  # noqa: A002 - the command line's word
        """A file that leaves: codings, themes, codebook … What may not be quoted is not in it, and the trail has it."""
        return self._way.report(what, format)

    def close(self) -> None:
        """Lock what was unlocked for this, and close the databases."""
        self._way.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Study {self._way.told()}>"

    def _table(self, name: str, row: type[Row], **asked: Any) -> Table[Row]:
        return Table(name, row, self._way.rows(name, row, asked))


class Services:
    """Every service: `study.do.merge_codes(into="Waiting", codes=["Sitting"])`. `dir(study.do)` lists them."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def __call__(self, service: str, /, **given: Any) -> Done:
        return self._way.do(service, given)

    def __getattr__(self, service: str) -> Callable[..., Done]:
        if service.startswith("_"):
            raise AttributeError(service)
        return partial(self, service)

    def __dir__(self) -> list[str]:
        return self._way.services()
