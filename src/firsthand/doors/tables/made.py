"""The tables of a study, made for one member: what they may not know of is in none of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import code as code_called
from firsthand.analysis.codebook.selectors import codebook
from firsthand.analysis.coding.counts import CodeCount, counts, counts_by_source
from firsthand.analysis.coding.excerpts import excerpts
from firsthand.analysis.framework.frame import frame
from firsthand.analysis.memos import selectors as memos
from firsthand.analysis.themes import selectors as themes
from firsthand.core.problems import NotThere, Problem
from firsthand.doors.tables import counted, rows, sought
from firsthand.doors.tables.counted_rows import (
    AgreementRow,
    EstimateRow,
    MatrixRow,
    PairRow,
    StepRow,
    WordRow,
)
from firsthand.doors.tables.found import Found
from firsthand.doors.tables.rows import CellRow
from firsthand.field.interviews.selectors import interviews
from firsthand.field.people.selectors import people
from firsthand.field.sources.selectors import sources
from firsthand.giving_back.member_checks.selectors import packs
from firsthand.giving_back.record import told
from firsthand.giving_back.writing.selectors import documents
from firsthand.giving_back.writing.shape import pieces
from firsthand.giving_back.writing.showing import paper
from firsthand.ground.studies.selectors import members

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership

ALL = 10_000_000

# What fits what a table is declared to ask for (“Any”: one of several texts, which the analysis itself looks at).
FITTING: dict[str, tuple[type, ...]] = {
    "str": (str,), "Any": (str,), "bool": (bool,), "int": (int,), "int | None": (int, type(None)),
    "Sequence[str]": (list, tuple),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A table there is: what its rows are, and how they are made."""

    row: type
    make: Callable[..., Iterable[Any] | Found[Any]]

    @property
    def asks(self) -> dict[str, inspect.Parameter]:
        """What one may say about which table it is to be, by name."""
        (_by, *asks) = inspect.signature(self.make).parameters.values()
        return {one.name: one for one in asks}


def made(by: Membership, name: str, asked: dict[str, Any]) -> Found[Any]:
    """The rows of the table of that name. Raises `NotThere`, and `Problem` for what that table does not ask for."""
    kind = kind_of(name)
    _require_fitting(name, kind.asks, asked)
    found = kind.make(by, **asked)
    return found if isinstance(found, Found) else Found(found)


def _require_fitting(name: str, asks: dict[str, inspect.Parameter], asked: dict[str, Any]) -> None:
    """Raises `Problem` for what a table does not ask for, what it has to be told, and what is not of the kind."""
    there = ", ".join(asks) or _("nothing")
    wrong = [
        one for one in asked if one not in asks or not isinstance(asked[one], FITTING[asks[one].annotation])
    ]
    wrong += [one for one, says in asks.items() if says.default is says.empty and one not in asked]
    if wrong:
        raise Problem(
            _("“%(wrong)s” is missing, or not what the table “%(name)s” asks for. It asks for: %(there)s.")
            % {"wrong": ", ".join(wrong), "name": name, "there": there}
        )


def kind_of(name: str) -> Kind:
    """The kind of table of that name. Raises `NotThere`."""
    if name not in KINDS:
        raise NotThere(
            _("There is no table “%(name)s”. There are: %(all)s.") % {"name": name, "all": ", ".join(KINDS)}
        )
    return KINDS[name]


def _sources(by: Membership) -> Iterable[rows.SourceRow]:
    codings = counts_by_source(by)
    for line in sources(by):
        yield rows.SourceRow(
            line.id, line.ref, line.number, line.title, line.kind, line.format, line.file_name, line.length, line.turns,
            codings.get(line.version_id, 0), tuple(one.label for one in line.people), line.attributes,
        )  # fmt: skip


def _codes(by: Membership) -> Iterable[rows.CodeRow]:
    counted = counts(by)
    for line in codebook(by):
        count = counted.get(line.id, CodeCount(0, 0, 0))
        yield rows.CodeRow(
            line.id, line.parent_id, line.depth, line.path, line.name, line.plain_name, line.definition, line.when,
            line.when_not, line.example, line.handle, count.codings, count.sources, count.coders,
        )  # fmt: skip


def _codings(by: Membership) -> Iterable[rows.CodingRow]:
    return map(sought.coding_row, excerpts(by))


def _participants(by: Membership) -> Iterable[rows.ParticipantRow]:
    for one in people(by):
        yield rows.ParticipantRow(one.id, one.label, one.pseudonym, one.attributes)


def _memos(by: Membership) -> Iterable[rows.MemoRow]:
    for line in memos.memos(by):
        about = tuple(f"{one.what}: {one.called}" for one in line.about)
        yield rows.MemoRow(
            line.id, line.number, line.kind, line.title, line.body, line.version, line.author, line.at, about
        )


def _themes(by: Membership) -> Iterable[rows.ThemeRow]:
    for line in themes.themes(by):
        evidence = len(line.evidence) + sum(len(claim.evidence) for claim in line.claims)
        yield rows.ThemeRow(
            line.id, line.name, line.plain_name, line.idea, tuple(code.full_path for code in line.codes),
            len(line.claims), evidence, len(line.codings), line.people, line.sources,
        )  # fmt: skip


def _claims(by: Membership) -> Iterable[rows.ClaimRow]:
    for line in themes.themes(by):
        for claim in line.claims:
            yield rows.ClaimRow(
                claim.id, line.id, line.name, claim.sentence, len(claim.evidence), len(claim.on("for")),
                len(claim.on("against")), tuple(map(str, claim.flags)),
            )  # fmt: skip


def _checks(by: Membership) -> Iterable[rows.CheckRow]:
    for pack in packs(by):
        for line in pack.lines:
            said = line.latest
            yield rows.CheckRow(
                line.id, pack.person.label, line.kind, line.row, pack.at, pack.by, line.words,
                said.answer if said else "", said.text if said else "", said.at if said else None,
                said.outcome if said else "", said.reason if said else "",
            )  # fmt: skip


def _documents(by: Membership) -> Iterable[rows.DocumentRow]:
    for line in documents(by):
        made = paper(by, line)
        quoted = dict.fromkeys(one["value"] for one in pieces(line.blocks) if one["type"] == "excerpt")
        yield rows.DocumentRow(
            line.id, line.ref, line.title, "\n".join(part.words for part in made.parts), line.words, tuple(quoted),
            len(made.gaps), line.version, line.by, line.at,
        )  # fmt: skip


def _framework(by: Membership, rows: Any = "participants", codes: Sequence[str] = ()) -> Iterable[CellRow]:
    for cell in frame(by, rows=rows, codes=[code_called(by, one).id for one in codes]):
        stands = cell.summary
        yield CellRow(
            stands.id if stands else None, cell.case.id, cell.case.name, cell.code.id, cell.code.name, cell.state,
            cell.words, tuple(map(str, cell.marks)), tuple(cell.since.told), stands.version if stands else None,
            stands.writer if stands else "",
        )  # fmt: skip


def _trail(by: Membership) -> Iterable[rows.EntryRow]:
    for one in told(by, limit=ALL)[::-1]:
        yield rows.EntryRow(
            one.number, one.at, one.by, one.act, one.kind, one.sentence, one.undone, one.reason
        )


def _members(by: Membership) -> Iterable[rows.MemberRow]:
    for one in members(by):
        if one.here:
            yield rows.MemberRow(one.id, one.name, one.role)


def _interviews(by: Membership) -> Iterable[rows.InterviewRow]:
    for one in interviews(by):
        yield rows.InterviewRow(one.source.id, one.source.ref, one.on, one.asked_by, one.place)


KINDS = {
    "sources": Kind(rows.SourceRow, _sources),
    "codes": Kind(rows.CodeRow, _codes),
    "codings": Kind(rows.CodingRow, _codings),
    "participants": Kind(rows.ParticipantRow, _participants),
    "interviews": Kind(rows.InterviewRow, _interviews),
    "memos": Kind(rows.MemoRow, _memos),
    "themes": Kind(rows.ThemeRow, _themes),
    "claims": Kind(rows.ClaimRow, _claims),
    "checks": Kind(rows.CheckRow, _checks),
    "documents": Kind(rows.DocumentRow, _documents),
    "trail": Kind(rows.EntryRow, _trail),
    "members": Kind(rows.MemberRow, _members),
    "matrix": Kind(MatrixRow, counted.matrix),
    "framework": Kind(CellRow, _framework),
    "cooccurrence": Kind(PairRow, counted.cooccurrence),
    "saturation": Kind(StepRow, counted.saturation),
    "estimates": Kind(EstimateRow, counted.estimates),
    "agreement": Kind(AgreementRow, counted.agreement),
    "find": Kind(rows.CodingRow, sought.find),
    "search": Kind(rows.HitRow, sought.search),
    "similar": Kind(rows.SimilarRow, sought.similar),
    "vocabulary": Kind(WordRow, sought.vocabulary),
}
