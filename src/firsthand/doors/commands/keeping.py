"""backup, restore, move, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import acting, json_option, progress_bar, show
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from firsthand.exchange.keeping.again import Again
    from firsthand.exchange.keeping.moving import Moved

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@file_argument
@click.option(
    "--keyring-keep", type=click.IntRange(1), default=None, metavar="N",
    help="Of all copies of the keys, keep the N newest and delete the others.",
)  # fmt: skip
@json_option
def backup(file: Path, keyring_keep: int | None, as_json: bool) -> None:
    """Back the data up to FILE, and the keys that open it to FILE.keys. Keep the two apart."""
    prepared()
    from firsthand.exchange.keeping.backup import make

    data, keys = make(file.absolute(), keep=keyring_keep)
    show(
        {"data": data, "keys": keys},
        as_json,
        lambda: (
            f"Written: {data}\nand its keys: {keys}\nKeep the two apart. Who has both can read everything."
        ),
    )


@click.command()
@file_argument
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Bring a backup back. What is in the data folder now is backed up first."""
    prepared(existing=False)
    from firsthand.exchange.keeping import folder
    from firsthand.exchange.keeping.backup import data_in
    from firsthand.exchange.keeping.backup import restore as bring_back

    with folder.served():
        saved = bring_back(file.absolute())
        with data_in(saved[0] if saved else None) as before:
            again = folder.require(before)
    kept = f" What was there before is in {saved[0]}." if saved else ""
    data = {
        "restored": file, "before": saved,
        "again": [{"study": one.title, "said": one.said, "gone": one.gone} for one in again],
    }  # fmt: skip
    show(data, as_json, lambda: "\n".join([f"Restored from {file}.{kept}", *map(_told, again)]))


def _told(again: Again) -> str:
    """What was done to a study that was brought back from before something was taken out."""
    sentences = [f"“{again.title}”: the backup is from before."]
    if again.said:
        sentences.append(
            f"Taken over from what was here: {again.said} answers and withdrawals of participants."
        )
    if again.gone:
        rows = ", ".join(f"{number} {what}" for what, number in again.gone.items())
        sentences.append(
            f"Taken out again, since no key opens them any more or a withdrawal took them out: {rows}."
        )
    return " ".join(sentences)


@click.command()
@click.option(
    "--to", required=True, metavar="WHERE",
    help="An empty PostgreSQL database (postgresql://user:password@host/name), or a folder.",
)  # fmt: skip
@click.option(
    "--keyring", default="", metavar="ADDRESS",
    help="The keyring’s own empty database, where it is not the same name with “_keyring” after it.",
)  # fmt: skip
@json_option
def move(to: str, keyring: str, as_json: bool) -> None:
    """Carry this installation over into PostgreSQL, or into a folder, verified. What is here stays as it is."""
    prepared()
    from firsthand.exchange.keeping.moving import move as carry_over

    with progress_bar(0, "moving") as bar:

        def say(step: str, rows: int) -> None:
            bar.set_description(step)
            bar.update(rows)

        moved = carry_over(to, keyring, say)
    data = {
        "tables": moved.tables, "rows": moved.rows, "seconds": round(moved.seconds, 1),
        "counts": moved.findings.counts, "sound": True, "set": dict(moved.settings), "left": moved.left,
    }  # fmt: skip
    show(data, as_json, lambda: _carried_over(moved))


def _carried_over(moved: Moved) -> str:
    counted = ", ".join(f"{number} {what}" for what, number in moved.findings.counts.items())
    wanted = [
        f"    {name}={value}" if value else f"    ({name} not set)" for name, value in moved.settings.items()
    ]
    return "\n".join([
        f"Carried over: {moved.rows} rows of {moved.tables} tables, each table the same on both sides.",
        f"Looked over there: {counted or 'no study'}.",
        "From now on set:", *wanted,
        "Who had unlocked a study unlocks it again.",
        f"What was here is as it was, and grows old: {', '.join(moved.left)}. "
        "Delete it once the new place has a backup.",
    ])  # fmt: skip


@click.command()
@click.option(
    "--anchor", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Compare with an anchor that was kept elsewhere.",
)  # fmt: skip
@json_option
def verify(anchor: Path | None, as_json: bool) -> None:
    """Look everything over: databases, keys, sealed words, codings' places, the trail's order."""
    prepared()
    from firsthand.exchange.keeping import anchors
    from firsthand.exchange.keeping.verify import verify as look_over

    kept = anchors.read(anchor) if anchor else []
    with progress_bar(0, "looking") as bar:
        findings = look_over(lambda step: bar.set_description(step), lambda study: acting(study, None))
    findings.faults += anchors.faults(kept)
    counted = ", ".join(f"{number} {what}" for what, number in findings.counts.items())
    data = {"sound": not findings.faults, "counts": findings.counts, "faults": findings.faults}
    show(data, as_json, lambda: "\n".join([f"Looked at {counted or 'an empty folder'}.", *findings.faults]))
    if findings.faults:
        raise Problem(
            f"{len(findings.faults)} things are wrong. Restore a backup, or ask for help before going on."
        )
    if not as_json:
        click.echo("All is well, as far as could be seen." if findings.locked else "All is well.")


COMMANDS = [backup, restore, move, verify]
