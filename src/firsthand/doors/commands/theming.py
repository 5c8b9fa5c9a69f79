"""themes, claims, without: what the study says, what is to be known of it, and on whom it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from firsthand.analysis.themes.flags import Flag
    from firsthand.analysis.themes.selectors import ClaimLine, ThemeLine
    from firsthand.analysis.themes.without import Left


@click.command()
@study_option
@coder_option
@json_option
def themes(study: str | None, coder: str | None, as_json: bool) -> None:
    """Themes with their codes and claims: how many codings, of how many people, from where people speak."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.themes import selectors

    found = selectors.themes(by)
    show({"themes": [_theme(line) for line in found]}, as_json, lambda: _themes_told(found))


def _theme(line: ThemeLine) -> dict[str, Any]:
    return {
        "id": line.id, "name": line.name, "plain_name": line.plain_name, "idea": line.idea,
        "codes": [code.full_path for code in line.codes], "codings": len(line.codings), "people": line.people,
        "sources": line.sources, "standpoint": line.split("standpoint"), "stance": line.split("stance"),
        "claims": [_claim(line, claim) for claim in line.claims],
    }  # fmt: skip


def _claim(theme: ThemeLine, claim: ClaimLine) -> dict[str, Any]:
    return {
        "id": claim.id, "theme": theme.plain, "sentence": claim.sentence, "tested_by": claim.tested_by,
        **{side: len(claim.on(side)) for side in ("for", "against", "mixed")},
        "flags": [_flag(one) for one in claim.flags],
    }  # fmt: skip


def _flag(one: Flag) -> dict[str, Any]:
    happened = one.happened
    return {
        "kind": one.kind, "sentence": one.sentence, "evidence": one.evidence,
        "entry": happened and happened.entry, "since": happened and happened.at, "by": happened and happened.by,
    }  # fmt: skip


def _themes_told(found: list[ThemeLine]) -> str:
    rows = [
        (len(one.codings), len(one.people), one.sources, len(one.claims), sum(map(_is_flagged, one.claims)), one.plain)
        for one in found
    ]  # fmt: skip
    return (
        table(("Codings", "People", "Sources", "Claims", "Flagged", "Theme"), rows)
        if rows
        else "No theme yet."
    )


def _is_flagged(claim: ClaimLine) -> bool:
    return bool(claim.flags)


@click.command()
@click.option("--flagged", is_flag=True, help="Only those of which something is to be known first.")
@study_option
@coder_option
@json_option
def claims(flagged: bool, study: str | None, coder: str | None, as_json: bool) -> None:
    """What the themes say, sentence by sentence: how much speaks for it and against, and what is to be known of it."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.themes import selectors

    found = [
        (theme, claim)
        for theme in selectors.themes(by)
        for claim in theme.claims
        if claim.flags or not flagged
    ]
    data = {"claims": [_claim(*one) for one in found]}
    show(data, as_json, lambda: "\n".join(map(_claim_told, found)) or "No claim.")


def _claim_told(found: tuple[ThemeLine, ClaimLine]) -> str:
    from firsthand.analysis.themes.flags import together

    theme, claim = found
    sides = ", ".join(f"{len(claim.on(side))} {side}" for side in ("for", "against", "mixed"))
    told = [f"{claim.sentence}  ({theme.plain}: {sides})"]
    for sentence, flags in together(claim.flags):
        told.append(f"  ! {sentence}" + (f" ({len(flags)})" if len(flags) > 1 else ""))
        told += [f"      {_since(one)}" for one in flags if one.happened]
    return "\n".join(told)


def _since(one: Flag) -> str:
    happened = one.happened
    return (
        f"{happened.at:%Y-%m-%d}, by {happened.by}, entry {happened.entry} of the trail" if happened else ""
    )


@click.command()
@click.option("--participant", "ref", required=True, metavar="P", help="Label, pseudonym or id.")
@study_option
@coder_option
@json_option
def without(ref: str, study: str | None, coder: str | None, as_json: bool) -> None:
    """Which claims would fall, or rest on one person, if a participant's words were not there."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.themes.without import without as left_without
    from firsthand.field.people.selectors import participant

    found = [one for one in left_without(by, participant(by, ref).id) if one.goes]
    show({"claims": [_left(one) for one in found]}, as_json, lambda: _left_told(found))


def _left(one: Left) -> dict[str, Any]:
    return {
        "claim": one.claim.id, "sentence": one.claim.sentence, "theme": one.theme.plain, "for_now": one.now,
        "for_without": one.without, "people_without": one.people, "goes": one.goes,
        "falls": one.falls, "thin": one.thin,
    }  # fmt: skip


def _left_told(found: list[Left]) -> str:
    if not found:
        return "No claim rests on their words."
    rows = [(f"{one.without} of {one.now}", _becomes(one), one.claim.sentence) for one in found]
    return table(("For it", "Without", "Claim"), rows)


def _becomes(one: Left) -> str:
    return "falls" if one.falls else "one person" if one.thin else "stands"


COMMANDS = (themes, claims, without)
