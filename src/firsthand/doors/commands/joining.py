"""join: two copies of a study that worked apart are one again."""

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
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.exchange.joining.report import Report
    from firsthand.exchange.projects.merging.differences import Choice, Difference

LINES_SHOWN = 60


def _kind(label: str) -> str:
    """What rows of a table are called, such as “coding”."""
    from firsthand.ground.trail.rows import recorded_models

    return str(recorded_models()[label]._meta.verbose_name)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
    help="The keys of the other copy, where they do not lie beside it.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@click.option(
    "--clashes", type=click.Choice(["here", "there"]), default="here", show_default=True,
    help="What counts where both changed the same.",
)  # fmt: skip
@click.option(
    "--take",
    multiple=True,
    metavar="KEY=here|there",
    help="What counts for one difference, by its key. Repeatable.",
)
@study_option
@coder_option
@json_option
def join(
    file: Path, keys: Path | None, dry_run: bool, clashes: Choice, take: tuple[str, ...],
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Join another copy of this study, which a backup of it holds, with the one here. For the lead."""
    by = acting(found_study(study), coder)
    from firsthand.exchange.joining.services import join_copy, look_over
    from firsthand.exchange.projects.merging.differences import Choices

    choices = Choices(clashes, said=dict(map(_said, take)))
    report = (look_over if dry_run else join_copy)(by, file=file, keys=keys, choices=choices)
    data = report.as_dict() | {"study": by.study.slug, "dry_run": dry_run}
    show(data, as_json, lambda: _told(report, dry_run))


def _said(one: str) -> tuple[str, Choice]:
    key, _equals, side = one.partition("=")
    if side == "here":
        return key, "here"
    if side == "there":
        return key, "there"
    raise Problem(f"--take {one} says nothing: give the key of a difference, = and here or there.")


def _told(report: Report, dry_run: bool) -> str:
    if not report.anything:
        return "Nothing is in the other copy that is not here."
    head = ["Nothing was written: this is what would come.", ""] if dry_run else []
    parted = f"The two copies were the same last on {report.parted_at:%Y-%m-%d %H:%M} UTC."
    acts = [f"{len(report.acts)} acts in the other copy since."]
    counted = table(
        ("", "What", "How many"),
        [(fate, _kind(kind), number) for (fate, kind), number in report.counted().items()],
    )
    lines = [f"{one.fate}: {_kind(one.kind)}: {one.name}" for one in report.lines if one.name][:LINES_SHOWN]
    more = len(report.lines) - len(lines)
    rest = [f"and {more} more"] if more > 0 else []
    renamed = [
        f"{_kind(kind)} {there} of the other copy is {here} here."
        for kind, _name, there, here in report.renamed
    ]
    doubtful = (
        [f"{report.doubtful} places are in doubt, since their text was corrected here."]
        if report.doubtful
        else []
    )
    return "\n".join(
        [*head, parted, *acts, "", counted, "", *lines, *rest, *renamed, *doubtful]
        + [_difference(one) for one in report.differences]
    )


def _difference(one: Difference) -> str:
    """Both sides of something that both changed, and what becomes of it."""
    became = {"here": "left as it is here", "there": "taken from the other copy"}[one.choice]
    said = [f"\nBoth changed: {_kind(one.kind)} {one.name} {one.part}".rstrip() + f" ({became}; {one.key})"]
    was = [f"  was: {one.was}"] if one.was is not None else []
    return "\n".join([*said, *was, f"  here: {one.here}", f"  there: {one.there}"])


COMMANDS = [join]
