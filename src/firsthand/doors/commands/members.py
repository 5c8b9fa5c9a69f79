"""member, unlock, recovery-code: who is in the study, and what opens it for them.

Nothing secret is ever an argument: other people on the computer see arguments. It is asked for in a terminal; a script
hands it over on standard input, or on a file descriptor of its own, a line for each thing that is asked.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    key_of_shell,
    show,
    study_option,
    table,
    yes,
)
from firsthand.doors.preparing import UNLOCKED, how_to_unlock

if TYPE_CHECKING:
    from firsthand.ground.studies.models import Membership, Study
    from firsthand.ground.studies.services import Invited
    from firsthand.ground.studies.signing import Opened

role_option = click.option(
    "--role", default="coder", show_default=True, metavar="ROLE",
    help="lead, coder, reader, guardian, participant or host.",
)  # fmt: skip
fd_option = click.option(
    "--passphrase-fd", "descriptor", type=int, metavar="N",
    help="Read what is asked for from file descriptor N, a line each.",
)  # fmt: skip


@click.group()
def member() -> None:
    """Who is in the study, and in which role."""


@member.command("add")
@click.argument("name")
@role_option
@study_option
@coder_option
@json_option
def add(name: str, role: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Bring NAME into the study. Where members have secrets of their own, prints the code of their invitation."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.entrance import asks, installation_secret
    from firsthand.ground.studies.services import add_member, invite_member

    if not asks(by.study):
        one = add_member(by, name=name, role=role, secret=installation_secret())
        show(_line(one), as_json, lambda: f"{one.name} is in the study, as {one.role}.")
        return
    _show_invitation(invite_member(by, name=name, role=role), as_json)


@member.command("invite")
@click.argument("name")
@study_option
@coder_option
@json_option
def invite(name: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Make an invitation for NAME, who is in the study already, or was: what opened it for them before is no more.

    Where they had a secret of their own, what they wrote for themselves alone is lost by it: nobody else opens that.
    """
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.selectors import member_named
    from firsthand.ground.studies.services import invite_again

    _show_invitation(invite_again(by, member=member_named(by, name)), as_json)


@member.command("role")
@click.argument("name")
@click.argument("role")
@study_option
@coder_option
@json_option
def role(name: str, role: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Give NAME the role ROLE, and the keys that go with it."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.selectors import member_named
    from firsthand.ground.studies.services import change_role

    one = change_role(by, member=member_named(by, name), role=role)
    show(_line(one), as_json, lambda: f"{one.name} is {one.role} from now on.")


@member.command("remove")
@click.argument("name")
@study_option
@coder_option
@json_option
def remove(name: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Take NAME out of the study. What opens it for them is destroyed; their name stays on what they did."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.selectors import member_named
    from firsthand.ground.studies.services import remove_member

    one = member_named(by, name)
    remove_member(by, member=one)
    show(_line(one), as_json, lambda: f"{one.name} is out of the study.")


@member.command("list")
@study_option
@coder_option
@json_option
def listed(study: str | None, coder: str | None, as_json: bool) -> None:
    """Who is in the study, what they can read, and what opens it for them."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.selectors import reading_rights

    rows = reading_rights(by)
    said = [
        {
            "name": one.member.name, "role": one.member.role, "words": one.words, "names": one.names,
            "opens": str(one.opens),
        }
        for one in rows
    ]  # fmt: skip
    show(
        {"members": said},
        as_json,
        lambda: table(
            ("Name", "Role", "Words", "Real names", "Opened by"),
            [(one["name"], one["role"], yes(one["words"]), yes(one["names"]), one["opens"]) for one in said],
        ),
    )


@click.command()
@click.option("--end", is_flag=True, help="Lock again what this shell has unlocked.")
@click.option("--take", is_flag=True, help="Take a first secret of your own: from then on the study asks.")
@click.option("--invitation", is_flag=True, help="Come in by the code of an invitation.")
@click.option("--recovery", is_flag=True, help="Come in by your printed recovery code.")
@fd_option
@study_option
@coder_option
def unlock(
    end: bool, take: bool, invitation: bool, recovery: bool,
    descriptor: int | None, study: str | None, coder: str | None,
) -> None:  # fmt: skip
    """Unlock a study in this shell, for twelve hours at most: prints the line that does it.

    eval "$(firsthand unlock --as YOU)"
    """
    found = found_study(study)
    if end:
        _lock()
        return
    if sum((take, invitation, recovery)) > 1:
        raise click.UsageError("One of --take, --invitation and --recovery at a time.")
    asked = asker(descriptor)
    if take:
        opened = _take(found, coder, asked)
    else:
        if not coder:
            raise click.UsageError("Say who you are, with --as.")
        opened = _come_in(found, coder, asked, "invitation" if invitation else "recovery" if recovery else "")
    click.echo(f"export {UNLOCKED}={opened.key}")
    if opened.recovery_code:
        click.echo(_paper(opened.by, opened.recovery_code), err=True)
    if sys.stdout.isatty():
        click.echo(f"# Run that line, or next time: {how_to_unlock(found.slug)}", err=True)


@click.command("recovery-code")
@fd_option
@study_option
@coder_option
@json_option
def recovery_code(descriptor: int | None, study: str | None, coder: str | None, as_json: bool) -> None:
    """A new recovery code, to write down; the one from before opens nothing any more. Asks for your passphrase."""
    by = acting(found_study(study), coder)
    from firsthand.ground.studies.secrets import new_recovery_code

    code = new_recovery_code(by, current=asker(descriptor)("Your passphrase, once more"))
    show({"name": by.name, "recovery_code": code}, as_json, lambda: _paper(by, code))


def _come_in(study: Study, name: str, asked: Callable[[str], str], by_code: str) -> Opened:
    from firsthand.ground.studies import signing
    from firsthand.ground.studies.entrance import asks

    if not asks(study):
        raise Problem(
            "This study asks nothing: the installation’s file opens it. To change that, its lead takes a secret of "
            f"their own: firsthand unlock --take --study {study.slug}"
        )
    if not by_code:
        return signing.sign_in(study, name=name, passphrase=asked("Passphrase"))
    come_in = signing.redeem if by_code == "invitation" else signing.recover
    return come_in(study, name=name, code=asked("Code"), passphrase=_new_passphrase(asked))


def _take(study: Study, name: str | None, asked: Callable[[str], str]) -> Opened:
    from firsthand.ground.studies.secrets import take_secret

    return take_secret(acting(study, name), passphrase=_new_passphrase(asked))


def _lock() -> None:
    from firsthand.ground.studies import signing

    ended = signing.lock(key_of_shell())
    click.echo(f"unset {UNLOCKED}")
    click.echo("# Locked." if ended else "# Nothing was unlocked in this shell.", err=True)


def _new_passphrase(asked: Callable[[str], str]) -> str:
    passphrase = asked("A passphrase of your own, twelve characters or more")
    if passphrase != asked("The same once more"):
        raise Problem("The two passphrases differ. Type the same one twice.")
    return passphrase


def asker(descriptor: int | None) -> Callable[[str], str]:
    """How secret things are asked for: in the terminal, or from what a script hands over."""
    if descriptor is None and sys.stdin.isatty():
        return lambda what: str(click.prompt(what, hide_input=True, err=True))
    lines = _lines(sys.stdin if descriptor is None else _opened(descriptor))

    def next_line(what: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise Problem(
                f"{what}: nothing more was handed over. A line for each thing that is asked."
            ) from None

    return next_line


def _opened(descriptor: int) -> TextIO:
    try:
        return os.fdopen(descriptor, encoding="utf-8")
    except OSError as closed:
        raise Problem(f"File descriptor {descriptor} is not open for reading.") from closed


def _lines(file: TextIO) -> Iterator[str]:
    for line in file:
        yield line.removesuffix("\n").removesuffix("\r")


def _show_invitation(invited: Invited, as_json: bool) -> None:
    one = invited.member
    way = f"firsthand unlock --invitation --study {one.study.slug} --as {shlex.quote(one.name)}"
    show(
        _line(one) | {"invitation": invited.code},
        as_json,
        lambda: (
            f"{one.name} is invited, as {one.role}. Their code, shown this once:\n\n    {invited.code}\n\n"
            f"They come in with it on the page “Sign in”, or with: {way}"
        ),
    )


def _paper(by: Membership, code: str) -> str:
    return (
        f"Your recovery code for “{by.study.title}”, as {by.name}. Write it down and keep the paper where only you "
        f"find it; it is shown this once.\n\n    {code}\n"
    )


def _line(one: Membership) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "role": one.role}


COMMANDS = [member, unlock, recovery_code]
