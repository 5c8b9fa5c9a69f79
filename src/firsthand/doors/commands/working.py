"""log, gift: what peers keep for themselves, and what they give to the study."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from firsthand.core.problems import Problem
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

if TYPE_CHECKING:
    from firsthand.work.log.entries import LogEntry, Said

WHAT = ["talk", "share", "along", "find", "speakup", "skill", "group", "social", "place", "team", "office"]
BARRIERS = ["waiting", "rules", "money", "housing", "treated", "coercion", "language", "here", "other"]


@click.group()
def log() -> None:
    """The log of two minutes: yours alone, and forgotten after ninety days."""


@log.command("add")
@click.option("--what", multiple=True, type=click.Choice(WHAT), help="What I was doing; up to three.")
@click.option("--moment", default="", metavar="WORDS", help="One moment worth keeping.")
@click.option(
    "--used", default="", type=click.Choice(["", "yes", "held", "no"]), help="Something lived through."
)
@click.option(
    "--lead", default="", type=click.Choice(["", "them", "both", "me", "dk"]), help="Who took the lead."
)
@click.option("--words", default="", metavar="WORDS", help="What they are after, in their words.")
@click.option("--ok-words", is_flag=True, help="They said I may write this down.")
@click.option(
    "--barrier", multiple=True, type=click.Choice(BARRIERS), help="What got in the way; again for more."
)
@click.option(
    "--me", default="", type=click.Choice(["", "good", "ok", "heavy", "talk"]), help="How I am after it."
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day; today where it is not given.")
@study_option
@coder_option
@json_option
def add(
    study: str | None, coder: str | None, as_json: bool, ok_words: bool, day: datetime | None,
    what: tuple[str, ...], moment: str, barrier: tuple[str, ...], **said: str,
) -> None:  # fmt: skip
    """Write into your own log. Asks for what was not given; words given as options stay in your shell's history."""
    found = found_study(study)
    from uuid import uuid4

    from django.utils import timezone

    from firsthand.ground.studies.access import require
    from firsthand.work.contact import my_contact
    from firsthand.work.log.entries import Said
    from firsthand.work.log.fields import NOT_FOR
    from firsthand.work.log.services import write_entry

    by = acting(found, coder)
    require(by, "log.keep")
    asks = sys.stdin.isatty() and not as_json
    if asks:
        click.echo(str(NOT_FOR))
        what = what or tuple(click.prompt(f"What was I doing? ({', '.join(WHAT)})").replace(",", " ").split())
        moment = moment or click.prompt("One moment worth keeping")
    entry = Said(
        day.date() if day else timezone.localdate(), what, moment, said["used"], said["lead"], said["words"],
        barrier, said["me"],
    )  # fmt: skip
    if asks and not _meant(entry):
        click.echo("Nothing was kept. Write it again without that.")
        return
    entry_id = uuid4()
    write_entry(by, said=entry, ok_words=ok_words, entry_id=entry_id)
    contact = my_contact(by) if entry.me == "talk" else ""
    data = {"entry": entry_id, "contact": contact} if contact else {"entry": entry_id}
    show(data, as_json, lambda: "\n".join(["It is kept, for you alone.", contact]).strip())


def _meant(entry: Said) -> bool:
    """A gentle question, once."""
    from firsthand.work.log.entries import telling

    found = telling(entry)
    return not found or click.confirm(
        f"Could this tell who it was: {', '.join(found)}? Keep it all the same?", default=False
    )


@log.command("list")
@study_option
@coder_option
@json_option
def list_(study: str | None, coder: str | None, as_json: bool) -> None:
    """Your own entries, the latest first."""
    by = acting(found_study(study), coder)
    from firsthand.work.log.selectors import my_entries

    entries = my_entries(by)
    rows = [
        (f"{one.said.day:%Y-%m-%d}", ", ".join(one.what), short(one.said.moment), _until(one.forget_on))
        for one in entries
    ]
    data = {"entries": [_json(one) for one in entries]}
    show(data, as_json, lambda: table(("Day", "What", "Moment", "Until"), rows))


@log.command("sums")
@study_option
@coder_option
@json_option
def sums_(study: str | None, coder: str | None, as_json: bool) -> None:
    """The picture of the work, by quarters that are over: only what enough entries of enough people chose."""
    by = acting(found_study(study), coder)
    from firsthand.work.sums.selectors import sums

    quarters = sums(by)
    counts = [
        (one.name, question.id, label, count)
        for one in quarters
        for question in one.questions
        for label, count in question.choices
        if count is not None
    ]
    data = {
        "sums": [
            {"quarter": name, "question": question, "choice": label, "entries": count}
            for name, question, label, count in counts
        ]
    }
    rows = [(name, label, count) for name, _question, label, count in counts]
    none = "Nothing can be shown yet: a quarter has to be over, and enough people have to have written."
    show(data, as_json, lambda: table(("Quarter", "What", "Entries"), rows) if rows else none)


def _until(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "kept"


def _json(entry: LogEntry) -> dict[str, Any]:
    said = entry.said
    return {
        "entry": entry.id, "day": said.day, "what": said.what, "moment": said.moment, "used": said.used,
        "lead": said.lead, "words": said.words, "barrier": said.barrier, "me": said.me,
        "forgotten_on": entry.forget_on,
    }  # fmt: skip


@click.group()
def gift() -> None:
    """Entries of your own log that you give to the study, one by one, and can take back."""


@gift.command("list")
@study_option
@coder_option
@json_option
def list_gifts(study: str | None, coder: str | None, as_json: bool) -> None:
    """What you gave, and what became of it. Only you see this."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.gifts.services import my_gifts

    found = my_gifts(by)
    data = [
        {"gift": one.id, "given": one.given_on, "words": one.words, "stands": one.stands} for one in found
    ]
    rows = [(one.id, f"{one.given_on:%Y-%m-%d}", one.stands, short(one.words)) for one in found]
    show({"gifts": data}, as_json, lambda: table(("Gift", "Given", "Stands", "Words"), rows))


@gift.command("give")
@click.argument("entry", type=click.UUID)
@study_option
@coder_option
@json_option
def give_(entry: UUID, study: str | None, coder: str | None, as_json: bool) -> None:
    """Give one entry (its id: log list --json), as the participant whose slip's code you type.

    It shows what goes along first; no code, and nothing is given.
    """
    by = acting(found_study(study), coder)
    from firsthand.giving_back.gifts.services import give, to_give
    from firsthand.work.log.selectors import my_entry

    click.echo(f"This goes along: {to_give(my_entry(by, entry))}", err=True)
    code = click.prompt("The code of your slip", default="", show_default=False, err=True)
    if not code:
        raise Problem("Nothing was given.")
    given = give(by, entry, code=code)
    show({"gift": given}, as_json, lambda: f"It is given. Take it back with: firsthand gift back {given}")


@gift.command("back")
@click.argument("gift_id", metavar="GIFT", type=click.UUID)
@study_option
@coder_option
@json_option
def back(gift_id: UUID, study: str | None, coder: str | None, as_json: bool) -> None:
    """Take a gift back: it goes out of the study with all that was made of it."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.gifts.services import my_gifts, take_back

    take_back(by, gift_id)
    stands = next(one.stands for one in my_gifts(by) if one.id == gift_id)
    show({"gift": gift_id, "stands": stands}, as_json, lambda: "It is taken back.")


COMMANDS = [log, gift]
