"""Sending somebody something to look at, writing down what they say, and saying what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import quoted_lines
from firsthand.analysis.themes.models import Claim, Theme
from firsthand.core.problems import NotThere, Problem
from firsthand.field.consent.selectors import kept_people
from firsthand.field.people.models import Participant
from firsthand.giving_back.member_checks.answers import (
    ADD,
    ANSWERS,
    OBJECTING,
    asks_for_outcome,
    outcomes_for,
    ways,
)
from firsthand.giving_back.member_checks.in_place import in_place
from firsthand.giving_back.member_checks.models import Line, Pack, Reply
from firsthand.giving_back.member_checks.selectors import OWN_PAGE, may_be_sent, words_of
from firsthand.giving_back.release.checking import checked
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import wording

MOST_SENTENCES = 10
TOLD_OF_OTHERS = ("name", "bystander", "together")  # what would break a promise to anybody, whoever reads it
LONGEST = 4000


@act("check.send")
def send_pack(
    by: Membership, *, participant: Participant, quotes: Sequence[Coding] = (), claims: Sequence[Claim] = (),
    themes: Sequence[Theme] = (), summary: str = "", transcript: bool = False,
) -> Pack:  # fmt: skip
    """Put something before a participant: it is on their page, and can be printed.

    Raises `Problem` where they did not choose to see that, where it holds words of somebody else, or where it is
    nothing; and `NotThere` where everything of theirs is on hold.
    """
    if participant.id in kept_people(by):
        raise NotThere(_("There is no such participant in this study."))
    summary = summary.replace("\r\n", "\n").strip()
    kinds = [
        kind
        for kind, there in (
            (Line.Kind.SUMMARY, summary), (Line.Kind.THEME, themes), (Line.Kind.CLAIM, claims),
            (Line.Kind.QUOTE, quotes), (Line.Kind.TRANSCRIPT, transcript),
        )
        if there
    ]  # fmt: skip
    _require_chosen(by, participant, kinds)
    _require_short(summary)
    _require_theirs(by, participant, quotes)
    _require_nobody_elses(by, participant, claims, themes, summary)
    last = Pack.objects.filter(study_id=by.study_id).order_by("-number").values_list("number", flat=True)
    pack = Pack(
        study=by.study, participant=participant, number=(last.first() or 0) + 1, by=by, at=timezone.now()
    )
    record().create(pack)
    said = [(Line.Kind.SUMMARY, None, wording.written(by.key, {"summary": summary}))] if summary else []
    rows: list[tuple[str, UUID | None, UUID | None]] = [
        *said,
        *((Line.Kind.THEME, one.id, one.wording) for one in themes),
        *((Line.Kind.CLAIM, one.id, one.wording) for one in claims),
        *((Line.Kind.QUOTE, one.id, None) for one in quotes),
        *([(Line.Kind.TRANSCRIPT, None, None)] if transcript else []),
    ]
    record().create(
        *(
            Line(study_id=by.study_id, pack=pack, position=place, kind=kind, row=row, said=words)
            for place, (kind, row, words) in enumerate(rows)
        )
    )
    return pack


@act("check.take_back")
def take_pack_back(by: Membership, *, pack: Pack) -> Pack:
    """Take it off their page. What they said to it stays."""
    if pack.taken_back_at is None:
        record().change(pack, taken_back_at=timezone.now())
    return pack


@act("check.write")
def write_reply(
    by: Membership,
    *,
    line: Line,
    answer: str,
    text: str = "",
    how: str = "in_person",
    to_print: bool = False,
    to_use: bool = False,
) -> Reply:
    """Write down what somebody said to a line on paper, by phone or face to face. Raises `Problem` where it is none."""
    if how not in ways():
        raise Problem(_("Say how they told it: %(all)s.") % {"all": ", ".join(ways())})
    return _written(by, line, answer, text, how, to_print=to_print, to_use=to_use)


@act("page.answer")
def replied_on_own_page(
    by: Membership,
    *,
    participant: Participant,
    line_id: UUID,
    answer: str,
    text: str,
    to_print: bool,
    to_use: bool = False,
) -> Reply:
    """What somebody said to a line on their own page. Raises `Problem` where it is not there any more."""
    row = (
        Line.objects.filter(study_id=by.study_id, pk=line_id, pack__participant=participant)
        .select_related("pack")
        .first()
    )
    if row is None or row.pack.taken_back_at is not None:
        raise Problem(_("What they answered to was taken back in the meantime."))
    return _written(by, row, answer, text, OWN_PAGE, to_print=to_print, to_use=to_use)


@act("check.settle")
def settle_reply(
    by: Membership, *, reply: Reply, outcome: str, reason: str, reread_by: Membership | None = None
) -> Reply:
    """Say what came of a reply, and why: they find it on their page. Raises `Problem` without a reason.

    `reread_by`: who read the passage again too, where somebody says that our reading does not fit.
    """
    said = wording.read(by.key, reply.said)
    if not asks_for_outcome(said["answer"]):
        raise Problem(_("There is nothing to do about this: thank them."))
    if outcome not in dict(outcomes_for(said["answer"], reply.line.kind)):
        raise Problem(_("Say what came of it: choose one of the outcomes."))
    if not reason.strip():
        raise Problem(_("Write in a few words what was done, and why. They find it on their page."))
    came = {
        "outcome": outcome, "reason": reason.strip(),
        "reread_by": reread_by.name if reread_by is not None and reread_by.id != by.id else "",
    }  # fmt: skip
    record().change(
        reply, outcome=wording.written(by.key, came), settled_by_id=by.id, settled_at=timezone.now()
    )
    return reply


def let_go_of(by: Membership, participant: Participant) -> None:
    """Inside an act: take out what was sent to somebody and what they said to it, as their words go."""
    packs = Pack.objects.filter(study_id=by.study_id, participant=participant)
    record().remove(*Reply.objects.filter(line__pack__in=packs))
    record().remove(*Line.objects.filter(pack__in=packs))
    record().remove(*packs)


def _written(
    by: Membership, line: Line, answer: str, text: str, how: str, *, to_print: bool, to_use: bool
) -> Reply:
    if answer not in ANSWERS:
        raise Problem(_("Please choose one of the answers."))
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise Problem(_("That is too long for one go. Please send it in parts."))
    if answer == ADD and not text:
        raise Problem(_("Please write what you want to add."))
    said = {
        "answer": answer, "text": text, "how": how, "to_print": to_print and answer in OBJECTING,
        "to_use": to_use and answer == ADD,
    }  # fmt: skip
    row = Reply(study_id=by.study_id, line=line, by=by, at=timezone.now(), said=wording.written(by.key, said))
    record().create(row)
    return row


# What may be sent -----------------------------------------------------------------------------------------------------


def _require_chosen(by: Membership, participant: Participant, kinds: Sequence[str]) -> None:
    if not kinds:
        raise Problem(_("Choose what they are to look at."))
    allowed = may_be_sent(by, participant.id)
    refused = [str(Line.Kind(kind).label) for kind in kinds if kind not in allowed]
    if refused:
        raise Problem(
            _("They did not choose to see this: %(kinds)s. Ask them first, and write down what they answer.")
            % {"kinds": ", ".join(refused)}
        )


def _require_short(summary: str) -> None:
    if len(re.findall(r"[^.!?…]+[.!?…]+(?=\s|$)", summary)) > MOST_SENTENCES:
        raise Problem(
            _("A summary to check has %(n)s sentences at most. Say less, in plain words.")
            % {"n": MOST_SENTENCES}
        )


def _require_theirs(by: Membership, participant: Participant, quotes: Sequence[Coding]) -> None:
    wanted = {one.id for one in quotes}
    found = in_place(by, participant.id, quoted_lines(by, wanted) if wanted else [])
    if any(not found.get(one) for one in wanted):
        raise Problem(_("They see their own words only, and some of these are not theirs."))


def _require_nobody_elses(
    by: Membership, participant: Participant, claims: Sequence[Claim], themes: Sequence[Theme], summary: str
) -> None:
    """Claims, ideas and summary are ours: they must not carry what somebody else said, or who somebody is."""
    ours = [*(one.wording for one in claims), *(one.wording for one in themes)]
    said = wording.read_all(by.key, ours)
    text = "\n\n".join(
        [summary, *(part for words in said.values() for part in words_of(words) if part)]
    ).strip()
    if not text:
        return
    found = checked(by, text)
    for passage in found.passages:
        if {one.id for one in passage.people} - {participant.id}:
            raise Problem(
                _("“%(words)s” are words of somebody else (%(place)s). Say it in your own words.")
                % {"words": passage.here.words_in(text)[:80], "place": passage.cited}
            )
    for finding in found.findings:
        if finding.kind in TOLD_OF_OTHERS:
            raise Problem(f"{finding.sentence} {finding.to_do}")
