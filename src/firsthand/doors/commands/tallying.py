"""tally: counts over tables in Parquet, or over the study, by DuckDB or by Spark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    show,
    study_option,
    table,
)
from firsthand.exchange.tallying.asking import TALLIES
from firsthand.exchange.tallying.engines import ENGINES

if TYPE_CHECKING:
    from firsthand.exchange.tallying.asking import Tally
    from firsthand.exchange.tallying.tables import Tables

HEADS = {
    "codes": ("Code", "People", "Sources", "Coders", "Codings"),
    "people": ("Code", "Person", "Codings"),
    "sources": ("Code", "Source", "Coders", "Codings"),
    "cooccurrence": ("Code", "With", "People", "Characters", "Pairs"),
    "agreement": ("Code", "Marked by", "Characters"),
    "excerpts": ("Source", "From", "To", "Code", "Coder", "Words"),
}


@click.command()
@click.argument("what", type=click.Choice(TALLIES), default="codes")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True, help="What counts."
)
@click.option(
    "--from", "folders", multiple=True, metavar="DIR", help="Tables that were exported; again for more."
)
@click.option("--code", "codes", multiple=True, metavar="C", help="Only this code; again for more.")
@click.option(
    "--coder", "coders", multiple=True, metavar="CODER", help="Only this coder's codings; again for more."
)
@click.option(
    "--person", "people", multiple=True, metavar="P", help="Only on this person's words; again for more."
)
@click.option("--master", default="", metavar="URL", help="Where Spark runs; this machine where not given.")
@study_option
@coder_option
@json_option
def tally(
    what: str, engine: str, folders: tuple[str, ...], codes: tuple[str, ...], coders: tuple[str, ...],
    people: tuple[str, ...], master: str, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Count codes, people, sources, what stands together or who agrees: on DuckDB here, or on Spark.

    Of the study as whoever asks may count it; with --from, of tables in Parquet, and no study is opened.
    """
    from firsthand.exchange.tallying.asking import tallied

    if folders and (study or coder):
        raise Problem(
            "--from counts tables that were exported: no study is opened, and --study and --as say nothing."
        )
    with _tables(folders, engine, master, study, coder) as tables:
        found = tallied(what, tables, codes=codes, coders=coders, people=people)
        data = {"tally": what, "engine": engine, "rows": found.rows, "labels": _labels(found, tables)}
        if what == "agreement":
            data["coders"] = found.coders
        show(data, as_json, lambda: table(HEADS[what], list(_told(found, tables))))


@contextmanager
def _tables(
    folders: Sequence[str], engine: str, master: str, study: str | None, coder: str | None
) -> Iterator[Tables]:
    """What is to be counted, in the engine that counts it."""
    from firsthand.exchange.tallying.engines import opened
    from firsthand.exchange.tallying.tables import from_folders, from_memory

    if folders:
        with opened(engine, master) as connection:
            yield from_folders(connection, folders)
        return
    by = acting(found_study(study), coder)
    from firsthand.exchange.parquet import tables_in_memory

    with opened(engine, master) as connection:
        yield from_memory(connection, tables_in_memory(by))


def _labels(found: Tally, tables: Tables) -> dict[str, str]:
    """What the ids in the rows are called, where that is known."""
    ids = {cell for row in found.rows for cell in row.values() if isinstance(cell, str)} | {*found.coders}
    return {one: tables.labels[one] for one in sorted(ids) if one in tables.labels}


def _told(found: Tally, tables: Tables) -> Iterator[Sequence[Any]]:
    """The rows of a table for people: of most people first."""
    called = tables.label
    if found.what == "agreement":
        yield from _agreement_told(found, tables)
    elif found.what == "excerpts":
        for row in found.rows:
            words = row.get("words") or ""
            yield (
                called(row["source"]),
                row["start"],
                row["end"],
                called(row["code"]),
                called(row["coder"]),
                words,
            )
    else:
        rows = [row for row in found.rows if row["code"] != row.get("other")]
        rows.sort(
            key=lambda row: (row.get("people", 0), row["codings" if "codings" in row else "pairs"]),
            reverse=True,
        )
        for row in rows:
            yield [called(cell) if isinstance(cell, str) else cell for cell in row.values()]


def _agreement_told(found: Tally, tables: Tables) -> Iterator[Sequence[Any]]:
    """All texts together: a code, who marked it, and how much they did."""
    from firsthand.exchange.tallying.agreement import names_in

    names = [tables.label(one) for one in found.coders]
    together: Counter[tuple[str, int]] = Counter()
    for row in found.rows:
        together[row["code"], row["mask"]] += row["characters"]
    for (code, mask), characters in sorted(
        together.items(), key=lambda one: (tables.label(one[0][0]), -one[1])
    ):
        yield tables.label(code), ", ".join(names_in(mask, names)), characters


COMMANDS = [tally]
