"""Projects of other programs: in, by `import`, and out, by `export`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from firsthand.core.problems import Problem
from firsthand.core.signs import whole
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    put,
    require_folder,
    show,
    study_option,
    table,
    unwritable_file,
)
from firsthand.doors.preparing import prepared
from firsthand.exchange.tallying.layout import EXTRAS

if TYPE_CHECKING:
    from firsthand.core.tables import TableReport
    from firsthand.exchange.projects.loss import LossReport
    from firsthand.exchange.projects.merging.differences import Choices, Difference
    from firsthand.exchange.tables import Table
    from firsthand.ground.studies.models import Membership


# What can be taken out.
TAKEN = ["study", "source", "codebook", "codings", "memos", "attributes", "consents", "matrix"]


def import_project(
    path: Path,
    new: str | None,
    dry_run: bool,
    choices: Choices,
    loss_report: Path | None,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Bring a project in, or say what would come."""
    if not path.exists():
        raise Problem(f"There is no file {path}.")
    if not os.access(path, os.R_OK):
        raise Problem(f"{path} cannot be read.")
    if loss_report is not None:
        require_folder(loss_report, "the report")
    by = None if new else acting(found_study(study), coder)
    if new:
        prepared(new=True)
    from firsthand.exchange.projects.apart import open_apart
    from firsthand.exchange.projects.bringing_in import all_or_nothing, bring_in

    with open_apart(path) as file, all_or_nothing(keep=not dry_run):
        who = by or _started(str(new))
        report = bring_in(who, file=file, name=whole(path.name), choices=choices)
    if loss_report is not None:
        put(loss_report, _written(report, loss_report.suffix.lower()))
    data = report.as_dict() | {"study": who.study.slug, "dry_run": dry_run}
    show(data, as_json, lambda: _as_text(report, dry_run))


def import_table(
    found: Table, dry_run: bool, report_to: Path | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take a table in, or say what would become of each of its rows."""
    if report_to is not None:
        require_folder(report_to, "the report")
    by = acting(found_study(study), coder)
    from firsthand.exchange.tables import bring_in, look_over
    from firsthand.giving_back.reports.tables import as_csv

    report = (look_over if dry_run else bring_in)(by, found.kind, found.rows, found.program)
    data = report.as_dict() | {"table": found.kind, "study": by.study.slug, "dry_run": dry_run}
    if report_to is not None:
        written = {
            ".json": lambda: json.dumps(data, ensure_ascii=False, indent=1).encode(),
            ".csv": lambda: as_csv(report.as_rows()),
        }
        put(
            report_to,
            written.get(report_to.suffix.lower(), lambda: (_rows_told(report, False) + "\n").encode())(),
        )
    show(data, as_json, lambda: _rows_told(report, dry_run))


def _rows_told(report: TableReport, dry_run: bool) -> str:
    counted = ", ".join(f"{count} {fate}" for fate, count in report.counts().items())
    rows = [(one.line, one.fate, one.what, one.why) for one in report.rows if one.fate != "same"]
    head = ["Nothing was written: this is what would come.", ""] if dry_run else []
    told = [table(("Line", "", "What", "Why"), rows), ""] if rows else []
    return "\n".join([*head, *told, f"{report.kind}: {counted}.", *report.remarks])


def _started(title: str) -> Membership:
    from firsthand.ground.studies.entrance import installation_secret
    from firsthand.ground.studies.services import start_study

    return start_study(installation_secret(), title=title, lead="Lead")


def _as_text(report: LossReport, dry_run: bool) -> str:
    rows = [(kind, *found.values()) for kind, found in report.counted().items() if any(found.values())]
    said = table(("", "brought in", "kept", "lost"), rows)
    reasons = [
        f"{line.kind}, {line.fate.value}: {line.path}: {line.reason}"
        for line in report.lines
        if line.fate == "lost"
    ]
    head = ["Nothing was written: this is what would come.", ""] if dry_run else []
    return "\n".join([*head, said, *report.remarks, *reasons, *_merge_told(report)])


SIDES = {
    "both": "changed on both sides", "there": "changed there", "here": "changed here alone, and kept",
    "gone": "taken out there", "taken": "of these taken from the file",
}  # fmt: skip
CHOSEN = {"here": "left as it is here", "there": "taken from the file", "both": "both kept"}


def _merge_told(report: LossReport) -> list[str]:
    """Of a project that was here before: how much differs, then each difference as it was, is here, and is there."""
    if not report.made_from:
        return []
    counted = ", ".join(f"{number} {SIDES[side]}" for side, number in report.merged().items() if number)
    return [
        "",
        report.made_from,
        f"{counted or 'Nothing differs'}.",
        *map(_difference_told, report.differences),
    ]


def _difference_told(one: Difference) -> str:
    head = ", ".join(part for part in (one.kind, one.name, one.part) if part)
    sides = [("was", one.was), ("here", one.here), ("there", one.there)]
    shown = [f"  {side}: {' '.join(words.split()) or '–'}" for side, words in sides if words is not None]
    why = f" ({one.why})" if one.why else ""
    return "\n".join([f"{head}: {SIDES[one.how]}; {CHOSEN[one.choice]}{why}", *shown])


def _written(report: LossReport, ending: str) -> bytes:
    from firsthand.exchange.projects.loss import as_rows
    from firsthand.giving_back.reports.tables import as_csv

    if ending == ".json":
        return json.dumps(report.as_dict(), ensure_ascii=False, indent=1).encode()
    if ending == ".csv":
        return as_csv(as_rows(report.lines, report.settled()))
    lines = [": ".join([line.kind, line.fate, line.path, line.reason]) for line in report.lines]
    return "\n".join([_as_text(report, False), "", *lines, ""]).encode()


@click.command()
@click.argument("what", type=click.Choice(TAKEN))
@click.option(
    "--out", "to", required=True, type=click.Path(path_type=Path), metavar="F", help="Where to write."
)
@click.option(
    "--format",
    "format_",
    metavar="F",
    help="qdpx for a study; qdc, csv, xlsx, docx or html for a codebook; csv or xlsx for tables; parquet for codings. "
    "By FILE's ending where not given.",
)
@click.option(
    "--source", "source_ref", metavar="ID", help="Which source, as a docx with its codings as comments."
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["memos", "cases", "attributes"]),
    help="Leave this out of a project.",
)
@click.option(
    "--with",
    "extras",
    multiple=True,
    type=click.Choice(EXTRAS),
    help="Words that go along with codings as parquet.",
)
@study_option
@coder_option
@json_option
def export(
    what: str,
    to: Path,
    format_: str | None,
    source_ref: str | None,
    without: tuple[str, ...],
    extras: tuple[str, ...],
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Take the study out as a project for other programs, or a part of it as a table. That it left is in the trail."""
    kind = (format_ or to.suffix.removeprefix(".")).lower()
    by = acting(found_study(study), coder)
    from firsthand.exchange.projects.taking_out import take_codebook_out, take_out
    from firsthand.field.sources.selectors import source
    from firsthand.giving_back.reports import commented_source, make

    if extras and (what, kind) != ("codings", "parquet"):
        raise Problem("--with says which words go along with the tables of: export codings --format parquet.")
    if (what, kind) == ("codings", "parquet"):
        _take_tables_out(by, to, extras, as_json)
        return
    if (what == "source") != (source_ref is not None):
        raise Problem("--source says which source leaves: export source --source S1.")
    if (what, kind) == ("study", "qdpx"):
        with _whole(to) as stream:
            take_out(by, to=stream, without=without)
    elif what == "study":
        raise Problem(f"A study leaves as qdpx, not as {kind or 'a file without an ending'}: --format qdpx.")
    elif what == "source" and kind != "docx":
        raise Problem(
            f"A source with its codings leaves as docx, not as {kind or 'a file without an ending'}."
        )
    elif what == "source":
        put(to, commented_source(by, source=source(by, str(source_ref))).data)
    elif (what, kind) == ("codebook", "qdc"):
        with _whole(to) as stream:
            take_codebook_out(by, to=stream)
    else:
        put(to, make(by, what=what, format=kind).data)
    data = {"file": str(to), "bytes": to.stat().st_size, "format": kind}
    show(data, as_json, lambda: f"Written: {to} ({data['bytes']:,} bytes).")


def _take_tables_out(by: Membership, to: Path, extras: tuple[str, ...], as_json: bool) -> None:
    """Codings as one file where its ending says so; else a folder of all tables to count."""
    from firsthand.exchange.parquet import take_codings_out, take_tables_out

    require_folder(to, "the tables")
    if to.suffix.lower() == ".parquet" and not to.is_dir():
        if extras:
            raise Problem(
                f"Words have tables of their own, beside the codings: --out names a folder, not {to.name}."
            )
        with _whole(to) as stream:
            rows = {"codings": take_codings_out(by, to=stream)}
    else:
        with _whole_folder(to) as folder:
            rows = take_tables_out(by, folder=folder, extras=extras)
    data = {"file": str(to), "format": "parquet", "rows": rows}
    told = [f"Written: {to}", *(f"  {name}: {count:,} rows" for name, count in rows.items())]
    show(data, as_json, lambda: "\n".join(told))


@contextmanager
def _whole_folder(to: Path) -> Iterator[Path]:
    """A new folder that is there when it is whole, and not before. Raises `Problem` where something is in it."""
    if to.is_file() or (to.is_dir() and any(to.iterdir())):
        raise Problem(f"{to} is there already, and not empty: name a folder that is not there yet.")
    part = to.with_name(f"{to.name}.part")
    try:
        part.mkdir(mode=0o700)
        yield part
        part.replace(to)
    except OSError as unwritable:
        raise unwritable_file(to, unwritable) from unwritable
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _whole(to: Path) -> Iterator[IO[bytes]]:
    """A file that is there when it is whole, and not before."""
    part = to.with_name(f"{to.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(to)
    except OSError as unwritable:
        raise unwritable_file(to, unwritable) from unwritable
    finally:
        part.unlink(missing_ok=True)


COMMANDS = [export]
