"""Who was asked what, in which wording, without a name: the log of consent, the wordings, and what changed in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.core.consent import HOLD, Scope, catalogue
from firsthand.core.consent.sheets import Block as Asked
from firsthand.core.consent.sheets import local_fields, pages
from firsthand.field.consent.forms import FormLine, forms
from firsthand.field.consent.models import How
from firsthand.field.consent.selectors import Said, asked
from firsthand.field.interviews.answers import wordings
from firsthand.field.interviews.models import GuideVersion
from firsthand.giving_back.asking import wording_of
from firsthand.giving_back.ethics.description import (
    Block,
    Part,
    Period,
    Row,
    day_of,
    heading,
    note,
    shown,
    table,
    text,
)
from firsthand.giving_back.ethics.naming_nobody import Names
from firsthand.ground.studies.models import Membership
from firsthand.ground.vault import wording


@dataclass(frozen=True, slots=True)
class Asking:
    """That somebody was asked some questions together: who, by a number of this package only; when, and how."""

    who: int
    on: date
    moment: str
    form: str
    how: str
    scopes: tuple[str, ...]


class Log:
    """All askings up to the end of the period, of everybody who is not on hold.

    Numbers follow from what is told of each alone, never from the study's labels: of whom the same is told, nobody
    can say who is who.
    """

    def __init__(self, by: Membership, period: Period) -> None:
        every = asked(by)
        held = _on_hold(every)
        said = [
            one
            for one in every
            if one.participant not in held and one.answer.scope != HOLD and period.open_on(day_of(one.at))
        ]
        self.period, self.takes_part = period, _taking_part(said)
        told = sorted(_told(said).values())
        self.people = len(told)
        self.askings = [
            Asking(who, on, list(catalogue().moments)[moment], form, how, scopes)
            for who, askings in enumerate(told, start=1)
            for on, moment, form, how, scopes in askings
        ]

    def within(self) -> list[Asking]:
        """Those of the period, by person and day."""
        found = [one for one in self.askings if self.period.begun_by(one.on)]
        return sorted(found, key=lambda one: (one.who, one.on))

    def versions(self) -> set[str]:
        """The wordings in which somebody was asked within the period."""
        return {one.form for one in self.within()}


def log_part(log: Log) -> Part:
    """Who was asked what, and when: a line for each time, and no answer."""
    moments = catalogue().moments
    rows = [
        (
            str(one.who), shown(one.on), _(moments[one.moment]), one.form, str(How(one.how).label),
            str(len(one.scopes)),
        )
        for one in log.within()
    ]  # fmt: skip
    header = (_("Person"), _("Day"), _("When"), _("Wording"), _("How"), _("Questions"))
    blocks = [
        note(
            _(
                "A line for each time that somebody was asked. The numbers are of this package alone: they follow "
                "from the days and not from the study’s labels. Answers are not told here, and neither is whom a "
                "person does not want as a reader. Whoever has put everything on hold is not counted, since "
                "nothing of theirs is sent while that lasts."
            )
        ),
        table(header, rows, widths=(2, 4, 5, 2, 6, 3), none=_("Nobody was asked in this period.")),
    ]
    if rows:
        blocks += [heading(_("Which question was put to how many people, by wording")), _by_question(log)]
    return Part(_("Who was asked what"), tuple(blocks))


def _by_question(log: Log) -> Block:
    versions = sorted(log.versions(), key=_order)
    rows = [
        (_(scope.ask), *(str(counted.get(version, "–")) for version in versions))
        for scope, counted in _people_by_scope(log)
    ]
    heads = (_("Wording %(version)s") % {"version": version} for version in versions)
    return table((_("Question"), *heads), rows, widths=(10, *(3,) * len(versions)))


def wordings_part(by: Membership, log: Log, names: Names) -> Part:
    """The sheets and forms by version, from when to when each was asked in."""
    found = forms(by)[::-1]
    ends = [*(shown(day_of(line.at)) for line in found[1:] if line.at), _("today")]
    rows = [
        (
            line.version, shown(day_of(line.at)) if line.at else _("as it comes with the program"), end,
            *_asked_in(log, line.version), names.said(line.reason) or "–",
        )
        for line, end in zip(found, ends, strict=True)
    ]  # fmt: skip
    header = (_("Wording"), _("From"), _("Until"), _("People"), _("Asked in it"), _("Why it was changed"))
    return Part(
        _("Sheets and forms by version"),
        (
            text(
                _(
                    "Every answer is kept with the version of the wording in which it was asked; nothing is ticked "
                    "beforehand, and what was not asked is a no. The wordings of this period are attached whole."
                )
            ),
            table(header, rows, widths=(3, 4, 4, 3, 5, 6)),
        ),
    )


def _asked_in(log: Log, version: str) -> tuple[str, str]:
    """How many people were asked in a wording within the period, and on which days."""
    within = [one for one in log.within() if one.form == version]
    if not within:
        return "0", "–"
    first, last = (shown(day(one.on for one in within)) for day in (min, max))
    return str(len({one.who for one in within})), first if first == last else f"{first} – {last}"


def amendments_part(by: Membership, period: Period, names: Names) -> tuple[Part, int]:
    """What was changed in what people are told and asked; and how many changes there were."""
    changes = [*_wordings_changed(by, period, names), *_guides_changed(by, period, names)]
    changes.sort(key=lambda change: change[0])
    blocks: list[Block] = []
    for on, title, reason, rows in changes:
        blocks += [heading(f"{shown(on)}: {title}")]
        blocks += [text(_("Why: %(reason)s") % {"reason": reason})] if reason else []
        blocks += [table((_("What"), _("Before"), _("Now")), rows, widths=(4, 7, 7))] if rows else []
    return Part(
        _("Amendments"),
        tuple(blocks or [text(_("Nothing that people are told or asked was changed in this period."))]),
    ), len(changes)


def attachments(by: Membership, log: Log, names: Names) -> list[Part]:
    """The sheet, form and card of every wording of the period, and of the one that stands."""
    found = forms(by)
    wanted = log.versions() | {found[0].version}
    return [
        Part(
            _("Attachment: wording %(version)s") % {"version": line.version},
            tuple(_attached(_printed(line, names))),
        )
        for line in reversed(found)
        if line.version in wanted
    ]


def _attached(line: FormLine) -> Iterator[Block]:
    for page in pages(wording_of(line, [])):
        yield heading(page.title)
        yield from map(_drawn, (*page.box, *page.blocks))


def _drawn(one: Asked) -> Block:
    if one.kind == "heading":
        return heading(one.text, 3)
    if one.kind == "points":
        return Block("points", one.text, points=one.choices)
    if one.kind in ("question", "told", "cross_out"):
        return Block("question", one.text, one.more, points=one.choices)
    return note(one.text) if one.kind == "note" else text(f"{one.text}: {one.more}" if one.more else one.text)


def _printed(line: FormLine, names: Names) -> FormLine:
    """A wording without what this study wrote into it where that names a participant."""
    return replace(
        line,
        local={key: names.said(words) for key, words in line.local.items()},
        scopes={
            key: {part: names.said(words) for part, words in own.items()} for key, own in line.scopes.items()
        },
        reason=names.said(line.reason),
    )


Told = tuple[date, int, str, str, tuple[str, ...]]


def _told(said: list[Said]) -> dict[UUID, list[Told]]:
    """By participant what they were asked together, in order of day and moment."""
    moments = {name: place for place, name in enumerate(catalogue().moments)}
    together: dict[UUID, dict[tuple[date, int, str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in said:
        when = (day_of(one.at), moments[one.moment], one.form, one.how)
        together[one.participant][when].add(one.answer.scope)
    return {
        person: sorted((*when, tuple(sorted(scopes))) for when, scopes in askings.items())
        for person, askings in together.items()
    }


def _on_hold(every: list[Said]) -> set[UUID]:
    last = {one.participant: one.answer.value for one in every if one.answer.scope == HOLD}
    return {person for person, value in last.items() if value == "on"}


def _taking_part(said: list[Said]) -> list[str]:
    """What everybody said last of taking part; empty for who was asked other things alone."""
    last = dict.fromkeys((one.participant for one in said), "")
    last |= {one.participant: str(one.answer.value) for one in said if one.answer.scope == "take_part"}
    return list(last.values())


def _people_by_scope(log: Log) -> list[tuple[Scope, dict[str, int]]]:
    """Each question that was put to somebody, with how many people by wording."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in log.within():
        for scope in one.scopes:
            found[scope][one.form].add(one.who)
    return [
        (scope, {version: len(people) for version, people in found[key].items()})
        for key, scope in catalogue().scopes.items()
        if key in found
    ]


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


Changed = tuple[date, str, str, list[Row]]


def _wordings_changed(by: Membership, period: Period, names: Names) -> Iterator[Changed]:
    found = [_printed(line, names) for line in reversed(forms(by))]
    for was, line in pairwise(found):
        if line.at is not None and period.holds(day_of(line.at)):
            title = _("Wording %(version)s of sheet and form") % {"version": line.version}
            yield day_of(line.at), title, line.reason, list(_otherwise(was, line))


def _otherwise(was: FormLine, now: FormLine) -> Iterator[Row]:
    """What is worded otherwise: question by question, and what only the study can say."""
    fields = local_fields()
    for key in dict.fromkeys([*was.local, *now.local]):
        before, after = was.local.get(key, ""), now.local.get(key, "")
        if before != after:
            yield _(fields[key]["label"]) if key in fields else key, before or "–", after or "–"
    before_, after_ = wording_of(was, []), wording_of(now, [])
    for key in dict.fromkeys([*was.scopes, *now.scopes]):
        scope = catalogue().scopes[key]
        for part in ("ask", "explain"):
            old, new = before_.of(scope, part), after_.of(scope, part)
            if old != new:
                yield _(scope.ask), old or "–", new or "–"


def _guides_changed(by: Membership, period: Period, names: Names) -> Iterator[Changed]:
    rows = list(
        GuideVersion.objects.filter(study_id=by.study_id)
        .select_related("guide")
        .order_by("guide__number", "number")
    )
    abouts = wording.read_all(by.key, [row.about for row in rows])
    last: dict[UUID, dict[str, str]] = {}
    for row in rows:
        now = {one.label: one.text for one in wordings(by, row)}
        was, last[row.guide_id] = last.get(row.guide_id), now
        if not period.holds(day_of(row.at)):
            continue
        of = {
            "number": row.guide.number,
            "version": row.number,
            "title": names.said(abouts[row.about]["title"]),
        }
        reason = names.said(abouts[row.about]["reason"])
        if was is None:
            count = ngettext("%(count)s question", "%(count)s questions", len(now)) % {"count": len(now)}
            title = _("Interview guide %(number)s brought in: “%(title)s”, %(questions)s")
            yield day_of(row.at), title % (of | {"questions": count}), reason, []
            continue
        title = _("Interview guide %(number)s, version %(version)s: “%(title)s”") % of
        yield day_of(row.at), title, reason, [
            (label, names.said(was.get(label, "")) or "–", names.said(now.get(label, "")) or "–")
            for label in sorted(was.keys() | now.keys())
            if was.get(label) != now.get(label)
        ]  # fmt: skip
