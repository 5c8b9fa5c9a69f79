"""check release: what in a file or report would break a promise, before it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
)

if TYPE_CHECKING:
    from firsthand.giving_back.release.checking import Checked, Finding


@click.group()
def check() -> None:
    """Look through what is to leave, before it does."""


@check.command()
@click.argument("what", metavar="FILE|REPORT")
@study_option
@coder_option
@json_option
def release(what: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Names, words of people who said no or were not asked, passages that tell together, claims that hide their ground.

    A file (docx, html, pdf, txt, md …) or a report by its name (themes, codebook …). Ends with 1 where it finds any.
    """
    by = acting(found_study(study), coder)
    from firsthand.field.sources.importing import words_in
    from firsthand.giving_back.release.checking import checked
    from firsthand.giving_back.reports import looked_over

    path = Path(what)
    name, data = (path.name, bytes_of(path)) if path.exists() else looked_over(by, what)
    found = checked(by, words_in(name, data))
    show(_as_data(found), as_json, lambda: _told(found))
    if found.findings:
        raise click.exceptions.Exit(1)


def _as_data(found: Checked) -> dict[str, Any]:
    return {
        "passages": len(found.passages), "people": len(found.people), "names_looked_for": found.with_names,
        "findings": [
            {
                "kind": one.kind, "line": one.line, "words": one.words, "sentence": one.sentence, "to_do": one.to_do,
                "more": one.more,
            }
            for one in found.findings
        ],
    }  # fmt: skip


def _told(found: Checked) -> str:
    about = f"{len(found.passages)} passages of the study stand in it, of {len(found.people)} people."
    unseen = [] if found.with_names else ["Real names could not be looked for: you do not hold their key."]
    told = [f"{_line(one)}: {one.sentence}\n  … {one.words} …\n  {one.to_do}" for one in found.findings]
    return "\n".join([about, *unseen, *(told or ["Nothing was found that would break a promise."])])


def _line(one: Finding) -> str:
    return f"line {one.line}" + (f" and {one.more} more" if one.more else "")


COMMANDS = (check,)
