"""The eighteen kinds of identifiers are found in their sentences, by the core and by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands import done
from core.worked import worked
from firsthand.core.identifying import Document, Given
from firsthand.core.identifying.looking import hints

EXAMPLES = worked("deidentification")
FOUND = [one for one in EXAMPLES if "by_hand" not in one]
NAMES = ("Denise Okafor", "Dee")


def test_there_is_one_of_each_kind() -> None:
    assert {one["kind"] for one in EXAMPLES} == set("ABCDEFGHIJKLMNOPQR")


@pytest.mark.parametrize("example", FOUND, ids=lambda one: one["text"])
def test_each_is_found_where_it_stands(example: dict[str, Any]) -> None:
    given = [Given(name, "D01", "Ruth") for name in NAMES] if example.get("names") else []
    found = [hint.span for hint in hints([Document("a", example["text"])], given, near=True)]
    for words in example["words"]:
        start = example["text"].index(words)
        assert [span for span in found if span.start <= start and start + len(words) <= span.end], words


@pytest.mark.process
def test_the_command_proposes_them(tmp_path: Path) -> None:
    data, text = tmp_path / "data", tmp_path / "talk.txt"
    unnamed = [one for one in FOUND if not one.get("names")]
    text.write_text("\n\n".join(one["text"] for one in unnamed), "utf-8")
    done(data, "init", "--study", "Names")
    done(data, "import", text)
    done(data, "deidentify", "--propose")
    proposed = [one["words"] for one in done(data, "deidentify", "--list", "--json").json["identifiers"]]
    for one in unnamed:
        for words in one["words"]:
            assert [found for found in proposed if words in found], words
