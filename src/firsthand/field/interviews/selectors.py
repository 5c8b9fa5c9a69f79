"""Reading guides, interviews and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from firsthand.core import guide as written
from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.interviews.answers import wordings
from firsthand.field.interviews.models import Answer, Guide, GuideVersion, Interview, Question, Unanswered
from firsthand.field.people.selectors import Person
from firsthand.field.sources.doubts import Doubt, doubts_in
from firsthand.field.sources.models import Source
from firsthand.field.sources.selectors import SourceLine, lines
from firsthand.field.sources.sight import fetched_with_source, kept_from, readable, seen, sources_kept_from
from firsthand.field.sources.texts import texts
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A version of a guide."""

    id: UUID
    guide_id: UUID
    guide: int  # number
    number: int  # of the version
    title: str
    opening: str
    closing: str
    reason: str
    by: str
    at: datetime
    questions: tuple[written.Question, ...]


@dataclass(frozen=True, slots=True)
class InterviewLine:
    """An interview as lists show it."""

    id: UUID
    source: SourceLine
    on: date | None
    asked_by: str
    place: str
    note: str
    guide: UUID | None  # the version

    @property
    def people(self) -> tuple[Person, ...]:
        """Who was asked."""
        return self.source.people


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """Words that answer a question."""

    id: UUID
    label: str
    question_id: UUID
    version_id: UUID
    span: Span
    doubtful: bool


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """An answer, with its words and whose they are."""

    answer: AnswerLine
    source: SourceLine
    words: str
    place: str
    people: tuple[Person, ...]


def guides(by: Membership) -> list[GuideLine]:
    """Every version of every guide, the latest of each first."""
    require(by, "study.read")
    rows = GuideVersion.objects.filter(study_id=by.study_id).select_related("guide", "by")
    found = list(rows.order_by("guide__number", "-number"))
    abouts = wording.read_all(by.key, [row.about for row in found])
    return [
        GuideLine(
            row.id, row.guide_id, row.guide.number, row.number, about["title"], about["opening"], about["closing"],
            about["reason"], row.by.name, row.at, tuple(wordings(by, row)),
        )
        for row in found
        for about in [abouts[row.about]]
    ]  # fmt: skip


def guide_version(by: Membership, ref: str | int | UUID | None = None) -> GuideVersion:
    """A version of a guide by id; the latest of the guide of a number; or the latest there is. Raises `NotThere`."""
    require(by, "study.read")
    rows = GuideVersion.objects.filter(study_id=by.study_id).order_by("-guide__number", "-number")
    if isinstance(ref, UUID):
        rows = rows.filter(pk=ref)
    elif ref is not None and str(ref).strip():
        digits = str(ref).strip().lstrip("gG")
        rows = (
            rows.filter(guide__number=int(digits)) if digits.isdecimal() and len(digits) < 10 else rows.none()
        )
    found = rows.first()
    if found is None:
        raise NotThere(_("There is no such guide in this study."))
    return found


def guide(by: Membership, number: int) -> Guide:
    """A guide by its number. Raises `NotThere`."""
    return guide_version(by, number).guide


def question(by: Membership, guide: Guide, label: str) -> Question:
    """A question of a guide by its label. Raises `NotThere`."""
    found = guide.questions.filter(study_id=by.study_id, label__iexact=label.strip()).first()
    if found is None:
        raise NotThere(_("The guide has no question “%(label)s”.") % {"label": label})
    return found


def interviews(by: Membership) -> list[InterviewLine]:
    """Every interview, by day."""
    require(by, "study.read")
    rows = list(
        Interview.objects.filter(study_id=by.study_id)
        .exclude(source_id__in=sources_kept_from(by))
        .select_related("source", "asked_by")
        .order_by("on", "id")
    )
    abouts = wording.read_all(by.key, [row.about for row in rows])
    shown = lines(by, [row.source for row in rows])
    return [
        InterviewLine(
            row.id, line, row.on, row.asked_by.name if row.asked_by else "", abouts[row.about]["place"],
            abouts[row.about]["note"], row.guide_id,
        )
        for row, line in zip(rows, shown, strict=True)
    ]  # fmt: skip


def interview_of(by: Membership, source: Source) -> Interview | None:
    """The interview that a source is, if it is one."""
    require(by, "study.read")
    return Interview.objects.filter(study_id=by.study_id, source=source).first()


def held_with(by: Membership, source: Source) -> tuple[Interview, GuideVersion]:
    """The interview that a source is, and its guide. Raises `Problem` where it was not said."""
    held = interview_of(by, source)
    if held is None or held.guide is None:
        raise Problem(_("Say first with which guide this interview was held."))
    return held, held.guide


def questions_of(by: Membership, source: Source) -> list[written.Question]:
    """The questions that an interview was held with, in order; none where no guide was named."""
    held = interview_of(by, source)
    return wordings(by, held.guide) if held is not None and held.guide is not None else []


def answer(by: Membership, answer_id: UUID) -> Answer:
    """One mark. Raises `NotThere`."""
    return fetched_with_source(by, Answer, answer_id, _("There is no such mark in this study."))


def all_answers(by: Membership) -> list[AnswerLine]:
    """Which words of any standing text answer which question."""
    require(by, "study.read")
    rows = Answer.objects.filter(study_id=by.study_id, version_id=F("version__source__current"))
    rows = rows.exclude(version_id__in=kept_from(by))
    return _lines(by, rows.select_related("question").order_by("version_id", "start", "end"))


def all_questions(by: Membership) -> list[tuple[UUID, int, str]]:
    """Every question of every guide: its id, the guide's number, its label."""
    require(by, "study.read")
    rows = Question.objects.filter(study_id=by.study_id).order_by("guide__number", "label")
    return list(rows.values_list("id", "guide__number", "label"))


def answers_of(by: Membership, source: Source) -> list[AnswerLine]:
    """Which words of a source answer which question, in order of place."""
    require(by, "study.read")
    rows = Answer.objects.filter(study_id=by.study_id, version_id=source.current)
    return _lines(by, rows.select_related("question").order_by("start", "end"))


def doubtful_answers(by: Membership, source: Source) -> list[tuple[AnswerLine, Doubt[Answer]]]:
    """The answers of a source that a correction made doubtful, in the order of the text as it was."""
    doubts = {one.row.id: one for one in doubts_in(by, source, Answer)}
    return [(line, doubts[line.id]) for line in _lines(by, [one.row for one in doubts.values()])]


def answers_to(by: Membership, question: Question) -> list[AnswerWords]:
    """All answers to a question, by source and place, without the words of people who were not asked."""
    require(by, "study.read")
    rows = list(
        Answer.objects.filter(study_id=by.study_id, question=question)
        .exclude(version_id__in=kept_from(by))
        .select_related("question", "version__source")
    )
    rows = [row for row in rows if row.version.source.current == row.version_id]
    opened = texts(by, [row.version_id for row in rows])
    shown = {line.version_id: line for line in lines(by, {row.version.source for row in rows})}
    unasked = bystanders_in(by, opened)
    found = [
        AnswerWords(
            line, shown[line.version_id],
            spoken_words(opened[line.version_id].words, line.span, unasked.get(line.version_id, ())),
            opened[line.version_id].place(line.span.start), opened[line.version_id].said_by(line.span)[1],
        )
        for line in _lines(by, rows)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.source.number, one.answer.span))


def answer_places(by: Membership, label: str) -> list[tuple[UUID, Span]]:
    """Where questions of a label are answered, in texts that stand, without the words."""
    require(by, "study.read")
    rows = Answer.objects.filter(study_id=by.study_id, question__label__iexact=label)
    standing = rows.filter(version_id__in=readable(by).values("current"))
    return [(line.version_id, line.span) for line in _lines(by, standing.select_related("question"))]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who was asked what: for each interview and question a number of answers, or how it was left out, or neither."""

    questions: tuple[written.Question, ...]
    rows: tuple[tuple[InterviewLine, tuple[int | str, ...]], ...]


def coverage(by: Membership, version: GuideVersion) -> Coverage:
    """The coverage table of a guide, over the interviews held with any of its versions or with none said."""
    asked = wordings(by, version)
    versions = {None, *version.guide.versions.values_list("id", flat=True)}
    held = [one for one in interviews(by) if one.guide in versions]
    known = {row.id: row.label for row in version.guide.questions.all()}
    counted: dict[tuple[UUID, str], int] = defaultdict(int)
    rows = Answer.objects.filter(study_id=by.study_id, question_id__in=known)
    for line in _lines(by, rows.select_related("question")):
        counted[line.version_id, known[line.question_id]] += 1
    left_out = {
        (interview_id, known[question_id]): how
        for interview_id, question_id, how in Unanswered.objects.filter(
            study_id=by.study_id, question_id__in=known
        ).values_list("interview_id", "question_id", "how")
    }
    return Coverage(
        tuple(asked),
        tuple(
            (
                one,
                tuple(
                    counted.get((one.source.version_id, ask.label)) or left_out.get((one.id, ask.label), "")
                    for ask in asked
                ),
            )
            for one in held
        ),
    )


def _lines(by: Membership, rows: Iterable[Answer]) -> list[AnswerLine]:
    """Answers as this member sees them: those of whose words they read something."""
    return [
        AnswerLine(row.id, row.question.label, row.question_id, row.version_id, span, row.was_in is not None)
        for row in rows
        if (span := seen(by, row.version_id, row.span)) is not None
    ]


def unheld(by: Membership) -> list[SourceLine]:
    """The sources of kind interview of which nothing was said yet."""
    require(by, "study.read")
    return lines(by, readable(by).filter(kind="interview", interview__isnull=True).order_by("number"))


def left_out(by: Membership, source: Source) -> dict[str, str]:
    """The questions that were left out in an interview, by label, and how."""
    require(by, "study.read")
    rows = Unanswered.objects.filter(study_id=by.study_id, interview__source=source)
    return dict(rows.values_list("question__label", "how"))
