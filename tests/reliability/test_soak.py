"""What `make soak` runs is what the docs say, and the page of promises is made of what came out."""

from __future__ import annotations

from pathlib import Path

from tools import soak


def test_every_promise_of_a_full_version_is_in_the_table_of_what_runs_at_length() -> None:
    known = {one.variable for one in soak.lengths()}
    assert list(soak.promises()) == [f"G{number}" for number in range(1, 26)]
    assert [name for one in soak.promises().values() for name in one["full"] if name not in known] == []


def test_every_test_that_is_named_is_there() -> None:
    named = {path for one in soak.lengths() for path in one.tests}
    named |= {path for one in soak.promises().values() if (path := one["bounded"].partition(":")[0])}
    assert [path for path in sorted(named) if not (soak.ROOT / path).exists()] == []


def test_the_page_is_made_of_the_promises_and_of_what_came_out() -> None:
    assert soak.PAGE.read_text("utf-8") == soak.page(), "python -m tools.soak --table"


def test_what_did_not_end_in_time_is_said_to_and_is_not_well(tmp_path: Path) -> None:
    slow = tmp_path / "test_slow.py"
    slow.write_text("import time\n\ndef test_slow() -> None:\n    time.sleep(60)\n")
    came = soak.run(soak.Length("FIRSTHAND_NOTHING", "1", (str(slow),)), limit=1 / 60)
    assert (came["well"], came["came"]) == (False, "did not end in time")
