"""Agreement in a round: of its coders, on its texts, under its codes; as it stood when the round was closed, and now.

How it stood is replayed from the trail, since settling changes codings: afterwards coders did not code apart any more.
A text that was corrected since is counted with the words that it had then. Where a member may not read all of a text,
its earlier versions are not theirs to count, and then it is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.selectors import CodeLine, codebook, codebook_as_of
from firsthand.analysis.coding.columns import CodingColumns, coding_columns
from firsthand.analysis.compare.agreement import Agreement, reckoned
from firsthand.analysis.compare.compared import IN_ROUND, Compared, Document, Unit, laid_out
from firsthand.analysis.compare.looking import settled_on
from firsthand.analysis.compare.then import counted_then
from firsthand.analysis.rounds.models import Round
from firsthand.analysis.rounds.selectors import with_those_below
from firsthand.core.agreement.coefficient import Coefficient
from firsthand.core.agreement.intervals import SEED
from firsthand.core.agreement.segmenting import Rule
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in
from firsthand.field.sources.models import Source
from firsthand.field.sources.sight import kept_from, number_for, readable, seen
from firsthand.field.sources.texts import sizes
from firsthand.field.sources.unseen import coding_blind
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.remembering import remembered
from firsthand.ground.trail.replay import Tables, as_of_each
from firsthand.ground.trail.rows import label_of

CODING, SOURCE, CODE, BYSTANDER = "coding.coding", "sources.source", "codebook.code", "fieldwork.bystander"
REPLAYED = (CODING, SOURCE, CODE, BYSTANDER)


@dataclass(frozen=True, slots=True)
class OverRounds:
    """A closed round in one line: all codes together, as they stood when it was closed; or why there is nothing.

    `n`: how many characters could have been coded, each asked once for each of so many `codes`.
    """

    number: int
    closed_at: datetime
    coders: list[str]
    documents: int = 0
    n: int = 0
    codes: int = 0
    found: dict[str, Coefficient] = field(default_factory=dict)
    why_not: str = ""


def agreement_in_round(
    by: Membership, row: Round, *, then: bool, unit: Unit = "character", rule: Rule = "any", seed: int = SEED
) -> Agreement:
    """How far a round’s coders agreed when it was closed (`then`), or do as their codings stand now.

    Raises `Problem` where the round is open, or nothing of it is left to compare.
    """
    require(by, "study.read")
    _require_closed(row)
    what = ("agreement in round", by.id, row.id, then, unit, rule, seed)
    return remembered(
        what, row.study_id, lambda: reckoned(by, _of(by, row, then), unit=unit, rule=rule, seed=seed)
    )


def over_rounds(by: Membership) -> list[OverRounds]:
    """Every closed round, the first one first, each as it stood when it was closed. The trail is gone over once."""
    require(by, "study.read")
    return remembered(("agreement over rounds", by.id), by.study_id, lambda: list(_over_rounds(by)))


def _over_rounds(by: Membership) -> Iterator[OverRounds]:
    closed = Round.objects.filter(study_id=by.study_id, closed_at__isnull=False)
    ended = {number: row for row in closed if (number := _end_of(row)) is not None}
    lines = []
    for number, tables in as_of_each(by.study_id, ended, REPLAYED):
        row = ended[number]
        line = OverRounds(row.number, cast(datetime, row.closed_at), [name for _key, name in _coders(row)])
        try:
            lines.append(_told(line, reckoned(by, _then(by, row, tables))))
        except Problem as problem:
            lines.append(replace(line, why_not=str(problem)))
    yield from sorted(lines, key=lambda one: one.number)


def _told(line: OverRounds, found: Agreement) -> OverRounds:
    whole = found.whole.found | (found.whole.pairs[0].found if len(found.coders) == 2 else {})
    codes = len(found.codes)
    n = whole["percent"].basis.n // max(codes, 1)
    return replace(line, documents=len(found.documents), n=n, codes=codes, found=whole)


def _require_closed(row: Round) -> None:
    if row.closed_at is None:
        raise Problem(
            _("Round %(number)s is still open: how far its coders agree is told when it is closed.")
            % {"number": row.number}
        )


def _of(by: Membership, row: Round, then: bool) -> Compared:
    if not then:
        return _now(by, row)
    number = _end_of(row)
    for _number, tables in as_of_each(row.study_id, [] if number is None else [number], REPLAYED):
        return _then(by, row, tables)
    raise Problem(_("The trail does not tell when this round was closed."))


def _end_of(row: Round) -> int | None:
    """The entry that closed the round: the last one, where it was opened again in between."""
    closings = Entry.objects.filter(study_id=row.study_id, act="round.close", kind=Entry.Kind.ACT)
    label = label_of(Round)
    for number, changes in closings.order_by("-number").values_list("number", "changes"):
        if any(change[0] == label and change[1] == row.id.hex for change in changes):
            return int(number)
    return None


def _now(by: Membership, row: Round) -> Compared:
    sources = dict(_sources(by, row).values_list("id", "current"))
    tree = codebook(by)
    columns = _narrowed(coding_columns(by), row, set(sources.values()), _within(row, tree))
    unasked = bystanders_in(by, sources.values())
    settled = settled_on(by, sources.values())
    return _laid_out(by, row, columns, sources, tree, unasked, settled)


def _then(by: Membership, row: Round, tables: Tables) -> Compared:
    was = tables.get(SOURCE, {})
    sources = {
        key: UUID(was[key.hex]["current"])
        for key in _sources(by, row).values_list("id", flat=True)
        if key.hex in was
    }
    there = sizes(by, set(sources.values()) - kept_from(by))
    sources = {key: version for key, version in sources.items() if version in there}
    tree = codebook_as_of(by, tables)
    columns = _narrowed(
        _columns(by, tables, set(sources.values())), row, set(sources.values()), _within(row, tree)
    )
    return _laid_out(by, row, columns, sources, tree, _unasked(by, tables, set(sources.values())), 0)


def _sources(by: Membership, row: Round) -> QuerySet[Source]:
    """The round’s sources that this member reads, but those that they code blind elsewhere."""
    ids = row.sources.values_list("source_id", flat=True)
    return readable(by).filter(id__in=[one for one in ids if one not in coding_blind(by)])


def _laid_out(
    by: Membership, row: Round, columns: CodingColumns, sources: dict[UUID, UUID], tree: Sequence[CodeLine],
    unasked: dict[UUID, list[Span]], settled: int,
) -> Compared:  # fmt: skip
    """A round’s texts were looked at by all of its coders: it is closed."""
    if not sources:
        raise Problem(_("No text of this round is left to compare."))
    people = _coders(row)
    numbers = dict(_sources(by, row).values_list("id", "number"))
    documents = sorted(
        (Document(version, key, number_for(by, numbers[key])) for key, version in sources.items()),
        key=lambda one: one.number,
    )
    used = set(columns.codes)
    return laid_out(
        by, columns, {version: {key for key, _name in people} for version in sources.values()}, documents,
        people=people, codes=[line for line in tree if line.id in used], unasked=unasked, settled=settled,
        everybody=people, codable=IN_ROUND,
    )  # fmt: skip


def _coders(row: Round) -> list[tuple[UUID, str]]:
    return sorted(row.coders.values_list("coder_id", "coder__name"), key=lambda one: one[1].casefold())


def _within(row: Round, tree: Sequence[CodeLine]) -> set[UUID] | None:
    """The codes that the round is about; None for all."""
    return with_those_below(tree, set(row.codes.values_list("code", flat=True)))


def _narrowed(
    columns: CodingColumns, row: Round, versions: set[UUID], codes: set[UUID] | None
) -> CodingColumns:
    """Only what the round’s coders put on its texts, under its codes."""
    coders = {key for key, _name in _coders(row)}
    kept = (
        _in(versions, columns.versions)[columns.version]
        & _in(coders, columns.coders)[columns.coder]
        & _in(set(columns.codes) if codes is None else codes, columns.codes)[columns.code]
    )
    used, code = np.unique(columns.code[kept], return_inverse=True)
    return CodingColumns(
        columns.versions, [columns.codes[place] for place in used], columns.coders, columns.version[kept], code,
        columns.coder[kept], columns.start[kept], columns.end[kept],
    )  # fmt: skip


def _in(wanted: set[UUID], every: Sequence[UUID]) -> npt.NDArray[np.bool_]:
    return np.array([one in wanted for one in every], dtype=np.bool_)


def _columns(by: Membership, tables: Tables, versions: set[UUID]) -> CodingColumns:
    """The codings as they stood, on these text versions, as this member may count them."""
    wanted = {version.hex for version in versions}
    rows = [(key, values) for key, values in tables.get(CODING, {}).items() if values["version_id"] in wanted]
    places: tuple[dict[str, int], ...] = ({}, {}, {})
    numbers = []
    for values in counted_then(by, rows):
        span = seen(by, UUID(values["version_id"]), Span(values["start"], values["end"]))
        if span is not None:
            named = (values["version_id"], values["code_id"], values["coder_id"])
            ids = [known.setdefault(one, len(known)) for known, one in zip(places, named, strict=True)]
            numbers.append((*ids, span.start, span.end))
    columns = np.array(numbers, dtype=np.int64).reshape(-1, 5).T.copy()
    named_by, codes, coders = ([UUID(one) for one in known] for known in places)
    return CodingColumns(named_by, codes, coders, *columns)


def _unasked(by: Membership, tables: Tables, versions: set[UUID]) -> dict[UUID, list[Span]]:
    """The words of people who were not asked: as they were marked then, and as they are now."""
    found: dict[UUID, list[Span]] = defaultdict(list, bystanders_in(by, versions))
    for values in tables.get(BYSTANDER, {}).values():
        version = UUID(values["version_id"])
        span = seen(by, version, Span(values["start"], values["end"])) if version in versions else None
        if span is not None and span not in found[version]:
            found[version].append(span)
    return {version: sorted(spans) for version, spans in found.items()}
