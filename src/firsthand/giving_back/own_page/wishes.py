"""What participants said on their pages and a person has to deal with; and questions that are put to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.problems import NotThere, Problem
from firsthand.core.spans import Span
from firsthand.field.consent.selectors import keeping_out, resting
from firsthand.field.people.models import Participant
from firsthand.field.people.selectors import Person, people_asked
from firsthand.field.sources.selectors import SourceLine, sources
from firsthand.field.sources.sight import seen
from firsthand.field.sources.talk import Text
from firsthand.field.sources.texts import texts
from firsthand.giving_back.own_page.models import Wish
from firsthand.ground.studies.access import may, require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

OF_WORDS = ("turn", "question", "reply")  # about what was said: for those who read the study
QUESTION = "question"


@dataclass(frozen=True, slots=True)
class WishLine:
    """One of them, as it is shown to those who deal with it."""

    id: UUID
    person: Person
    kind: str
    text: str
    at: datetime
    settled_at: datetime | None
    settled_by: str
    reply: str
    verdict: str = ""
    level: str = ""
    words: str = ""  # of the turn that it is about
    source: SourceLine | None = None
    held: bool = False  # everything of theirs is on hold

    @property
    def open(self) -> bool:
        """Whether somebody has to do something: settle what was asked, or read what was answered."""
        return self.settled_at is None and (self.kind != QUESTION or bool(self.reply))


def open_wishes(by: Membership) -> int:
    """How many things wait for somebody to deal with them. 0 for who deals with none."""
    if not may(by, "wish.read"):
        return 0
    waiting = _read(by, _rows(by).filter(settled_at=None))
    return sum(said["kind"] != QUESTION or row.reply is not None for row, said in waiting)


def wishes(by: Membership) -> list[WishLine]:
    """All of them, the open ones first, latest first. Who may not read a person's words sees none of theirs."""
    require(by, "wish.read")
    rows = _read(by, _rows(by).select_related("settled_by").order_by("-at", "-id"))
    if not rows:
        return []
    people = {one.id: one for one in people_asked(by)}
    replies = wording.read_open(by.key, [row.reply for row, _said in rows if row.reply])
    lines = {one.version_id: one for one in sources(by)} if may(by, "study.read") else {}
    placed = {UUID(said["place"][0]) for _row, said in rows if said.get("place")}
    opened = texts(by, placed & lines.keys()) if lines else {}
    found = [_line(by, row, people[row.participant_id], said, replies, lines, opened) for row, said in rows]
    return sorted(found, key=lambda one: not one.open)


def wish(by: Membership, wish_id: UUID) -> Wish:
    """One of those that this member deals with. Raises `NotThere`."""
    require(by, "wish.read")
    for row, _said in _read(by, _rows(by).filter(pk=wish_id)):
        return row
    raise NotThere(_("There is nothing of that kind to look at."))


@act("wish.settle")
def settle_wish(by: Membership, *, wish: Wish, reply: str = "") -> Wish:
    """Say that it was dealt with, with an answer that the person finds on their page.

    Raises `Problem` for a request to take words out that gets no answer: it is not put away in silence.
    """
    said, reply = wording.read(by.key, wish.said), reply.strip()
    if said["kind"] == "leave" and not reply:
        raise Problem(
            _("They asked that their words be taken out. Write them what was done, or why not yet.")
        )
    answered = reply and said["kind"] != QUESTION
    new = {"reply": wording.written(by.key, {"text": reply})} if answered else {}
    record().change(wish, settled_by_id=by.id, settled_at=timezone.now(), **new)
    return wish


@act("wish.ask")
def ask(by: Membership, *, participant: Participant, question: str) -> Wish:
    """Put a question to a participant: they find it on their page. Raises `Problem` where there is none."""
    if not question.strip():
        raise Problem(_("Write the question first."))
    if participant.id in keeping_out(by):
        raise NotThere(_("There is no such participant in this study."))
    said = {"kind": QUESTION, "text": question.strip()}
    row = Wish(
        study=by.study, participant=participant, by=by, at=timezone.now(), said=wording.written(by.key, said)
    )  # fmt: skip
    record().create(row)
    return row


def let_go_of(by: Membership, participant: Participant) -> None:
    """Inside an act: take out all that they wrote on their page, as their words go."""
    record().remove(*Wish.objects.filter(study_id=by.study_id, participant=participant))


def _rows(by: Membership) -> QuerySet[Wish]:
    return Wish.objects.filter(study_id=by.study_id).exclude(participant_id__in=keeping_out(by))


def _read(by: Membership, rows: QuerySet[Wish]) -> list[tuple[Wish, wording.Words]]:
    """Those that this member deals with, each with what it says."""
    found, reads = list(rows), may(by, "study.read")
    said = wording.read_open(by.key, [row.said for row in found]) if found else {}
    return [
        (row, said[row.said])
        for row in found
        if row.said in said and (reads or said[row.said]["kind"] not in OF_WORDS)
    ]


def _line(
    by: Membership, row: Wish, person: Person, said: wording.Words, replies: dict[UUID, wording.Words],
    lines: dict[UUID, SourceLine], opened: dict[UUID, Text],
) -> WishLine:  # fmt: skip
    about, source = "", None
    if said.get("place"):
        version, start, end = UUID(said["place"][0]), said["place"][1], said["place"][2]
        span = seen(by, version, Span(start, end)) if version in lines else None
        if span is not None:
            source, about = lines[version], span.words_in(opened[version].words)
    return WishLine(
        row.id, person, said["kind"], said.get("text", ""), row.at, row.settled_at,
        row.settled_by.name if row.settled_by else "",
        replies.get(row.reply, {}).get("text", "") if row.reply else "",
        said.get("verdict", ""), said.get("level", ""), about, source, person.id in resting(by),
    )  # fmt: skip
