"""The package for the ethics board: one description, as a Word document or a PDF. It names no participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand import __version__
from firsthand.core.problems import Problem
from firsthand.giving_back.ethics import board, document
from firsthand.giving_back.ethics.asked import Log, amendments_part, attachments, log_part, wordings_part
from firsthand.giving_back.ethics.counted import deid_part, releases_part, withdrawals_part
from firsthand.giving_back.ethics.data_map import data_map_part
from firsthand.giving_back.ethics.description import (
    Block,
    Package,
    Part,
    Period,
    heading,
    note,
    shown,
    table,
    text,
)
from firsthand.giving_back.ethics.naming_nobody import Names
from firsthand.giving_back.ethics.readers import readers_part
from firsthand.giving_back.ethics.selectors import IncidentLine, TrainingLine, incidents, trainings
from firsthand.giving_back.reports import TYPES, Report, note_release
from firsthand.ground.studies.access import require
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership, Role
from firsthand.ground.studies.selectors import members

MAKERS = {"docx": document.drawn, "pdf": board.drawn}
CONTENT = TYPES | {"pdf": "application/pdf"}


@act("ethics.release")
def package(
    by: Membership,
    *,
    format: str,  # noqa: A002 - the command line's word
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Take the package out, told from `since` to `until`; both days are in it.

    Raises `Problem` where there is no such format, the days are the wrong way round, or a log names a participant.
    """
    if format not in MAKERS:
        raise Problem(
            _("The package for the ethics board comes as %(formats)s, not as %(format)s.")
            % {"formats": ", ".join(MAKERS), "format": format}
        )
    data = MAKERS[format](by.study, described(by, Period(since, until)))
    note_release(by, "ethics", format, set())
    prefix = "DEMO_" if by.study.demo else ""
    return Report(f"{prefix}{by.study.slug}-ethics.{format}", CONTENT[format], data)


def described(by: Membership, period: Period) -> Package:
    """What stands in it. Raises `Problem` where a log names a participant."""
    require(by, "ethics.read")
    names, log = Names(by), Log(by, period)
    happened = [one for one in incidents(by) if period.holds(one.noticed)]
    learned = [one for one in trainings(by) if period.holds(one.on)]
    _require_nobody_named(names, happened, learned)
    amendments, changed = amendments_part(by, period, names)
    withdrawals, left = withdrawals_part(by, period)
    releases, files = releases_part(by, period)
    counts = _counts(log, changed=changed, incidents=happened, left=left, files=files)
    parts = (
        Part(_("At a glance"), (counts,)),
        wordings_part(by, log, names),
        log_part(log),
        readers_part(by, period),
        amendments,
        _incidents_part(happened),
        data_map_part(by),
        withdrawals,
        releases,
        deid_part(by, period),
        _trainings_part(learned),
        *attachments(by, log, names),
    )
    return Package(_("For the ethics board"), _facts(by, period), parts)


@dataclass(frozen=True, slots=True)
class _Counted:
    what: str
    count: int


def _counts(log: Log, *, changed: int, incidents: Sequence[IncidentLine], left: int, files: int) -> Block:
    open_ = sum(not one.said.closed for one in incidents)
    part = log.takes_part
    rows = [
        _Counted(_("People who were asked, up to the end of the period"), log.people),
        _Counted(_("of these, said that they take part"), part.count("yes")),
        _Counted(_("of these, said that they do not"), part.count("no")),
        _Counted(_("of these, have not said yet"), len(part) - part.count("yes") - part.count("no")),
        _Counted(_("People asked something within the period"), len({one.who for one in log.within()})),
        _Counted(_("Withdrawals carried out"), left),
        _Counted(_("Changes to what people are told or asked"), changed),
        _Counted(_("Incidents"), len(incidents)),
        _Counted(_("of these, still open"), open_),
        _Counted(_("Files that left"), files),
    ]
    return table((_("What"), _("Number")), [(one.what, str(one.count)) for one in rows], widths=(10, 2))


def _facts(by: Membership, period: Period) -> tuple[tuple[str, str], ...]:
    today = timezone.localdate()
    first, last = period.since or timezone.localdate(by.study.made_at), period.until or today
    leads = [one.name for one in members(by) if one.role == Role.LEAD and one.here]
    return (
        (_("Study"), by.study.title),
        (_("Led by"), ", ".join(leads)),
        (_("Period"), _("%(first)s to %(last)s") % {"first": shown(first), "last": shown(last)}),
        (_("Made on"), shown(today)),
        (_("Made with"), f"Firsthand {__version__}"),
    )


def _incidents_part(found: Sequence[IncidentLine]) -> Part:
    blocks: list[Block] = [
        note(
            _(
                "As members of the team wrote them down, by the day on which each was noticed. Nobody is named."
            )
        )
    ]
    for one in found:
        said = one.said
        state = _("closed") if said.closed else _("open")
        blocks.append(heading(_("Incident %(number)s (%(state)s)") % {"number": one.number, "state": state}))
        blocks.append(
            table(
                (_("What"), _("As it was written down")),
                [
                    (_("When it happened"), shown(said.on) if said.on else _("not known")),
                    (_("When it was noticed"), shown(one.noticed)),
                    (_("What happened"), said.happened),
                    (_("What was done"), said.done or _("nothing yet")),
                    (_("Who was told"), said.told or _("nobody yet")),
                    (_("Told to the board on"), shown(said.reported) if said.reported else _("not yet")),
                ],
                widths=(3, 9),
            )
        )
    if not found:
        blocks = [text(_("No incident was noticed in this period."))]
    return Part(_("Incidents"), tuple(blocks))


def _trainings_part(found: Sequence[TrainingLine]) -> Part:
    rows = [(shown(one.on), one.member, one.what, one.given_by or "–") for one in found]
    header = (_("Day"), _("Member"), _("What it was about"), _("Given by"))
    none = _("Nobody took a training in this period.")
    return Part(_("Training"), (table(header, rows, widths=(3, 3, 7, 4), none=none),))


def _require_nobody_named(
    names: Names, happened: Sequence[IncidentLine], learned: Sequence[TrainingLine]
) -> None:
    wrong = [
        _("incident %(number)s") % {"number": one.number}
        for one in happened
        if any(names.stand_in(words) for words in (one.said.happened, one.said.done, one.said.told))
    ]
    wrong += [
        _("the training of %(day)s") % {"day": shown(one.on)}
        for one in learned
        if names.stand_in(f"{one.what} · {one.given_by}")
    ]
    if wrong:
        raise Problem(
            _(
                "The package names nobody who takes part, and here somebody is named: %(where)s. Say it without the "
                "name, then take the package."
            )
            % {"where": "; ".join(wrong)}
        )
