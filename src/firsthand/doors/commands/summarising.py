"""framework: the framework matrix, read or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    put,
    require_folder,
    show,
    study_option,
)

if TYPE_CHECKING:
    from firsthand.analysis.framework.frame import Cell, Frame


@click.command()
@click.option(
    "--rows", default="participants", show_default=True, metavar="R", help="participants or sources."
)
@click.option(
    "--codes", "names", multiple=True, metavar="C",
    help="Only under this code (name or path); again for more. Otherwise those at the top, and what has a summary.",
)  # fmt: skip
@click.option("--todo", is_flag=True, help="Only the cells that are still to write, or out of date.")
@click.option("--format", "format_", metavar="F", help="csv or xlsx; from FILE's ending if left out.")
@click.option(
    "--out", "to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@study_option
@coder_option
@json_option
def framework(
    rows: str, names: tuple[str, ...], todo: bool, format_: str | None, to: Path | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """The framework matrix: what was written, in short, of each participant or source under each code.

    With --out it is a copy that leaves, and in the trail like a report; without, it is shown.
    """
    by = acting(found_study(study), coder)
    from firsthand.analysis.codebook.selectors import code
    from firsthand.analysis.framework.frame import frame

    codes = [code(by, name).id for name in names]
    if to is None:
        if format_ is not None:
            raise Problem("--format says how to write a file: name it with --out.")
        found = frame(by, rows=rows, codes=codes)
        cells = [one for one in found if not todo or one.state in ("to write", "out of date")]
        show(_frame(found, cells), as_json, lambda: _told(found, cells))
        return
    if todo:
        raise Problem("--todo shows what is still to be done; it is not written to a file.")
    from firsthand.giving_back.reports import make_framework

    require_folder(to, "the matrix")
    made = make_framework(by, rows=rows, codes=codes, format=format_ or to.suffix.lstrip(".").lower())
    put(to, made.data)
    show({"file": to, "bytes": len(made.data)}, as_json, lambda: f"Written: {to}")


def _frame(found: Frame, cells: list[Cell]) -> dict[str, Any]:
    return {
        "rows": found.rows, "written": found.written, "of": found.asked,
        "codes": [{"id": one.id, "name": one.name, "path": one.path} for one in found.codes],
        "cells": [
            {
                "case": one.case.id, "name": one.case.name, "code": one.code.id, "code_name": one.code.name,
                "state": one.state, "codings": list(one.marks), "changed": one.since.told, "words": one.words,
                "summary": one.summary.id if one.summary else None,
                "version": one.summary.version if one.summary else None,
                "writer": one.summary.writer if one.summary else None,
            }
            for one in cells
        ],
    }  # fmt: skip


def _told(found: Frame, cells: list[Cell]) -> str:
    """Case by case, as running text; what is empty is left out."""
    lines: list[str] = []
    for case in found.cases:
        there = [one for one in cells if one.case.id == case.id and one.state != "empty"]
        if there:
            lines += [f"{case.ref} {case.name}", *(line for one in there for line in _cell(one)), ""]
    return "\n".join([*lines, f"{found.written} of {found.asked} written."])


def _cell(one: Cell) -> list[str]:
    excerpts = f"{len(one.codings)} excerpt{'' if len(one.codings) == 1 else 's'}"
    state = "" if one.state == "written" else f", {one.state}"
    said = [f"    {line}" for line in one.words.splitlines()]
    return [
        f"  {one.code.full_path} ({excerpts}{state})",
        *said,
        *(f"    [{told}]" for told in one.since.told),
    ]


COMMANDS = [framework]
