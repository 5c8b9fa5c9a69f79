"""import, revise: files become sources, and a corrected file takes a source's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.meant import surely
from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    progress_bar,
    show,
    study_option,
    table,
)
from firsthand.doors.commands.exchanging import import_project, import_table
from firsthand.exchange.projects.merging.differences import Choices
from firsthand.exchange.projects.recognising import is_project

if TYPE_CHECKING:
    from firsthand.exchange.tables import Table
    from firsthand.field.sources.importing import Incoming
    from firsthand.field.sources.selectors import SourceLine


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--kind", metavar="K", help="interview, field note, focus group, document or survey answer.")
@click.option("--participants", is_flag=True, help="Make a participant of every speaker with a name.")
@click.option("--new", "new_title", metavar="TITLE", help="A project: into a new study of this title.")
@click.option(
    "--comments",
    type=click.Choice(["leave", "codings", "memos", "both"]),
    default="leave",
    show_default=True,
    help="What Word’s comments become: codings where the first line is a code’s name, memos on their words, or both.",
)
@click.option("--new-codes", is_flag=True, help="With --comments: make codes of names that are none yet.")
@click.option(
    "--table",
    "table_kind",
    type=click.Choice(["codebook", "attributes", "consents", "highlights", "answers"]),
    help="What a csv or xlsx is (a codebook: docx or html, too); answers: a source a row. By its columns if left out.",
)
@click.option("--dry-run", is_flag=True, help="A project or table: say what would come, and write nothing.")
@click.option(
    "--take",
    type=click.Choice(["ours", "theirs"]),
    default="ours",
    show_default=True,
    help="A project that was here before: what stands where both sides changed something.",
)
@click.option("--removals", is_flag=True, help="And take out here what was taken out there.")
@click.option("--yes", is_flag=True, help="Also where that is more than a fifth of the study.")
@click.option(
    "--loss-report",
    type=click.Path(path_type=Path),
    metavar="F",
    help="A project or table: what became of everything.",
)
@study_option
@coder_option
@json_option
def import_files(
    files: tuple[Path, ...],
    kind: str | None,
    participants: bool,
    new_title: str | None,
    comments: str,
    new_codes: bool,
    table_kind: str | None,
    dry_run: bool,
    take: str,
    removals: bool,
    yes: bool,
    loss_report: Path | None,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Bring in texts (txt md docx odt rtf html pdf vtt srt csv xlsx), a project or codebook of some program, or a table
    of codes, attributes, consents or highlights (csv xlsx)."""
    if any(_is_project(path) for path in files):
        if len(files) > 1:
            raise Problem("A project comes in alone. Name its one file or folder, or texts only.")
        settle = Choices("there" if take == "theirs" else "here", removals)
        with surely(yes or dry_run):
            import_project(files[0], new_title, dry_run, settle, loss_report, study, coder, as_json)
        return
    if new_title:
        raise Problem("--new is for projects, and these are texts.")
    if take == "theirs" or removals:
        raise Problem("--take and --removals are for projects, and these are none.")
    found = found_study(study)
    if kind is None and (found_table := _table(files, table_kind)):
        import_table(found_table, dry_run, loss_report, study, coder, as_json)
        return
    if dry_run or loss_report:
        raise Problem(
            "--dry-run and --loss-report are for projects, and for tables of codes, attributes, consents or highlights."
        )
    from firsthand.exchange.comments import Wanted, import_commented
    from firsthand.field.sources.importing import kind_named, read_files
    from firsthand.field.sources.selectors import lines

    by = acting(found, coder, newcomer=True)
    of_kind = kind_named(kind) if kind else ""
    with progress_bar(len(files), "reading") as bar:
        incoming, refused = read_files(
            by,
            ((path.name, bytes_of(path)) for path in files),
            kind=of_kind,
            progress=lambda name: bar.update(),
        )
    if refused:
        for one in refused:
            click.echo(one.sentence, err=True)
        raise Problem("Nothing was brought in. Leave these files out, or mend them, and try again.")
    if participants:
        _make_participants(incoming)
    wanted = Wanted(comments in ("codings", "both"), comments in ("memos", "both"), new_codes)
    sources, became = import_commented(by, incoming=incoming, wanted=wanted)
    shown = list(zip(lines(by, sources), incoming, strict=True))
    data = {"imported": [_as_json(line, item) for line, item in shown], "comments": asdict(became)}
    told = [f"{key}: {count}" for key, count in asdict(became).items() if count]
    more = f"\nComments: {', '.join(told)}." if told else ""
    show(data, as_json, lambda: _as_text(shown) + more)


def _is_project(path: Path) -> bool:
    """Whether it is a project rather than a text; a folder is never a text."""
    if path.is_dir() or not path.is_file():
        return path.is_dir() or is_project(path.name)
    with path.open("rb") as file:
        return is_project(path.name, file)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--source", "source_ref", required=True, metavar="ID", help="The source: S3, its id or its title."
)
@study_option
@coder_option
@json_option
def revise(file: Path, source_ref: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Put a corrected text in place of a source's text; its codings go along with their words."""
    found = found_study(study)
    from firsthand.analysis.coding.selectors import codings_of, doubtful_of
    from firsthand.field.sources.importing import read_files
    from firsthand.field.sources.revising import revise_text
    from firsthand.field.sources.selectors import source, source_line

    by = acting(found, coder)
    row = source(by, source_ref)
    incoming, refused = read_files(by, [(file.name, bytes_of(file))])
    if refused:
        raise Problem(refused[0].sentence)
    if len(incoming) > 1:
        raise Problem(f"{file.name} holds {len(incoming)} texts, and a source is one.")
    revise_text(by, source=row, reading=incoming[0].reading)
    ref, codings = source_line(by, row).ref, len(codings_of(by, row))
    doubtful = [one.id for one in doubtful_of(by, row)]
    data = {"source": row.id, "ref": ref, "codings": codings, "doubtful": doubtful}
    said = f"{ref} is corrected. {codings} codings stand in the new text; {len(doubtful)} doubtful."
    show(data, as_json, lambda: said)


def _table(files: Sequence[Path], wanted: str | None) -> Table | None:
    """Which of our tables a file is, with its rows; None where it is a text, or its rows are."""
    if wanted == "answers" or len(files) > 1:
        if wanted not in (None, "answers"):
            raise Problem("A table comes in alone. Name one .csv or .xlsx.")
        return None
    from firsthand.exchange.tables import DOCUMENTS, TABLES, table_in, table_wanted

    if wanted:
        return table_wanted(files[0].name, bytes_of(files[0]), wanted)
    if files[0].suffix.lower() not in (*TABLES, *DOCUMENTS):
        return None
    try:
        return table_in(files[0].name, bytes_of(files[0]))
    except Problem:
        return None  # read as a text, it says better what is wrong with it


def _make_participants(incoming: list[Incoming]) -> None:
    for item in incoming:
        for part in item.parts:
            if part.new_pseudonym:
                part.part = "participant"


def _as_json(line: SourceLine, item: Incoming) -> dict[str, Any]:
    return {
        "id": line.id, "number": line.number, "title": line.title, "kind": line.kind, "format": line.format,
        "encoding": item.reading.encoding, "file": item.file_name, "length": line.length, "turns": line.turns,
        "speakers": list(item.voices), "participants": [person.label for person in line.people],
        "warnings": item.reading.warnings,
    }  # fmt: skip


def _as_text(shown: list[tuple[SourceLine, Incoming]]) -> str:
    rows = [
        (line.ref, line.kind, line.turns, len(item.voices), line.length, line.title) for line, item in shown
    ]
    text = table(("Source", "Kind", "Turns", "Speakers", "Characters", "Title"), rows)
    warnings = [f"{line.ref}: {warning}" for line, item in shown for warning in item.reading.warnings]
    return "\n".join([text, *(["", *warnings] if warnings else [])])


COMMANDS = [import_files, revise]
