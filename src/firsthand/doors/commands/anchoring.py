"""anchor: how the trail of every study stands, to be kept elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import click

from firsthand.doors.commands.common import json_option, put, require_folder, show
from firsthand.doors.preparing import prepared


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Into a file.")
@json_option
def anchor(out: Path | None, as_json: bool) -> None:
    """The number and link of every study's latest entry. Keep them where the host cannot write."""
    if out is not None:
        require_folder(out, "it")
    prepared()
    from firsthand.exchange.keeping.anchors import anchors

    found = anchors()
    if out is not None:
        put(out, (json.dumps(found, indent=1) + "\n").encode())
    lines = [f"{one['id']}  {one['entries']} entries  {one['link']}" for one in found["studies"]]
    kept = [f"Written: {out}"] if out is not None else []
    show(found, as_json, lambda: "\n".join([*lines, *kept]) or "There is no study here yet.")


COMMANDS = (anchor,)
