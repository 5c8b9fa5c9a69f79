"""Reading sites, visits and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.core.consent import refused
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import standing
from firsthand.field.fieldwork.models import Bystander, FieldNote, Present, Site, Visit
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import Person, described, people
from firsthand.field.sources.absent import absent
from firsthand.field.sources.doubts import Doubt, doubts_in
from firsthand.field.sources.models import Layer, Source
from firsthand.field.sources.selectors import SourceLine, lines
from firsthand.field.sources.sight import fetched_with_source, readable, seen
from firsthand.field.sources.unseen import VISITS, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording

UNSAID = "[…]"  # where words of a bystander are left out


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site as lists show it."""

    id: UUID
    number: int
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Note:
    """What one person wrote of one visit: its parts, in their order."""

    by: str
    parts: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as lists show it."""

    id: UUID
    number: int
    on: date | None
    by: str
    site: SiteLine | None
    place: str
    doing: str
    left_out: str
    began: str
    ended: str
    told_how: tuple[str, ...]
    present: tuple[Person, ...]
    notes: tuple[Note, ...]


def sites(by: Membership) -> list[SiteLine]:
    """Every site, in the order in which they came."""
    require(by, "study.read")
    rows = list(Site.objects.filter(study_id=by.study_id).order_by("number"))
    words = wording.read_all(by.key, [row.about for row in rows])
    return [SiteLine(row.id, row.number, words[row.about]["name"], words[row.about]["note"]) for row in rows]


def site(by: Membership, ref: str | UUID) -> Site:
    """One site by id, number or name. Raises `NotThere`."""
    wanted = str(ref).strip().casefold()
    for one in sites(by):
        if wanted in (str(one.id), one.id.hex, str(one.number), one.name.casefold()):
            return Site.objects.get(study_id=by.study_id, pk=one.id)
    raise NotThere(_("There is no site “%(ref)s” in this study.") % {"ref": ref})


def visits(by: Membership) -> list[VisitLine]:
    """Every visit, in order of number."""
    require(by, "study.read")
    gone, past = absent(by), unseen(by)
    every = Visit.objects.filter(study_id=by.study_id).select_related("by").order_by("number")
    rows = [row for row in every if row.id not in gone.visits]
    words = wording.read_all(by.key, [row.about for row in rows])
    known = {one.id: one for one in sites(by)}
    there, notes = _present(by), _notes(by)
    return [
        VisitLine(
            row.id, past.number(VISITS, row.number), row.on, row.by.name,
            known.get(row.site_id) if row.site_id else None, about["place"], about["doing"], about["left_out"],
            about.get("began", ""), about.get("ended", ""), tuple(about.get("told_how", ())),
            tuple(there.get(row.id, ())), tuple(notes.get(row.id, ())),
        )
        for row in rows
        for about in [words[row.about]]
    ]  # fmt: skip


def may_be_present(by: Membership) -> list[Person]:
    """The participants who can be in the header of a visit: all but those who asked not to be in notes."""
    said = standing(by)
    return [one for one in people(by) if not refused(said.get(one.id, {}), "observed")]


def those_at(every: Iterable[VisitLine], *, site: str = "", person: str = "") -> list[VisitLine]:
    """Of some visits those to a site, or where a participant was, or both, by id; all where neither is named."""
    return [
        one
        for one in every
        if (not site or (one.site and str(one.site.id) == site))
        and (not person or person in {str(each.id) for each in one.present})
    ]


def visit(by: Membership, ref: str | int | UUID) -> Visit:
    """One visit by id or number (“V3” or 3). Raises `NotThere`."""
    sentence = _("There is no visit “%(ref)s” in this study.") % {"ref": ref}
    gone = absent(by)
    if isinstance(ref, UUID):
        row = fetched(by, Visit, ref, sentence)
        if row.id in gone.visits:
            raise NotThere(sentence)
        return row
    require(by, "study.read")
    written = str(ref).strip()
    digits = written[1:] if written[:1] in "vV" else written
    found = None
    if digits.isdecimal() and len(digits) < 10:
        number = unseen(by).meant(VISITS, int(digits))
        found = Visit.objects.filter(study_id=by.study_id, number=number).first()
    if found is None or found.id in gone.visits:
        raise NotThere(sentence)
    return found


def visit_line(by: Membership, row: Visit) -> VisitLine:
    """One visit as lists show it."""
    return next(one for one in visits(by) if one.id == row.id)


def note_of(by: Membership, source: Source) -> list[SourceLine]:
    """All parts of the note that a source is a part of, in their order; the source itself where it is no note."""
    note = FieldNote.objects.filter(study_id=by.study_id, source=source).first()
    if note is None or note.visit_id is None:
        return lines(by, [source])
    rows = readable(by).filter(field_note__visit_id=note.visit_id, brought_by_id=source.brought_by_id)
    return _in_order(lines(by, rows.order_by("number")))


def visit_of(by: Membership, source: Source) -> VisitLine | None:
    """The visit that a source is a note of, if it is one of any."""
    require(by, "study.read")
    note = FieldNote.objects.filter(study_id=by.study_id, source=source).first()
    return next((one for one in visits(by) if note is not None and one.id == note.visit_id), None)


def part_of_note(by: Membership, source: Source, layer: str) -> Source:
    """Another part of the note that a source is a part of. Raises `NotThere`."""
    for line in note_of(by, source):
        if line.layer == layer:
            return readable(by).get(pk=line.id)
    raise NotThere(_("This note has no such part."))


def bystanders_in(by: Membership, versions: Iterable[UUID]) -> dict[UUID, list[Span]]:
    """The words of people who were not asked, by text version, in order."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    wanted = set(versions)
    rows = Bystander.objects.filter(study_id=by.study_id).order_by("start")
    for version, start, end in rows.values_list("version_id", "start", "end"):
        span = seen(by, version, Span(start, end)) if version in wanted else None
        if span is not None:
            found[version].append(span)
    return found


def bystander(by: Membership, bystander_id: UUID) -> Bystander:
    """One mark. Raises `NotThere`."""
    return fetched_with_source(by, Bystander, bystander_id, _("There is no such mark in this study."))


def bystanders_of(by: Membership, source: Source) -> list[tuple[UUID, Span]]:
    """The marks on a source's standing text, in order."""
    require(by, "study.read")
    rows = Bystander.objects.filter(study_id=by.study_id, version_id=source.current).order_by("start")
    return [(row.id, span) for row in rows if (span := seen(by, row.version_id, row.span)) is not None]


def doubtful_bystanders(by: Membership, source: Source) -> list[Doubt[Bystander]]:
    """The marks on a source that a correction made doubtful, in the order of the text as it was."""
    return doubts_in(by, source, Bystander)


def marks_bystanders(by: Membership, sources: Iterable[Source]) -> bool:
    """Whether any version of a text of these sources has words about somebody who was not asked."""
    require(by, "study.read")
    marked = Bystander.objects.filter(study_id=by.study_id).values_list("version__source_id", flat=True)
    return not {one.id for one in sources}.isdisjoint(marked)


def spoken_words(text: str, span: Span, unasked: Sequence[Span]) -> str:
    """The words of a span without those of people who were not asked.

    >>> spoken_words("He sits. Marigold pours.", Span(0, 24), [Span(0, 8)])
    '[…] Marigold pours.'
    """
    words, at = [], span.start
    for hidden in unasked:
        inside = hidden.overlap(span)
        if inside:
            words += [text[at : inside.start], UNSAID]
            at = inside.end
    return "".join([*words, text[at : span.end]])


def _present(by: Membership) -> dict[UUID, list[Person]]:
    rows = list(Present.objects.filter(study_id=by.study_id).values_list("visit_id", "participant_id"))
    said = standing(by)
    rows = [row for row in rows if not refused(said.get(row[1], {}), "observed")]
    known = described(by, Participant.objects.filter(study_id=by.study_id).order_by("label"))
    there: dict[UUID, list[Person]] = {}
    visits_with: dict[UUID, list[UUID]] = defaultdict(list)
    for visit_id, participant_id in rows:
        visits_with[participant_id].append(visit_id)
    for person in known:
        for visit_id in visits_with[person.id]:
            there.setdefault(visit_id, []).append(person)
    return there


def _notes(by: Membership) -> dict[UUID, list[Note]]:
    """The notes of each visit, by who wrote them."""
    rows = list(
        readable(by)
        .filter(field_note__visit__isnull=False)
        .select_related("brought_by", "field_note")
        .order_by("number")
    )
    shown: Mapping[UUID, SourceLine] = {line.id: line for line in lines(by, rows)}
    parts: dict[tuple[UUID, str], list[SourceLine]] = defaultdict(list)
    for row in rows:
        if row.field_note.visit_id is not None:
            parts[row.field_note.visit_id, row.brought_by.name].append(shown[row.id])
    found: dict[UUID, list[Note]] = defaultdict(list)
    for (visit_id, writer), some in parts.items():
        found[visit_id].append(Note(writer, tuple(_in_order(some))))
    return found


def _in_order(parts: Iterable[SourceLine]) -> list[SourceLine]:
    order = list(Layer.values)
    return sorted(parts, key=lambda line: (order.index(line.layer), line.number))
