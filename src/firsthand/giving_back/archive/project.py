"""The package's codings as a REFI-QDA project, and its codebook: texts, codes and cases under ids that stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from uuid import UUID

from firsthand.analysis.codebook.selectors import WORDS, CodeLine
from firsthand.core.hues import COLORS
from firsthand.core.spans import Span
from firsthand.exchange.projects.codes import described
from firsthand.exchange.projects.ids import guid_of
from firsthand.exchange.projects.project import Case, Code, Coding, Project, Selection, Text, User
from firsthand.exchange.projects.refi.elements import derived
from firsthand.exchange.projects.refi.writing import write_codebook, write_project
from firsthand.field.people.selectors import Person
from firsthand.giving_back.archive.cut import CutText
from firsthand.giving_back.archive.tables import Kept
from firsthand.ground.studies.models import Study

ORIGIN = "Firsthand"


class AsProject:
    """What goes, as a project has it."""

    def __init__(
        self, study: Study, codes: Sequence[CodeLine], coders: Mapping[UUID, str], people: Iterable[Person]
    ) -> None:
        self._study, self._codes = study, codes
        self._coders, self._people = coders, list(people)

    def codebook(self) -> bytes:
        """The codebook, as a .qdc."""
        out = BytesIO()
        write_codebook(out, Project(guid="", origin=ORIGIN, codes=[self._code(line) for line in self._codes]))
        return out.getvalue()

    def project(self, cut: Sequence[CutText], kept: Sequence[Kept]) -> bytes:
        """Everything, as a .qdpx."""
        project = Project(
            guid="", name=self._study.title, origin=ORIGIN,
            users=[User(guid=self._guid(key), name=name) for key, name in self._coders.items()],
            codes=[self._code(line) for line in self._codes],
            cases=[self._case(person, cut) for person in self._people],
        )  # fmt: skip
        there: dict[UUID, list[Selection]] = defaultdict(list)
        for line, text, (start, end) in kept:
            guid, by = self._guid(line.id), self._guid(line.coder_id)
            there[text.line.id].append(
                Selection(
                    guid=derived(guid, "selection"), by=by, span=Span(start, end), raw=(start, end),
                    codings=[Coding(guid=guid, code=self._guid(line.code.id), by=by)],
                )
            )  # fmt: skip
        out = BytesIO()
        write_project(out, project, (self._text(one, there[one.line.id]) for one in cut))
        return out.getvalue()

    def _text(self, cut: CutText, selections: list[Selection]) -> Text:
        guid = self._guid(cut.line.id)
        return Text(
            guid=guid, name=cut.line.ref, words=cut.words, path=f"internal://{guid}.txt",
            selections=selections,
        )  # fmt: skip

    def _case(self, person: Person, cut: Sequence[CutText]) -> Case:
        sources = [self._guid(one.line.id) for one in cut if person.id in one.going.people]
        return Case(guid=self._guid(person.id), name=person.pseudonym, sources=sources)

    def _code(self, line: CodeLine) -> Code:
        return Code(
            guid=self._guid(line.id), name=line.name, color=COLORS[line.hue],
            parent=self._guid(line.parent_id) if line.parent_id else "",
            description=described({field: getattr(line, field) for field in WORDS}),
        )  # fmt: skip

    def _guid(self, row: UUID) -> str:
        return guid_of(self._study.id, row)
