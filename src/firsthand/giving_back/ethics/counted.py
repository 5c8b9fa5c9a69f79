"""What was carried out, counted: withdrawals, files that left, and what was replaced because it tells who one is."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from firsthand.core.identifying import rules
from firsthand.field.consent.selectors import keeping_out
from firsthand.field.deid.models import Identifier, State
from firsthand.field.deid.words import RULE_NAMES
from firsthand.field.sources.unseen import unseen
from firsthand.giving_back.ethics.description import Part, Period, day_of, heading, note, shown, table
from firsthand.giving_back.leaving.words import LEVELS
from firsthand.giving_back.models import Erasure, Release, Withdrawal
from firsthand.ground.studies.access import told_as
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry

IDENTIFIERS = "deid.identifier"
LEFT_AS = {
    "themes": lazy("themes with their evidence"),
    "codebook": lazy("the codebook"),
    "codings": lazy("every coding"),
    "study": lazy("the whole study, for other programs"),
    "original": lazy("a source’s file, as it came"),
    "appendix": lazy("the methods’ appendix"),
    "ethics": lazy("the package for the ethics board"),
    "archive": lazy("the package for a research archive"),
    "kit": lazy("a study kit, without anybody’s words"),
}


def withdrawals_part(by: Membership, period: Period) -> tuple[Part, int]:
    """How many people left in which way, on which day; and how many there were."""
    rows = Withdrawal.objects.filter(study_id=by.study_id).exclude(participant_id__in=keeping_out(by))
    within = [row for row in rows.order_by("at") if period.holds(day_of(row.at))]
    done = dict(Erasure.objects.filter(study_id=by.study_id).values_list("withdrawal", "done_at"))
    counted = Counter(
        (day_of(row.at), row.level, row.id in done, day_of(gone) if gone else None)
        for row in within
        for gone in [done.get(row.id)]
    )
    shown_rows = [
        (shown(on), f"{level.partition('_')[0]}: {LEVELS[level]}", str(count),
         (shown(gone) if gone else _("not finished yet")) if erases else _("none go"))
        for (on, level, erases, gone), count in counted.items()
    ]  # fmt: skip
    return Part(
        _("Withdrawals carried out"),
        (
            note(
                _(
                    "Each was shown to the person first, place by place, carried out in one step, and has a receipt. "
                    "Where keys are destroyed, nobody can read the words any more, in older backups neither."
                )
            ),
            table(
                (_("Day"), _("In which way"), _("People"), _("Keys destroyed")), shown_rows, widths=(4, 10, 2, 4),
                none=_("Nobody left in this period."),
            ),
        ),
    ), len(within)  # fmt: skip


def releases_part(by: Membership, period: Period) -> tuple[Part, int]:
    """Every file that left the program: when, what, with whom, and how many people's words are in it."""
    out, past = {person.hex for person in keeping_out(by)}, unseen(by)
    found = Release.objects.filter(study_id=by.study_id).select_related("by").order_by("at", "id")
    within = [row for row in found if row.id.hex not in past.rows and period.holds(day_of(row.at))]
    rows = [
        (shown(day_of(row.at)), f"{LEFT_AS.get(row.what, row.what)} ({row.format})", row.by.name,
         str(len(set(row.people) - out)))
        for row in within
    ]  # fmt: skip
    return Part(
        _("Releases made"),
        (
            note(
                _(
                    "Every file with the study’s words that left the program. Words leave only as far as everybody "
                    "whose words they are said that they may."
                )
            ),
            table(
                (_("Day"), _("What left"), _("With whom"), _("People whose words are in it")), rows,
                widths=(4, 8, 4, 4), none=_("Nothing left in this period."),
            ),
        ),
    ), len(within)  # fmt: skip


def deid_part(by: Membership, period: Period) -> Part:
    """What was found that could tell who somebody is, under which rule, what was decided, and on which days."""
    past = unseen(by)
    found = Identifier.objects.filter(study_id=by.study_id)
    states = Counter(
        (row.rule, row.state)
        for row in found
        if row.id.hex not in past.rows and period.open_on(day_of(row.at))
    )
    rules_ = [one.id for one in rules() if any(rule == one.id for rule, _state in states)]
    every = (State.ACCEPTED, State.DISMISSED, State.PROPOSED)
    rows = [(rule, str(RULE_NAMES[rule]), *(str(states[rule, state]) for state in every)) for rule in rules_]
    if rows:
        sums = (str(sum(states[rule, state] for rule in rules_)) for state in every)
        rows.append((_("All"), "", *sums))
    return Part(
        _("De-identification"),
        (
            note(
                _(
                    "Kinds of words that could tell who somebody is, and what was decided. The words themselves are "
                    "not here: originals are kept under the guardian’s key, or nowhere."
                )
            ),
            table(
                (_("Rule"), _("What it looks for"), *(str(state.label) for state in every)), rows,
                widths=(2, 9, 3, 3, 3), none=_("Nothing has been looked for yet."),
            ),
            heading(_("On which days")),
            table((_("Day"), _("What was done"), _("Identifiers")), _days(by, period), widths=(4, 10, 3)),
        ),
    )  # fmt: skip


def _days(by: Membership, period: Period) -> list[tuple[str, str, str]]:
    past = unseen(by)
    counted: Counter[tuple[date, str, str]] = Counter()
    entries = Entry.objects.filter(study_id=by.study_id, act__startswith="deid.").order_by("number")
    for number, at, act, kind, changes in entries.values_list("number", "at", "act", "kind", "changes"):
        if number not in past.entries and period.holds(day_of(at)):
            rows = [change for change in past.changes(changes) if change[0] == IDENTIFIERS]
            counted[day_of(at), act, kind] += len(rows)
    took_back = _("took back: %(act)s")
    return [
        (
            shown(on),
            told_as(act) if kind != Entry.Kind.UNDO else took_back % {"act": told_as(act)},
            str(count),
        )
        for (on, act, kind), count in counted.items()
        if count
    ]
