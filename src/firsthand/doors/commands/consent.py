"""consent, exclude: what participants agreed to, and who may not read whose words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    bytes_of,
    coder_option,
    found_study,
    json_option,
    put,
    show,
    study_option,
    table,
)

if TYPE_CHECKING:
    from firsthand.core.consent import Value

participant_option = click.option(
    "--participant", metavar="P", required=True, help="Whose consent: label or pseudonym."
)
how_option = click.option(
    "--how",
    default="by hand",
    metavar="HOW",
    help="How they were asked: by hand, together, spoken, own page.",
)


@click.group()
def consent() -> None:
    """What a participant agreed to: write it down, show it, or make the sheet and form to ask with."""


@consent.command("set")
@participant_option
@click.option(
    "--scope", "scopes", multiple=True, metavar="SCOPE=ANSWER",
    help="An answer, such as quotes=short_quotes; several options with commas. May be given again and again.",
)  # fmt: skip
@click.option(
    "--moment", default="on_request", metavar="MOMENT", help="When they were asked, such as before."
)
@how_option
@click.option("--note", default="", help="What else they said, in a few words.")
@click.option(
    "--talked", is_flag=True, help="For a real name: you talked about who else their story may show."
)
@click.option("--pause", "hold", flag_value="pause", help="Put everything of theirs on hold.")
@click.option("--resume", "hold", flag_value="resume", help="Take everything of theirs off hold.")
@study_option
@coder_option
@json_option
def set_(
    participant: str, scopes: tuple[str, ...], moment: str, how: str, note: str, talked: bool, hold: str | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write down what a participant answered. What was said before is kept."""
    by = acting(found_study(study), coder)
    from firsthand.field.consent.services import TALKED, pause, resume, set_answers
    from firsthand.field.people.selectors import person_asked
    from firsthand.ground.studies.acting import one_act

    row = person_asked(by, participant)
    answers = dict(map(_answer, scopes))
    if not answers and not hold:
        raise Problem("Say what they answered, as --scope SCOPE=ANSWER, or --pause or --resume.")
    also = {TALKED: "yes"} if talked else {}
    with one_act(by, "consent.set"):
        if answers:
            set_answers(by, participant=row, answers=answers, moment=moment, how=how, note=note, also=also)
        if hold:
            (pause if hold == "pause" else resume)(by, participant=row, how=how, note=note)
    kept = {scope: value if isinstance(value, str) else list(value) for scope, value in answers.items()}
    said = "It is kept." if answers else "On hold." if hold == "pause" else "Off hold: all is as it was."
    show({"participant": participant, "answers": kept, "hold": hold or ""}, as_json, lambda: said)


def _answer(written: str) -> tuple[str, Value]:
    from firsthand.core.consent import LATER, catalogue

    scope, _equals, value = (part.strip() for part in written.partition("="))
    known = catalogue().scopes.get(scope)
    if known is None or not known.many or value == LATER:
        return scope, value
    return scope, tuple(part.strip() for part in value.split(",") if part.strip())


@consent.command("show")
@participant_option
@click.option("--history", is_flag=True, help="Every answer that was ever given, and not only what stands.")
@study_option
@coder_option
@json_option
def show_(participant: str, history: bool, study: str | None, coder: str | None, as_json: bool) -> None:
    """What a participant answered. What was not asked yet is a no."""
    by = acting(found_study(study), coder)
    from firsthand.core.consent import HOLD, catalogue
    from firsthand.field.consent.selectors import answers_of, held
    from firsthand.field.consent.selectors import history as everything
    from firsthand.field.people.selectors import person_asked
    from firsthand.ground.studies.selectors import members

    row = person_asked(by, participant)
    named = {str(one.id): one.name for one in members(by)}
    standing = answers_of(by, row.id)
    told = everything(by, row.id) if history else list(standing.values())
    data = [
        {
            "scope": one.answer.scope, "answer": _plain(one.answer.value, named),
            "moment": one.moment, "form": one.form,
            "how": one.how, "asked_by": one.asked_by, "at": one.at.isoformat(), "note": one.note,
        }
        for one in told
    ]  # fmt: skip
    missing = [scope for scope in catalogue().scopes if scope not in standing and scope != "readers"]
    rows = [
        (
            one.answer.scope,
            ", ".join(named.get(each, each) for each in one.answer.chosen) or "–",
            one.moment,
            one.form,
            f"{one.at:%Y-%m-%d}",
            one.asked_by,
        )
        for one in told
        if one.answer.scope != HOLD or history
    ]
    header = ("Asked", "Answer", "When asked", "Form", "Day", "By")
    resting = held(by, row.id)
    show(
        {"participant": participant, "on_hold": resting, "answers": data, "not_asked": missing},
        as_json,
        lambda: "\n".join(
            [*(["Everything of theirs is on hold.", ""] if resting else []), table(header, rows)]
            + ([f"\nNot asked yet, which is a no: {', '.join(missing)}"] if missing else [])
        ),
    )


def _plain(value: Value, named: dict[str, str]) -> str | list[str]:
    """An answer; of members who were crossed out, their names."""
    return value if isinstance(value, str) else [named.get(one, one) for one in value]


@consent.command("form")
@click.option("--participant", metavar="P", help="Whose: their label stands on it, and no name.")
@click.option(
    "--what", type=click.Choice(["all", "sheet", "form", "card"]), default="all", help="Which page."
)
@click.option("--version", default="", metavar="V", help="In an earlier wording, such as 1.2.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="F",
    help="A .pdf or .html file.",
)
@study_option
@coder_option
@json_option
def form_(
    participant: str | None,
    what: str,
    version: str,
    out: Path,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """The information sheet, form and card, to print or to read on a screen."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import person_asked
    from firsthand.giving_back.asking import paper

    row = person_asked(by, participant) if participant else None
    made = paper(by, what=what, format=out.suffix.lower().lstrip("."), version=version, participant=row)
    put(out, made.data)
    show({"file": str(out), "bytes": len(made.data)}, as_json, lambda: f"{out} is written.")


@click.command()
@participant_option
@click.option("--reader", required=True, metavar="R", help="The member who may not read their words.")
@click.option("--include", is_flag=True, help="Let that member read them again.")
@how_option
@study_option
@coder_option
@json_option
def exclude(
    participant: str,
    reader: str,
    include: bool,
    how: str,
    study: str | None,
    coder: str | None,
    as_json: bool,
) -> None:
    """Keep a participant's words from a member, who is told nothing of it."""
    by = acting(found_study(study), coder)
    from firsthand.field.consent.selectors import left_to_act
    from firsthand.field.consent.services import exclude_reader, include_reader
    from firsthand.field.people.selectors import person_asked
    from firsthand.ground.studies.selectors import member_named

    row, member = person_asked(by, participant), member_named(by, reader)
    (include_reader if include else exclude_reader)(by, participant=row, reader=member, how=how)
    left = left_to_act(by, row.id)
    said = (
        f"{member.name} reads {participant} again."
        if include
        else f"{member.name} does not read {participant}. Who can take their words out: {', '.join(left)}."
    )
    data = {"participant": participant, "reader": member.name, "excluded": not include, "left_to_act": left}
    show(data, as_json, lambda: said)


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Write the table (csv or xlsx).",
)
@click.option(
    "--in", "in_", type=click.Path(path_type=Path), metavar="F", help="Bring a table in (csv or xlsx)."
)
@study_option
@coder_option
@json_option
def attributes(
    out: Path | None, in_: Path | None, study: str | None, coder: str | None, as_json: bool
) -> None:
    """What is said of the participants, as a table: out, or in again."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.table import take_in
    from firsthand.field.sources.importing import read_table
    from firsthand.giving_back.reports import make

    if (out is None) == (in_ is None):
        raise Problem("Say where to: --out FILE to write the table, or --in FILE to bring one in.")
    if in_ is not None:
        report = take_in(by, rows=read_table(in_.name, bytes_of(in_)), whole=True)
        changed = report.counts()["changed"]
        show({"changed": changed}, as_json, lambda: f"{changed} participants are described otherwise now.")
    if out is not None:
        data = make(by, what="attributes", format=out.suffix.lstrip(".").lower() or "csv").data
        put(out, data)
        show({"file": str(out), "bytes": len(data)}, as_json, lambda: f"{out} is written.")


COMMANDS = [consent, exclude, attributes]
