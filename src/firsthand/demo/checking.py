"""The demonstration looked at again: by its two coders together, and by people whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firsthand.analysis.codebook.models import Code
from firsthand.analysis.rounds import services as rounds
from firsthand.analysis.themes.models import Theme
from firsthand.demo.material import listed, passages
from firsthand.demo.writing_up import Material
from firsthand.field.people.models import Participant
from firsthand.field.sources.models import Source
from firsthand.giving_back.member_checks.services import send_pack, settle_reply, write_reply
from firsthand.ground.studies.models import Membership


def talk_it_over(
    team: Mapping[str, Membership],
    sources: Mapping[str, Source],
    codes: Mapping[str, Code],
    material: Material,
) -> None:
    """A round over the texts that both coded, closed, with what was settled by talking."""
    said, lead = listed("round"), team["N"]
    coders = [team[one] for one in said["coders"]]
    row = rounds.start_round(
        lead, name=said["name"], about=said["about"], coders=coders, blind=False,
        sources=[sources[one] for one in said["sources"]],
    )  # fmt: skip
    for coder in coders:
        rounds.finish(coder, round=row)
    rounds.close_round(lead, round=row)
    for one in said["settled"]:
        coding = material.codings[one["passage"], one["code"], one["coder"]]
        source = sources[passages()[one["passage"]]["doc"]]
        rounds.settle_difference(
            lead, round=row, source=source, code=codes[one["code"]], span=coding.span, outcome=one["outcome"],
            reason=one["reason"],
        )  # fmt: skip


def ask_whether_it_fits(
    team: Mapping[str, Membership], people: Mapping[str, Participant], themes: Mapping[str, Theme]
) -> None:
    """What some of them were shown, what they said, and what came of it."""
    for row in listed("checks"):
        by = team[row["by"]]
        pack = send_pack(
            by,
            participant=people[row["who"]],
            summary=row["summary"],
            themes=[themes[one] for one in row["themes"]],
        )
        for line, said in zip(pack.lines.order_by("position"), row["replies"], strict=True):
            _answered(by, line, said)


def _answered(by: Membership, line: Any, said: Mapping[str, Any]) -> None:
    reply = write_reply(
        by,
        line=line,
        answer=said["answer"],
        text=said["text"],
        how=said["how"],
        to_print=said.get("to_print", False),
    )
    if "outcome" in said:
        settle_reply(by, reply=reply, outcome=said["outcome"], reason=said["reason"])
