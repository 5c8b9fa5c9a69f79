"""Every sentence in which `core` says why a figure has no value is known to the pages, so that it can be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import firsthand.core
from firsthand.doors.web.core_reasons import REASONS
from firsthand.doors.web.figures import REASONS as OF_AGREEMENT

CORE = Path(firsthand.core.__path__[0])
PLACE = {"undefined": 0, "ratio": 2, "without": 0}  # which argument says why


def said(tree: ast.Module) -> Iterator[str]:
    """The sentences that a module gives as reasons: where it gives them, and those that it keeps under a name."""
    kept = {
        one.targets[0].id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
    }  # fmt: skip
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        for given in call.args[PLACE[name] :][:1] if name in PLACE else ():
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value
            elif isinstance(given, ast.Name) and given.id in kept:
                yield kept[given.id]


def test_every_reason_that_core_gives_is_translated() -> None:
    found = {one for file in CORE.rglob("*.py") for one in said(ast.parse(file.read_text("utf-8")))}
    assert len(found) > 20
    assert found - set(REASONS) - set(OF_AGREEMENT) == set()


def test_no_reason_stands_here_that_core_does_not_give() -> None:
    source = "".join(" ".join(file.read_text("utf-8").split()) for file in CORE.rglob("*.py"))
    joined = source.replace('" "', "")
    assert [one for one in REASONS if one not in joined] == []
