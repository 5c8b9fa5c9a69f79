"""What people do in any order is what a model in plain Python says it is.

A coder and a lead do more than thirty kinds of things, some of them wrong; the model (harness/model.py) says what comes
of each, and knows of no database. After each step the program holds what the model holds, also after undo and redo of
anything. `FIRSTHAND_MODEL_STEPS=1500` does so many steps.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from random import Random
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conftest import Cast
from firsthand.analysis.codebook import services as codebook
from firsthand.analysis.codebook.models import Code
from firsthand.analysis.coding import services as coding
from firsthand.analysis.coding.models import Coding
from firsthand.analysis.memos import services as memos
from firsthand.analysis.memos.models import Link, Memo
from firsthand.core.meant import surely
from firsthand.core.problems import Clash, NotAllowed, Problem, Unsure
from firsthand.core.spans import Span
from firsthand.core.transcript import Reading
from firsthand.field.sources.importing import Incoming, import_sources
from firsthand.field.sources.models import Source, TextVersion
from firsthand.ground.studies.acting import sent_as
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail.chain import first_broken
from firsthand.ground.trail.replay import as_of
from firsthand.ground.trail.rows import rows_now
from firsthand.ground.vault import wording
from harness import model
from harness.figures import note
from harness.model import Model, Rows

STEPS = int(os.environ.get("FIRSTHAND_MODEL_STEPS", "0"))
OF_ONE = 50  # steps of one study; about half of them find something to be done to
WORDS = "We waited 🙂 by the door. مرحبا, somebody said. Nobody asked why. " * 4
KINDS, STANDPOINTS, STANCES = (
    ("code", "theory", "method", "reflexive"),
    ("self", "observed"),
    ("supports", "goes_against"),
)


class NothingThereError(Exception):
    """There is nothing yet to do it to: the model has no such row."""


class Study(RuleBasedStateMachine):
    """A study beside its model."""

    cast: ClassVar[Cast]
    reached: ClassVar[Counter[str]] = Counter()
    went: ClassVar[Counter[str]] = Counter()  # how often an undo and a redo did something, or were refused

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        for alias in ("default", "keyring"):
            self.stack.enter_context(transaction.atomic(using=alias))
        self.people: list[Any] = [self.cast.lea, self.cast.cody, self.cast.gil]
        talks = [Incoming(f"{n}.txt", Reading(WORDS), "document", f"Talk {n}") for n in range(2)]
        self.sources: list[Source] = import_sources(self.cast.lea, incoming=talks)
        self.model, self.chance = Model(), Random(0)

    def teardown(self) -> None:
        study = self.cast.lea.study_id  # type: ignore[attr-defined]
        assert as_of(study) == rows_now(study)
        assert first_broken(study) is None
        for alias in ("default", "keyring"):
            transaction.set_rollback(True, using=alias)
        self.stack.close()

    def one(self, kind: str) -> UUID:
        """One of the model's rows. Raises `NothingThereError`."""
        return self.any_of(self.model.of(kind))

    def any_of(self, rows: Iterable[UUID]) -> UUID:
        """One of some rows. Raises `NothingThereError` where there are none."""
        found = sorted(rows)
        if not found:
            raise NothingThereError
        return self.chance.choice(found)

    def name(self) -> str:
        return f"Code {self.chance.randrange(40)}"

    def fresh(self, name: str, parent: UUID | None, made: Code) -> model.Code:
        """A code that was made just now, as it should be: last. Its colour is the program's choice."""
        return model.Code(name, parent, "", made.hue, self.model.last(parent))

    def span(self) -> Span:
        start = self.chance.randrange(len(WORDS) - 1)
        return Span(start, min(len(WORDS), start + self.chance.randint(1, 30)))

    def namesake(self, name: str, parent: UUID | None, but: UUID | None = None) -> bool:
        return any(
            one.name.casefold() == name.casefold() and one.parent == parent and row != but
            for row, one in self.model.of("code").items()
        )

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        assert self.there() == self.model.rows

    def there(self) -> Rows:
        """The program's rows, as the model has them."""
        by = self.cast.lea
        study, key = by.study_id, by.key  # type: ignore[attr-defined]
        found: Rows = {}
        for code in Code.objects.filter(study_id=study):
            said = wording.read(key, code.wording)
            found["code", code.id] = model.Code(
                said["name"], code.parent_id, said["definition"], code.hue, code.position
            )
        versions = dict(TextVersion.objects.filter(study_id=study).values_list("id", "source_id"))
        for row in Coding.objects.filter(study_id=study):
            found["coding", row.id] = model.Coding(
                versions[row.version_id],
                row.code_id,
                row.coder_id,
                row.start,
                row.end,
                row.standpoint,
                row.stance,
            )
        about: dict[UUID, set[UUID]] = {}
        for link in Link.objects.filter(study_id=study):
            about.setdefault(link.memo_id, set()).add(link.row)
        for memo in Memo.objects.filter(study_id=study):
            said = wording.read(key, memo.wording)
            found["memo", memo.id] = model.Memo(
                said["title"], said["body"], memo.kind, frozenset(about.get(memo.id, ()))
            )
        return found


Doing = Callable[[Study, Any], None]
ACTS: dict[str, Doing] = {}


def refused(kind: type[Problem], does: Callable[[], object]) -> None:
    """What must not be done is not."""
    try:
        does()
    except kind:
        return
    raise AssertionError(f"It was not refused with {kind.__name__}.")


def act(does: Doing) -> Doing:
    ACTS[does.__name__.strip("_").replace("_", " ")] = does
    return does


def _code(at: Study, row: UUID) -> Code:
    return Code.objects.get(pk=row)


def _make(at: Study, by: Any, parent: UUID | None) -> None:
    name = at.name()

    def does() -> Any:
        return codebook.make_code(by, name=name, parent=_code(at, parent) if parent else None)

    if at.namesake(name, parent):
        return refused(Problem, does)
    made = does()
    return at.model.did(by.id, at.model.rows | {("code", made.id): at.fresh(name, parent, made)})


@act
def _make_a_code(at: Study, by: Any) -> None:
    _make(at, by, None)


@act
def _make_a_code_under_another(at: Study, by: Any) -> None:
    _make(at, by, at.one("code"))


@act
def _make_a_path(at: Study, by: Any) -> None:
    first, second = at.name(), at.name()
    made = codebook.make_path(by, path=(first, second))
    above, after = Code.objects.get(pk=made.parent_id), dict(at.model.rows)
    for row, parent, name in ((above, None, first), (made, above.id, second)):
        after.setdefault(("code", row.id), at.fresh(name, parent, row))
    at.model.did(by.id, after)


def _define(at: Study, by: Any, **new: Any) -> None:
    row = at.one("code")
    before = at.model.rows["code", row]
    codebook.change_code(by, code=_code(at, row), **new)
    at.model.did(by.id, at.model.rows | {("code", row): replace(before, **new)})


@act
def _define_a_code(at: Study, by: Any) -> None:
    _define(at, by, definition=f"What is {at.chance.randrange(99)}.")


@act
def _colour_a_code(at: Study, by: Any) -> None:
    _define(at, by, hue=at.chance.randrange(6))


@act
def _rename_a_code(at: Study, by: Any) -> None:
    row, name = at.one("code"), at.name()
    before = at.model.rows["code", row]

    def does() -> object:
        return codebook.change_code(by, code=_code(at, row), name=name)

    if at.namesake(name, before.parent, row):
        return refused(Problem, does)
    does()
    return at.model.did(by.id, at.model.rows | {("code", row): replace(before, name=name)})


@act
def _define_what_somebody_defined_meanwhile(at: Study, by: Any) -> None:
    row = at.one("code")
    stale = _code(at, row)
    words = f"First {at.chance.randrange(99)}"
    before = at.model.rows["code", row]
    if before.definition == words:
        return
    codebook.change_code(at.people[0], code=_code(at, row), definition=words)
    at.model.did(at.people[0].id, at.model.rows | {("code", row): replace(before, definition=words)})
    refused(Clash, lambda: codebook.change_code(by, code=stale, definition="Second", version=stale.version))


def _move(at: Study, by: Any, row: UUID, parent: UUID | None) -> None:
    above, under = parent, False
    while above is not None:
        under, above = under or above == row, at.model.rows["code", above].parent
    before = at.model.rows["code", row]

    def does() -> object:
        return codebook.move_code(by, code=_code(at, row), parent=_code(at, parent) if parent else None)

    if under or (parent != before.parent and at.namesake(before.name, parent, row)):
        return refused(Problem, does)
    does()
    return at.model.did(by.id, at.model.moved(row, parent))


@act
def _move_a_code_to_the_top(at: Study, by: Any) -> None:
    _move(at, by, at.one("code"), None)


@act
def _move_a_code_under_another(at: Study, by: Any) -> None:
    _move(at, by, at.one("code"), at.one("code"))


@act
def _delete_a_code(at: Study, by: Any) -> None:
    row = at.one("code")
    after = at.model.without_code(row)
    if much := at.model.much_gone(after):  # whoever takes out much of a study is asked whether it is meant
        refused(Unsure, lambda: coding.delete_code(by, code=_code(at, row)))
        assert at.there() == at.model.rows
    with surely(much):
        coding.delete_code(by, code=_code(at, row))
    at.model.did(by.id, after)


def _apply(at: Study, by: Any, code: UUID, span: Span, **said: str) -> Any:
    source = at.chance.choice(at.sources)
    made = coding.apply_code(by, source=source, code=_code(at, code), span=span, **said)
    sent = model.Coding(source.id, code, by.id, span.start, span.end, **said)
    at.model.did(by.id, at.model.applied(made.id, sent))


@act
def _code_words(at: Study, by: Any) -> None:
    _apply(at, by, at.one("code"), at.span())


@act
def _code_words_and_say_from_where(at: Study, by: Any) -> None:
    standpoint, stance = at.chance.choice(STANDPOINTS), at.chance.choice(STANCES)
    _apply(at, by, at.one("code"), at.span(), standpoint=standpoint, stance=stance)


@act
def _code_what_is_coded(at: Study, by: Any) -> None:
    met = at.model.rows["coding", at.one("coding")]
    _apply(at, by, met.code, Span(max(0, met.start - 2), met.end))


@act
def _code_all_of_it(at: Study, by: Any) -> None:
    _apply(at, by, at.one("code"), Span(0, len(WORDS)))


@act
def _code_beyond_the_end(at: Study, by: Any) -> None:
    span, code = Span(len(WORDS) - 1, len(WORDS) + 1), _code(at, at.one("code"))
    refused(Problem, lambda: coding.apply_code(by, source=at.sources[0], code=code, span=span))


@act
def _code_from_nowhere_known(at: Study, by: Any) -> None:
    code = _code(at, at.one("code"))
    refused(
        Problem,
        lambda: coding.apply_code(by, source=at.sources[0], code=code, span=at.span(), standpoint="?"),
    )


@act
def _send_a_coding_three_times(at: Study, by: Any) -> None:
    with sent_as(uuid4()):
        state, code, span = at.chance.getstate(), at.one("code"), at.span()
        _apply(at, by, code, span)
        for _again in range(2):
            at.chance.setstate(state)
            source = (at.one("code"), at.span()) and at.chance.choice(at.sources)
            coding.apply_code(by, source=source, code=_code(at, code), span=span)


def _met(at: Study, row: UUID, code: UUID, span: Span) -> bool:
    mine = at.model.rows["coding", row]
    return any(
        other != row and (one.source, one.coder, one.code) == (mine.source, mine.coder, code)
        and one.start < span.end and span.start < one.end
        for other, one in at.model.of("coding").items()
    )  # fmt: skip


@act
def _resize_a_coding(at: Study, by: Any) -> None:
    row, span = at.one("coding"), at.span()
    before = at.model.rows["coding", row]

    def does() -> object:
        return coding.resize_coding(by, coding=Coding.objects.get(pk=row), span=span)

    if _met(at, row, before.code, span):
        return refused(Problem, does)
    does()
    return at.model.did(
        by.id, at.model.rows | {("coding", row): replace(before, start=span.start, end=span.end)}
    )


@act
def _recode_a_coding(at: Study, by: Any) -> None:
    row, code = at.one("coding"), at.one("code")
    before = at.model.rows["coding", row]

    def does() -> object:
        return coding.recode(by, coding=Coding.objects.get(pk=row), code=_code(at, code))

    if code != before.code and _met(at, row, code, Span(before.start, before.end)):
        return refused(Problem, does)
    does()
    return at.model.did(by.id, at.model.rows | {("coding", row): replace(before, code=code)})


@act
def _describe_a_coding(at: Study, by: Any) -> None:
    row, said = (
        at.one("coding"),
        {"standpoint": at.chance.choice(STANDPOINTS), "stance": at.chance.choice(STANCES)},
    )
    coding.describe_coding(by, coding=Coding.objects.get(pk=row), **said)
    at.model.did(by.id, at.model.rows | {("coding", row): replace(at.model.rows["coding", row], **said)})


@act
def _take_a_coding_off(at: Study, by: Any) -> None:
    row = at.one("coding")
    coding.remove_coding(by, coding=Coding.objects.get(pk=row))
    at.model.did(by.id, {key: value for key, value in at.model.rows.items() if key != ("coding", row)})


@act
def _split_a_code(at: Study, by: Any) -> None:
    row = at.one("coding")
    before, name = at.model.rows["coding", row], at.name()
    code = at.model.rows["code", before.code]

    def does() -> list[Code]:
        given = [Coding.objects.get(pk=row)]
        return coding.split_code(by, code=_code(at, before.code), parts=[(name, given)])

    if at.namesake(name, code.parent):
        return refused(Problem, does)
    (made,) = does()
    after = at.model.rows | {("code", made.id): at.fresh(name, code.parent, made)}
    return at.model.did(by.id, after | {("coding", row): replace(before, code=made.id)})


@act
def _merge_a_code_into_itself(at: Study, by: Any) -> None:
    code = _code(at, at.one("code"))
    refused(Problem, lambda: coding.merge_codes(by, into=code, codes=[code]))


@act
def _write_a_memo(at: Study, by: Any) -> None:
    body, kind = f"I wonder {at.chance.randrange(999)}", at.chance.choice(KINDS[:3])
    made = memos.write_memo(by, kind=kind, title="A thought", body=body)
    at.model.did(by.id, at.model.rows | {("memo", made.id): model.Memo("A thought", body, kind)})


@act
def _write_a_memo_about_a_code(at: Study, by: Any) -> None:
    code = at.one("code")
    made = memos.write_memo(by, kind="code", title="", body="Of this one", about=[_code(at, code)])
    at.model.did(
        by.id,
        at.model.rows
        | {("memo", made.id): model.Memo("Of this one", "Of this one", "code", frozenset({code}))},
    )


@act
def _write_nothing(at: Study, by: Any) -> None:
    refused(Problem, lambda: memos.write_memo(by, kind="code", title=" ", body="\n"))


@act
def _change_a_memo(at: Study, by: Any) -> None:
    row, body = at.one("memo"), f"Now {at.chance.randrange(999)}"
    kept = Memo.objects.get(pk=row)
    before = at.model.rows["memo", row]
    memos.change_memo(by, memo=kept, title=before.title, body=body, version=kept.version)
    at.model.did(by.id, at.model.rows | {("memo", row): replace(before, body=body)})


@act
def _change_what_a_memo_is(at: Study, by: Any) -> None:
    row, kind = at.one("memo"), at.chance.choice(KINDS[:3])
    before = at.model.rows["memo", row]
    memos.change_memo(by, memo=Memo.objects.get(pk=row), title=before.title, body=before.body, kind=kind)
    at.model.did(by.id, at.model.rows | {("memo", row): replace(before, kind=kind)})


@act
def _change_a_memo_that_somebody_changed(at: Study, by: Any) -> None:
    row = at.one("memo")
    kept = Memo.objects.get(pk=row)
    refused(Clash, lambda: memos.change_memo(by, memo=kept, title="A", body="B", version=kept.version - 1))


@act
def _link_a_memo(at: Study, by: Any) -> None:
    row, code = at.one("memo"), at.one("code")
    before = at.model.rows["memo", row]
    memos.link_memo(by, memo=Memo.objects.get(pk=row), to=_code(at, code))
    at.model.did(by.id, at.model.rows | {("memo", row): replace(before, about=before.about | {code})})


@act
def _unlink_a_memo(at: Study, by: Any) -> None:
    row = at.one("memo")
    before = at.model.rows["memo", row]
    link = at.any_of(before.about)
    memos.unlink_memo(by, link=Link.objects.get(memo_id=row, row=link))
    at.model.did(by.id, at.model.rows | {("memo", row): replace(before, about=before.about - {link})})


@act
def _remove_a_memo(at: Study, by: Any) -> None:
    row = at.one("memo")
    memos.remove_memo(by, memo=Memo.objects.get(pk=row))
    at.model.did(by.id, {key: value for key, value in at.model.rows.items() if key != ("memo", row)})


@act
def _somebody_who_reads_writes(at: Study, by: Any) -> None:
    refused(NotAllowed, lambda: codebook.make_code(at.cast.rea, name="Never"))  # type: ignore[arg-type]


def _go(at: Study, by: Any, whose: Any, *, back: bool) -> None:
    """Undo or redo: the act that the model names is taken back, or brought again; or refused, and nothing changes."""
    wanted = [
        one for one in at.model.acts if one.open_to(back=back) and (whose is None or one.by == whose.id)
    ]
    if (
        not wanted
    ):  # of what is left, undo would take back what was done before the model began: the sources came
        if not back:
            refused(Problem, lambda: redo_last(by, whose=whose))
        raise NothingThereError
    way, one = ("back", wanted[-1]) if back else ("again", wanted[0])
    try:
        (undo_last if back else redo_last)(by, whose=whose)
    except Clash:  # somebody built upon it
        at.went[f"{way}, refused"] += 1
        return
    there, after = at.there(), at.model.back(one)
    kept = {
        key: there[key]
        for key in there.keys() - after.keys()
        if key[0] == "code" and at.model.used(key[1], there)
    }
    assert there == after | kept
    one.undone, one.kept = back, frozenset(kept) if back else frozenset()
    at.model.rows = there
    at.went[way] += 1


@act
def _undo(at: Study, by: Any) -> None:
    _go(at, by, by, back=True)


@act
def _undo_what_anybody_did(at: Study, by: Any) -> None:
    _go(at, at.people[0], None, back=True)


@act
def _undo_and_redo(at: Study, by: Any) -> None:
    _go(at, by, by, back=True)
    _go(at, by, by, back=False)


@act
def _redo(at: Study, by: Any) -> None:
    _go(at, by, by, back=False)


class Steps(Study):
    """Every act, by anybody, in any order."""

    @rule(
        name=st.sampled_from([*sorted(ACTS), *["undo and redo"] * 2]),
        who=st.integers(0, 1),
        draw=st.integers(0, 2**32),
    )
    def step(self, name: str, who: int, draw: int) -> None:
        self.chance = Random(draw)
        try:
            ACTS[name](self, self.people[who])
        except NothingThereError:
            return
        self.reached[name] += 1


def test_a_study_is_what_a_model_in_plain_python_says_it_is(cast: Cast) -> None:
    Study.cast = cast
    Study.reached, Study.went = Counter(), Counter()
    run_state_machine_as_test(
        Steps,
        settings=settings(
            max_examples=max(4, 2 * STEPS // OF_ONE), stateful_step_count=OF_ONE, deadline=None,
            phases=[Phase.generate] if not STEPS else list(Phase),
            suppress_health_check=list(HealthCheck), derandomize=not STEPS, database=None,
        ),
    )  # fmt: skip
    note(
        "G8", steps=sum(Study.reached.values()), kinds_of_acts=len(Study.reached), undone=Study.went["back"],
        redone=Study.went["again"], divergences=0,
    )  # fmt: skip
    assert len(ACTS) >= 30
    assert min(Study.went["back"], Study.went["again"]) >= (20 if STEPS >= 1_000 else 1), Study.went
    assert len(Study.reached) >= (30 if STEPS >= 1_000 else 15)


def test_a_model_that_forgets_something_is_told(cast: Cast) -> None:
    """The test itself: it can fail."""
    Study.cast = cast
    machine = Steps()
    try:
        machine.chance = Random(1)
        ACTS["make a code"](machine, machine.people[1])
        machine.holds_what_the_model_holds()
        machine.model.rows = {}
        refused_by_it = False
        try:
            machine.holds_what_the_model_holds()
        except AssertionError:
            refused_by_it = True
        assert refused_by_it
    finally:
        machine.teardown()
