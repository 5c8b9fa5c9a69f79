"""incident, training: what the team writes down for the ethics board. The package itself is `report ethics`."""

from __future__ import annotations

from datetime import datetime

import click

from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    short,
    show,
    study_option,
    table,
)

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def incident() -> None:
    """What went wrong: write it down, or list what is written down."""


@incident.command("add")
@click.option("--happened", required=True, metavar="WORDS", help="What happened. Name nobody who takes part.")
@click.option("--noticed", required=True, type=DAY, metavar="DAY", help="When it was noticed (2026-01-31).")
@click.option("--on", type=DAY, metavar="DAY", help="When it happened.")
@click.option("--done", default="", metavar="WORDS", help="What was done.")
@click.option("--told", default="", metavar="WORDS", help="Who was told.")
@click.option("--reported", type=DAY, metavar="DAY", help="When the board was told.")
@click.option("--closed", is_flag=True, help="Nothing is left to do.")
@click.option("--participant", metavar="P", help="The one person whom it is about: printed nowhere.")
@study_option
@coder_option
@json_option
def add_incident(
    happened: str, noticed: datetime, on: datetime | None, done: str, told: str, reported: datetime | None,
    closed: bool, participant: str | None, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write down that something went wrong. It stays: it can be told better, and nobody takes it out."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import person_asked
    from firsthand.giving_back.ethics.logs import Happening, write_incident

    said = Happening(
        happened, noticed.date(), on and on.date(), done, told, reported and reported.date(), closed
    )
    row = write_incident(by, said=said, person=person_asked(by, participant) if participant else None)
    show({"id": row.id}, as_json, lambda: "It is written down.")


@incident.command("list")
@study_option
@coder_option
@json_option
def list_incidents(study: str | None, coder: str | None, as_json: bool) -> None:
    """The incidents that this member may read: lead and guardian all of them, others their own."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.ethics.selectors import incidents

    found = incidents(by)
    data = [
        {
            "number": one.number, "noticed": one.noticed, "on": one.said.on, "happened": one.said.happened,
            "done": one.said.done, "told": one.said.told, "reported": one.said.reported, "closed": one.said.closed,
            "participant": one.person, "by": one.by,
        }
        for one in found
    ]  # fmt: skip
    rows = [
        (one.number, one.noticed, "closed" if one.said.closed else "open", one.by, short(one.said.happened))
        for one in found
    ]
    header = ("Incident", "Noticed", "Now", "By", "What happened")
    show({"incidents": data}, as_json, lambda: table(header, rows))


@click.group()
def training() -> None:
    """Who was trained: write it down, or list what is written down."""


@training.command("add")
@click.argument("what")
@click.option("--on", required=True, type=DAY, metavar="DAY", help="When (2026-01-31).")
@click.option("--member", metavar="M", help="Who took it, if it was not you.")
@click.option("--given-by", default="", metavar="WHO", help="Who gave it.")
@study_option
@coder_option
@json_option
def add_training(
    what: str, on: datetime, member: str | None, given_by: str, study: str | None, coder: str | None, as_json: bool
) -> None:  # fmt: skip
    """Write down a training that a member took."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.ethics.logs import write_training
    from firsthand.ground.studies.selectors import member_named

    who = member_named(by, member) if member else by
    row = write_training(by, member=who, what=what, on=on.date(), given_by=given_by)
    show({"id": row.id}, as_json, lambda: "It is in the log.")


@training.command("list")
@study_option
@coder_option
@json_option
def list_trainings(study: str | None, coder: str | None, as_json: bool) -> None:
    """The trainings that this member may read: lead and guardian all of them, others their own."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.ethics.selectors import trainings

    found = trainings(by)
    data = [{"on": one.on, "member": one.member, "what": one.what, "given_by": one.given_by} for one in found]
    rows = [(one.on, one.member, one.given_by, one.what) for one in found]
    header = ("When", "Who", "Given by", "What it was about")
    show({"trainings": data}, as_json, lambda: table(header, rows))


COMMANDS = [incident, training]
