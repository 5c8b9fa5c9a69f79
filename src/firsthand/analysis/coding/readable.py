"""Which codings a member may read, and which of them may be counted and quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding, Rule
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import kept_people
from firsthand.field.fieldwork.models import Bystander
from firsthand.field.sources.absent import absent, private_to_others
from firsthand.field.sources.sight import kept_from, seen
from firsthand.field.sources.unseen import coding_blind, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.rows import Values


def readable(by: Membership) -> QuerySet[Coding]:
    """The codings that a member may read, on what sources they may know of."""
    require(by, "study.read")
    return readable_among(by, Coding.objects.filter(study_id=by.study_id))


def countable(by: Membership) -> QuerySet[Coding]:
    """Those of them that may be counted, quoted and taken out: none that stands on a bystander's words alone."""
    return _speakable(by, readable(by))


def countable_under(by: Membership, codes: Iterable[Code | UUID]) -> QuerySet[Coding]:
    """The codings of these codes, as far as the codes are the study's.

    The study is asked of the codes and not of the codings: a large study's codings are then found by their code,
    where SQLite would otherwise go through all of the study's.
    """
    require(by, "study.read")
    ids = {code if isinstance(code, UUID) else code.id for code in codes}
    ours = Code.objects.filter(study_id=by.study_id).values_list("id", flat=True)
    rows = Coding.objects.filter(code_id__in=ids.intersection(ours))
    return _speakable(by, readable_among(by, rows))


def readable_among(by: Membership, rows: QuerySet[Coding]) -> QuerySet[Coding]:
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
    return rows.exclude(on_bystanders(by)) if has_bystanders(by) else rows


def has_bystanders(by: Membership) -> bool:
    """Whether any words of the study are marked as a bystander's."""
    return Bystander.objects.filter(study_id=by.study_id).exists()


def on_bystanders(by: Membership) -> Exists:
    """Whether a bystander’s words hold all of a coding’s."""
    marked = Bystander.objects.filter(study_id=by.study_id)
    return Exists(
        marked.filter(
            version_id=OuterRef("version_id"), start__lte=OuterRef("start"), end__gte=OuterRef("end")
        )
    )


def codings_kept_from(by: Membership) -> frozenset[UUID]:
    """The codings that a member may not know of, those included that were taken off since."""
    gone, people = absent(by), kept_people(by)
    past = frozenset(UUID(row) for row in unseen(by).rows)
    if not (gone.versions or gone.cuts or people):
        return past
    rows = Coding.objects.filter(study_id=by.study_id)
    return past | (
        set(rows.values_list("id", flat=True)) - set(readable_among(by, rows).values_list("id", flat=True))
    )


def codings_never_here(by: Membership) -> frozenset[UUID]:
    """Those of them that are for a member as if nobody had ever made them: all but those that wait with somebody who is
    on hold, of which everybody may know that they are there.
    """
    past = frozenset(UUID(row) for row in unseen(by).rows)
    private = private_to_others(by)
    if not private:
        return past
    return past | set(Coding.objects.filter(version__source_id__in=private).values_list("id", flat=True))


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


def read_in_the_past(by: Membership) -> Callable[[str, Values], bool]:
    """Whether a member may know of a coding that the trail tells of, by its id and values: whatever became of it."""
    require(by, "study.read")
    gone = {version.hex for version in kept_from(by)} | unseen(by).rows | {one.hex for one in kept_people(by)}

    def is_read(row_id: str, row: Values) -> bool:
        return gone.isdisjoint((row_id, row["version_id"], row["whose_id"])) and _is_read(by, row)

    return is_read


def _is_read(by: Membership, row: Values) -> bool:
    return seen(by, UUID(row["version_id"]), Span(row["start"], row["end"])) is not None
