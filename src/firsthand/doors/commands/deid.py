"""deidentify, leaks: what could tell who somebody is, replaced everywhere; and whether anything still does."""

from __future__ import annotations

from typing import Any

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

ROUNDS = 5  # replacing one thing may bring another to light


@click.command()
@click.option("--propose", "step", flag_value="propose", help="Look through everything; say what is new.")
@click.option("--accept-all", "step", flag_value="accept", help="Replace all that is proposed, everywhere.")
@click.option(
    "--list", "step", flag_value="list", default=True, help="What is proposed and what was decided."
)
@study_option
@coder_option
@json_option
def deidentify(step: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Find what could tell who somebody is, and replace it everywhere at once."""
    by = acting(found_study(study), coder)
    from firsthand.field.deid.selectors import identifiers, proposed
    from firsthand.field.deid.services import accept, propose

    if step == "propose":
        new = {row.id for row in propose(by)}
        lines = [line for line in identifiers(by, "proposed") if line.id in new]
    elif step == "accept":
        accepted: set[Any] = set()
        for _round in range(ROUNDS):
            waiting = proposed(by)
            if not waiting:
                break
            accept(by, identifiers=waiting)
            accepted |= {row.id for row in waiting}
            propose(by)
        lines = [line for line in identifiers(by, "accepted") if line.id in accepted]
    else:
        lines = identifiers(by)
    data = [
        {
            "number": one.number, "rule": one.rule.id, "level": one.rule.level, "state": one.state,
            "words": one.words, "replacement": one.replacement, "why": one.why, "reason": one.reason,
            "person": one.person, "places": [place.where for place in one.places],
        }
        for one in lines
    ]  # fmt: skip
    rows = [
        (
            one.number,
            one.rule.id,
            one.state,
            len(one.places),
            one.replacement,
            short(one.words, 60) or "(with the guardian)",
        )
        for one in lines
    ]
    said = table(("No.", "Rule", "State", "Places", "Instead", "Words"), rows)
    without = "" if by.has_names else "\nWithout the names key, names that were given are not looked for."
    show({"identifiers": data, "names": by.has_names}, as_json, lambda: said + without)


@click.command()
@study_option
@coder_option
@json_option
def leaks(study: str | None, coder: str | None, as_json: bool) -> None:
    """Whether anything still tells who somebody is. Exit status 0 where nothing does, 1 where something may."""
    by = acting(found_study(study), coder)
    from firsthand.field.deid.looking import leaks as found_leaks

    found = found_leaks(by)
    data = [
        {
            "where": one.where, "rule": one.rule, "why": one.why, "source": one.source,
            "start": one.start, "end": one.end,
        }
        for one in found
    ]  # fmt: skip
    text = "\n".join(f"{one.where}: {one.rule}, {one.why}" for one in found) or "none"
    show({"leaks": data, "names": by.has_names}, as_json, lambda: text)
    if not by.has_names:
        click.echo("Without the names key, names that were given are not looked for.", err=True)
    if found:
        raise Problem(f"{len(found)} places may still tell who somebody is.")


COMMANDS = [deidentify, leaks]
