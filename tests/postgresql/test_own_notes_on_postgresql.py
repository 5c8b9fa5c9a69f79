"""The same on PostgreSQL: after ninety days the keys of what peers kept for themselves are in no table's file."""

from __future__ import annotations

from typing import Any

import pytest

from exchange.test_own_notes_forgotten import LATER, MARKER, PLANTED
from postgresql.test_words_taken_out_on_postgresql import SERVER, Installation, installation

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not SERVER.startswith("postgresql"), reason="there is no PostgreSQL to test on"),
]
__all__ = ["installation"]  # a fixture


def keys(installed: Installation) -> dict[Any, bytes]:
    rows = installed.rows(
        "SELECT id, box FROM keyring_privatekey WHERE box IS NOT NULL", f"{installed.name}_keyring"
    )
    return {text_id: bytes(box) for text_id, box in rows}


def test_after_ninety_days_no_key_is_left(installation: Installation) -> None:
    installation.run("init", "--study", "Kept")
    installation.script(PLANTED)
    before = keys(installation)
    assert len(before) == 4  # an entry, a story, lines, whom one turns to
    assert installation.script(LATER).strip() == "3"
    left = keys(installation)
    assert len(left) == 1
    files = [data for path, data in installation.lies() if "base" in path.parts]
    assert not any(box in data for text_id, box in before.items() if text_id not in left for data in files)
    assert any(box in data for box in left.values() for data in files)
    assert not any(MARKER.encode() in data for data in files)
    assert "All is well." in installation.run("verify")
