"""doctor: how this installation is, without a word of what is in it."""

from __future__ import annotations

from dataclasses import asdict

import click

from firsthand.doors.commands.common import json_option, show
from firsthand.doors.preparing import prepared

SIGNS = {"good": "  ", "care": "! ", "refused": "✗ "}


@click.command()
@click.option("--read", is_flag=True, help="The complaints in the log have been read.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, read: bool, as_json: bool) -> None:
    """Look over the installation: databases, room, backups, clock, rights. Ends with 1 where it must not be served."""
    prepared(existing=False)
    from firsthand.exchange.keeping import checkup

    if read:
        checkup.mark_read()
    found = checkup.looked_over()
    lines = [f"{SIGNS[one.grade]}{one.name}: {one.sentence}" for one in found.findings]
    counted = ", ".join(f"{many} {what}" for what, many in found.counts.items())
    lines += ["", ", ".join(f"{what} {version}" for what, version in found.versions.items()), counted]
    show(
        {
            "well": found.well, "findings": [asdict(one) for one in found.findings],
            "versions": found.versions, "counts": found.counts,
        },
        as_json,
        lambda: "\n".join(lines).rstrip(),
    )  # fmt: skip
    if not found.well:
        ctx.exit(1)


COMMANDS = [doctor]
