"""Reading summaries: those that a member may know of, with what each stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.readable import codings_kept_from
from firsthand.analysis.framework.models import Footing, Summary
from firsthand.core.problems import NotThere
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import kept_people
from firsthand.field.sources.absent import absent
from firsthand.field.sources.sight import kept_from, sources_kept_from
from firsthand.field.sources.unseen import unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.finding import fetched
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class FootingLine:
    """An excerpt that was before the writer: which, with which mark of its words, and whether it was taken off."""

    coding: UUID
    mark: str
    aside: bool


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A summary as pages show it: of “participants” or “sources”. `writer` wrote it last, or found it still right."""

    id: UUID
    rows: str
    case_id: UUID
    code_id: UUID
    words: str
    version: int
    writer: str
    at: datetime
    footings: tuple[FootingLine, ...]

    @property
    def aside(self) -> frozenset[UUID]:
        """The excerpts that it does not stand on, though they were there."""
        return frozenset(one.coding for one in self.footings if one.aside)


def summaries(by: Membership) -> list[SummaryLine]:
    """Every summary that a member may know of, the latest first."""
    require(by, "study.read")
    kept = summaries_kept_from(by)
    rows = Summary.objects.filter(study_id=by.study_id).select_related("by").order_by("-at", "-id")
    return _lines(by, [row for row in rows if row.id not in kept])


def summary(by: Membership, summary_id: UUID) -> Summary:
    """One summary's row. Raises `NotThere`."""
    sentence = _("There is no such summary in this study.")
    row = fetched(by, Summary, summary_id, sentence)
    if row.id in summaries_kept_from(by):
        raise NotThere(sentence)
    return row


def summary_line(by: Membership, summary_id: UUID) -> SummaryLine:
    """One summary as pages show it. Raises `NotThere`."""
    return _lines(by, [summary(by, summary_id)])[0]


def summaries_kept_from(by: Membership) -> frozenset[UUID]:
    """The summaries that a member may not know of: what anybody retold of words that are kept from them.

    One is enough: nobody can take one person's part out of a sentence about several.
    """
    rows = list(Summary.objects.filter(study_id=by.study_id).values_list("id", "participant_id", "source_id"))
    people, sources = kept_people(by), sources_kept_from(by)
    own = {key for key, person, source in rows if person in people or source in sources}
    return frozenset(own | unseen(by).ids(key for key, *_case in rows) | _on_what_is_kept(by))


def kept_as_written(by: Membership) -> set[str]:
    """The same, as the trail writes ids."""
    return {one.hex for one in summaries_kept_from(by)}


def retelling_cut_words(by: Membership) -> set[str]:
    """The summaries, with their footings, of words of which a member reads a part only, as the trail writes ids.

    What is kept from them whole the trail leaves out by itself.
    """
    found = {row for row in _footings(by) if _is_cut(by, row)} if absent(by).cuts else set()
    return {row.summary.hex for row in found} | {row.id.hex for row in found}


def _on_what_is_kept(by: Membership) -> set[UUID]:
    """The summaries that stand on something of which a member may not know, or not all."""
    codings, texts = codings_kept_from(by), kept_from(by)
    if not (codings or texts or absent(by).cuts):
        return set()
    return {
        row.summary for row in _footings(by) if row.coding in codings or row.text in texts or _is_cut(by, row)
    }


@dataclass(frozen=True, slots=True)
class _Standing:
    """A footing, and each place at which its words are or were."""

    id: UUID
    summary: UUID
    coding: UUID
    text: UUID
    places: tuple[tuple[UUID, Span], ...]


def _footings(by: Membership) -> Iterator[_Standing]:
    codings = Coding.objects.filter(study_id=by.study_id, version_id__in=absent(by).cuts)
    now = {
        key: (text, Span(start, end))
        for key, text, start, end in codings.values_list("id", "version_id", "start", "end")
    }
    for row in Footing.objects.filter(study_id=by.study_id):
        then = (row.text_version, Span(row.start, row.end))
        yield _Standing(
            row.id, row.summary_id, row.coding, row.text_version, (then, now.get(row.coding, then))
        )  # fmt: skip


def _is_cut(by: Membership, row: _Standing) -> bool:
    """Whether a member reads less of it than there is."""
    read = [(span, absent(by).seen(text, span)) for text, span in row.places]
    return any(seen is None or seen.end - seen.start < span.end - span.start for span, seen in read)


def _lines(by: Membership, rows: Iterable[Summary]) -> list[SummaryLine]:
    found = list(rows)
    words = wording.read_all(by.key, [row.wording for row in found])
    names = dict(by.study.members.values_list("id", "name"))
    footings: dict[UUID, list[FootingLine]] = defaultdict(list)
    standing = Footing.objects.filter(study_id=by.study_id).order_by("id")
    for of, coding, mark, aside in standing.values_list("summary_id", "coding", "mark", "aside"):
        footings[of].append(FootingLine(coding, mark, aside))
    return [
        SummaryLine(
            row.id, rows_of(row), case_of(row), row.code, words[row.wording]["words"], row.version,
            names[row.by_id], row.at, tuple(footings[row.id]),
        )
        for row in found
    ]  # fmt: skip


def case_of(row: Summary) -> UUID:
    """The participant or source that a summary is of."""
    case = row.participant_id or row.source_id
    if case is None:
        raise AssertionError("A summary is of a participant or of a source.")
    return case


def rows_of(row: Summary) -> str:
    """In which matrix it stands: that of participants, or that of sources."""
    return "sources" if row.participant_id is None else "participants"
