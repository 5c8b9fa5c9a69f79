"""token: what lets a program of one's own come in through the API, and how much it may do there."""

from __future__ import annotations

from uuid import UUID

import click

from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
    table,
)
from firsthand.doors.commands.members import asker, fd_option


@click.group()
def token() -> None:
    """Tokens of your own: with one, a program comes in as you through the API."""


@token.command("make")
@click.argument("label")
@click.option(
    "--scope",
    type=click.Choice(["read", "code", "all"]),
    default="read",
    show_default=True,
    help="What the program may do, of what you may.",
)
@fd_option
@study_option
@coder_option
@json_option
def make(
    label: str, scope: str, descriptor: int | None, study: str | None, coder: str | None, as_json: bool
) -> None:  # fmt: skip
    """Make a token, and print it this once. LABEL says what it is for. Asks for your passphrase."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.access import require
    from firsthand.ground.studies.secrets import make_token

    require(by, "token.make")  # before anything secret is asked for
    made = make_token(by, current=asker(descriptor)("Your passphrase, once more"), label=label, scope=scope)
    show({"token": made, "scope": scope}, as_json, lambda: made)


@token.command("list")
@study_option
@coder_option
@json_option
def listed(study: str | None, coder: str | None, as_json: bool) -> None:
    """Your tokens: what each is for, what it may do, since when."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.access import require
    from firsthand.ground.studies.selectors import own_locks

    require(by, "token.make")
    found = own_locks(by).tokens
    said = [{"id": one.id, "label": one.label, "scope": one.scope, "made_at": one.made_at} for one in found]
    rows = [(one.id, one.label, one.scope, one.made_at.date()) for one in found]
    show(
        {"tokens": said},
        as_json,
        lambda: table(("Id", "For", "May", "Since"), rows) if rows else "You have none.",
    )


@token.command("take-back")
@click.argument("token_id", metavar="ID", type=click.UUID)
@study_option
@coder_option
@json_option
def take_back(token_id: UUID, study: str | None, coder: str | None, as_json: bool) -> None:
    """Take the token of that ID back: it opens nothing any more."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.secrets import take_back_token

    take_back_token(by, token_id=token_id)
    show({"id": token_id}, as_json, lambda: "That token opens nothing any more.")


COMMANDS = [token]
