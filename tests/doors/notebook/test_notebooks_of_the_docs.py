"""The docs' notebooks run over the demonstration study and show what they are kept with; R reads what they write."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tools.notebooks import NOTEBOOK, executed

from commands import clean, done
from notebook.conftest import copied
from notebooks import said

pytestmark = pytest.mark.process

ROOT = Path(__file__).parents[3]
HOW_TO = (ROOT / "docs" / "how-to" / "notebook.md").read_text("utf-8")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")  # at which the demonstration was made


@pytest.fixture
def folder(demonstration: Path, tmp_path: Path) -> Path:
    """Where `demo-data` is, as the notebooks expect it."""
    copied(demonstration, tmp_path / "demo-data")
    return tmp_path


def shown(notebook: Any) -> list[tuple[str, list[str]]]:
    """Each cell's code, and what came of it."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, [MOMENT.sub("…", text) for text in _texts(cell)]) for cell in cells]


def _texts(cell: Any) -> list[str]:
    found = []
    for output in cell.outputs:
        assert output.output_type == "execute_result", output
        found += [output.data["text/plain"], output.data.get("text/html", "")]
    return found


def test_the_jupyter_notebook_shows_what_it_is_kept_with_and_nobodys_words(folder: Path) -> None:
    import nbformat

    kept = nbformat.read(NOTEBOOK, as_version=4)
    anew = executed(folder, clean(folder / "demo-data"))
    assert shown(anew) == shown(kept)
    assert "Everybody in it is invented" in kept.cells[0].source
    outputs = "".join(text for _code, texts in shown(kept) for text in texts)
    words = [one["words"] for one in done(folder / "demo-data", "codings", "--json").json["codings"]]
    assert [one for one in words if " ".join(one.split())[:40] in outputs and len(one) > 15] == []
    assert "characters)" in outputs


MARIMO = """
import os
os.chdir(folder)
sys.path.insert(0, notebooks)
from a_study_in_marimo import app
shown, names = app.run()
say({
    "people": names["people"].rows(), "measures": names["agreement"]["measure"].unique().sort().to_list(),
    "acts": names["acts"], "hits": [one.words for one in names["counted"][0]],
})
"""


def test_the_marimo_notebook_runs(folder: Path) -> None:
    found = said(
        MARIMO, folder=str(folder), data=str(folder / "demo-data"), notebooks=str(ROOT / "docs" / "notebooks")
    )
    assert found["people"][0][1:3] == [8, 4]
    assert found["measures"] == ["f1", "kappa"]
    assert set(found["hits"]) == {"kettle"}
    assert found["acts"][1].startswith("took back entry")


def written_for_r(folder: Path) -> None:
    """What the how-to's Python writes for R, by the how-to's own lines."""
    (lines,) = [code for code in re.findall(r"```python\n(.*?)```", HOW_TO, re.DOTALL) if "feather" in code]
    opened = "import os\nos.chdir(folder)\nstudy = firsthand.open('demo-data')\n"
    said(f"{opened}{lines}say(None)\n", folder=str(folder), data=str(folder / "demo-data"))


def test_what_is_written_for_r_is_there_as_arrow_and_csv(folder: Path) -> None:
    from pyarrow import feather

    written_for_r(folder)
    matrix = feather.read_table(folder / "matrix.arrow")
    counted = done(folder / "demo-data", "matrix", "--json").json["codes"]
    assert matrix["people"].to_pylist() == [one["people"] for one in counted]
    assert (folder / "codings.csv").read_text("utf-8-sig").startswith("coding_id,")
    assert "report.release" in {
        one["act"] for one in done(folder / "demo-data", "trail", "--json").json["entries"]
    }


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="There is no R here.")
def test_r_reads_the_csv_by_the_lines_of_the_how_to(folder: Path) -> None:
    written_for_r(folder)
    (lines,) = re.findall(r"```r\n(.*?)```", HOW_TO, re.DOTALL)
    script = folder / "read.R"
    script.write_text("\n".join(line for line in lines.splitlines() if "arrow::" not in line), "utf-8")
    answer = subprocess.run(["Rscript", "read.R"], cwd=folder, capture_output=True, text=True, check=True)
    by_coder = done(folder / "demo-data", "codings", "--json").json["codings"]
    for coder in ("Lena", "Sam"):
        assert str(sum(one["coder"] == coder for one in by_coder)) in answer.stdout
