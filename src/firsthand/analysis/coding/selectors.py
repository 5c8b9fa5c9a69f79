"""Reading codings, and the words they stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.selectors import CodeLine, Known
from firsthand.analysis.coding.models import Coding, Rule, Stance, Standpoint
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import kept_people
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.people.selectors import Person
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import SourceLine, lines_by_text
from firsthand.field.sources.sight import fetched_with_source, kept_from, seen
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import NAMED_AT_ONCE, talks, texts
from firsthand.field.sources.unseen import RULE, coding_blind, unseen
from firsthand.ground.calling.selectors import calls_differently, own_words
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.studies.selectors import members
from firsthand.ground.trail.models import Entry
from firsthand.ground.trail.recording import Change
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values
from firsthand.ground.trail.since import within_one_look

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


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The coded words, with all that is needed to cite them and to find them again."""

    coding: CodingLine
    source: SourceLine
    words: str
    place: str  # “turn 12” or “line 40”
    said_by: tuple[str, ...]  # pseudonyms, or labels where no participant was named
    people: tuple[Person, ...]
    held: str = ""  # “no” or “review”: why the words are not here, where they were asked for to be quoted


def codings_of(by: Membership, source: Source) -> list[CodingLine]:
    """The codings of a source's standing text, in order of place."""
    return list(_lines(by, _codings(by).filter(version_id=source.current).order_by("start", "end", "id")))


@dataclass(frozen=True, slots=True)
class CodingRows:
    """Many codings as bare rows: id, place in `codes`, place in `coders`, start, end, standpoint, stance, time, rule,
    doubtful.

    Ids and times are text. Fifty thousand codings as objects would cost a second to make.
    """

    codes: list[str]
    coders: list[str]
    rows: list[tuple[Any, ...]]


def coding_rows(by: Membership, source: Source) -> CodingRows:
    """The codings of a source's standing text, by place, as bare rows."""
    written = [Cast(name, TextField()) for name in ("id", "code_id", "coder_id", "at")]
    asked = _codings(by).filter(version_id=source.current).order_by("start", "end", "id")
    codes, coders = _Places(), _Places()
    cut, numbered = absent(by).cuts.get(source.current), unseen(by)
    rows = [
        (
            _dashed(key),
            codes[code],
            coders[coder],
            *((start, end) if cut is None else cut.edges(start, end)),
            standpoint,
            stance,
            f"{at[:10]}T{at[11:19]}Z",
            numbered.number(RULE, rule) if rule else 0,
            int(was is not None),
        )
        for key, code, coder, at, start, end, standpoint, stance, rule, was in asked.values_list(
            *written, "start", "end", "standpoint", "stance", "rule__number", "was_in"
        ).iterator(5000)
    ]
    return CodingRows([*map(_dashed, codes)], [*map(_dashed, coders)], rows)


class _Places(dict[str, int]):
    """The place of each value in the order in which they came."""

    def __missing__(self, value: str) -> int:
        self[value] = place = len(self)
        return place


def _dashed(written: str) -> str:
    """An id as it travels, from how the database writes it: PostgreSQL with dashes, SQLite without."""
    if len(written) == 36:
        return written
    return f"{written[:8]}-{written[8:12]}-{written[12:16]}-{written[16:20]}-{written[20:]}"


def doubtful_of(by: Membership, source: Source) -> list[CodingLine]:
    """The codings of a source whose words a revision altered or lost, until somebody settles where they are."""
    rows = _codings(by).filter(version__source_id=source.id, was_in__isnull=False)
    return list(_lines(by, rows.order_by("was_start", "was_end", "id")))


def lost_of(by: Membership, source: Source) -> list[tuple[CodingLine, str]]:
    """The doubtful codings of a source that found no place in its standing text, with the words they were on."""
    lines = [line for line in doubtful_of(by, source) if line.version_id != source.current]
    opened = texts(by, {line.version_id for line in lines})
    return [(line, line.span.words_in(opened[line.version_id].words)) for line in lines]


def all_codings(by: Membership, codes: Iterable[Code | UUID] | None = None) -> list[CodingLine]:
    """Every coding of the study, or of some codes, by text and place."""
    rows = _counted_codings(by) if codes is None else _codings_under(by, codes)
    return list(_lines(by, rows.order_by("version_id", "start", "end", "id")))


def each_coding(by: Membership) -> Iterable[CodingLine]:
    """Every coding of the study, one after the other: for what goes through very many of them once."""
    return _lines(by, _counted_codings(by).order_by("version_id", "start", "end", "id"))


def uncounted_codings(by: Membership, codes: Iterable[UUID] | None = None) -> list[CodingLine]:
    """The codings, of some codes or all, that stand on a bystander’s words alone."""
    rows = _codings(by) if codes is None else _codings(by).filter(code_id__in=set(codes))
    return list(_lines(by, rows.filter(_around_it(by)))) if _has_bystanders(by) else []


def chosen_codings(by: Membership, ids: Iterable[UUID]) -> list[tuple[Coding, CodingLine]]:
    """Codings that somebody chose, by text and place, each as row and as line. Raises `NotThere` where one is not."""
    wanted = set(ids)
    lines = sorted(_those(by, _codings(by), wanted), key=lambda line: (str(line.version_id), line.span))
    if len(lines) < len(wanted):
        raise NotThere(_("There is no such coding in this study."))
    rows = Coding.objects.filter(study_id=by.study_id).select_related("version").in_bulk(wanted)
    return [(rows[line.id], line) for line in lines]


BareCoding = tuple[str, str, str, str | None, int, int]


def bare_codings(by: Membership) -> Iterator[BareCoding]:
    """Every coding of the study as a bare row, for counting: text version, code, coder, whose words somebody said they
    are, start, end. Ids are as the database writes them; places are in the words that this member reads.
    """
    cuts = absent(by).cuts
    cut = {key: found for version, found in cuts.items() for key in (version.hex, str(version))}
    written = [Cast(name, TextField()) for name in ("version_id", "code_id", "coder_id", "whose_id")]
    asked = _counted_codings(by).order_by("version_id", "start")
    rows = asked.values_list(*written, "start", "end").iterator(5000)
    if not cut:
        yield from rows
        return
    for version, code, coder, whose, start, end in rows:
        if version in cut:
            start, end = cut[version].edges(start, end)
            if start == end:
                continue
        yield version, code, coder, whose, start, end


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


def codings_kept_from(by: Membership) -> frozenset[UUID]:
    """The codings that a member may not know of, those included that were taken off since."""
    gone, people = absent(by), kept_people(by)
    past = frozenset(UUID(row) for row in unseen(by).rows)
    if not (gone.versions or gone.cuts or people):
        return past
    rows = Coding.objects.filter(study_id=by.study_id)
    return past | (
        set(rows.values_list("id", flat=True)) - set(_known(by, rows).values_list("id", flat=True))
    )


def rules_kept_from(by: Membership) -> frozenset[UUID]:
    """The rules that made codings only of which this member may not know."""
    gone = codings_kept_from(by)
    if not gone and not unseen(by).rows:
        return frozenset()
    rows = Coding.objects.filter(study_id=by.study_id, rule__isnull=False).values_list("id", "rule_id")
    made: dict[UUID, bool] = {}
    for coding_id, rule_id in rows:
        if rule_id is not None:
            made[rule_id] = made.get(rule_id, True) and coding_id in gone
    absent_ones = unseen(by).ids(Rule.objects.filter(study_id=by.study_id).values_list("id", flat=True))
    return frozenset(absent_ones) | frozenset(rule for rule, hidden in made.items() if hidden)


@within_one_look()
def excerpts(
    by: Membership, *, codes: Iterable[Code | UUID] | None = None, coding_ids: Iterable[UUID] | None = None
) -> list[Excerpt]:
    """Coded words with their sources: of some codes, of some codings, or all, by source and place.

    A coding that is asked for by name is there also where it stands on a bystander's words alone: without the words.
    """
    if coding_ids is not None:
        return with_words(by, _those(by, _codings(by), set(coding_ids)))
    rows = _counted_codings(by) if codes is None else _codings_under(by, codes)
    return with_words(by, _lines(by, rows))


@within_one_look()
def with_words(
    by: Membership,
    codings: Iterable[CodingLine],
    *,
    held: Mapping[UUID, str] = MappingProxyType({}),
    opened: Mapping[UUID, Text] | None = None,
) -> list[Excerpt]:
    """The words of codings, each text opened once, in order of source and place.

    `held`: the codings whose words are held back, and why. A text of which nothing else is wanted stays sealed.
    `opened`: the texts, where they have been opened already.
    """
    found = list(codings)
    versions = {line.version_id for line in found}
    wanted = {line.version_id for line in found if line.id not in held}
    if opened is None:
        opened = texts(by, wanted)
        if held_back := versions - wanted:
            opened |= talks(by, held_back)
    shown = lines_by_text(by, opened)
    unasked = bystanders_in(by, versions)
    result = [
        _excerpt(
            line,
            opened[line.version_id],
            shown[line.version_id],
            unasked.get(line.version_id, ()),
            held.get(line.id, ""),
        )
        for line in found
        if line.version_id in shown
    ]
    return sorted(result, key=_reading_order)


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How much stands under a code itself, codes below it not counted."""

    codings: int
    sources: int
    coders: int


def quoted_lines(by: Membership, ids: Iterable[UUID]) -> list[CodingLine]:
    """Those of some codings that are there, and may be counted and quoted: without words."""
    return _those(by, _counted_codings(by), set(ids))


def counts(by: Membership) -> dict[UUID, CodeCount]:
    """Counts by code id, for codes that have codings."""
    rows = _counted_codings(by).values_list("code_id", "version_id", "coder_id")
    return _counted(rows)


def counts_as_of(by: Membership, tables: Tables) -> dict[UUID, CodeCount]:
    """The same in a study as it stood."""
    is_read = read_in_the_past(by)
    return _counted(
        (UUID(row["code_id"]), row["version_id"], row["coder_id"])
        for row_id, row in tables.get("coding.coding", {}).items()
        if is_read(row_id, row)
    )


def read_in_the_past(by: Membership) -> Callable[[str, Values], bool]:
    """Whether a member may know of a coding that the trail tells of, by its id and values: whatever became of it."""
    require(by, "study.read")
    gone = {version.hex for version in kept_from(by)} | unseen(by).rows | {one.hex for one in kept_people(by)}

    def is_read(row_id: str, row: Values) -> bool:
        return gone.isdisjoint((row_id, row["version_id"], row["whose_id"])) and _is_read(by, row)

    return is_read


def _is_read(by: Membership, row: Values) -> bool:
    return seen(by, UUID(row["version_id"]), Span(row["start"], row["end"])) is not None


def counts_by_source(by: Membership) -> dict[UUID, int]:
    """How many codings each standing text version has."""
    return dict(Counter(_counted_codings(by).values_list("version_id", flat=True)))


def coding_line(by: Membership, coding_id: UUID) -> CodingLine:
    """One coding as the reading page needs it. Raises `NotThere`."""
    for line in _lines(by, _codings(by).filter(pk=coding_id)):
        return line
    raise NotThere(_("There is no such coding in this study."))


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since: a source's codings that were touched and stand, those gone, and every change there was."""

    standing: list[CodingLine]
    gone: list[UUID]
    all: list[Change]

    @property
    def tables(self) -> frozenset[str]:
        """Of which tables rows were touched."""
        return frozenset(table for table, *_rest in self.all)

    def rows(self, table: str) -> frozenset[UUID]:
        """The rows of a table that were touched."""
        return frozenset(UUID(row_id) for one, row_id, *_rest in self.all if one == table)

    @property
    def doubts(self) -> bool:
        """Whether a coding became doubtful, or is not any more."""
        return any(
            (row or {}).get("was_in")
            for table, _row_id, *written in self.all
            if table == "coding.coding"
            for row in written
        )


def changes_since(by: Membership, source: Source, since: int, until: int | None = None) -> Changes:
    """What changed in a source's standing text after entry number `since`, to entry `until` where one is given."""
    changes = _changes_after(by, since, until)
    standing = _standing(by, source, _touched(source, changes))
    gone = sorted(_taken(source, changes) - {line.id for line in standing})
    return Changes(standing, gone, changes)


def _touched(source: Source, changes: Iterable[Change]) -> set[UUID]:
    """The codings that were touched, without those that came on another text."""
    elsewhere = {source.current.hex, None}
    return {
        UUID(row_id)
        for table, row_id, _before, after in changes
        if table == "coding.coding" and (after or {}).get("version_id") in elsewhere
    }


def gone_since(by: Membership, source: Source, since: int) -> list[UUID]:
    """Of these changes only the codings that are gone: every coding that is sent asks for them, and mostly none is."""
    taken = _taken(source, _changes_after(by, since))
    return sorted(taken - {line.id for line in _standing(by, source, taken)})


def _changes_after(by: Membership, since: int, until: int | None = None) -> list[Change]:
    require(by, "study.read")
    past = unseen(by)
    after = past.numbering.meant(since)
    newer = Entry.objects.filter(study_id=by.study_id, number__gt=after).order_by("number")
    if until is not None:
        newer = newer.filter(number__lte=past.numbering.meant(until))
    return [change for written in newer.values_list("changes", flat=True) for change in past.changes(written)]


def _taken(source: Source, changes: Iterable[Change]) -> set[UUID]:
    """The codings that were taken off a source's standing text; some may be there again by now."""
    here = source.current.hex
    return {
        UUID(row_id)
        for table, row_id, before, after in changes
        if table == "coding.coding" and after is None and before["version_id"] == here
    }


def _standing(by: Membership, source: Source, wanted: set[UUID]) -> list[CodingLine]:
    """Those of the wanted codings that are on a source's standing text."""
    rows = _codings(by).filter(version_id=source.current).order_by("start", "end", "id")
    return _those(by, rows, wanted) if wanted else []


def _those(by: Membership, rows: QuerySet[Coding], wanted: set[UUID]) -> list[CodingLine]:
    """The codings of `rows` that are wanted: named to the database where they are few."""
    if len(wanted) <= NAMED_AT_ONCE:
        return list(_lines(by, rows.filter(id__in=wanted))) if wanted else []
    return [line for line in _lines(by, rows) if line.id in wanted]


def standpoints(by: Membership) -> list[tuple[str, str]]:
    """From where words can speak, each with what people call it; those who come as the study calls them."""
    named = dict.fromkeys(Standpoint, "")
    if calls_differently(by):
        named[Standpoint.MEMBER] = _("about %(people)s") % {"people": own_words(by).person_many}
    return [(one.value, named[one] or str(one.label)) for one in Standpoint]


def stances() -> list[tuple[str, str]]:
    """How words can stand to their code, each with what people call it."""
    return [(one.value, str(one.label)) for one in Stance]


def _counted(rows: Iterable[tuple[UUID, object, object]]) -> dict[UUID, CodeCount]:
    total: Counter[UUID] = Counter()
    versions: dict[UUID, set[object]] = {}
    coders: dict[UUID, set[object]] = {}
    for code_id, version_id, coder_id in rows:
        total[code_id] += 1
        versions.setdefault(code_id, set()).add(version_id)
        coders.setdefault(code_id, set()).add(coder_id)
    return {code: CodeCount(number, len(versions[code]), len(coders[code])) for code, number in total.items()}


def _codings(by: Membership) -> QuerySet[Coding]:
    """The codings that a member may read, on what sources they may know of."""
    require(by, "study.read")
    return _known(by, Coding.objects.filter(study_id=by.study_id))


def _counted_codings(by: Membership) -> QuerySet[Coding]:
    """Those of them that may be counted, quoted and taken out: none that stands on a bystander's words alone."""
    return _speakable(by, _codings(by))


def _known(by: Membership, rows: QuerySet[Coding]) -> QuerySet[Coding]:
    """Those on what the member may know of: no text that is absent, no words that are cut out, nobody on hold.

    Of texts that they code blind, their own alone.
    """
    gone, people, blind = absent(by), kept_people(by), coding_blind(by)
    if blind:
        rows = rows.exclude(~Q(coder_id=by.id), version__source_id__in=blind)
    if gone.versions:
        rows = rows.exclude(version_id__in=gone.versions)
    if people:
        rows = rows.exclude(whose_id__in=people)
    for version, found in gone.cuts.items():
        for span in found.cut.hidden:
            rows = rows.exclude(version_id=version, start__gte=span.start, end__lte=span.end)
    return rows


def _speakable(by: Membership, rows: QuerySet[Coding]) -> QuerySet[Coding]:
    return rows.exclude(_around_it(by)) if _has_bystanders(by) else rows


def _has_bystanders(by: Membership) -> bool:
    return Bystander.objects.filter(study_id=by.study_id).exists()


def _around_it(by: Membership) -> Exists:
    """Whether a bystander’s words hold all of a coding’s."""
    marked = Bystander.objects.filter(study_id=by.study_id)
    return Exists(
        marked.filter(
            version_id=OuterRef("version_id"), start__lte=OuterRef("start"), end__gte=OuterRef("end")
        )
    )


def _codings_under(by: Membership, codes: Iterable[Code | UUID]) -> QuerySet[Coding]:
    """The codings of these codes, as far as the codes are the study's.

    The study is asked of the codes and not of the codings: a large study's codings are then found by their code,
    where SQLite would otherwise go through all of the study's.
    """
    require(by, "study.read")
    ids = {code if isinstance(code, UUID) else code.id for code in codes}
    ours = Code.objects.filter(study_id=by.study_id).values_list("id", flat=True)
    rows = Coding.objects.filter(code_id__in=ids.intersection(ours))
    return _speakable(by, _known(by, rows))


def _lines(by: Membership, rows: QuerySet[Coding]) -> Iterable[CodingLine]:
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


def _excerpt(
    line: CodingLine, text: Text, source: SourceLine, unasked: Sequence[Span] = (), held: str = ""
) -> Excerpt:
    words = "" if held else spoken_words(text.words, line.span, unasked)
    there = bool(text.words) or len(text.talk.starts) > 1  # lines are counted in the words, turns are not
    place = text.place(line.span.start) if there else "–"
    return Excerpt(line, source, words, place, *text.said_by(line.span), held)


def _reading_order(one: Excerpt) -> tuple[int, int, int, tuple[str, ...], str]:
    """By source and place. Plain numbers: comparing spans themselves would take longer than all the rest."""
    coding = one.coding
    return one.source.number, coding.span.start, coding.span.end, coding.code.path, coding.coder
