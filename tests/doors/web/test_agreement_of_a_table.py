"""Agreement in a table that somebody brings: every worked example by page, and a sentence for what is no table."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors.commands.test_agree_command import KEYS, TABLES, of, written
from doors.web.conftest import Browser, Desk
from firsthand.ground.trail.models import Entry

ROW = re.compile(
    r'role="rowheader">([^<]+)</th>.*?(?:<data value="([^"]+)">|<span class="soft">(undefined)<)', re.DOTALL
)
CALLED = {
    "Alike": "percent", "Cohen’s kappa": "kappa", "Scott’s pi": "pi", "Fleiss’ kappa": "fleiss",
    "Krippendorff’s alpha": "alpha", "Gwet’s AC1": "ac1", "Gwet’s AC2": "ac2", "Bennett’s S": "s",
}  # fmt: skip


def figures(page: str) -> dict[str, float | None]:
    """What the page says, by coefficient."""
    return {
        CALLED[unescape(name)]: float(value) if value else None for name, value, _none in ROW.findall(page)
    }


def shown(lea_sits: Browser, desk: Desk, file: Path, **how: str) -> dict[str, float | None]:
    upload = SimpleUploadedFile("table.csv", file.read_bytes())
    page = lea_sits.send(desk.url("agreement-table"), 200, file=upload, **how)
    found = figures(page)
    assert list(found) == KEYS
    return found


def same(found: float | None, value: float | None) -> bool:
    return found is value if value is None else found == pytest.approx(value, abs=TABLES["tolerance"])


@pytest.mark.parametrize("example", of("expected"))
def test_a_worked_table_comes_out_as_worked_on_the_page(
    lea_sits: Browser, desk: Desk, example: Any, tmp_path: Path
) -> None:
    found = shown(lea_sits, desk, written(tmp_path, example))
    known = {name: value for name, value in example["expected"].items() if name in KEYS}
    assert len(known) > 3
    assert [name for name, value in known.items() if not same(found[name], value)] == []
    if "ac2_quadratic" in example["expected"]:
        weighted = shown(lea_sits, desk, written(tmp_path, example), weights="quadratic")
        assert same(weighted["ac2"], example["expected"]["ac2_quadratic"])


@pytest.mark.parametrize("example", of("alpha"))
def test_alpha_of_a_worked_table_comes_out_under_every_metric_on_the_page(
    lea_sits: Browser, desk: Desk, example: Any, tmp_path: Path
) -> None:
    for metric, value in example["alpha"].items():
        assert same(shown(lea_sits, desk, written(tmp_path, example), metric=metric)["alpha"], value), metric


def test_a_table_is_pasted_and_nothing_of_it_is_kept(lea_sits: Browser, desk: Desk) -> None:
    before = Entry.objects.count()
    page = lea_sits.send(
        desk.url("agreement-table"), 200, pasted="unit;Ana;Bo\n1;yes;yes\n2;yes;no\n3;no;no\n"
    )
    assert "3 units, 2 values, by Ana, Bo" in page
    assert figures(page)["percent"] == pytest.approx(2 / 3)
    assert "Alpha has no interval: Fewer than six units" in page
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "Choose a table, or paste one."),
        ("unit,Ana\n1,2\n", "fewer than two coders"),
        ("unit,Ana,Bo\n1,2,3,4\n", "Row 2 has 3 values, and there are 2 coders."),
    ],
)
def test_what_is_no_table_gets_a_sentence_and_stays_in_the_form(
    lea_sits: Browser, desk: Desk, pasted: str, sentence: str
) -> None:
    page = unescape(lea_sits.send(desk.url("agreement-table"), 400, pasted=pasted))
    assert sentence in page
    assert pasted.strip() in page


def test_a_file_that_is_no_text_gets_a_sentence(lea_sits: Browser, desk: Desk) -> None:
    upload = SimpleUploadedFile("table.csv", b"\xff\xfe\x00")
    assert "no text in UTF-8" in lea_sits.send(desk.url("agreement-table"), 400, file=upload)
