"""admin: accounts of a team's server, for whoever runs it. None of it reads a study, and none of it opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from firsthand.doors.commands.common import json_option, show, table, yes
from firsthand.doors.preparing import prepared

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from firsthand.ground.accounts.selectors import AccountLine


@click.group()
def admin() -> None:
    """Accounts: who is let in to this server. They open no study."""


@admin.command("accounts")
@json_option
def accounts(as_json: bool) -> None:
    """Who has an account: since when, with a second step or not, in how many studies."""
    prepared()
    from firsthand.ground.accounts.selectors import accounts as lines

    found = lines()
    show({"accounts": [_told(one) for one in found]}, as_json, lambda: _table(found))


@admin.command("invite")
@click.option("--first", is_flag=True, help="The first account of this server.")
@click.option("--may-begin", is_flag=True, help="Whoever comes by it may begin studies here.")
@click.option(
    "--member", metavar="NAME", help="For this member of the study, who is then in it by their account."
)
@click.option("--study", metavar="S", help="Which study, where there are several.")
@json_option
def invite(first: bool, may_begin: bool, member: str | None, study: str | None, as_json: bool) -> None:
    """Print a link, which works once and for seven days, by which somebody makes an account."""
    if study and not member:
        raise click.UsageError("With --study goes --member: who is to be in it.")
    if first and member:
        raise click.UsageError("Either --first or --member.")
    prepared(new=first)
    from django.conf import settings

    from firsthand.ground.accounts.links import address_to_join, to_join
    from firsthand.ground.accounts.services import invite_first
    from firsthand.ground.studies.entrance import find_study, member_called

    if first:
        token = invite_first()
    else:
        token = to_join(member_called(find_study(study), member) if member else None, may_begin=may_begin)
    link = address_to_join(token)
    note = (
        ""
        if settings.ACCOUNTS
        else "\n\nThe server asks for accounts where it is begun with FIRSTHAND_ACCOUNTS=1."
    )
    show(
        {"link": link},
        as_json,
        lambda: f"Give this link to them alone. It works once, for seven days:\n\n    {link}{note}",
    )


@admin.command("disable")
@click.argument("name")
@json_option
def disable(name: str, as_json: bool) -> None:
    """Close the account NAME: refused from the next request on, its tokens too; what it has unlocked is locked."""
    account = _account(name)
    from firsthand.ground.accounts.services import disable as close

    close(account)
    _done(account, as_json, f"{account.username} is let in no more.")


@admin.command("enable")
@click.argument("name")
@json_option
def enable(name: str, as_json: bool) -> None:
    """Open the account NAME again."""
    account = _account(name)
    from firsthand.ground.accounts.services import enable as reopen

    reopen(account)
    _done(account, as_json, f"{account.username} is let in again.")


@admin.command("end-sessions")
@click.argument("name")
@json_option
def end_sessions(name: str, as_json: bool) -> None:
    """End all sessions of the account NAME, and lock what it has unlocked."""
    account = _account(name)
    from firsthand.ground.accounts.services import end_sessions as end

    ended = end(account)
    _done(account, as_json, f"{ended} sessions of {account.username} have ended.", ended=ended)


@admin.command("reset")
@click.argument("name")
@json_option
def reset(name: str, as_json: bool) -> None:
    """Print a link, which works once and for a day, by which NAME chooses another password.

    Know first that it is them. The second step stays as it is, and no study opens by this.
    """
    account = _account(name)
    from django.conf import settings

    from firsthand.ground.accounts.links import to_reset

    link = f"{settings.ADDRESS}/account/reset/{to_reset(account)}/"
    said = f"Give this link to {account.username} alone. It works once, for a day:\n\n    {link}"
    show({"name": account.username, "link": link}, as_json, lambda: said)


@admin.command("forget-mfa")
@click.argument("name")
@json_option
def forget_mfa(name: str, as_json: bool) -> None:
    """Take the second step off the account NAME, whose owner has lost theirs. Know first that it is them."""
    account = _account(name)
    from firsthand.ground.accounts.services import forget_second_step

    taken = forget_second_step(account)
    _done(
        account,
        as_json,
        f"{account.username} signs in without a second step now: set up a new one.",
        taken=taken,
    )


def _account(name: str) -> User:
    prepared()
    from firsthand.ground.accounts.selectors import account_called

    return account_called(name)


def _done(account: User, as_json: bool, said: str, **more: object) -> None:
    show({"name": account.username, "open": account.is_active, **more}, as_json, lambda: said)


def _told(one: AccountLine) -> dict[str, object]:
    return {
        "name": one.name, "open": one.open, "made_at": one.made_at, "last_in": one.last_in,
        "second_step": one.second_step, "sessions": one.sessions, "studies": len(one.studies),
        "may_begin": one.may_begin,
    }  # fmt: skip


def _table(found: list[AccountLine]) -> str:
    if not found:
        return "Nobody has an account here. The first one: firsthand admin invite --first"
    return table(
        ("Name", "Open", "Since", "Last in", "Second step", "Sessions", "Studies"),
        [
            (
                one.name, yes(one.open), one.made_at.date(), one.last_in.date() if one.last_in else "never",
                yes(one.second_step), one.sessions, len(one.studies),
            )
            for one in found
        ],
    )  # fmt: skip


COMMANDS = [admin]
