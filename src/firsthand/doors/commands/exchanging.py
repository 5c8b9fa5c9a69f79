"""Projects of other programs: in, by `import`, and out, by `export`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    prepared,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.exchange.projects.loss import LossReport
    from firsthand.ground.studies.models import Membership


def import_project(
    path: Path,
    new: str | None,
    dry_run: bool,
    loss_report: Path | None,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Bring a project in, or say what would come."""
    if not path.is_file():
        raise Problem(f"There is no file {path}.")
    by = _started(new) if new else acting(found_study(study), coder, newcomer=False)
    from firsthand.exchange.projects.bringing_in import bring_in, look_over
    from firsthand.exchange.projects.refi.opening import open_project

    with open_project(path) as file:
        report = (look_over if dry_run else bring_in)(by, file=file, name=path.name)
    if loss_report is not None:
        loss_report.write_text(_written(report, loss_report.suffix.lower()), "utf-8")
    data = report.as_dict() | {"study": by.study.slug, "dry_run": dry_run}
    show(data, as_json, lambda: _as_text(report, dry_run))


def _started(title: str) -> Membership:
    prepared(new=True)
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
    return "\n".join([*head, said, *report.remarks, *reasons])


def _written(report: LossReport, ending: str) -> str:
    if ending == ".json":
        return json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
    lines = [(line.kind, line.fate.value, line.path, line.reason) for line in report.lines]
    if ending == ".csv":
        out = StringIO()
        csv.writer(out).writerows([("kind", "fate", "path", "reason"), *lines])
        return out.getvalue()
    return "\n".join([_as_text(report, False), "", *(": ".join(line) for line in lines), ""])


@click.command()
@click.argument("what", type=click.Choice(["study", "codebook", "codings"]))
@click.option(
    "--out", "to", required=True, type=click.Path(path_type=Path), metavar="F", help="Where to write."
)
@click.option(
    "--format",
    "format_",
    metavar="F",
    help="qdpx; qdc, csv, xlsx, docx; csv, xlsx. By the file's ending where not given.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(["memos", "cases", "attributes"]),
    help="Leave this out of a project.",
)
@study_option
@coder_option
@json_option
def export(
    what: str,
    to: Path,
    format_: str | None,
    without: tuple[str, ...],
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Take the study out as a project for other programs, or its codebook or codings. That it left is in the trail."""
    kind = (format_ or to.suffix.removeprefix(".")).lower()
    by = acting(found_study(study), coder)
    from firsthand.exchange.projects.taking_out import take_codebook_out, take_out
    from firsthand.giving_back.reports import make

    if (what, kind) == ("study", "qdpx"):
        with _whole(to) as stream:
            take_out(by, to=stream, without=without)
    elif what == "study":
        raise Problem(f"A study leaves as qdpx, not as {kind or 'a file without an ending'}: --format qdpx.")
    elif (what, kind) == ("codebook", "qdc"):
        with _whole(to) as stream:
            take_codebook_out(by, to=stream)
    else:
        to.write_bytes(make(by, what=what, format=kind).data)
    data = {"file": str(to), "bytes": to.stat().st_size, "format": kind}
    show(data, as_json, lambda: f"Written: {to} ({data['bytes']:,} bytes).")


@contextmanager
def _whole(to: Path) -> Iterator[IO[bytes]]:
    """A file that is there when it is whole, and not before."""
    part = to.with_name(f"{to.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


COMMANDS = [export]
