"""Which words answer which question: marked by a person, or proposed from the guide's wording and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core import asking
from firsthand.core import guide as written
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.field.interviews.models import Answer, GuideVersion, Interview, Question, Unanswered
from firsthand.field.sources.models import Source, Voice
from firsthand.field.sources.placing import mark_words
from firsthand.field.sources.revising import put_on
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import standing_version, text_of
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Proposal:
    """That the words of a span probably answer a question, because the turn before them asks it."""

    label: str
    span: Span
    asked_in: int  # the number of the turn that asks, from 1
    likeness: float


@act("answer.mark")
def mark_answers(by: Membership, *, source: Source, answers: Sequence[tuple[Question, Span]]) -> list[Answer]:
    """Say which words answer which question. Marks of one question that overlap are one.

    What was said to be unanswered is answered then. Raises `Problem` where words are not in the text.
    """
    version = standing_version(by, source)
    new = {"by_id": by.id, "at": timezone.now()}
    made = [
        mark_words(by, Answer, version=version, span=span, alike={"question_id": question.id}, new=new)
        for question, span in answers
    ]
    asked = {question.id for question, _span in answers}
    record().remove(
        *Unanswered.objects.filter(study_id=by.study_id, interview__source=source, question_id__in=asked)
    )
    return made


@act("answer.unmark")
def unmark_answer(by: Membership, *, answer: Answer) -> None:
    """Take a question's mark off the words."""
    record().remove(answer)


@act("answer.mark")
def settle_answer(by: Membership, *, answer: Answer) -> Answer:
    """Say that a doubtful answer is where it stands. Raises `Problem` where that is not in the text as it is now."""
    return put_on(by, row=answer)


@act("answer.mark")
def say_unanswered(by: Membership, *, interview: Interview, question: Question, how: str) -> None:
    """Say that a question was left out, or (`how` empty) that it was not. Raises `Problem` where words answer it."""
    row = Unanswered.objects.filter(study_id=by.study_id, interview=interview, question=question).first()
    if not how:
        if row is not None:
            record().remove(row)
        return
    if how not in Unanswered.How.values:
        raise Problem(_("A question was left out by the person, or not asked."))
    if Answer.objects.filter(version_id=interview.source.current, question=question).exists():
        raise Problem(_("Words are marked as an answer to this question. Take the mark off first."))
    if row is None:
        record().create(Unanswered(study=by.study, interview=interview, question=question, how=how))
    else:
        record().change(row, how=how)


def propose(by: Membership, source: Source, version: GuideVersion) -> list[Proposal]:
    """Where a guide's questions are probably answered in a source: from each question to the next one asked."""
    text = text_of(by, source)
    turns = text.structure.turns
    asks = [place for place, turn in enumerate(turns) if not _is_participant(text, turn.voice)]
    spoken = [text.words[turns[place].words : turns[place].end] for place in asks]
    found = asking.asked(spoken, wordings(by, version))
    starts = [asks[one.turn] for one in found]
    proposals = []
    for one, place, until in zip(found, starts, [*starts, len(turns)][1:], strict=True):
        answer = _talk(text, place + 1, until)
        if answer:
            proposals.append(Proposal(one.label, answer, place + 1, one.likeness))
    return proposals


def wordings(by: Membership, version: GuideVersion) -> list[written.Question]:
    """The questions of a version of a guide, in order."""
    rows = list(version.wordings.select_related("question").order_by("place"))
    abouts = wording.read_all(by.key, [row.about for row in rows])
    return [
        written.Question(
            row.question.label, about["text"], about["part"], tuple(about["probes"]), tuple(about["themes"]), row.core,
            row.care, about["basis"],
        )
        for row in rows
        for about in [abouts[row.about]]
    ]  # fmt: skip


def _talk(text: Text, first: int, until: int) -> Span | None:
    """The stretch from the first to the last turn of a participant between two places."""
    turns = text.structure.turns
    theirs = [turn for turn in turns[first:until] if _is_participant(text, turn.voice)]
    return Span(theirs[0].start, theirs[-1].end) if theirs else None


def _is_participant(text: Text, voice: int) -> bool:
    speaker = text.speakers.get(voice)
    return speaker is not None and speaker.part != Voice.Part.INTERVIEWER
