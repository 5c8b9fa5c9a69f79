"""Somebody with the database, and no key, alters the trail: it is found.

The triggers that refuse to change an entry are taken away first, as whoever owns the database can. Cutting the end
off, and making the whole trail anew, are found with an anchor that was kept elsewhere. `FIRSTHAND_TAMPERING=100` does
each so often, at other places.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from acts import Work
from django.db import connection, transaction

from commands import done, firsthand
from conftest import Cast
from firsthand.exchange.keeping import anchors
from firsthand.ground.trail import chain
from firsthand.ground.trail.models import Entry
from harness.figures import note

MANY = int(os.environ.get("FIRSTHAND_TAMPERING", "5"))
SEED = int(os.environ.get("FIRSTHAND_SEED", "1"))
ACTS = 40


@pytest.fixture
def study(cast: Cast) -> Any:
    work = Work([cast.lea, cast.cody], Random(SEED))
    while work.study.entries.count() < ACTS:
        work.act()
    return work.study


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def owner(study: Any) -> Iterator[Any]:
    """What whoever owns the database can do: it is undone after each test, with the triggers."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                run(f"DROP TRIGGER IF EXISTS trail_no_{verb}")
        else:
            run("ALTER TABLE trail_entry DISABLE TRIGGER ALL")
        yield study
        transaction.set_rollback(True)


def edit(study: Any, chance: Random) -> None:
    """Who did it, or when, or what: any of it."""
    number = chance.randint(1, ACTS)
    entry = study.entries.get(number=number)
    what, value = chance.choice(
        [
            ("act", "memo.read"), ("result", "coding.coding:0"), ("kind", "redo"),
            ("changes", f"[{chance.randrange(9)}]"),
            ("by_id", next(one.id for one in study.members.order_by("id") if one.id != entry.by_id)),
        ]
    )  # fmt: skip
    value = (
        value if isinstance(value, str) else Entry._meta.get_field("by").get_db_prep_save(value, connection)
    )
    run(f"UPDATE trail_entry SET {what} = %s WHERE id = %s", value, entry.id)  # noqa: S608 - of ours


def delete(study: Any, chance: Random) -> None:
    """One of them, and the others closed up, so that no number is missing."""
    number = chance.randint(1, ACTS - 2)
    entry = study.entries.get(number=number)
    run("UPDATE trail_entry SET target_id = NULL WHERE target_id = %s", entry.id)
    run("DELETE FROM trail_entry WHERE id = %s", entry.id)
    for later in list(study.entries.filter(number__gt=number).order_by("number")):
        run("UPDATE trail_entry SET number = number - 1 WHERE id = %s", later.id)


def swap(study: Any, chance: Random) -> None:
    one, other = chance.sample(range(1, ACTS + 1), 2)
    ids = {number: study.entries.get(number=number).id for number in (one, other)}
    run("UPDATE trail_entry SET number = 1000000 WHERE id = %s", ids[one])
    run("UPDATE trail_entry SET number = %s WHERE id = %s", one, ids[other])
    run("UPDATE trail_entry SET number = %s WHERE id = %s", other, ids[one])


def truncate(study: Any, chance: Random) -> None:
    """The last so many."""
    left = chance.randint(1, study.entries.count() - 1)
    gone = list(study.entries.filter(number__gt=left).values_list("id", flat=True))
    for entry_id in gone:
        run("UPDATE trail_entry SET target_id = NULL WHERE target_id = %s", entry_id)
    for entry_id in gone:
        run("DELETE FROM trail_entry WHERE id = %s", entry_id)


def rewrite(study: Any, chance: Random) -> None:
    """One edited, and every link made anew, as the program makes them."""
    edit(study, chance)
    for entry, (_number, made, _kept) in zip(
        study.entries.order_by("number").values_list("id", flat=True),
        list(chain._links(study.id)),
        strict=True,
    ):
        run("UPDATE trail_entry SET link = %s WHERE id = %s", made, entry)


KINDS: list[tuple[Callable[[Any, Random], None], bool]] = [
    (edit, False), (delete, False), (swap, False), (truncate, True), (rewrite, True),
]  # fmt: skip


@pytest.mark.parametrize(("tamper", "needs_anchor"), KINDS)
def test_each_kind_of_tampering_is_found(
    tamper: Callable[[Any, Random], None], needs_anchor: bool, owner: Any
) -> None:
    kept, chance, found = chain.anchor(owner.id), Random(SEED), 0
    assert chain.first_broken(owner.id) is None
    assert list(anchors.faults([kept])) == []
    for _time in range(MANY):
        with transaction.atomic():
            tamper(owner, chance)
            assert (chain.first_broken(owner.id) is not None) != needs_anchor
            found += bool(chain.first_broken(owner.id) or list(anchors.faults([kept])))
            transaction.set_rollback(True)
    note("G16", **{f"{tamper.__name__}_found": f"{found} of {MANY}"})
    assert found == MANY


def test_an_anchor_holds_while_the_study_goes_on(cast: Cast, study: Any) -> None:
    kept = chain.anchor(study.id)
    work = Work([cast.lea, cast.cody], Random(SEED + 1))
    while study.entries.count() == kept.number:
        work.act()
    assert chain.holds(kept)
    assert chain.anchor(study.id) != kept


def test_entries_from_before_there_were_links_are_covered_by_the_first_that_has_one(
    cast: Cast, owner: Any
) -> None:
    run("UPDATE trail_entry SET link = NULL")
    assert chain.first_broken(owner.id) is None
    work = Work([cast.lea, cast.cody], Random(SEED + 1))
    before = owner.entries.count()
    while owner.entries.count() == before:
        work.act()
    assert chain.first_broken(owner.id) is None
    run("UPDATE trail_entry SET act = 'memo.read' WHERE study_id = %s AND number = 3", _plain(owner.id))
    assert chain.first_broken(owner.id) == before + 1


def test_an_entry_without_a_link_after_one_that_has_one_is_found(owner: Any) -> None:
    run("UPDATE trail_entry SET link = NULL WHERE study_id = %s AND number = 7", _plain(owner.id))
    assert chain.first_broken(owner.id) == 7


def _plain(study_id: Any) -> Any:
    return Entry._meta.get_field("study").target_field.get_db_prep_value(study_id, connection)


@pytest.mark.process
def test_verify_compares_with_an_anchor_and_refuses_what_is_none(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "anchor.json"
    done(data, "init", "--study", "Kept")
    told = done(data, "anchor", "--out", kept, "--json").json
    assert "Kept" not in kept.read_text("utf-8")
    assert told["studies"][0]["entries"] >= 0
    assert done(data, "verify", "--anchor", kept, "--json").json["sound"] is True
    done(tmp_path / "other", "init", "--study", "Other")
    assert "is not here" in firsthand(tmp_path / "other", "verify", "--anchor", kept, "--json").out
    kept.write_text("{}", "utf-8")
    assert "is no anchor" in firsthand(data, "verify", "--anchor", kept).err
