"""A copy of the study comes back by the command line: what differs is told before anything is written."""

from __future__ import annotations

from pathlib import Path

from commands import done, firsthand
from exchange.copies import Copy


def test_what_differs_is_told_and_taken_as_the_options_say(tmp_path: Path) -> None:
    data, out, back = tmp_path / "data", tmp_path / "out.qdpx", tmp_path / "back.qdpx"
    table, report = tmp_path / "codes.csv", tmp_path / "report.csv"
    done(data, "init", "--study", "Doors")
    table.write_text("handle,name,definition\nD1,Doors,Opening up.\nT1,Tea,Poured.\n", "utf-8")
    done(data, "import", table)
    done(data, "export", "study", "--out", out)
    copy = Copy.opened(out.read_bytes())
    copy.code("Doors").description = "Being let in.\n\nHandle: D1"
    copy.code("Tea").name = "Making tea"
    back.write_bytes(copy.written())
    table.write_text("handle,name,definition\nD1,Doors,Letting in.\n", "utf-8")
    done(data, "import", table)

    looked = done(data, "import", back, "--dry-run", "--json").json["merge"]
    assert looked["counts"] == {"both": 1, "there": 1, "here": 0, "gone": 0, "taken": 1}
    clash = next(one for one in looked["differences"] if one["how"] == "both")
    assert [clash[side] for side in ("was", "here", "there", "choice")] == [
        "Opening up.", "Letting in.", "Being let in.", "here",
    ]  # fmt: skip
    said = done(data, "import", back, "--dry-run").out
    assert "1 changed on both sides, 1 changed there" in said
    assert "codes, Doors, definition: changed on both sides; left as it is here" in said
    assert names(data) == [("Doors", "Letting in."), ("Tea", "Poured.")]

    done(data, "import", back, "--loss-report", report)
    assert names(data) == [("Doors", "Letting in."), ("Making tea", "Poured.")]
    assert "codes,left as it is here,Doors,definition: changed on both sides" in report.read_text("utf-8-sig")
    done(data, "import", back, "--take", "theirs")
    assert names(data) == [("Doors", "Being let in."), ("Making tea", "Poured.")]
    assert "are for projects" in firsthand(data, "import", table, "--take", "theirs").err


def names(data: Path) -> list[tuple[str, str]]:
    return [(one["name"], one["definition"]) for one in done(data, "codes", "--json").json["codes"]]
