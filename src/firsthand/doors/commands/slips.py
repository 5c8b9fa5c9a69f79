"""slip: codes for participants' own pages."""

from __future__ import annotations

from pathlib import Path

import click

from firsthand.core.problems import Problem
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

participant_option = click.option(
    "--participant", metavar="P", required=True, help="Whose page: label or pseudonym."
)


@click.group()
def slip() -> None:
    """Codes for participants' own pages: make one, list them, take one back."""


@slip.command("make")
@participant_option
@click.option(
    "--days", type=int, default=180, show_default=True, metavar="N", help="For how long it opens the page."
)
@click.option(
    "--card",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Write the card: .pdf or .html.",
)
@study_option
@coder_option
@json_option
def make(
    participant: str, days: int, card: Path | None, study: str | None, coder: str | None, as_json: bool
) -> None:
    """A slip for a participant: its code, shown this once. A slip from before opens nothing any more."""
    by = acting(found_study(study), coder)
    from django.conf import settings
    from django.urls import reverse

    from firsthand.field.people.selectors import person_asked
    from firsthand.giving_back.asking import TYPES
    from firsthand.giving_back.own_page.card import card as printed
    from firsthand.giving_back.own_page.slips import make_slip

    row = person_asked(by, participant)
    format_ = card.suffix.lower().lstrip(".") if card else "pdf"
    if format_ not in TYPES:
        raise Problem("The card comes as .pdf or .html: name the file so.")
    if card is not None:
        require_folder(card, "the card")
    made = make_slip(by, participant=row, days=days)
    address = settings.ADDRESS + reverse("own-page", args=[by.study.slug])
    data = {
        "slip": made.slip.id,
        "code": made.code,
        "address": address,
        "until": made.slip.ends_at,
        "card": card,
    }
    show(data, as_json, lambda: f"{made.code}\nAt {address}, until {made.slip.ends_at:%Y-%m-%d}.")
    if card is not None:  # the code is shown by now, whatever becomes of the file
        paper = printed(by, code=made.code, address=address, ends_at=made.slip.ends_at, format=format_)
        put(card, paper.data)


@slip.command("list")
@click.option("--participant", metavar="P", help="Only of this participant.")
@study_option
@coder_option
@json_option
def list_(participant: str | None, study: str | None, coder: str | None, as_json: bool) -> None:
    """The slips that were made. Their codes are nowhere."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import person_asked
    from firsthand.giving_back.own_page.slips import slips

    found = slips(by, person_asked(by, participant) if participant else None)
    data = [
        {
            "slip": one.id,
            "participant": one.label,
            "made": one.at,
            "by": one.by,
            "until": one.ends_at,
            "opens": one.opens,
        }
        for one in found
    ]
    rows = [
        (one.label, f"{one.at:%Y-%m-%d}", one.by, f"{one.ends_at:%Y-%m-%d}", "yes" if one.opens else "no")
        for one in found
    ]
    show({"slips": data}, as_json, lambda: table(("Whose", "Made", "By", "Until", "Opens"), rows))


@slip.command("revoke")
@participant_option
@study_option
@coder_option
@json_option
def revoke(participant: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Take a participant's slip back: it opens nothing any more, and who is at the page is out."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import person_asked
    from firsthand.giving_back.own_page.slips import slip as found
    from firsthand.giving_back.own_page.slips import slips, take_slip_back

    standing = [one for one in slips(by, person_asked(by, participant)) if one.opens]
    for one in standing:
        take_slip_back(by, slip=found(by, one.id))
    said = "It opens nothing any more." if standing else "There was no slip that opens anything."
    show({"participant": participant, "taken_back": len(standing)}, as_json, lambda: said)


COMMANDS = [slip]
