"""query: codings found by what is true of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from firsthand.doors.commands.telling import coding_data, codings_table

if TYPE_CHECKING:
    from firsthand.analysis.compare.retrieval import Found


@click.command()
@click.argument("expression", metavar="EXPR")
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "docx"]), help="From FILE's ending if left out."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what is found there.",
)
@study_option
@coder_option
@json_option
def query(
    expression: str, form: str | None, out: Path | None, study: str | None, coder: str | None, as_json: bool
) -> None:
    """Find codings: '"Hope" and coder:Cody', '"Hope" overlaps "Waiting"', 'under:Family and not participant:P04'.

    With --out the excerpts go to a file. It is a copy: the trail keeps that it left, and whose words are in it.
    """
    by = acting(found_study(study), coder)
    from firsthand.analysis.coding.excerpts import with_words
    from firsthand.analysis.compare.retrieval import find
    from firsthand.core.selecting.reading import read
    from firsthand.giving_back.reports import found_codings

    asked = read(expression)
    if out is not None:
        require_folder(out, "what is found")
        made = found_codings(by, query=asked, format=form or out.suffix.lstrip(".").lower())
        put(out, made.data)
        show({"file": out, "bytes": len(made.data)}, as_json, lambda: f"Written: {out}")
        return
    if form is not None:
        raise Problem("Say where to write it, too: --out FILE.")
    found = find(by, asked, with_texts=True)
    excerpts = with_words(by, found.lines, opened=found.opened)
    data = {
        "excerpts": list(map(coding_data, excerpts)), "total": len(found.lines), "people": found.people,
        "of_people": found.of_people, "sources": found.sources, "bystanders": found.bystanders,
        "unmeasured": found.unmeasured,
    }  # fmt: skip
    show(data, as_json, lambda: f"{codings_table(excerpts)}\n\n{_counted(found)}")


def _counted(found: Found) -> str:
    """“14 excerpts, 6 of 9 people, 8 sources.”, and what is not among them."""
    said = [
        f"{len(found.lines)} excerpts, {found.people} of {found.of_people} people, {found.sources} sources."
    ]
    if found.bystanders:
        said.append(
            f"{found.bystanders} more not counted: they stand on words of somebody who was not asked."
        )
    if found.unmeasured:
        said.append(f"{found.unmeasured} could not be measured: their text has no turns, or no times.")
    return " ".join(said)


COMMANDS = [query]
