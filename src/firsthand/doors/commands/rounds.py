"""round: several people code the same texts, blind or not, and settle where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from firsthand.analysis.rounds.selectors import Difference, RoundLine, Tally


@click.group(name="round")
def rounds() -> None:
    """Rounds in which several people code the same texts."""


@rounds.command(name="start")
@click.option("--name", required=True, metavar="WORDS", help="What it is called.")
@click.option("--about", default="", metavar="WORDS", help="What it is for.")
@click.option("--coders", required=True, metavar="A,B", help="Who codes, commas between.")
@click.option(
    "--source", "refs", multiple=True, metavar="ID", help="A text to code; again for more. None: all."
)
@click.option(
    "--code",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this code and those under it; again for more.",
)
@click.option("--draw", type=int, metavar="N", help="Only so many of these texts, drawn by chance.")
@click.option("--seed", default=0, show_default=True, metavar="N", help="The number they are drawn with.")
@click.option("--open", "seeing", is_flag=True, help="Not blind: they see each other’s codings.")
@study_option
@coder_option
@json_option
def start(
    name: str, about: str, coders: str, refs: tuple[str, ...], names: tuple[str, ...], draw: int | None,
    seed: int, seeing: bool, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Start a round of coding; blind, where --open is not given."""
    found = found_study(study)
    from firsthand.analysis.codebook.selectors import code
    from firsthand.analysis.rounds import selectors, services
    from firsthand.field.sources.selectors import source, sources
    from firsthand.ground.studies.selectors import member_named

    by = acting(found, coder)
    wanted: tuple[object, ...] = refs or tuple(line.id for line in sources(by))
    row = services.start_round(
        by, name=name, about=about, blind=not seeing, draw=draw, seed=seed,
        coders=[member_named(by, one.strip()) for one in coders.split(",")],
        sources=[source(by, ref) for ref in wanted],  # type: ignore[arg-type]
        codes=[code(by, one) for one in names],
    )  # fmt: skip
    line = selectors.round_line(by, row)
    show({"round": _round_json(line)}, as_json, lambda: f"Round {line.number} has begun: {_texts(line)}.")


@rounds.command(name="list")
@study_option
@coder_option
@json_option
def list_rounds(study: str | None, coder: str | None, as_json: bool) -> None:
    """Every round, the latest first."""
    found = found_study(study)
    from firsthand.analysis.rounds import selectors

    lines = selectors.rounds(acting(found, coder))
    rows = [
        (str(one.number), one.name, ", ".join(one.names), _texts(one), "closed" if one.closed_at else "open")
        for one in lines
    ]
    data = {"rounds": [_round_json(one) for one in lines]}
    show(
        data,
        as_json,
        lambda: table(("Round", "Name", "Who codes", "Texts", ""), rows) if rows else "No round yet.",
    )


@rounds.command(name="finish")
@click.argument("number", type=int)
@study_option
@coder_option
@json_option
def finish(number: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Say that one's own part of a round is done."""
    found = found_study(study)
    from firsthand.analysis.rounds import selectors, services

    by = acting(found, coder)
    row = selectors.round_(by, number)
    services.finish(by, round=row)
    data = {"round": _round_json(selectors.round_line(by, row))}
    show(data, as_json, lambda: f"{by.name}’s part of round {number} is done.")


@rounds.command(name="close")
@click.argument("number", type=int)
@study_option
@coder_option
@json_option
def close(number: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Close a round: its differences can be seen and settled then."""
    found = found_study(study)
    from firsthand.analysis.rounds import selectors, services

    by = acting(found, coder)
    row = services.close_round(by, round=selectors.round_(by, number))
    result = selectors.outcomes(by, row)
    data = {"round": _round_json(selectors.round_line(by, row)), "differences": result.open}
    show(data, as_json, lambda: f"Round {number} is closed. Differences to talk about: {result.open}.")


@rounds.command(name="differences")
@click.argument("number", type=int)
@study_option
@coder_option
@json_option
def differences(number: int, study: str | None, coder: str | None, as_json: bool) -> None:
    """Where a round's coders differ, and counts by code. Nothing while it is blind and open."""
    found = found_study(study)
    from firsthand.analysis.rounds import selectors

    by = acting(found, coder)
    result = selectors.outcomes(by, selectors.round_(by, number))
    data = {
        "differences": [_difference_json(one) for one in result.differences],
        "codes": [_tally_json(one) for one in result.tallies],
    }
    rows = [
        (one.source.ref, one.where, one.code.plain, _said(one), short(_words(one)))
        for one in result.differences
    ]
    shown = table(("Source", "Place", "Code", "How they differ", "Words"), rows)
    show(data, as_json, lambda: shown if rows else "No difference.")


@rounds.command(name="settle")
@click.argument("number", type=int)
@click.option("--source", "ref", required=True, metavar="ID", help="The source.")
@click.option("--code", "name", required=True, metavar="NAME", help="The code.")
@click.option("--start", required=True, type=int, help="Where the place begins.")
@click.option("--end", required=True, type=int, help="The character after its last.")
@click.option(
    "--how", required=True, type=click.Choice(["here", "not", "both"]),
    help="The code belongs here, does not, or both readings stand.",
)  # fmt: skip
@click.option("--to", nargs=2, type=int, default=None, metavar="START END", help="On which words it belongs.")
@click.option("--reason", default="", metavar="WORDS", help="Why.")
@study_option
@coder_option
@json_option
def settle(
    number: int, ref: str, name: str, start: int, end: int, how: str, to: tuple[int, int] | None, reason: str,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Settle how a round's coders differ about a code somewhere."""
    found = found_study(study)
    from firsthand.analysis.codebook.selectors import code
    from firsthand.analysis.rounds import selectors, services
    from firsthand.core.spans import Span
    from firsthand.field.sources.selectors import source

    by = acting(found, coder)
    services.settle_difference(
        by, round=selectors.round_(by, number), source=source(by, ref), code=code(by, name),
        span=Span(start, end), outcome=how, to=Span(*to) if to else None, reason=reason,
    )  # fmt: skip
    left = selectors.outcomes(by, selectors.round_(by, number)).open
    show({"settled": True, "open": left}, as_json, lambda: f"Settled. Still to talk about: {left}.")


def _texts(line: RoundLine) -> str:
    count = len(line.sources)
    return f"{count} text{'' if count == 1 else 's'}{', blind' if line.blind else ''}"


def _said(one: Difference) -> str:
    how = {"some": "put by " + ", ".join(one.place.who), "extent": "not on the same words", "": ""}[one.kind]
    return f"settled: {one.settled.outcome}" if one.settled else how


def _words(one: Difference) -> str:
    return "".join(words for words, inside in one.pieces if inside)


def _round_json(line: RoundLine) -> dict[str, object]:
    return {
        "number": line.number, "name": line.name, "about": line.about, "blind": line.blind,
        "closed": line.closed_at is not None, "seed": line.seed, "drawn_from": line.drawn_from,
        "coders": [{"name": one.name, "done": one.done_at is not None} for one in line.coders],
        "sources": [one.ref for one in line.sources], "codes": [one.full_path for one in line.codes],
    }  # fmt: skip


def _difference_json(one: Difference) -> dict[str, object]:
    return {
        "source": one.source.ref, "code": one.code.full_path, "start": one.place.span.start,
        "end": one.place.span.end, "words": _words(one), "kind": one.kind, "place": one.where,
        "coders": {side.coder: [[span.start, span.end] for span in side.spans] for side in one.sides},
        "settled": one.settled and {"how": one.settled.outcome, "reason": one.settled.reason, "by": one.settled.by},
    }  # fmt: skip


def _tally_json(one: Tally) -> dict[str, object]:
    return {
        "code": one.code.full_path, "everybody": one.everybody, "extent": one.extent,
        "only": dict(one.only), "settled": one.settled,
    }  # fmt: skip


COMMANDS = [rounds]
