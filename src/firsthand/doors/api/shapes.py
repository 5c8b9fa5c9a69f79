"""What travels: the JSON of the reader's API, in and out. Positions are code points, half-open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.analysis.coding.selectors import CodingLine
from firsthand.analysis.framework.selectors import SummaryLine
from firsthand.analysis.memos.selectors import MemoLine
from firsthand.core import finding
from firsthand.field.sources.sight import version_for

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership


# No number of a place, an entry or a version is greater, and no database is asked for one that it cannot keep.
Whole = Annotated[int, Field(ge=0, lt=2**31)]


class Sent(Schema):
    """Anything that writes: `act_id` is the sender's own, so that sent three times it happens once."""

    model_config = ConfigDict(extra="forbid")

    act_id: UUID


class Turned(Sent):
    """An undo or a redo. `of`: the `act_id` under which this member sent the act that is meant, or took it back, or did
    it again; without it, their last one.
    """

    of: UUID | None = None


class NewCoding(Sent):
    """A code on a stretch of words: an existing code by its id, or a path of names (made where they are new)."""

    version: UUID
    start: Whole
    end: Whole
    code: UUID | None = None
    path: list[str] = Field(default=[], max_length=20)
    standpoint: str = ""
    stance: str = ""

    @field_validator("path")
    @classmethod
    def _short(cls, path: list[str]) -> list[str]:
        if any(not name.strip() or len(name) > 200 for name in path):
            raise ValueError("each name has 1 to 200 letters")
        return path


class ChangedCoding(Sent):
    """What is to be different of a coding; what is left out stays. New edges are edges in one `version` of the text."""

    version: UUID | None = None
    start: Whole | None = None
    end: Whole | None = None
    code: UUID | None = None
    standpoint: str | None = None
    stance: str | None = None


class NewMark(Sent):
    """A mark on a stretch of words."""

    version: UUID
    start: Whole
    end: Whole


class NewAnswer(NewMark):
    """That words answer a question of the guide, by its label (“Q06”)."""

    question: str = Field(max_length=12)


class Sought(Schema):
    """A rule, as somebody gives it: see `core.finding.Rule`."""

    kind: str
    sought: str = Field(max_length=2_000)
    reach: str = "match"
    exact: bool = False

    def rule(self) -> finding.Rule:
        """Raises `Problem` where it is none."""
        return finding.Rule(self.kind, self.sought, self.reach, self.exact)  # type: ignore[arg-type]


class ToLookAt(Sought):
    """What a rule would find: in one source or, with `everywhere`, in all; `code` says where it is there already."""

    everywhere: bool = False
    code: UUID | None = None


class Accepted(Schema):
    """One stretch that a rule found and a person accepted."""

    source: UUID
    version: UUID
    start: Whole
    end: Whole


class ToAutocode(Sent, Sought):
    """A rule, its code (or a new one by its path), and what of its finds was accepted."""

    code: UUID | None = None
    path: list[str] = Field(default=[], max_length=20)
    accepted: list[Accepted] = Field(max_length=5_000)


class Asked(Schema):
    """A query, as somebody writes it, and from which of what is found on."""

    query: str = Field(max_length=10_000)
    start: Whole = 0


class About(Schema):
    """What a memo is about, by the table's name in the trail and the row's id: ("coding.coding", …)."""

    table: str
    row: UUID


class NewMemo(Sent):
    """A memo written beside the text."""

    kind: str = "code"
    title: str = Field(default="", max_length=200)
    body: str = Field(default="", max_length=200_000)
    about: list[About] = Field(default=[], max_length=50)


class ChangedMemo(NewMemo):
    """A memo as it should be from now on; `version` is the wording that was looked at, `about` links more."""

    version: Whole


class ChangedSummary(Sent):
    """A summary’s words, and the codings of its cell that it does not stand on; `version` is what was looked at."""

    words: str = Field(max_length=200_000)
    without: list[UUID] | None = Field(default=None, max_length=5_000)
    version: Whole | None = None


class NewSummary(ChangedSummary):
    """A summary of a participant, or of a source, under a code."""

    code: UUID
    participant: UUID | None = None
    source: UUID | None = None


def summary_out(line: SummaryLine) -> dict[str, Any]:
    """A summary, with what it stands on."""
    return {
        "id": line.id, "rows": line.rows, "case": line.case_id, "code": line.code_id, "words": line.words,
        "version": line.version, "writer": line.writer, "at": line.at,
        "stands_on": [one.coding for one in line.footings if not one.aside], "without": sorted(line.aside),
    }  # fmt: skip


def coding_out(by: Membership, line: CodingLine) -> dict[str, Any]:
    """A coding as the reader draws it."""
    return {
        "id": line.id,
        "code": line.code.id,
        "coder": line.coder_id,
        "start": line.span.start,
        "end": line.span.end,
        "standpoint": line.standpoint,
        "stance": line.stance,
        "at": line.at,
        "rule": line.rule,
        "doubtful": line.doubtful,
        "version": version_for(by, line.version_id),
    }


def memo_out(line: MemoLine) -> dict[str, Any]:
    """A memo as it stands beside the words."""
    return {
        "id": line.id,
        "kind": line.kind,
        "title": line.title,
        "body": line.body,
        "version": line.version,
        "author": line.author,
        "at": line.at,
        "about": [
            {"table": target.table, "row": target.row, "called": target.called} for target in line.about
        ],
    }


def code_out(line: CodeLine) -> dict[str, Any]:
    """A code as the palette and the margin need it."""
    return {
        "id": line.id,
        "parent": line.parent_id,
        "path": line.path,
        "name": line.name,
        "plain": line.plain,
        "handle": line.handle,
        "definition": line.definition,
        "when": line.when,
        "when_not": line.when_not,
        "example": line.example,
        "hue": line.hue,
    }
