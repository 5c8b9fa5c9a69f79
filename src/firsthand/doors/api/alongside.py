"""What stands beside a source's words: the codebook, who codes, the rules, the memos, the codings without a place."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from firsthand.analysis.codebook.selectors import codebook, codes_since
from firsthand.analysis.coding.autocoding import rules
from firsthand.analysis.coding.selectors import lost_of
from firsthand.analysis.memos.selectors import memos_at, memos_touched
from firsthand.doors.api.shapes import code_out, memo_out
from firsthand.ground.studies.selectors import members

if TYPE_CHECKING:
    from collections.abc import Callable

    from firsthand.analysis.coding.since import Changes
    from firsthand.field.sources.models import Source
    from firsthand.ground.studies.models import Membership

Told = dict[str, Any]


def alongside(by: Membership, row: Source) -> Told:
    """All of it."""
    return {
        "codes": [code_out(line) for line in codebook(by)],
        **_coders(by),
        "memos": [memo_out(one) for one in memos_at(by, row)],
        **_lost(by, row),
        **_rules(by),
    }


def alongside_since(by: Membership, row: Source, changes: Changes) -> Told:
    """What of it is another: of codes and memos those that are, and those that went, so that a study of a thousand
    codes is not sent to everybody for each new one; of the rest, whole, what was touched.
    """
    told = _codes_since(by, changes) | _memos_since(by, row, changes)
    rest: list[tuple[bool, Callable[[], Told]]] = [
        ("studies.membership" in changes.tables, lambda: _coders(by)),
        ("coding.rule" in changes.tables, lambda: _rules(by)),
        (changes.doubts, lambda: _lost(by, row)),
    ]
    for touched, part in rest:
        told |= part() if touched else {}
    return told


def _codes_since(by: Membership, changes: Changes) -> Told:
    touched = changes.rows("codebook.code")
    if not touched:
        return {}
    changed, gone = codes_since(by, touched)
    return {
        "codes_changed": [code_out(line) | {"after": after} for line, after in changed],
        "codes_gone": gone,
    }


def _memos_since(by: Membership, row: Source, changes: Changes) -> Told:
    touched = memos_touched(by, changes.all)
    if not touched:
        return {}
    here = memos_at(by, row, among=touched)
    return {
        "memos_changed": [memo_out(one) for one in here],
        "memos_gone": sorted(touched - {one.id for one in here}),
    }


def _coders(by: Membership) -> Told:
    return {"coders": [{"id": one.id, "name": one.name} for one in members(by)]}


def _rules(by: Membership) -> Told:
    return {"rules": [asdict(one) for one in rules(by).values()]}


def _lost(by: Membership, row: Source) -> Told:
    lost = lost_of(by, row)
    return {
        "lost": [
            {"id": line.id, "code": line.code.id, "coder": line.coder_id, "words": words}
            for line, words in lost
        ]
    }
