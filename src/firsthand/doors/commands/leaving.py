"""withdraw: a participant leaves, in one of five ways."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
)

if TYPE_CHECKING:
    from firsthand.giving_back.leaving.places import Line, Preview
    from firsthand.giving_back.leaving.selectors import Receipt
    from firsthand.ground.studies.models import Membership


@click.command()
@click.option("--participant", required=True, metavar="P", help="Who leaves: label, pseudonym or id.")
@click.option("--level", "named", required=True, metavar="L", help="How: L1, L2, L3, L4 or L5.")
@click.option(
    "--preview", "only_look", is_flag=True, help="Say where the words are and what would happen; do nothing."
)
@click.option(
    "--receipt", type=click.Path(path_type=Path, dir_okay=False), metavar="F", help="Write the receipt to F."
)
@click.option(
    "--backups-gone", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
    help="The day by which the last copy of the keys from before is gone, as promised.",
)  # fmt: skip
@click.option("--ask", default="", metavar="WHOM", help="Whom the person may ask; stands on the receipt.")
@study_option
@coder_option
@json_option
def withdraw(
    participant: str, named: str, only_look: bool, receipt: Path | None, backups_gone: datetime | None, ask: str,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take out what a participant wants out. Nothing brings it back: look with --preview first."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import person_asked as found
    from firsthand.giving_back.leaving.carrying_out import withdraw as carry_out
    from firsthand.giving_back.leaving.places import preview
    from firsthand.giving_back.leaving.selectors import receipt as receipt_of

    person = found(by, participant)
    if only_look:
        _show_preview(preview(by, person, named), as_json)
        return
    if receipt is not None:
        require_folder(receipt, "the receipt")
    gone = backups_gone.date() if backups_gone else None
    row = carry_out(by, participant=person, named=named, backups_gone=gone, ask=ask)
    told = receipt_of(by, row)
    data: dict[str, Any] = {
        "withdrawal": row.id, "level": told.level.id, "places": _rows(told.lines), "erased": told.erased_at is not None,
        "sent": [{"file": one.file, "by": one.by, "on": one.on} for one in told.sent], "receipt": receipt,
    }  # fmt: skip
    show(data, as_json, lambda: _written(by, told, ".txt").decode())
    if receipt is not None:  # what was done is told by now, whatever becomes of the file
        put(receipt, _written(by, told, receipt.suffix.lower()))


def _written(by: Membership, told: Receipt, ending: str) -> bytes:
    from firsthand.giving_back.leaving.receipt import as_html, as_text

    return as_html(by, told) if ending in (".html", ".htm") else as_text(by, told).encode()


def _show_preview(found: Preview, as_json: bool) -> None:
    lines = [
        (line.count if not line.none_yet else "none here yet", line.name, line.happens)
        for line in found.lines
    ]
    show(
        {"level": found.level.id, "places": _rows(found.lines)},
        as_json,
        lambda: f"{found.level.short}: {found.plain}\n\n{table(['There', 'Where', 'What happens'], lines)}",
    )


def _rows(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    return [
        {"place": one.place, "effect": one.effect, "count": one.count, "where": list(one.refs)}
        for one in lines
    ]


COMMANDS = [withdraw]
