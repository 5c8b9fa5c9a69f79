"""matrix, cooccurrence: what the codings come to, counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    put,
    refuse,
    refuse_all_but,
    require_folder,
    show,
    study_option,
    table,
)
from firsthand.doors.commands.figuring import NOT_FOR_TABLES, of_table, table_option

if TYPE_CHECKING:
    from firsthand.analysis.compare.attributes import ByAttribute
    from firsthand.analysis.compare.cooccurrence import CoOccurrences, PairLine
    from firsthand.analysis.compare.matrix import Matrix
    from firsthand.core.figures import Figure


as_of_option = click.option(
    "--as-of", "at", type=click.IntRange(1), metavar="N", help="As coded after this entry of the trail."
)


@click.command()
@table_option("people by groups, counted, or a row a person with what is said of them and their codes")
@click.option("--rows", default="codes", show_default=True, metavar="R", help="codes or families.")
@click.option(
    "--cols", "columns", default="participants", show_default=True, metavar="C",
    help="participants, sources, attributes, codes or questions.",
)  # fmt: skip
@click.option(
    "--count",
    default="people",
    show_default=True,
    metavar="N",
    help="people, sources, codings or characters.",
)
@click.option(
    "--format", "format_", metavar="F", help="csv, xlsx, svg or png; from FILE's ending if left out."
)
@click.option(
    "--out", "to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@click.option(
    "--test", "attribute", metavar="NAME", help="Whether codes go with this attribute of the people."
)
@click.option("--with-p", is_flag=True, help="With --test: p-values under twenty people, too.")
@as_of_option
@study_option
@coder_option
@json_option
@click.pass_context
def matrix(
    ctx: click.Context, file: Path | None, rows: str, columns: str, count: str, format_: str | None, to: Path | None,
    attribute: str | None, with_p: bool, at: int | None, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Codes by people, sources, attributes, codes or questions: a table of counts, never of percentages.

    With --out it is a copy that leaves, and in the trail like a report; without, it is shown.
    """
    if file is not None:
        refuse_all_but(ctx, ("file", "count", "with_p", "as_json"), NOT_FOR_TABLES)
        if count not in ("people", "codings"):
            raise Problem("A table of your own counts people or codings: --count says which.")
        of_table(file, ["crosstable", "people"], as_json, counted=count, with_p=with_p)
        return
    by = acting(found_study(study), coder)
    asked: Any = {"rows": rows, "columns": columns, "count": count, "at": at}
    if to is None and format_ is not None:
        raise Problem("--format says how to write a file: name it with --out.")
    if attribute is not None:
        if to is not None:
            raise Problem("--test shows what a test says; it is not written to a file.")
        if at is not None:
            raise Problem("--test is of the study as it is now: leave --as-of out.")
        from firsthand.analysis.compare.testing import number_of_tests, put_to_test

        tested = put_to_test(by, attribute=attribute, asked=with_p)
        so_far = number_of_tests(by)
        show(_tested(tested) | {"tests_so_far": so_far}, as_json, lambda: _tested_told(tested, so_far))
        return
    if to is not None:
        from firsthand.giving_back.reports import make_matrix

        require_folder(to, "the matrix")
        made = make_matrix(by, format=format_ or to.suffix.lstrip(".").lower(), **asked)
        put(to, made.data)
        show({"file": to, "bytes": len(made.data)}, as_json, lambda: f"Written: {to}")
        return
    from firsthand.analysis.compare import matrix as matrices

    found = matrices.matrix(by, **asked)
    show(_matrix(found), as_json, lambda: _matrix_told(found))


def _matrix(found: Matrix) -> dict[str, Any]:
    return {
        "rows": found.row_kind, "columns": found.column_kind, "count": found.count, "people": len(found.people),
        "as_of": found.as_of, "nobody_can_tell_who_spoke": found.unopened,
        "headings": [{"id": one.id, "name": one.name, "people": one.people} for one in found.columns],
        "codes": [
            {
                "id": row.code.id, "name": row.code.name, "path": row.code.path, "cells": row.cells,
                "people": row.people, "sources": row.sources, "codings": row.codings, "characters": row.characters,
            }
            for row in found.rows
        ],
    }  # fmt: skip


def _matrix_told(found: Matrix) -> str:
    """A table; where headings are long they are numbers, told below."""
    names = [one.name for one in found.columns]
    told = (
        [] if all(len(name) <= 14 for name in names) else [f"{n}: {name}" for n, name in enumerate(names, 1)]
    )
    of = len(found.people)
    rows = [
        ("  " * row.code.depth + row.code.name, f"{row.people} of {of}", *(cell or "·" for cell in row.cells))
        for row in found.rows
    ]
    head = ("Code", "People", *(range(1, len(names) + 1) if told else names))
    notes = [*told, f"Cells count {found.count}.", *_of_then(found)]
    return "\n".join([table([str(one) for one in head], rows), "", *notes])


def _of_then(found: Matrix | CoOccurrences) -> list[str]:
    """What has to be said of a count of an earlier day."""
    if found.as_of is None:
        return []
    told = [f"As coded after entry {found.as_of}. Who has left since is not counted."]
    if found.unopened:
        told.append(f"Of {found.unopened} texts as they were then nobody can tell any more who spoke.")
    return told


def _tested(found: ByAttribute) -> dict[str, Any]:
    return {
        "attribute": found.attribute, "tests": found.tests, "without": found.unsaid,
        "values": [
            {"value": value, "people": people} for value, people in zip(found.values, found.people, strict=True)
        ],
        "codes": [
            {
                "id": one.code.id, "name": one.code.name, "people": one.having,
                "chi2": one.association.chi_square.chi2.as_dict(), "cramers_v": one.association.chi_square.v.as_dict(),
                "p": one.association.exact.p.as_dict(), "adjusted_p": one.adjusted.as_dict(),
                "least_p_possible": one.association.exact.smallest.as_dict(), "draws": one.association.exact.draws,
            }
            for one in found.codes
        ],
    }  # fmt: skip


def _tested_told(found: ByAttribute, so_far: int) -> str:
    head = ("Code", *found.values, "V", "p", "Holm", "Least p possible")
    rows = [
        (
            one.code.name,
            *(f"{having} of {all_}" for having, all_ in zip(one.having, found.people, strict=True)),
            shown(one.association.chi_square.v), shown(one.association.exact.p, 3), shown(one.adjusted, 3),
            shown(one.association.exact.smallest, 3),
        )
        for one in found.codes
    ]  # fmt: skip
    off = next((one.adjusted.reason for one in found.codes if one.adjusted.value is None), "")
    notes = [
        f"{found.unsaid} of whom it is not said are left out." if found.unsaid else "",
        f"No p: {off} (--with-p)."
        if off and not found.tests
        else f"{found.tests} tests: Holm's p takes that into account. In this study so far: {so_far}.",
    ]
    return "\n".join([table(head, rows), "", *filter(None, notes)])


@click.command()
@table_option("codings, counts of two codes and of both, segments with their codes, or edges")
@click.option(
    "--distance", type=click.IntRange(0), default=20, metavar="N", help="With --table: how near is near."
)
@click.option(
    "--edges", default="people", show_default=True, metavar="N",
    help="What an edge of the network counts: people, units, pairs or characters.",
)  # fmt: skip
@click.option(
    "--at-least", default=1, show_default=True, type=click.IntRange(1), metavar="N",
    help="From how many on there is an edge.",
)  # fmt: skip
@click.option(
    "--coder", "names", multiple=True, metavar="CODER", help="Only this one's codings; again for more."
)
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    metavar="U",
    help="Units are turns, sentences or sources: turn, …",
)
@as_of_option
@study_option
@coder_option
@json_option
@click.pass_context
def cooccurrence(
    ctx: click.Context, file: Path | None, distance: int, edges: str, at_least: int, names: tuple[str, ...], unit: str,
    at: int | None, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Which codes stand on the same words: in how many people's, turns, pairs of codings and characters."""
    if file is not None:
        refuse_all_but(ctx, ("file", "distance", "as_json"), NOT_FOR_TABLES)
        of_table(file, ["codings", "pairs", "segments", "edges"], as_json, distance=distance)
        return
    refuse(ctx, ["distance"], "is for a table: --table FILE")
    by = acting(found_study(study), coder)
    from firsthand.analysis.compare import cooccurrence as pairs
    from firsthand.ground.studies.selectors import member_named

    coders = [member_named(by, name).id for name in names]
    asked: Any = {"edge": edges, "at_least": at_least, "unit": unit, "coders": coders, "at": at}
    found = pairs.cooccurrence(by, **asked)
    show(_cooccurrence(found), as_json, lambda: _cooccurrence_told(found))


def _cooccurrence(found: CoOccurrences) -> dict[str, Any]:
    return {
        "people": found.people, "unit": found.unit, "as_of": found.as_of,
        "nobody_can_tell_who_spoke": found.unopened,
        "pairs": [_pair(one) for one in found.pairs],
        "network": {
            "edges": found.edge, "at_least": found.at_least,
            "nodes": [
                {
                    "id": one.code.id, "name": one.code.name, "codings": one.codings, "people": one.people,
                    "degree": one.place.degree, "strength": one.place.strength, "betweenness": one.place.betweenness,
                    "x": one.at[0], "y": one.at[1],
                }
                for one in found.nodes
            ],
        },
    }  # fmt: skip


def _pair(one: PairLine) -> dict[str, Any]:
    return {
        "one": {"id": one.one.id, "name": one.one.name, "path": one.one.path},
        "two": {"id": one.two.id, "name": one.two.name, "path": one.two.path},
        "people": one.people, "units": one.units, "pairs": one.pairs, "characters": one.characters,
        "jaccard": one.jaccard.as_dict(), "c": one.c.as_dict() | {"out_of_range": one.out_of_range},
        "share_of_one": one.one_with_two.as_dict(), "share_of_two": one.two_with_one.as_dict(), "uneven": one.uneven,
    }  # fmt: skip


def _cooccurrence_told(found: CoOccurrences) -> str:
    head = ("People", f"{found.unit.capitalize()}s", "Pairs", "Characters", "Jaccard", "c", "Codes")
    rows = [
        (
            f"{one.people} of {found.people}", one.units, one.pairs, one.characters, shown(one.jaccard), _c(one),
            f"{one.one.name} + {one.two.name}",
        )
        for one in found.pairs
    ]  # fmt: skip
    if not rows:
        return "No two codes stand on the same words."
    notes = [
        "Jaccard: of characters. c: of pairs of codings."
        + (
            " !: one code stands more than five times as often as the other."
            if any(o.uneven for o in found.pairs)
            else ""
        )
        + (
            " >1: a code overlaps itself, and c is out of range."
            if any(o.out_of_range for o in found.pairs)
            else ""
        ),
        *_of_then(found),
    ]
    return "\n".join([table(head, rows), "", *notes])


def _c(one: PairLine) -> str:
    said = ">1" if one.out_of_range else shown(one.c)
    return said + ("!" if one.uneven else "")


def shown(figure: Figure, digits: int = 2) -> str:
    """A figure as a table has it; where it is undefined, a dash."""
    return "–" if figure.value is None else f"{figure.value:.{digits}f}"


COMMANDS = [matrix, cooccurrence]
