"""Coding by a rule: what it finds is shown first, a person says which of it is meant, and it is marked for good."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding.models import Coding, Rule
from firsthand.analysis.coding.readable import rules_kept_from
from firsthand.core import finding
from firsthand.core.anchors import fingerprint
from firsthand.core.problems import Clash, Problem
from firsthand.core.spans import Span, within
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.sources.models import SETTLED, Source, TextVersion
from firsthand.field.sources.placing import place_meant
from firsthand.field.sources.selectors import SourceLine, lines
from firsthand.field.sources.sight import readable, seen, version_for
from firsthand.field.sources.talk import Speaker, Text
from firsthand.field.sources.texts import standing_version, texts, words_of_version
from firsthand.field.sources.unseen import RULE, unseen
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

MOST = 2_000  # rows of a preview: more cannot be looked at
SIMILAR = (
    "similar"  # the kind of a rule that is none: a list of passages was shown as similar, and a person chose
)
AROUND = 60  # code points shown on either side


@dataclass(frozen=True, slots=True)
class Row:
    """One stretch that a rule found."""

    source: SourceLine
    version_id: UUID  # as it is told to whom it is shown
    span: Span
    place: str
    said_by: tuple[str, ...]
    before: str
    words: str
    after: str
    there: bool  # whether the same coder has the code on all of it already


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule finds: the first rows, and how many there are."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as pages show it."""

    number: int
    kind: str
    reach: str
    sought: str


def preview(
    by: Membership, rule: finding.Rule, *, sources: Iterable[Source] | None = None, code: Code | None = None
) -> Preview:
    """What a rule finds in some sources, or in all: not what is said of somebody who was not asked, nor its words.

    Raises `Problem` where a pattern takes too long.
    """
    require(by, "study.read")
    rows = readable(by).order_by("number") if sources is None else sources
    shown = lines(by, rows)
    opened = texts(by, [line.version_id for line in shown])
    coded = _coded(by, code, opened)
    unasked = bystanders_in(by, opened)
    found = [
        (line, span, _is_there(span, coded.get(line.version_id, [])))
        for line in shown
        for span in found_in(rule, opened[line.version_id])
        if not within(span, unasked.get(line.version_id, ()))
    ]
    # What is there already comes last, so that applying and looking again reaches everything.
    new_first = sorted(range(len(found)), key=lambda place: found[place][2])
    looked_at = [found[place] for place in sorted(new_first[:MOST])]
    kept = [
        _row(by, line, opened[line.version_id], span, there, unasked.get(line.version_id, ()))
        for line, span, there in looked_at
    ]
    return Preview(kept, len(found))


def found_in(rule: finding.Rule, text: Text) -> list[Span]:
    """Where a rule finds something in one text."""
    wanted = rule.sought.strip().casefold()
    voices = {index for index, speaker in text.speakers.items() if wanted in _names(speaker)}
    asks = {index for index, speaker in text.speakers.items() if speaker.part == "interviewer"}
    return rule.find(text.words, text.structure, voices=voices, asks=asks)


def rules(by: Membership) -> dict[UUID, RuleLine]:
    """Every rule that made codings."""
    require(by, "study.read")
    gone = rules_kept_from(by)
    rows = [row for row in Rule.objects.filter(study_id=by.study_id) if row.id not in gone]
    words = wording.read_all(by.key, [row.wording for row in rows])
    past = unseen(by)
    return {
        row.id: RuleLine(past.number(RULE, row.number), row.kind, row.reach, words[row.wording]["sought"])
        for row in rows
    }


@act("coding.autocode")
def autocode(
    by: Membership, *, rule: finding.Rule, code: Code, accepted: Sequence[tuple[Source, UUID, Span]]
) -> Rule:
    """Put a code on the stretches of a rule that somebody accepted: (source, text version as it was told, span).

    One act, one undo. Where the same coder has the code on overlapping words, the two are one coding. Raises `Clash`
    where a text is another than the one that was looked at, `Problem` where nothing was accepted.
    """
    if not accepted:
        raise Problem(_("Accept at least one row."))
    row = _kept(by, rule)
    spans: dict[UUID, list[Span]] = defaultdict(list)
    versions: dict[UUID, TextVersion] = {}
    for source, version_id, span in accepted:
        if version_for(by, source.current) != version_id:
            raise Clash(_("A text has changed since you looked. Look again, then apply."))
        version = versions.setdefault(version_id, standing_version(by, source))
        spans[version_id].append(place_meant(by, version, span))
    for version_id, wanted in spans.items():
        put_on(by, code=code, version=versions[version_id], spans=wanted, rule=row)
    return row


def _kept(by: Membership, rule: finding.Rule) -> Rule:
    last = (
        Rule.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True).first()
    )
    row = Rule(
        study_id=by.study_id, number=(last or 0) + 1, kind=rule.kind, reach=rule.reach, exact=rule.exact,
        wording=wording.written(by.key, {"sought": rule.sought}), by=by, at=timezone.now(),
    )  # fmt: skip
    record().create(row)
    return row


def put_on(
    by: Membership, *, code: Code, version: TextVersion, spans: Iterable[Span], rule: Rule | None = None
) -> None:
    """Put a code on many stretches of one text: where the same coder has it on overlapping words, they become one.

    `spans` are places of the text as it is kept. Within an act.
    """
    words = words_of_version(by, version)
    standing = _standing(by, code, [version.id])
    now = timezone.now()
    made: list[Coding] = []
    for span in finding.joined(spans):
        met = [one for one in standing if one.start < span.end and span.start < one.end]
        if met:
            _grow(by, words, met, span)
            standing = [one for one in standing if one not in met[1:]]
            continue
        made.append(
            Coding(
                study_id=by.study_id, version_id=version.id, code=code, coder=by, start=span.start, end=span.end,
                fingerprint=fingerprint(words, span, by.key.marking), rule=rule, at=now,
            )
        )  # fmt: skip
    record().create(*made)


def _grow(by: Membership, words: str, met: list[Coding], span: Span) -> None:
    for one in met:
        span = span.union(Span(one.start, one.end))
    record().remove(*met[1:])
    mark = fingerprint(words, span, by.key.marking)
    # A doubt about any of them goes along: only a person settles it.
    doubtful = next((one for one in met if one.was_in is not None), met[0])
    doubt = {name: getattr(doubtful, name) for name in SETTLED}
    record().change(met[0], start=span.start, end=span.end, fingerprint=mark, **doubt)


def _standing(by: Membership, code: Code, versions: Iterable[UUID]) -> list[Coding]:
    rows = Coding.objects.filter(study_id=by.study_id, version_id__in=list(versions), code=code, coder=by)
    return list(rows.order_by("start"))


def _coded(by: Membership, code: Code | None, opened: Mapping[UUID, Text]) -> dict[UUID, list[Span]]:
    """Where the same coder has the code already, in order and without overlaps."""
    coded: dict[UUID, list[Span]] = defaultdict(list)
    for one in _standing(by, code, opened) if code else ():
        span = seen(by, one.version_id, Span(one.start, one.end))
        if span is not None:
            coded[one.version_id].append(span)
    return {version_id: finding.joined(spans) for version_id, spans in coded.items()}


def _is_there(span: Span, coded: Sequence[Span]) -> bool:
    place = bisect_right(coded, span.start, key=lambda one: one.start)
    return place > 0 and coded[place - 1].encloses(span)


def _row(
    by: Membership, line: SourceLine, text: Text, span: Span, there: bool, unasked: Sequence[Span]
) -> Row:
    names, _people = text.said_by(span)
    ends = (max(0, span.start - AROUND), span.start, span.end, min(len(text.words), span.end + AROUND))
    before, words, after = (
        spoken_words(text.words, Span(start, end), unasked) if start < end else ""
        for start, end in pairwise(ends)
    )
    version = version_for(by, text.version_id)
    return Row(line, version, span, text.place(span.start), names, before, words, after, there)


def _names(speaker: Speaker) -> set[str]:
    """What a speaker may be called by: the pseudonym, or the label as written."""
    return {speaker.name.strip().casefold(), speaker.label.strip().casefold()}
