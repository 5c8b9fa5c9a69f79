"""The changes of an act that makes very many rows are packed, and are what they were to whoever goes through them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from exchange.test_refi_files import FILES, NVIVO
from firsthand.analysis.coding.selectors import all_codings
from firsthand.exchange.projects.bringing_in import bring_in
from firsthand.exchange.projects.refi.opening import open_project
from firsthand.giving_back.record import told
from firsthand.ground.studies.undoing import redo_last, undo_last
from firsthand.ground.trail import changes as packing
from firsthand.ground.trail.changes import Changes, tables_in
from firsthand.ground.trail.models import Entry
from guard import trail_tells_the_rows

plain = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "a\nb", "👍", "1"]), st.just(1.0)
)
values = st.dictionaries(st.sampled_from(["start", "end", "at"]), plain, max_size=3)
change = st.one_of(
    st.tuples(st.sampled_from(["codings", "memos"]), st.text("ab", min_size=1, max_size=2), st.none(), values),
    st.tuples(st.just("codings"), st.text("ab", min_size=1, max_size=2), values, st.none()),
    st.tuples(st.just("codings"), st.text("ab", min_size=1, max_size=2), values, values),
).map(list)  # fmt: skip


@given(st.lists(change, max_size=20), st.integers(1, 6))
def test_packed_and_read_again_changes_are_the_same(noted: list[Any], together: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "TOGETHER", together)
        made = Changes(noted)
        read = Changes.read(made.written())
        for again in (made, read):
            as_text = [json.dumps(one) for one in noted]  # 1, 1.0 and true are three
            assert [json.dumps(one) for one in again] == as_text
            assert [json.dumps(one) for one in reversed(again)] == as_text[::-1]
            assert (len(again), bool(again)) == (len(noted), bool(noted))
            assert tables_in(again) == {one[0] for one in noted}
            assert [again[:3], again[2:], again[::-2], again[-1:]] == [
                noted[:3], noted[2:], noted[::-2], noted[-1:],
            ]  # fmt: skip
            assert [again[at] for at in range(-len(noted), len(noted))] == noted * 2


def test_where_changes_are_few_the_trail_keeps_them_as_it_always_did() -> None:
    noted = [["codings", "a", None, {"start": 1}], ["codings", "b", None, {"start": 1}]]
    assert json.loads(Changes(noted).written()) == noted


def test_an_act_of_very_many_rows_is_told_undone_and_done_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "TOGETHER", 50)
    path = FILES / f"{NVIVO}.qdpx"
    with open_project(path) as file:
        bring_in(cast.lea, file=file, name=path.name)
    (entry,) = Entry.objects.filter(act="project.import")
    packed = Changes(entry.changes)
    assert isinstance(entry.changes, Changes)
    assert len(packed.written()) < len(json.dumps(list(packed), separators=(",", ":"))) * 0.6
    before = all_codings(cast.lea)
    assert len(before) == 303
    undo_last(cast.lea)
    trail_tells_the_rows()
    assert all_codings(cast.lea) == []
    redo_last(cast.lea)
    trail_tells_the_rows()
    assert all_codings(cast.lea) == before
    assert [one.act for one in told(cast.lea)][:3] == ["project.import"] * 3
