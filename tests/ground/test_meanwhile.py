"""A row that somebody changed after it was fetched, and before the act had the study's lock."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.codebook.services import change_code, make_code, move_code
from firsthand.analysis.memos.models import Memo
from firsthand.analysis.memos.selectors import memo_line
from firsthand.analysis.memos.services import change_memo, write_memo
from firsthand.core.problems import Clash


def test_two_people_who_looked_at_one_wording_cannot_both_save_theirs(lea: Any, cody: Any) -> None:
    memo = write_memo(lea, kind="code", title="A", body="Both look at this.")
    mine, theirs = Memo.objects.get(pk=memo.pk), Memo.objects.get(pk=memo.pk)
    change_memo(cody, memo=theirs, title="A", body="Theirs", version=1)
    with pytest.raises(Clash):
        change_memo(lea, memo=mine, title="A", body="Mine", version=1)
    assert memo_line(lea, Memo.objects.get(pk=memo.pk)).body == "Theirs"


def test_what_has_no_version_is_not_moved_from_where_it_is_no_longer(lea: Any, cody: Any) -> None:
    one, other, code = (make_code(lea, name=name) for name in ("One", "Other", "Moved"))
    mine, theirs = Code.objects.get(pk=code.pk), Code.objects.get(pk=code.pk)
    move_code(cody, code=theirs, parent=one)
    with pytest.raises(Clash):
        move_code(lea, code=mine, parent=other)
    assert Code.objects.get(pk=code.pk).parent_id == one.id


def test_fields_that_nobody_touched_meanwhile_can_be_changed(lea: Any, cody: Any) -> None:
    code = make_code(lea, name="Kettle")
    mine, theirs = Code.objects.get(pk=code.pk), Code.objects.get(pk=code.pk)
    change_code(cody, code=theirs, hue=3)
    change_code(lea, code=mine, definition="What boils.")
    kept = Code.objects.get(pk=code.pk)
    assert (kept.hue, kept.version) == (3, 2)
