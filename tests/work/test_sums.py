"""The picture of the work: no query, and no two queries at whatever times, reveal a cell of few entries or people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Cast
from firsthand.core.problems import NotAllowed
from firsthand.ground.studies.services import add_member
from firsthand.ground.vault import cipher, pots
from firsthand.ground.vault.keyring.models import PotKey
from firsthand.ground.vault.secret import Secret
from firsthand.work.due import do_what_is_due
from firsthand.work.log.fields import KEEP_DAYS
from firsthand.work.log.services import delete_entry, write_entry
from firsthand.work.sums import slips
from firsthand.work.sums.counting import LEAST_ENTRIES, LEAST_WRITERS, Cell, quarter_of, shown
from firsthand.work.sums.models import Slip, Sum
from firsthand.work.sums.selectors import sums
from work.entries import TODAY, said

NEXT = date(2026, 7, 1)  # the first day of the quarter after TODAY
WRITERS = ("lea", "cody", "rea", "gil", "pia")
View = dict[tuple[str, str, str], int]


def view(by: Any) -> View:
    """All that an outsider can be shown, number by number."""
    return {
        (quarter.name, question.id, label): count
        for quarter in sums(by)
        for question in quarter.questions
        for label, count in question.choices
        if count is not None
    }


def write(by: Any, today: date = TODAY, **other: Any) -> UUID:
    entry_id = uuid4()
    write_entry(by, said=said(day=today, **other), entry_id=entry_id, today=today)
    return entry_id


# --- which cells ---

MARKS = st.sampled_from([b"a", b"b", b"c", b"d"])
CELLS = st.tuples(st.sampled_from(["what", "barrier"]), st.sampled_from(["talk", "share", "money"]))


@given(st.lists(st.tuples(CELLS, MARKS), max_size=60))
def test_what_is_shown_is_the_same_whatever_is_in_small_cells(all_slips: list[tuple[Cell, bytes]]) -> None:
    told = shown(all_slips)
    assert shown([one for one in all_slips if one[0] in told]) == told
    for cell, count in told.items():
        inside = [mark for one, mark in all_slips if one == cell]
        assert count == len(inside) >= LEAST_ENTRIES
        assert len(set(inside)) >= LEAST_WRITERS
    for cell in {one for one, _mark in all_slips} - told.keys():
        inside = [mark for one, mark in all_slips if one == cell]
        assert len(inside) < LEAST_ENTRIES or len(set(inside)) < LEAST_WRITERS


@pytest.mark.parametrize(("day", "quarter"), [
    (date(2026, 1, 1), "2026Q1"), (date(2026, 3, 31), "2026Q1"), (date(2026, 4, 1), "2026Q2"),
    (date(2026, 12, 31), "2026Q4"),
])  # fmt: skip
def test_quarters_begin_with_their_first_day(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter


# --- random logs: entries, deletions, late arrivals, waiting, and somebody with the study's key coming in ---


@dataclass(frozen=True)
class Write:
    writer: str
    what: tuple[str, ...]
    barrier: tuple[str, ...]
    days_ago: int


@dataclass(frozen=True)
class Delete:
    number: int


@dataclass(frozen=True)
class Wait:
    days: int


@dataclass(frozen=True)
class LeaComes:
    pass


def one_write() -> st.SearchStrategy[Write]:
    return st.builds(
        Write,
        st.sampled_from(WRITERS),
        st.sampled_from([("talk",), ("talk", "share"), ("share",), ("talk", "group")]),
        st.sampled_from([(), ("money",), ("money", "here")]),
        st.sampled_from([0, 0, 0, 3, 80]),
    )


BATCHES = st.lists(one_write(), min_size=3, max_size=12)
OTHERS = st.one_of(
    st.builds(Delete, st.integers(0, 40)), st.builds(Wait, st.sampled_from([1, 30, 92])), st.just(LeaComes())
)
LOGS = st.lists(st.one_of(BATCHES, OTHERS.map(lambda one: [one])), min_size=3, max_size=9).map(
    lambda parts: [*(one for part in parts for one in part), Wait(92), LeaComes()]
)


@dataclass
class World:
    """A study in which a random log is lived through, and what was to be seen after each step."""

    cast: Any
    left_out: frozenset[tuple[str, Cell]] | None = None  # these choices were never made, in this world
    today: date = date(2026, 1, 10)
    entries: list[tuple[Any, UUID, date]] = field(default_factory=list)  # until when they are kept
    seen: list[tuple[date, View]] = field(default_factory=list)
    open_slips: dict[str, dict[UUID, tuple[str, list[Cell]]]] = field(default_factory=dict)
    counted: dict[str, list[tuple[Cell, str]]] = field(default_factory=dict)

    def live(self, log: list[Any]) -> World:
        for step in log:
            getattr(self, type(step).__name__.lower())(step)
            self.seen.append((self.today, view(self.cast.lea)))
        return self

    def write(self, step: Write) -> None:
        by, entry_id, quarter = getattr(self.cast, step.writer), uuid4(), quarter_of(self.today)
        entry = said(what=step.what, barrier=step.barrier, day=self.today - timedelta(days=step.days_ago))
        if self.left_out is None:
            write_entry(by, said=entry, entry_id=entry_id, today=self.today)
        else:
            kept = {
                question: tuple(
                    one for one in getattr(entry, question) if (quarter, (question, one)) not in self.left_out
                )
                for question in ("what", "barrier")
            }
            slips.put_in(by, entry_id, said(**kept), self.today)
        cells = [("what", one) for one in step.what] + [("barrier", one) for one in step.barrier]
        self.open_slips.setdefault(quarter, {})[entry_id] = (step.writer, cells)
        self.entries.append((by, entry_id, entry.day + timedelta(days=KEEP_DAYS)))

    def delete(self, step: Delete) -> None:
        if not self.entries:
            return
        by, entry_id, _until = self.entries.pop(step.number % len(self.entries))
        if self.left_out is None:
            delete_entry(by, entry_id)
        else:
            slips.take_out(by, entry_id)
        for slips_of in self.open_slips.values():
            slips_of.pop(entry_id, None)

    def wait(self, step: Wait) -> None:
        self.today += timedelta(days=step.days)

    def leacomes(self, step: LeaComes) -> None:
        do_what_is_due(self.cast.lea, self.today)
        # What was forgotten by itself cannot be deleted any more: its choices stay in the pot, in both worlds.
        self.entries = [one for one in self.entries if one[2] > self.today]
        for quarter in [one for one in self.open_slips if one < quarter_of(self.today)]:
            self.counted[quarter] = [
                (cell, writer) for writer, cells in self.open_slips.pop(quarter).values() for cell in cells
            ]

    @property
    def small(self) -> frozenset[tuple[str, Cell]]:
        """The cells of quarters that were counted which are too small, and all of those that were not."""
        found = set()
        for quarter, inside in self.counted.items():
            for cell in {one for one, _writer in inside}:
                writers = [writer for one, writer in inside if one == cell]
                if len(writers) < LEAST_ENTRIES or len(set(writers)) < LEAST_WRITERS:
                    found.add((quarter, cell))
        return frozenset(found)


@contextmanager
def as_if_never() -> Iterator[None]:
    with ExitStack() as both:
        for alias in connections:
            both.enter_context(transaction.atomic(using=alias))
        yield
        for alias in connections:
            transaction.set_rollback(True, using=alias)


def require_that_nothing_small_is_told(cast: Cast, log: list[Any]) -> None:
    for by in (cast.lea, cast.cody, cast.rea, cast.gil, cast.pia):
        by._notes = None
    with as_if_never():
        world = World(cast).live(log)
    for by in (cast.lea, cast.cody, cast.rea, cast.gil, cast.pia):
        by._notes = None
    with as_if_never():
        twin = World(cast, left_out=world.small).live(log)
    # Whatever is asked, and whenever: the answers are those of a world in which small cells were empty.
    assert [seen for _day, seen in world.seen] == [seen for _day, seen in twin.seen]
    for day, seen in world.seen:
        for (quarter, question, label), count in seen.items():
            assert quarter < quarter_of(day)  # nothing of the quarter that is going on
            inside = [
                writer for (asked, choice), writer in world.counted[quarter]
                if asked == question and _label(asked, choice) == label
            ]  # fmt: skip
            assert count == len(inside) >= LEAST_ENTRIES
            assert len(set(inside)) >= LEAST_WRITERS
    # Of two answers to one question, at any two times, the later is the earlier, or there was none before.
    for (_one, before), (_other, after) in combinations(world.seen, 2):
        assert before.items() <= after.items()


@settings(max_examples=25)
@given(LOGS)
def test_no_query_and_no_two_queries_at_any_times_reveal_a_small_cell(cast: Cast, log: list[Any]) -> None:
    require_that_nothing_small_is_told(cast, log)


FIVE_BY_TWO = [Write(who, ("talk",), (), 0) for who in ("cody", "cody", "rea", "rea", "rea")]
FOUR_BY_FOUR = [Write(who, ("share",), (), 0) for who in ("cody", "rea", "gil", "pia")]


@pytest.mark.parametrize("limit", ["LEAST_ENTRIES", "LEAST_WRITERS"])
def test_that_would_catch_a_program_that_tells_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    log = [*FIVE_BY_TWO, *FOUR_BY_FOUR, Wait(92), LeaComes()]
    require_that_nothing_small_is_told(cast, log)
    monkeypatch.setattr(f"firsthand.work.sums.counting.{limit}", 1)
    with pytest.raises(AssertionError):
        require_that_nothing_small_is_told(cast, log)


def _label(question: str, choice: str) -> str:
    from firsthand.work.log.fields import BY_ID

    return str(BY_ID[question].options[choice])


# --- the way of a pot ---


def five_by_three(cast: Any) -> list[tuple[Any, UUID]]:
    return [(by, write(by)) for by in (cast.cody, cast.cody, cast.rea, cast.rea, cast.gil)]


def test_a_quarter_is_shown_when_it_is_over_and_somebody_with_the_key_came_in(cast: Cast) -> None:
    five_by_three(cast)
    write(cast.gil, what=("share",), barrier=("money",))
    do_what_is_due(cast.lea, NEXT - timedelta(days=1))
    assert view(cast.pia) == {}
    do_what_is_due(cast.hope, NEXT)
    do_what_is_due(cast.pia, NEXT)
    assert view(cast.pia) == {}
    do_what_is_due(cast.rea, NEXT)
    assert view(cast.pia) == {("2026Q2", "what", "Talking, listening"): 5}
    assert not Slip.objects.exists()
    with pytest.raises(NotAllowed):
        sums(cast.hope)


def test_deleted_before_that_it_does_not_count_and_afterwards_nothing_changes(cast: Cast) -> None:
    first, *_others = entries = [*five_by_three(cast), (cast.gil, write(cast.gil))]
    delete_entry(*first)
    do_what_is_due(cast.lea, NEXT)
    told = view(cast.lea)
    assert told == {("2026Q2", "what", "Talking, listening"): 5}
    delete_entry(*entries[-1])
    for by in (cast.cody, cast.rea, cast.gil):
        write_entry(by, said=said(), today=NEXT)  # late: its day is in the quarter that was counted
    do_what_is_due(cast.lea, NEXT + timedelta(days=1))
    assert view(cast.lea) == told


def test_a_pot_says_neither_who_nor_what_and_once_counted_opens_no_more(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    made = five_by_three(cast)
    copies = [(bytes(one.box), bytes(one.found_by)) for one in Slip.objects.all()]
    before = pots.open_pot(cast.lea.key, "2026Q2")
    assert before is not None
    inside = [json.loads(before.opened(*one)) for one in copies]
    assert {tuple(one[:2]) for one in inside} == {("what", "talk")}
    assert len({one[2] for one in inside}) == 3
    for by, entry in made:
        assert all(id_.bytes not in found + box for id_ in (by.id, entry) for box, found in copies)
    with django_capture_on_commit_callbacks(execute=True):
        do_what_is_due(cast.lea, NEXT)
    assert PotKey.objects.get().box is None
    assert pots.open_pot(cast.lea.key, "2026Q2") is None
    with pytest.raises(cipher.WrongKey):
        pots.OpenPot(_another_private()).opened(*copies[0])


def _another_private() -> Any:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.generate()


def test_data_from_before_a_count_adds_nothing_to_it(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    five_by_three(cast)
    old = list(Slip.objects.all())
    with django_capture_on_commit_callbacks(execute=True):
        do_what_is_due(cast.lea, NEXT)
    told = view(cast.lea)
    Slip.objects.bulk_create(old)
    do_what_is_due(cast.lea, NEXT)
    assert view(cast.lea) == told
    assert not Slip.objects.exists()


def test_a_peer_puts_in_without_a_key_and_marks_differ_from_cell_to_cell(cast: Cast, secret: Secret) -> None:
    pru = add_member(cast.lea, name="Pru", role="peer", secret=secret)
    write(pru, what=("talk", "share"), barrier=("money",))
    pot = pots.open_pot(cast.lea.key, "2026Q2")
    assert pot is not None
    inside = [json.loads(pot.opened(bytes(one.box), bytes(one.found_by))) for one in Slip.objects.all()]
    assert sorted(one[1] for one in inside) == ["money", "share", "talk"]
    assert len({one[2] for one in inside}) == 3
    assert Sum.objects.count() == 0
