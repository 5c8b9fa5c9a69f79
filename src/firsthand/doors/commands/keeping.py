"""backup, backup-key, restore, move, verify, upgrade, drill."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import acting, json_option, progress_bar, show, steps_shown
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from firsthand.exchange.keeping.again import Again
    from firsthand.exchange.keeping.drilling import Drill
    from firsthand.exchange.keeping.moving import Moved

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


to_option = click.option(
    "--to-age", "to", multiple=True, metavar="RECIPIENT",
    help="Seal both files to this recipient of age (age1…); may be given several times.",
)  # fmt: skip
identity_option = click.option(
    "--identity", type=click.Path(path_type=Path, dir_okay=False), metavar="KEYFILE",
    help="The identity of age that opens a sealed backup.",
)  # fmt: skip
keys_option = click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="The keys, where they do not lie beside the backup. A newer copy of them opens an older backup.",
)  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@to_option
@click.option(
    "--keyring-keep", type=click.IntRange(1), default=None, metavar="N",
    help="Of all copies of the keys, keep the N newest and delete the others.",
)  # fmt: skip
@json_option
def backup(file: Path | None, to: tuple[str, ...], keyring_keep: int | None, as_json: bool) -> None:
    """Back the data up to FILE, and the keys that open it to FILE.keys. Keep the two apart.

    Without FILE it goes where backups go by themselves (FIRSTHAND_BACKUPS), and old ones there are let go of.
    """
    prepared()
    from firsthand.exchange.keeping import copies, scheduled
    from firsthand.exchange.keeping.delivering import deliver

    if file is None and to:
        raise click.UsageError("Say where it is to go: --to-age is for a FILE.")
    began = monotonic()
    with steps_shown():
        found = (
            scheduled.run_now()
            if file is None
            else deliver(file.absolute(), to=to or scheduled.kept().recipients)
        )
    if file is not None:
        scheduled.note(found, seconds=monotonic() - began)
    if keyring_keep is not None:
        copies.rotate(keyring_keep)
    data = {
        "data": found.data, "keys": found.keys, "bytes": found.size, "sealed": found.sealed,
        "counts": found.looked.counts, "opened": found.looked.opened,
    }  # fmt: skip
    show(data, as_json, lambda: f"Written: {found.data}\nand its keys: {found.keys}\n{_apart(found.sealed)}")


def _apart(sealed: bool) -> str:
    if sealed:
        return "Both are sealed: only the identity opens them. Keep it where the server is not."
    return "Keep the two apart. Who has both can read everything."


@click.command()
@file_argument
@identity_option
@keys_option
@json_option
def restore(file: Path, identity: Path | None, keys: Path | None, as_json: bool) -> None:
    """Bring a backup back. What is in the data folder now is backed up first."""
    prepared(existing=False)
    from firsthand.exchange.keeping import folder
    from firsthand.exchange.keeping.backup import restore as bring_back
    from firsthand.exchange.keeping.delivering import fetched

    folder.folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    began = monotonic()
    with folder.served(), steps_shown():
        with fetched(file.absolute(), keys=keys, identities=cache(lambda: _identities(identity))) as plain:
            brought = bring_back(plain)
        again = folder.require(brought=True)
    kept = f" What was there before is in {brought.saved[0]}." if brought.saved else ""
    seconds, size = monotonic() - began, folder.size()
    data = {
        "restored": file, "before": brought.saved, "aside": brought.aside, "seconds": round(seconds, 2), "bytes": size,
        "again": [{"study": one.title, "said": one.said, "lost": one.lost, "gone": one.gone} for one in again],
    }  # fmt: skip
    show(
        data,
        as_json,
        lambda: "\n".join(
            [f"Restored from {file}{_pace(seconds, size)}.{kept}", *_aside(brought.aside), *map(_told, again)]
        ),
    )


def _aside(files: list[Path]) -> list[str]:
    """Loudly, that nobody's no was taken over."""
    if not files:
        return []
    return [
        "NOT taken over: whatever participants said since the backup was made (answers, wishes, withdrawals). What was "
        "here is damaged, or of a newer version, and could not be read. Nothing of it was deleted: it is now "
        f"{', '.join(map(str, files))}. Ask everybody once more what they allow, before anything leaves."
    ]


def _pace(seconds: float, size: int) -> str:
    """How long it took, and how long a GB takes: the host plans by that. Nothing where no file is here."""
    return f" in {seconds:.1f} s ({seconds / (size / 1e9):.0f} s per GB)" if size else ""


def _identities(file: Path | None) -> list[Any]:
    """What opens a sealed backup; its own passphrase is asked for at the terminal."""
    from firsthand.exchange.keeping import age

    if file is None:
        raise Problem("This backup is sealed with age: --identity KEYFILE names what opens it.")
    asked = "Passphrase of the identity"
    words = click.prompt(asked, hide_input=True, err=True) if age.needs_passphrase(file) else ""
    return age.identities_in(file, words)


@click.group(name="backup-key")
def backup_key() -> None:
    """What sealed backups are opened with: made here, kept elsewhere."""


@backup_key.command(name="new")
@file_argument
@click.option(
    "--passphrase", is_flag=True, help="Seal the identity itself with a passphrase, which is asked."
)
@json_option
def new_backup_key(file: Path, passphrase: bool, as_json: bool) -> None:
    """Make an identity of age in FILE, and print its recipient."""
    words = click.prompt(
        "Passphrase", hide_input=True, confirmation_prompt=True, err=True
    ) if passphrase else ""  # fmt: skip
    from firsthand.exchange.keeping import age

    recipient = age.new_identity(file.absolute(), words)
    show(
        {"identity": file.absolute(), "recipient": recipient},
        as_json,
        lambda: (
            f"{recipient}\nThat is the recipient: backups are sealed to it, and it opens nothing. What opens them is "
            f"in {file}: keep it off the server, at two places. Without it no sealed backup ever opens again."
        ),
    )


def _told(again: Again) -> str:
    """What was done to a study that was brought back from before something was taken out."""
    sentences = [f"“{again.title}”: the backup is from before."]
    if again.said:
        sentences.append(
            f"Taken over from what was here: {again.said} answers, wishes and withdrawals of participants."
        )
    if again.lost:
        sentences.append(
            f"NOT taken over, since no key opens them: {again.lost} answers, wishes and withdrawals that participants "
            "gave since. Ask everybody once more what they allow."
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


@click.command()
@click.option("--check", is_flag=True, help="Only say what would be done.")
@click.option("--roll-back", is_flag=True, help="Put back what was there before, for the version before.")
@json_option
def upgrade(check: bool, roll_back: bool, as_json: bool) -> None:
    """Bring the data of an earlier version up to date, after a backup; every start does so by itself."""
    prepared(existing=False)
    from firsthand.exchange.keeping import folder, rolling_back, upgrading

    if not folder.folder().is_dir():
        raise Problem(f"There is no folder {folder.folder()}.")
    folder.require_there()
    if roll_back:
        with folder.served():
            back = rolling_back.roll_back()
        was = upgrading.noted().get("backup")
        told = (
            f"What was there before the upgrade is back, from {back.kept}. Open it with the version before: "
            "this one would bring it up to date. Accounts are let in by what lets them in today: who was let in no "
            "more stays out, and passwords and second steps are those of now. Links that nobody used are void."
        )
        if back.said:
            told += (
                f"\nNOT in it: {back.said} answers, replies, withdrawals and wishes of participants since. Look them "
                f"up (with this version, in another folder: {was}), and carry them out there before anybody goes on."
            )
        show({"rolled_back": back.kept, "was": was, "said_since": back.said}, as_json, lambda: told)
        return
    plan = upgrading.plan()
    data = {
        "due": bool(plan.migrations), "migrations": plan.migrations, "bytes": plan.size, "free": plan.free,
        "room": plan.room, "checked_only": check,
    }  # fmt: skip
    if not check and plan.migrations:
        if not plan.room:
            raise Problem(
                "There is too little room on the disk for a backup and the change. Nothing was changed."
            )
        folder.require()
        data["backup"] = upgrading.noted().get("backup")
    show(data, as_json, lambda: _plan_told(len(plan.migrations), plan.room, done=not check))


def _plan_told(steps: int, room: bool, *, done: bool) -> str:
    if not steps:
        return "The data is up to date."
    if done:
        return f"Brought up to date in {steps} steps. What was there before is kept: firsthand upgrade --roll-back."
    told = f"{steps} steps would be done, after a backup."
    return told if room else f"{told} There is too little room on the disk for it."


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@identity_option
@keys_option
@json_option
def drill(file: Path | None, identity: Path | None, keys: Path | None, as_json: bool) -> None:
    """Bring the newest backup (or FILE) back elsewhere, and compare it with what is here. Changes nothing here."""
    prepared()
    from firsthand.exchange.keeping import drilling

    opened_with = cache(lambda: _identities(identity))
    with steps_shown():
        found, report = drilling.drill(file.absolute() if file else None, keys=keys, identities=opened_with)
    data = {**asdict(found), "sound": not found.faults, "report": report}
    show(data, as_json, lambda: "\n".join([_drill_told(found), *found.faults]))
    if found.faults:
        raise Problem(f"{len(found.faults)} things are wrong with this backup: make another now.")


def _drill_told(found: Drill) -> str:
    return (
        f"{found.backup} came back in {found.restored_in:.1f} s ({found.per_gigabyte:.0f} s per GB) and was "
        f"looked over in {found.looked_over_in:.1f} s. Of {found.studies} studies {found.as_now} are just what is "
        f"here, {found.earlier} what was here before more was done."
    )


COMMANDS = [backup, backup_key, restore, move, verify, upgrade, drill]
