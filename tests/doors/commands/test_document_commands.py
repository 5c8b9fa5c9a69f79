"""document and report study: begun from plain text, read, listed, and out once nothing is left to settle."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Answer, done, firsthand

pytestmark = pytest.mark.process

TEXT = "# What we found\n\nTea comes\nfirst.\n\n- a cup\n- a chair\n\n> Nobody asked.\n"


def refused(data: Path, *words: object) -> Answer:
    answer = firsthand(data, *words)
    assert answer.status == 1
    return answer


def test_a_document_is_begun_from_plain_text_listed_and_shown(tmp_path: Path) -> None:
    data, draft = tmp_path / "data", tmp_path / "draft.md"
    draft.write_text(TEXT, "utf-8")
    done(data, "init", "--study", "Lantern")
    assert "D1: Waiting" in done(data, "document", "add", "--title", "Waiting", "--from", draft).out
    (one,) = done(data, "document", "list", "--json").json["documents"]
    assert (one["ref"], one["title"], one["words"]) == ("D1", "Waiting", 12)
    shown = done(data, "document", "show", "d1", "--json").json
    assert [(part["type"], part["words"]) for part in shown["parts"]] == [
        ("heading", "What we found"), ("paragraph", "Tea comes first."), ("item", "a cup"), ("item", "a chair"),
        ("quote", "Nobody asked."),
    ]  # fmt: skip
    assert shown["gaps"] == []
    out = tmp_path / "out.md"
    done(data, "report", "study", "--out", out)
    assert "## What we found\n\nTea comes first.\n\n- a cup\n- a chair\n\n> Nobody asked." in out.read_text(
        "utf-8"
    )


def test_a_document_that_would_break_a_promise_does_not_leave_and_says_what_to_do(tmp_path: Path) -> None:
    data, draft, out = tmp_path / "data", tmp_path / "draft.md", tmp_path / "out.docx"
    draft.write_text("Write to ana.lopez@example.org about it.\n", "utf-8")
    done(data, "init", "--study", "Lantern")
    assert "Nothing is written up" in refused(data, "report", "study", "--out", out).err
    done(data, "document", "add", "--title", "Waiting", "--from", draft)
    held = refused(data, "report", "study", "--out", out)
    assert "does not leave yet: 1 thing has to be settled first" in held.out
    assert "Put in its place what stands in the texts" in held.out
    assert not out.exists()
    assert "can tell who somebody is" in refused(data, "check", "release", "D1").out
    done(data, "document", "add", "--title", "Another")
    assert "Say which one" in refused(data, "report", "study", "--out", out).err
    done(data, "report", "study", "--document", "D2", "--out", out)
    assert out.stat().st_size > 5_000
    assert "--document is for" in refused(data, "report", "themes", "--document", "D2", "--out", out).err
