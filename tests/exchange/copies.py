"""A copy of a study in somebody else's hands: read from the file that went out, changed there, and written again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import uuid4

from firsthand.core.spans import Span
from firsthand.exchange.projects.bringing_in import bring_in, look_over
from firsthand.exchange.projects.loss import LossReport
from firsthand.exchange.projects.merging.differences import Choices, Difference
from firsthand.exchange.projects.project import Case, Code, Coding, Project, Selection, Text
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.exchange.projects.refi.writing import write_project
from firsthand.exchange.projects.taking_out import take_out


@dataclass
class Copy:
    """A project as another program has it open."""

    project: Project
    texts: list[Text]
    report: LossReport = field(default_factory=LossReport)

    @classmethod
    def of(cls, by: Any) -> Copy:
        """The study goes out, and is opened there."""
        written = BytesIO()
        take_out(by, to=written)
        return cls.opened(written.getvalue())

    @classmethod
    def opened(cls, data: bytes) -> Copy:
        """A file, opened there."""
        with open_project(BytesIO(data), "copy.qdpx") as file:
            return cls(file.project, [text for text in file.sources() if isinstance(text, Text)])

    def code(self, name: str) -> Code:
        return next(one for one in self.project.codes if one.name == name)

    def memo(self, title: str) -> Text:
        return next(one for one in self.project.memos if one.name == title)

    def case(self, name: str) -> Case:
        return next(one for one in self.project.cases if one.name == name)

    def text(self, title: str) -> Text:
        return next(one for one in self.texts if one.name == title)

    def codings(self, title: str) -> list[tuple[Selection, Coding]]:
        return [(one, coding) for one in self.text(title).selections for coding in one.codings]

    def new_code(self, name: str, parent: str = "") -> Code:
        made = Code(
            guid=str(uuid4()), name=name, color="#303489", parent=self.code(parent).guid if parent else ""
        )
        at = next(
            (place for place, one in enumerate(self.project.codes, 1) if one.guid == made.parent), 10**6
        )
        self.project.codes.insert(at, made)
        return made

    def coded(self, title: str, code: str, span: Span, by: str = "") -> Coding:
        """Somebody codes there."""
        user = next((one.guid for one in self.project.users if one.name == by), "")
        made = Coding(guid=str(uuid4()), code=self.code(code).guid, by=user, at="2026-11-20T10:00:00Z")
        where = Selection(guid=str(uuid4()), by=user, span=span, codings=[made])
        self.text(title).selections.append(where)
        return made

    def uncoded(self, title: str, coding: str) -> None:
        """Somebody takes a coding off there."""
        for selection in self.text(title).selections:
            selection.codings = [one for one in selection.codings if one.guid != coding]
        text = self.text(title)
        text.selections = [one for one in text.selections if one.codings]

    def noted(self, title: str, body: str) -> Text:
        made = Text(guid=str(uuid4()), name=title, words=body, inline=True)
        self.project.memos.append(made)
        return made

    def renumbered(self) -> Copy:
        """As a program writes it that gives out GUIDs of its own, each time anew."""
        new: dict[str, str] = {}

        def other(guid: str) -> str:
            return new.setdefault(guid, str(uuid4())) if guid else ""

        project = self.project
        for thing in (*project.users, *project.codes, *project.variables, *project.cases, *project.memos):
            thing.guid = other(thing.guid)
        for code in project.codes:
            code.parent, code.notes = other(code.parent), [other(one) for one in code.notes]
        for memo in project.memos:
            memo.by, memo.changed_by = other(memo.by), other(memo.changed_by)
        for case in project.cases:
            case.sources = [other(one) for one in case.sources]
            for value in case.values:
                value.variable = other(value.variable)
        for text in self.texts:
            text.guid, text.by = other(text.guid), other(text.by)
            text.path, text.notes = f"internal://{text.guid}.txt", [other(one) for one in text.notes]
            for value in text.values:
                value.variable = other(value.variable)
            for selection in text.selections:
                selection.guid, selection.by = other(selection.guid), other(selection.by)
                for coding in selection.codings:
                    coding.guid, coding.by, coding.code = (
                        other(coding.guid),
                        other(coding.by),
                        other(coding.code),
                    )
                    coding.notes = [other(one) for one in coding.notes]
        project.origin = "QualCoder"
        return self

    def written(self) -> bytes:
        out = BytesIO()
        write_project(out, self.project, self.texts)
        return out.getvalue()

    def comes(self, by: Any, choices: Choices | None = None, *, only_looked_at: bool = False) -> LossReport:
        """The copy comes back."""
        step: Callable[..., LossReport] = look_over if only_looked_at else bring_in
        with open_project(BytesIO(self.written()), "copy.qdpx") as file:
            return step(by, file=file, name="copy.qdpx", choices=choices or Choices())


def told(report: LossReport) -> list[tuple[str, str, str, str]]:
    """What differed: kind, part, on which side, and what became of it."""
    return sorted((one.kind, one.part, one.how.value, one.choice) for one in report.differences)


def the_one(report: LossReport, kind: str, part: str = "") -> Difference:
    """The one difference of that kind and part."""
    (found,) = (one for one in report.differences if (one.kind, one.part) == (kind, part))
    return found
