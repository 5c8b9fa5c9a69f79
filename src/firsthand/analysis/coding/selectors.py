"""Reading codings: where they are, and whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import CodeLine, Known
from firsthand.analysis.coding.models import Coding, Stance, Standpoint
from firsthand.analysis.coding.readable import (
    countable,
    countable_under,
    has_bystanders,
    on_bystanders,
    readable,
)
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import kept_people
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source
from firsthand.field.sources.sight import fetched_with_source, seen
from firsthand.field.sources.texts import NAMED_AT_ONCE, texts
from firsthand.field.sources.unseen import RULE, coding_blind, unseen
from firsthand.ground.calling.selectors import calls_differently, own_words
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CodingLine:
    """A coding as the reading page and tables need it: no words, only where they are."""

    id: UUID
    version_id: UUID
    code: CodeLine
    coder: str
    coder_id: UUID
    span: Span
    standpoint: str
    stance: str
    at: datetime
    rule: int = 0  # the number of the rule that made it
    doubtful: bool = False  # whether its words were altered by a correction, and nobody has looked since


def codings_of(by: Membership, source: Source) -> list[CodingLine]:
    """The codings of a source's standing text, in order of place."""
    return list(as_lines(by, readable(by).filter(version_id=source.current).order_by("start", "end", "id")))


def doubtful_of(by: Membership, source: Source) -> list[CodingLine]:
    """The codings of a source whose words a revision altered or lost, until somebody settles where they are."""
    rows = readable(by).filter(version__source_id=source.id, was_in__isnull=False)
    return list(as_lines(by, rows.order_by("was_start", "was_end", "id")))


def lost_of(by: Membership, source: Source) -> list[tuple[CodingLine, str]]:
    """The doubtful codings of a source that found no place in its standing text, with the words they were on."""
    lines = [line for line in doubtful_of(by, source) if line.version_id != source.current]
    opened = texts(by, {line.version_id for line in lines})
    return [(line, line.span.words_in(opened[line.version_id].words)) for line in lines]


def all_codings(by: Membership, codes: Iterable[Code | UUID] | None = None) -> list[CodingLine]:
    """Every coding of the study, or of some codes, by text and place."""
    rows = countable(by) if codes is None else countable_under(by, codes)
    return list(as_lines(by, rows.order_by("version_id", "start", "end", "id")))


def each_coding(by: Membership) -> Iterable[CodingLine]:
    """Every coding of the study, one after the other: for what goes through very many of them once."""
    return as_lines(by, countable(by).order_by("version_id", "start", "end", "id"))


def uncounted_codings(by: Membership, codes: Iterable[UUID] | None = None) -> list[CodingLine]:
    """The codings, of some codes or all, that stand on a bystander’s words alone."""
    rows = readable(by) if codes is None else readable(by).filter(code_id__in=set(codes))
    return list(as_lines(by, rows.filter(on_bystanders(by)))) if has_bystanders(by) else []


def quoted_lines(by: Membership, ids: Iterable[UUID]) -> list[CodingLine]:
    """Those of some codings that are there, and may be counted and quoted: without words."""
    return those(by, countable(by), set(ids))


def chosen_codings(by: Membership, ids: Iterable[UUID]) -> list[tuple[Coding, CodingLine]]:
    """Codings that somebody chose, by text and place, each as row and as line. Raises `NotThere` where one is not."""
    wanted = set(ids)
    lines = sorted(those(by, readable(by), wanted), key=lambda line: (str(line.version_id), line.span))
    if len(lines) < len(wanted):
        raise NotThere(_("There is no such coding in this study."))
    rows = Coding.objects.filter(study_id=by.study_id).select_related("version").in_bulk(wanted)
    return [(rows[line.id], line) for line in lines]


def coding(by: Membership, coding_id: UUID) -> Coding:
    """One coding. Raises `NotThere`."""
    sentence = _("There is no such coding in this study.")
    row = fetched_with_source(by, Coding, coding_id, sentence)
    if row.whose_id in kept_people(by) or seen(by, row.version_id, row.span) is None or _is_blind(by, row):
        raise NotThere(sentence)
    return row


def _is_blind(by: Membership, row: Coding) -> bool:
    """Whether this is another's coding of a text that the member codes without seeing how others do."""
    blind = coding_blind(by)
    return bool(blind) and row.coder_id != by.id and row.version.source_id in blind


def coding_line(by: Membership, coding_id: UUID) -> CodingLine:
    """One coding as the reading page needs it. Raises `NotThere`."""
    for line in as_lines(by, readable(by).filter(pk=coding_id)):
        return line
    raise NotThere(_("There is no such coding in this study."))


def those(by: Membership, rows: QuerySet[Coding], wanted: set[UUID]) -> list[CodingLine]:
    """The codings of `rows` that are wanted: named to the database where they are few."""
    if len(wanted) <= NAMED_AT_ONCE:
        return list(as_lines(by, rows.filter(id__in=wanted))) if wanted else []
    return [line for line in as_lines(by, rows) if line.id in wanted]


def standpoints(by: Membership) -> list[tuple[str, str]]:
    """From where words can speak, each with what people call it; those who come as the study calls them."""
    named = dict.fromkeys(Standpoint, "")
    if calls_differently(by):
        named[Standpoint.MEMBER] = _("about %(people)s") % {"people": own_words(by).person_many}
    return [(one.value, named[one] or str(one.label)) for one in Standpoint]


def stances() -> list[tuple[str, str]]:
    """How words can stand to their code, each with what people call it."""
    return [(one.value, str(one.label)) for one in Stance]


def as_lines(by: Membership, rows: QuerySet[Coding]) -> Iterable[CodingLine]:
    """Codings in the order of `rows`.

    Ids and times are taken as text: most ids come again and again and need to be made only once, and a time is
    read faster than Django reads it. For thousands of codings that halves what it costs to list them.
    """
    names = {one.id: one.name for one in members(by)}
    cut, numbered = bool(absent(by).cuts), unseen(by)
    codes = _Once(Known(by).__getitem__)
    coders = _Once(lambda coder_id: (coder_id, names[coder_id]))
    versions = _Once(lambda version_id: version_id)
    written = [Cast(name, TextField()) for name in ("id", "version_id", "code_id", "coder_id", "at")]
    asked = rows.values_list(*written, "start", "end", "standpoint", "stance", "rule__number", "was_in")
    for key, version, code, coder, at, start, end, standpoint, stance, rule, was in asked.iterator(2000):
        coder_id, name = coders[coder]
        span = seen(by, versions[version], Span(start, end)) if cut else Span(start, end)
        if span is None:
            continue
        yield CodingLine(
            UUID(key), versions[version], codes[code], name, coder_id, span, standpoint, stance, _moment(at),
            numbered.number(RULE, rule) if rule else 0, was is not None,
        )  # fmt: skip


class _Once(dict[str, T]):
    """What is made of an id, by the id as the database writes it, made once."""

    def __init__(self, make: Callable[[UUID], T]) -> None:
        self._make = make

    def __missing__(self, written: str) -> T:
        self[written] = made = self._make(UUID(written))
        return made


def _moment(written: str) -> datetime:
    """A time as the database writes it: PostgreSQL with “+00” behind it, SQLite without. Both are UTC."""
    return datetime.fromisoformat(written if "+" in written else f"{written}+00:00")
