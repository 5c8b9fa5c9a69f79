"""sources, codes, codings, participants, trail: what is in a study."""

from __future__ import annotations

from collections.abc import Sequence
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
    from firsthand.analysis.coding.excerpts import Excerpt


@click.command()
@study_option
@coder_option
@json_option
def sources(study: str | None, coder: str | None, as_json: bool) -> None:
    """The study's sources."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.coding.counts import counts_by_source
    from firsthand.field.sources import selectors

    found, codings = selectors.sources(by), counts_by_source(by)
    data = [
        {
            "id": line.id, "number": line.number, "title": line.title, "kind": line.kind, "format": line.format,
            "file": line.file_name, "length": line.length, "turns": line.turns,
            "codings": codings.get(line.version_id, 0),
            "participants": [person.label for person in line.people], "attributes": line.attributes,
        }
        for line in found
    ]  # fmt: skip
    rows = [
        (line.ref, line.kind, line.turns, line.length, codings.get(line.version_id, 0), line.title)
        for line in found
    ]
    header = ("Source", "Kind", "Turns", "Characters", "Codings", "Title")
    show({"sources": data}, as_json, lambda: table(header, rows))


@click.command()
@study_option
@coder_option
@json_option
def codes(study: str | None, coder: str | None, as_json: bool) -> None:
    """The codebook as a tree, with counts."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.codebook.selectors import WORDS, codebook
    from firsthand.analysis.coding.counts import CodeCount, counts

    found, counted = codebook(by), counts(by)
    data = [
        {
            "id": line.id,
            "parent": line.parent_id,
            "path": line.path,
            **{word: getattr(line, word) for word in WORDS},
        }
        | {"codings": counted.get(line.id, CodeCount(0, 0, 0)).codings}
        for line in found
    ]
    rows = [
        (counted.get(line.id, CodeCount(0, 0, 0)).codings, line.handle, "  " * line.depth + line.plain)
        for line in found
    ]
    show({"codes": data}, as_json, lambda: table(("Codings", "Handle", "Code"), rows))


@click.command()
@study_option
@coder_option
@json_option
def codings(study: str | None, coder: str | None, as_json: bool) -> None:
    """Every coding with its words and their place."""
    by = acting(found_study(study), coder)
    from firsthand.analysis.coding.excerpts import excerpts

    found = excerpts(by)
    show({"codings": list(map(coding_data, found))}, as_json, lambda: codings_table(found))


def coding_data(one: Excerpt) -> dict[str, object]:
    """A coding with its words, as JSON has it."""
    return {
        "id": one.coding.id, "source": one.source.id, "source_number": one.source.number,
        "source_title": one.source.title, "source_part": one.source.layer,
        "code": one.coding.code.name, "code_id": one.coding.code.id,
        "code_path": one.coding.code.path, "coder": one.coding.coder, "start": one.coding.span.start,
        "end": one.coding.span.end, "words": one.words, "place": one.place, "said_by": one.said_by,
        "participants": [person.label for person in one.people], "standpoint": one.coding.standpoint,
        "stance": one.coding.stance, "at": one.coding.at.isoformat(),
    }  # fmt: skip


def codings_table(found: Sequence[Excerpt]) -> str:
    """Codings for a person to read."""
    rows = [
        (
            one.source.ref, f"{one.coding.span.start}-{one.coding.span.end}", one.coding.coder,
            one.coding.code.plain, short(one.words),
        )
        for one in found
    ]  # fmt: skip
    return table(("Source", "Where", "Coder", "Code", "Words"), rows)


@click.command()
@study_option
@coder_option
@json_option
def participants(study: str | None, coder: str | None, as_json: bool) -> None:
    """The people whose words these are, by pseudonym."""
    by = acting(found_study(study), coder)
    from firsthand.field.people.selectors import people

    found = people(by)
    data = [
        {"id": one.id, "label": one.label, "pseudonym": one.pseudonym, "attributes": one.attributes}
        for one in found
    ]
    rows = [
        (one.label, one.pseudonym, "; ".join(f"{k}: {v}" for k, v in one.attributes.items())) for one in found
    ]
    show({"participants": data}, as_json, lambda: table(("Label", "Pseudonym", "Attributes"), rows))


@click.command()
@click.option("--last", type=click.IntRange(1), default=None, metavar="N", help="Only the latest N entries.")
@study_option
@coder_option
@json_option
def trail(last: int | None, study: str | None, coder: str | None, as_json: bool) -> None:
    """Every act of the study, in order. With --as, one member's, as that member sees them."""
    by = acting(found_study(study), coder)
    from firsthand.giving_back.record import told

    whose = by if coder else None
    entries = told(by, whose=whose, limit=last or 10_000_000)[::-1]
    data = [
        {
            "number": one.number, "at": one.at.isoformat(), "by": one.by, "act": one.act, "kind": one.kind,
            "sentence": one.sentence, "undone": one.undone, "reason": one.reason,
        }
        for one in entries
    ]  # fmt: skip
    rows = [
        (
            one.number,
            f"{one.at:%Y-%m-%d %H:%M}",
            one.by,
            ("(undone) " if one.undone else "") + short(one.sentence, 100),
        )
        for one in entries
    ]
    show({"entries": data}, as_json, lambda: table(("Entry", "When", "Who", "What"), rows))


COMMANDS = [sources, codes, codings, participants, trail]
