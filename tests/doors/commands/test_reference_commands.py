"""The literature by the command line: looked over, in, listed, out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import done, firsthand

pytestmark = pytest.mark.process

DATA = Path(__file__).parents[2] / "data" / "references"


def test_a_file_is_looked_over_comes_in_is_listed_and_goes_out_again(tmp_path: Path) -> None:
    folder, ris, out = tmp_path / "data", DATA / "peer-support.ris", tmp_path / "works.bib"
    done(folder, "init", "--study", "Reading")
    look = done(folder, "references", "import", ris, "--dry-run", "--json").json
    assert (look["counts"], look["dry_run"]) == ({"references": {"imported": 20, "kept": 0, "lost": 0}}, True)
    assert done(folder, "references", "list").out.strip() == "No work yet."
    assert (
        "references: 20 new, 0 changed, 0 same, 0 refused." in done(folder, "references", "import", ris).out
    )
    assert done(folder, "references", "import", ris, "--json").json["fates"]["same"] == 20
    listed = done(folder, "references", "list", "--style", "vancouver", "--json").json["references"]
    assert len(listed) == 20
    assert listed[0]["text"].startswith("Austin E, Ramakrishnan A, Hopper K.")
    assert listed[0]["item"]["DOI"] == "10.1007/s10597-014-9693-z"
    assert done(folder, "references", "list", "--find", "metasynthesis").out.startswith(
        "R15   Walker, G., & Bryant"
    )
    done(folder, "references", "export", "--format", "bibtex", "--out", out)
    assert done(folder, "references", "import", out, "--dry-run", "--json").json["fates"]["new"] == 0
    acts = [entry["act"] for entry in done(folder, "trail", "--json").json["entries"]]
    assert [acts.count("reference.import"), acts.count("report.release")] == [1, 1]
    done(folder, "undo")
    assert done(folder, "verify", "--json").json["sound"] is True


def test_nothing_of_what_is_read_lies_in_the_folder_in_the_clear(tmp_path: Path) -> None:
    folder, works = tmp_path / "data", tmp_path / "works.json"
    marker = "Xylophonequilt"
    item = {
        "type": "book",
        "title": marker,
        "author": [{"family": marker}],
        "DOI": f"10.1/{marker}",
        "id": marker,
    }
    works.write_text(json.dumps([item]), "utf-8")
    done(folder, "init", "--study", "Reading")
    done(folder, "references", "import", works)
    assert marker in done(folder, "references", "list").out
    found = [path for path in folder.rglob("*") if path.is_file() and marker.encode() in path.read_bytes()]
    assert found == []


def test_what_is_wrong_is_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    folder, letter = tmp_path / "data", tmp_path / "letter.ris"
    letter.write_text("Dear all", "utf-8")
    done(folder, "init", "--study", "Reading")
    answer = firsthand(folder, "references", "import", letter)
    assert answer.status == 1
    assert "There are no works in letter.ris" in answer.err
    assert firsthand(folder, "references", "import", tmp_path / "none.ris").err.startswith("There is no file")
