"""Joining another copy of the study with this one: one act, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.core.batches import batches
from firsthand.core.problems import Clash as Refusal
from firsthand.core.problems import Problem
from firsthand.exchange.joining import people, readers, words
from firsthand.exchange.joining.ancestor import Ancestor, ancestor, last_entry, mark_of, sent_to_both
from firsthand.exchange.joining.beside import BESIDE, Keys, standing_beside
from firsthand.exchange.joining.kinds import in_order, kinds
from firsthand.exchange.joining.models import Joined
from firsthand.exchange.joining.report import ActThere, Line, Report
from firsthand.exchange.joining.same import know_again, number_anew, one_of_each, step_aside
from firsthand.exchange.joining.settling import CURRENT, Settling, wordless
from firsthand.exchange.joining.standing import Texts, carry_along, same_voices
from firsthand.exchange.joining.three_ways import Clash, Joining
from firsthand.exchange.projects.bringing_in import all_or_nothing
from firsthand.exchange.projects.merging.differences import Choices, Difference
from firsthand.field.sources.absent import absent
from firsthand.giving_back.models import Erasure, Withdrawal
from firsthand.giving_back.record import names_of
from firsthand.ground.studies.access import require, told_as
from firsthand.ground.studies.acting import act
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.models import Entry, Recorded
from firsthand.ground.trail.past import sealed_fields
from firsthand.ground.trail.recording import Change, record
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import (
    Values,
    each_row_now,
    from_values,
    label_of,
    recorded_fields,
    recorded_models,
    rows_of,
)
from firsthand.ground.vault import wording

JOINED = label_of(Joined)


def look_over(
    by: Membership, *, file: Path, keys: Path | None = None, choices: Choices | None = None
) -> Report:
    """What would come of joining the copy in a backup: it is done, told, and not kept. Raises as `join` does."""
    require(by, "copies.join")
    with standing_beside(file, keys, by.study) as there, _clashes_told(), all_or_nothing(keep=False):
        return join(by, there=there, choices=choices or Choices())


def join_copy(
    by: Membership, *, file: Path, keys: Path | None = None, choices: Choices | None = None
) -> Report:
    """Join the copy in a backup with this one. Raises as `join` does, and then nothing has changed."""
    require(by, "copies.join")
    with standing_beside(file, keys, by.study) as there, _clashes_told(), all_or_nothing(keep=True):
        return join(by, there=there, choices=choices or Choices())


@act("copies.join")
def join(by: Membership, *, there: Keys, choices: Choices) -> Report:
    """Make the study what the two copies are together; what both changed is as `choices` says.

    Raises `Problem`: where it is no copy of this study, where the study's key was turned there, and where somebody took
    their words out in one of the two alone: what was done with these words in the other goes by its own withdrawal.
    """
    _require_same_withdrawals(by)
    both = ancestor(by.study_id)
    words.bring_words(by, there)
    return _Join(by, there, choices, both).done()


@dataclass(slots=True)
class _Join:
    """One joining under way."""

    by: Membership
    keys: Keys
    choices: Choices
    both: Ancestor
    here: Tables = field(default_factory=dict)
    merged: Tables = field(default_factory=dict)
    told: list[Change] = field(default_factory=list)

    def done(self) -> Report:
        report = Report(self.both.at)
        self.here, there = _rows(self.by.study_id, DEFAULT_DB_ALIAS), _rows(self.by.study_id, BESIDE)
        texts = Texts(self.both.tables, self.here, there)
        settling = Settling(self.by, self.here, there, self.choices)
        report.same = know_again(self.both.tables, self.here, there, settling.code_name, self._same_before())
        joining = Joining(self.both.tables, self.here, there, kinds(), settling.choose)
        self.merged = joining.done()
        report.same |= one_of_each(self.here, there, self.merged)
        same_voices(self.by, texts, self.merged, settling.choose)
        self._leave_what_alone_is_no_news()
        renamed = number_anew(self.here, self.merged)
        self._write()
        self._require_open()
        readers.put_together(self.by, self.both.tables, self.here, there)
        report.doubtful = carry_along(self.by, texts)
        report.notes = words.bring_own_notes(self.keys)
        report.letters = words.bring_letters(self.by, self.keys)
        self._tell(report, settling, renamed)
        if report.anything:
            self._remember(report)
        return report

    def _same_before(self) -> Iterator[tuple[str, str]]:
        """Which ids are known to be one: from joinings before, of either copy, and of what was sent to both."""
        yield from sent_to_both(self.by.study_id)
        for using in (DEFAULT_DB_ALIAS, BESIDE):
            rows = Joined.objects.using(using).filter(study_id=self.by.study_id)
            for said in wording.read_open(self.by.key, rows.values_list("said", flat=True)).values():
                yield from said["same"].items()

    def _leave_what_alone_is_no_news(self) -> None:
        """With which copies the other was joined comes along with other things, and is nothing to join again for."""
        if all(rows == self.here.get(table) for table, rows in self.merged.items() if table != JOINED):
            self.merged[JOINED] = dict(self.here.get(JOINED, {}))

    # ---------- writing ----------

    def _write(self) -> None:
        """Rows that change, go and come, in this order."""
        for model in in_order():
            self._change(model)
        for model in reversed(in_order()):
            self._remove(model)
        for model in in_order():
            self._create(model)
        people.let_in(self.by, map(UUID, self._new("studies.membership")), self.keys)
        people.bring_slips(self.by, self.keys)

    def _new(self, table: str) -> set[str]:
        return self.merged.get(table, {}).keys() - self.here.get(table, {}).keys()

    def _change(self, model: type[Recorded]) -> None:
        table = label_of(model)
        here, merged, aside = self.here.get(table, {}), self.merged.get(table, {}), kinds()[table].aside
        both = [row for row in sorted(merged.keys() & here.keys()) if merged[row] != here[row]]
        altered = {row: _altered(here[row], merged[row], aside) for row in both}
        # Two that change numbers with each other cannot both be first: one steps aside before, as does what goes after.
        moved = step_aside(model, here, altered, here.keys() - merged.keys())
        back = {
            row: {name: merged[row][name] for name in moved[row]} for row in moved.keys() & altered.keys()
        }
        for aside_now in (moved, altered | {row: altered[row] | back[row] for row in back}):
            for batch in batches([row for row, new in aside_now.items() if new], words.BATCH):
                rows = rows_of(model).filter(study_id=self.by.study_id, pk__in=batch)
                record().change_each([(row, from_values(model, aside_now[row.id.hex])) for row in rows])
        for row in (row for row, new in altered.items() if new):
            self.told.append([table, row, here[row], merged[row]])

    def _remove(self, model: type[Recorded]) -> None:
        table = label_of(model)
        gone = sorted(self.here.get(table, {}).keys() - self.merged.get(table, {}).keys())
        for batch in batches(gone, words.BATCH):
            record().remove(*rows_of(model).filter(study_id=self.by.study_id, pk__in=batch))
        self.told += ([table, row, self.here[table][row], None] for row in gone)

    def _create(self, model: type[Recorded]) -> None:
        table = label_of(model)
        names = [one.attname for one in recorded_fields(model)]
        aside = dict.fromkeys(kinds()[table].aside)
        for batch in batches(sorted(self._new(table)), words.BATCH):
            whole = ((row, from_values(model, self.merged[table][row] | aside)) for row in batch)
            rows = [[UUID(row), *(values[name] for name in names)] for row, values in whole]
            record().create_many(model, names, rows)
            self.told += ([table, row, None, self.merged[table][row]] for row in batch)

    def _require_open(self) -> None:
        """Raises `Problem` where rows would name words that nobody can read any more."""
        named = {UUID(value) for change in self.told for value in _named(change)}
        if named & words.destroyed(self.by.study_id):
            raise Problem(
                _(
                    "Words that are in one copy were taken out in the other, and nobody can read them any more. "
                    "Take out there what stands on them, and join then."
                )
            )

    # ---------- telling ----------

    def _tell(self, report: Report, settling: Settling, renamed: list[tuple[str, str, Any, Any]]) -> None:
        clashes = list(settling.clashes())
        about = [
            [clash.table, clash.row, *(({}, {}) if clash.names == CURRENT else (clash.here, clash.there))]
            for clash, _one in clashes
        ]
        called = names_of(self.by, [*self.told, *about])
        for table, row, before, after in self.told:
            if row in called and table != JOINED:
                fate = "comes" if before is None else "goes" if after is None else "changes"
                report.lines.append(Line(fate, table, called[row]))
        report.differences = [
            replace(self._tellable(clash, one), kind=clash.table, name=called[clash.row])
            for clash, one in clashes
            if clash.row in called
        ]
        report.renamed = [
            (table, called[row], str(was), str(now)) for table, row, was, now in renamed if row in called
        ]
        report.acts = list(self._acts())

    def _tellable(self, clash: Clash, one: Difference) -> Difference:
        """A difference as who joins may read it: no words of a text of which some are kept from them."""
        if clash.names != CURRENT:
            return one
        sides = (clash.was, clash.here, clash.there)
        texts, kept = {UUID(side["current"]) for side in sides if side}, absent(self.by)
        return wordless(one) if texts & (kept.versions | kept.cuts.keys()) else one

    def _acts(self) -> Iterator[ActThere]:
        """What was done there since; without what tells only of rows that are kept from who joins."""
        entries = Entry.objects.using(BESIDE).filter(study_id=self.by.study_id, number__gt=self.both.since)
        names = {UUID(row): values["name"] for row, values in self.merged["studies.membership"].items()}
        for one in entries.order_by("number").iterator(chunk_size=200):
            if one.changes and not names_of(self.by, one.changes):
                continue
            yield ActThere(one.number, one.at, names.get(one.by_id, ""), str(told_as(one.act)))

    def _remember(self, report: Report) -> None:
        last = last_entry(self.by.study_id)
        record().create(
            Joined(
                study_id=self.by.study_id, upto=last.number, mark=mark_of(last), by_id=self.by.id, at=timezone.now(),
                said=wording.written(self.by.key, report.as_dict()),
            )
        )  # fmt: skip


@contextmanager
def _clashes_told() -> Iterator[None]:
    """What the databases here refuse, rows or keys, is told as a `Problem`."""
    try:
        yield
    except IntegrityError as clash:
        raise Refusal(
            _("The two copies cannot be joined: of something there may be only one, and there are two.")
        ) from clash


def _rows(study_id: UUID, using: str) -> Tables:
    """Every recorded row of a study as it stands in one of the two copies."""
    found: Tables = {}
    for label, row_id, values in each_row_now(study_id, using):
        found.setdefault(label, {})[row_id] = values
    return found


def _altered(here: Values, merged: Values, aside: Iterable[str]) -> Values:
    return {name: value for name, value in merged.items() if name not in aside and here.get(name) != value}


def _named(change: Change) -> Iterator[str]:
    """The sealed texts that a row names that came, or came to name them."""
    table, _row, before, after = change
    for name in sealed_fields(recorded_models()[table]) if after else ():
        if after[name] and (before is None or before.get(name) != after[name]):
            yield after[name]


def _require_same_withdrawals(by: Membership) -> None:
    here, there = (_taken_out(by.study_id, using) for using in (DEFAULT_DB_ALIAS, BESIDE))
    for label in sorted(there - here):
        raise Problem(
            _(
                "%(person)s took their words out in the other copy. Carry the same out here first, and join then."
            )
            % {"person": label}
        )
    for label in sorted(here - there):
        raise Problem(
            _(
                "%(person)s took their words out here. Carry the same out in the other copy first, and join then."
            )
            % {"person": label}
        )


def _taken_out(study_id: UUID, using: str) -> set[str]:
    """The labels of those whose words were taken out in a copy."""
    erased: Iterable[UUID] = (
        Erasure.objects.using(using).filter(study_id=study_id).values_list("withdrawal", flat=True)
    )
    rows = Withdrawal.objects.using(using).filter(pk__in=list(erased))
    return set(rows.values_list("participant__label", flat=True))
