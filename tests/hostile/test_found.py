"""What a reader stumbled over once is read or refused with a sentence for good."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from tools.fuzz import READERS, reader

from firsthand.core.problems import Problem
from hostile.seeds import seeds

FOUND = Path(__file__).parents[1] / "data" / "found"


@pytest.mark.parametrize("name", READERS)
def test_what_was_found_is_read_or_refused(name: str) -> None:
    read = reader(name)
    honest = [one.data for one in seeds() if one.name.endswith(f".{name}")]
    for data in [*honest, *(path.read_bytes() for path in sorted(FOUND.glob(f"*.{name}"))), b"", b"\xff" * 9]:
        with suppress(Problem):
            read(data)
