"""document: what is written up, read in the terminal, begun and brought in. Files are made by `report study`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
    table,
    text_of_file,
)

if TYPE_CHECKING:
    from firsthand.giving_back.writing.showing import Paper, Part


@click.group()
def document() -> None:
    """What is written up: documents with live excerpts, claims, tables and citations."""


@document.command("list")
@study_option
@coder_option
@json_option
def list_documents(study: str | None, coder: str | None, as_json: bool) -> None:
    """Every document, the newest first."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.writing.selectors import documents

    found = documents(by)
    data = [
        {"id": one.id, "ref": one.ref, "title": one.title, "version": one.version, "words": one.words, "by": one.by}
        for one in found
    ]  # fmt: skip
    rows = [(one.ref, one.words, one.version, one.by, one.title) for one in found]
    show(
        {"documents": data},
        as_json,
        lambda: (
            table(("", "Words", "Version", "Begun by", "Title"), rows)
            if rows
            else "Nothing is written up yet."
        ),
    )


@document.command("show")
@click.argument("ref", metavar="D")
@study_option
@coder_option
@json_option
def show_document(ref: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """A document as it reads now, and what in it is not there any more."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.writing.selectors import document as document_row
    from firsthand.giving_back.writing.selectors import document_line
    from firsthand.giving_back.writing.showing import paper

    line = document_line(by, document_row(by, ref))
    made = paper(by, line)
    data = {
        "id": line.id, "ref": line.ref, "title": line.title, "version": line.version, "style": line.style,
        "parts": [_part(one) for one in made.parts],
        "notes": ["".join(run.words for run in one) for one in made.notes],
        "references": [work.text.plain for work in made.works], "gaps": made.gaps,
    }  # fmt: skip
    show(data, as_json, lambda: _told(made))


def _part(one: Part) -> dict[str, Any]:
    said: dict[str, Any] = {"type": one.type, "words": one.words}
    if one.level:
        said["level"] = one.level
    if one.count:
        said["table"] = [one.count.header, *one.count.rows]
    return said


def _told(made: Paper) -> str:
    lines = [made.title, "=" * len(made.title)]
    for one in made.parts:
        lead = {"heading": "#" * one.level + " ", "quote": "    ", "item": "- "}.get(one.type, "")
        noted = "".join(f"[{run.note}]" if run.note else run.words for run in one.runs)
        lines += ["", f"{lead}{noted}"]
        if one.count:
            lines.append(table(one.count.header, one.count.rows))
    lines += [f"[{number}] {''.join(run.words for run in runs)}" for number, runs in enumerate(made.notes, 1)]
    lines += ["", *(work.text.plain for work in made.works)] if made.works else []
    lines += ["", f"{len(made.gaps)} things in it are not there any more, or not shown."] if made.gaps else []
    return "\n".join(lines)


@document.command("add")
@click.option("--title", required=True, metavar="WORDS", help="What it is called.")
@click.option(
    "--from", "path", type=click.Path(path_type=Path), metavar="FILE",
    help="Plain text to begin with: paragraphs between empty lines, headings after #, lists after -.",
)  # fmt: skip
@study_option
@coder_option
@json_option
def add_document(title: str, path: Path | None, study: str | None, coder: str | None, as_json: bool) -> None:
    """Begin a document. Live pieces are put in on its page."""
    text = text_of_file(path) if path else ""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.writing.selectors import document_line
    from firsthand.giving_back.writing.services import write_document
    from firsthand.giving_back.writing.shape import from_text

    line = document_line(by, write_document(by, title=title, blocks=from_text(text)))
    show({"id": line.id, "ref": line.ref, "title": line.title}, as_json, lambda: f"{line.ref}: {line.title}")


COMMANDS = (document,)
