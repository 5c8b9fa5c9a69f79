"""The reader says nothing of its own: every word it shows is the page's, in the page's language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from tools import reader_words as tool

from firsthand.doors.web import reader_words as words
from firsthand.doors.web.reader_words import COUNTED, Counted, reader_words

READER = Path(__file__).parents[3] / "reader" / "src"


def test_the_compiler_knows_the_words_that_the_page_gives() -> None:
    assert tool.WHERE.read_text("utf-8") == tool.written(), "Run `python -m tools.reader_words`."


def test_each_number_gets_its_form() -> None:
    with translation.override("en"):
        said = reader_words()
    assert said["memos"] == ["{count} memos", "{count} memo"]
    assert [said["memos"][int(said["plural"][number])] for number in (0, 1, 2, 101)] == [
        "{count} memos", "{count} memo", "{count} memos", "{count} memos",
    ]  # fmt: skip


def test_a_language_with_three_forms_gives_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def polish(self: object, one: str, many: str, number: int) -> str:
        few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
        return one if number == 1 else f"{many} (few)" if few else many

    monkeypatch.setattr(trans_real.DjangoTranslation, "ngettext", polish)
    monkeypatch.setattr(words, "COUNTED", Counted(COUNTED))  # who has not been asked in English yet
    with translation.override("en"):
        said = reader_words()
    assert all(len(said[key]) == 3 for key in COUNTED)
    assert [said["memos"][int(said["plural"][number])] for number in (1, 3, 5, 122)] == [
        "{count} memo", "{count} memos (few)", "{count} memos", "{count} memos (few)",
    ]  # fmt: skip


def test_no_word_is_left_over() -> None:
    """Each key is named in the reader, whole or as the beginning of one that is put together."""
    script = "".join(path.read_text("utf-8") for path in READER.glob("*.ts"))
    named = set(re.findall(r"[\"'`]([a-z_]+)(?=[\"'`$])", script)) | set(
        re.findall(r"\b([a-z]+): \[", script)
    )
    keys = json.loads(tool.WHERE.read_text("utf-8")).keys() - {"plural"}
    left = {key for key in keys if key not in named and not any(key.startswith(one) for one in begun(named))}
    assert not left


def begun(named: set[str]) -> list[str]:
    return [one for one in named if one.endswith("_")]
