"""Coding rounds in a project: sets of their codes and texts, which other programs show; the rest is in the description.

What came as a set of ours becomes a round again: who coded in it, since when they were done, blind or not, how its
texts were drawn, and how differences were settled. The trail does not come along: how a round that came stood when it
was closed cannot be said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone
from django.utils.translation import gettext_noop as noop

from firsthand.analysis.rounds.models import Decision, Outcome, Round, RoundCode, RoundCoder, RoundSource
from firsthand.analysis.rounds.selectors import RoundLine, outcomes, round_, rounds
from firsthand.core.problems import Problem
from firsthand.core.spans import Span
from firsthand.exchange.projects.merging.meeting import HERE_ALREADY, TAKEN_OUT, Meeting
from firsthand.exchange.projects.merging.taken import taken_out_here
from firsthand.exchange.projects.project import ROUND, RoundSet
from firsthand.exchange.projects.whole import moment_of
from firsthand.field.sources.models import Source, TextVersion
from firsthand.field.sources.placing import there
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store, wording

TOO_FEW = noop(
    "It is a coding round, and there are not two coders and a text of it here; it is kept as it came."
)


# Out ----------------------------------------------------------------------------------------------------------------


def rounds_out(by: Membership, guid: Callable[[UUID], str], *, reasons: bool) -> list[str]:
    """The rounds as sets, as they are written. `reasons`: whether why differences were settled may leave."""
    return [_set(by, line, guid, reasons) for line in reversed(rounds(by))]


def _set(by: Membership, line: RoundLine, guid: Callable[[UUID], str], reasons: bool) -> str:
    about = f"{line.about}\n\n" if line.about else ""
    rest = json.dumps(_rest(by, line, guid, reasons), ensure_ascii=False)
    members = [f'<MemberCode targetGUID="{guid(code.id)}"/>' for code in line.codes]
    members += [f'<MemberSource targetGUID="{guid(one.id)}"/>' for one in line.sources]
    return (
        f'<Set guid="{guid(line.id)}" name={quoteattr(line.name)}>'
        f"<Description>{escape(about + ROUND + rest)}</Description>{''.join(members)}</Set>"
    )


def _rest(by: Membership, line: RoundLine, guid: Callable[[UUID], str], reasons: bool) -> dict[str, Any]:
    row = round_(by, line.number)
    settled = [
        [
            guid(one.source.id), guid(one.code.id), one.settled.span.start, one.settled.span.end, one.settled.outcome,
            one.settled.by, one.settled.at.isoformat(), one.settled.reason if reasons else "",
        ]
        for one in outcomes(by, row).differences
        if one.settled
    ]  # fmt: skip
    return {
        "number": line.number, "blind": line.blind, "seed": line.seed, "drawn_from": line.drawn_from,
        "by": line.started_by, "at": line.at.isoformat(), "closed_at": _said(line.closed_at),
        "coders": [[one.name, _said(one.done_at)] for one in line.coders], "settled": sorted(settled),
    }  # fmt: skip


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


# In -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Came:
    """A round as a file has it. `rest`: what its description says."""

    guid: str
    name: str
    about: str
    codes: list[str]
    sources: list[str]
    rest: dict[str, Any]


def rounds_in(meeting: Meeting, codes: Mapping[str, UUID], new: Collection[UUID]) -> set[str]:
    """The sets that are rounds become such. `new`: the texts that came with the file, on whose words decisions stand.

    The GUIDs of those that did, or were here already: they are no sets to keep.
    """
    told: set[str] = set()
    for one in meeting.file.project.rounds:
        came = _came(one)
        if came is None:
            continue
        row, path = meeting.row(came.guid), meeting.file.where("Set", came.guid)
        if _is_here(meeting, came, row):
            meeting.file.report.kept("sets", path, HERE_ALREADY)
        elif taken_out_here(meeting, Round, row):
            meeting.file.report.lost("sets", path, TAKEN_OUT)
        elif not _bring(meeting, came, row, codes, new):
            meeting.file.report.kept("sets", path, TOO_FEW)
            continue
        told.add(came.guid)
    return told


def _is_here(meeting: Meeting, came: Came, row: UUID) -> bool:
    """Whether a round is in the study, under its GUID or under a new one: begun at the same moment, it is the same."""
    here = Round.objects.filter(study_id=meeting.by.study_id).values_list("id", "at")
    return any(row == one or at == moment_of(came.rest["at"]) for one, at in here)


def _bring(meeting: Meeting, came: Came, row: UUID, codes: Mapping[str, UUID], new: Collection[UUID]) -> bool:
    """Whether a round could be brought in: it takes two coders and a text."""
    by, rest, people = meeting.by, came.rest, _by_name(meeting)
    coders = {people[name]: moment_of(done) for name, done in rest["coders"] if name in people}
    texts = list(
        Source.objects.filter(
            study_id=by.study_id, id__in=[meeting.row(one) for one in came.sources]
        ).order_by("number")
    )
    if len(coders) < 2 or not texts:
        return False
    made = Round(
        id=row, study_id=by.study_id, number=_number(by, rest["number"]), blind=rest["blind"], seed=rest["seed"],
        drawn_from=rest["drawn_from"], by=people.get(rest["by"], by),
        at=moment_of(rest["at"]) or timezone.now(), closed_at=moment_of(rest["closed_at"]),
        wording=wording.written(by.key, {"name": came.name, "about": came.about}),
    )  # fmt: skip
    mine = {"study_id": by.study_id, "round": made}
    record().create(made)
    record().create(*(RoundCoder(**mine, coder=one, done_at=done) for one, done in coders.items()))
    record().create(*(RoundSource(**mine, source=one) for one in texts))
    about = dict.fromkeys(codes[one] for one in came.codes if one in codes)
    record().create(*(RoundCode(**mine, code=one) for one in about))
    record().create(*_decisions(meeting, made, rest["settled"], codes, new))
    meeting.file.report.imported("sets")
    return True


def _decisions(
    meeting: Meeting, made: Round, settled: Iterable[Any], codes: Mapping[str, UUID], new: Collection[UUID]
) -> list[Decision]:
    """How differences were settled, on texts that came with the file: elsewhere words may stand otherwise."""
    by, people = meeting.by, _by_name(meeting)
    found: list[Decision] = []
    versions = {one.id: one.current for one in Source.objects.filter(study_id=by.study_id, id__in=new)}
    rows = TextVersion.objects.in_bulk(list(versions.values()))
    for text, code, start, end, outcome, who, at, reason in settled:
        version = rows.get(versions.get(meeting.row(text)))
        if version is None or code not in codes or outcome not in Outcome.values:
            continue
        try:
            place = there(by, version, Span(start, end))
        except (Problem, ValueError):
            continue
        found.append(
            Decision(
                study_id=by.study_id, round=made, code=codes[code], outcome=outcome,
                reason=store.seal(by.key, reason) if reason else None,
                by=people.get(who, by), at=moment_of(at) or made.at, **place,
            )
        )  # fmt: skip
    return found


def _by_name(meeting: Meeting) -> dict[str, Membership]:
    """Who worked on the project, by name: other programs give GUIDs of their own, and keep names."""
    return {
        user.name: meeting.members[user.guid]
        for user in meeting.file.project.users
        if user.guid in meeting.members
    }


def _number(by: Membership, wanted: int) -> int:
    """Its own number, where no other round has it; else the next."""
    taken = set(Round.objects.filter(study_id=by.study_id).values_list("number", flat=True))
    return wanted if 0 < wanted < 2**31 and wanted not in taken else max(taken, default=0) + 1


def _came(one: RoundSet) -> Came | None:
    """A round out of a set; None where it is none, or what it says is not as it was written here."""
    about, _mark, rest = one.description.rpartition(ROUND)
    try:
        said = json.loads(rest)
        _check(said)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    name = " ".join(one.name.split())
    return Came(one.guid, name, about.strip(), one.codes, one.sources, said) if name and one.guid else None


def _is_guid(written: str) -> bool:
    try:
        return str(UUID(written)) == written
    except ValueError:
        return False


def _check(said: Any) -> None:
    """Raises `ValueError`, `KeyError` or `TypeError` where a file says something else than a round has."""
    drawn = (said["seed"], said["drawn_from"])
    for number, most in ((said["number"], 2**31), *((one, 2**62) for one in drawn if one is not None)):
        if type(number) is not int or not 0 <= number < most:
            raise ValueError(noop("A round has numbers."))
    if type(said["blind"]) is not bool or (said["drawn_from"] or 0) >= 2**31:
        raise ValueError(noop("A round is blind or not."))
    words = [said["by"], said["at"], said["closed_at"], *(one for pair in said["coders"] for one in pair)]
    for text, code, start, end, *more in said["settled"]:
        words += [text, code, *more]
        places = type(start) is int and type(end) is int and 0 <= start < end
        if not places or len(more) != 4 or not (_is_guid(text) and _is_guid(code)):
            raise ValueError(noop("A decision stands on words."))
    if any(type(one) is not str for one in words) or any(len(pair) != 2 for pair in said["coders"]):
        raise ValueError(noop("A round has coders."))
    "".join(words).encode()  # what is no text cannot be sealed
