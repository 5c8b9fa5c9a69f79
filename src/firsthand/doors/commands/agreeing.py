"""agree: how far coders agree, in a study or in a table that somebody brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.core.problems import Problem
from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    refuse,
    refuse_all_but,
    show,
    study_option,
    table,
    text_of_file,
)
from firsthand.doors.commands.figuring import METRICS, NOT_FOR_TABLES, of_table

if TYPE_CHECKING:
    from firsthand.analysis.compare.agreement import Agreement, OfCode, OfTwo
    from firsthand.analysis.compare.segments import Pieces, Segments
    from firsthand.core.agreement.coefficient import Coefficient
    from firsthand.ground.studies.models import Membership

# What is shown of each code where nobody asks for more. F1 and kappa stand together: neither says enough alone.
USUAL = ("percent", "f1", "kappa", "alpha")
MEASURES = (
    "all", "percent", "f1", "negative", "jaccard", "precision", "recall", "kappa", "kappa_max", "pi", "fleiss", "alpha",
    "ac1", "s", "segments", "unitizing",
)  # fmt: skip

FEW = 3  # of so many codes each number's interval is printed; --json has all
OF_TABLES = ("metric", "weights")
OF_SPANS = ("length", "gamma", "samples")
OF_STUDIES = ("number", "codes", "coders", "unit", "rule", "measures", "study", "coder")
NOT_OF_ROUNDS = ("codes", "coders")


@click.command()
@click.option(
    "--table", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A csv table: first column the unit, one column a coder, empty where a coding is missing. Needs no study.",
)  # fmt: skip
@click.option(
    "--spans", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A csv table of codings: columns coder, start, end; code, document and length if there are. Needs no study.",
)  # fmt: skip
@click.option("--length", type=click.IntRange(1), metavar="N", help="With --spans: how long each text is.")
@click.option("--gamma", is_flag=True, help="With --spans: gamma, too. It is slow, since it is drawn.")
@click.option(
    "--samples", type=click.IntRange(2), default=100, show_default=True, metavar="N",
    help="With --gamma: so many drawings.",
)  # fmt: skip
@click.option(
    "--metric", type=click.Choice(METRICS), default="nominal", show_default=True,
    help="How far values of the table are apart; the last four take several codes on a unit.",
)  # fmt: skip
@click.option(
    "--weights", type=click.Choice(["identity", "linear", "quadratic", "ordinal", "ratio"]),
    help="For AC2; those that go with the metric if left out.",
)  # fmt: skip
@click.option(
    "--code", "codes", multiple=True, metavar="C", help="Only this code; may be given more than once."
)
@click.option("--coders", metavar="A,B", help="Only these coders, commas between.")
@click.option(
    "--round", "number", type=int, metavar="N",
    help="Of a closed round: as it stood when it was closed, and as its codings stand now.",
)  # fmt: skip
@click.option(
    "--unit", type=click.Choice(["character", "sentence", "turn"]), default="character", show_default=True,
    help="What is compared.",
)  # fmt: skip
@click.option(
    "--rule", type=click.Choice(["any", "half", "all"]), default="any", show_default=True,
    help="How much of a sentence or turn must be coded for it to count.",
)  # fmt: skip
@click.option(
    "--measure",
    "measures",
    multiple=True,
    type=click.Choice(MEASURES),
    help="Which; may be given more than once.",
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="For drawing anew.")
@study_option
@coder_option
@json_option
@click.pass_context
def agree(
    ctx: click.Context, file: Path | None, spans: Path | None, length: int | None, gamma: bool, samples: int,
    metric: str, weights: str | None,
    codes: tuple[str, ...], coders: str | None, number: int | None, unit: str, rule: str, measures: tuple[str, ...],
    seed: int, study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """How far coders agree: percent, F1, kappa, alpha and others, each with its ground, or with why it has none."""
    if spans is not None:
        refuse_all_but(ctx, ("spans", *OF_SPANS, "seed", "as_json"), "has no effect with --spans")
        of_table(spans, ["spans"], as_json, length=length, gamma=gamma, samples=samples, seed=seed)
        return
    if file is not None:
        refuse(ctx, OF_STUDIES, NOT_FOR_TABLES)
        refuse(ctx, OF_SPANS, "is for a table of codings: --spans FILE")
        _of_table(file, metric, weights, seed, as_json)
        return
    refuse(ctx, OF_TABLES, "is for a table: --table FILE")
    refuse(ctx, OF_SPANS, "is for a table of codings: --spans FILE")
    by = acting(found_study(study), coder)
    if number is not None:
        refuse(ctx, NOT_OF_ROUNDS, "is what the round says: leave it out, or leave --round out")
        _of_round(by, number, {"unit": unit, "rule": rule, "seed": seed}, measures or USUAL, as_json)
        return
    named = [one.strip() for one in coders.split(",")] if coders else []
    asked: dict[str, Any] = {"codes": codes, "coders": named}
    _of_study(by, asked, {"unit": unit, "rule": rule, "seed": seed}, measures or USUAL, as_json)


# A table ------------------------------------------------------------------------------------------------------------


def _of_table(file: Path, metric: Any, weights: Any, seed: int, as_json: bool) -> None:
    from firsthand.core.agreement import intervals
    from firsthand.core.agreement.reading import table_in
    from firsthand.core.agreement.units import every
    from firsthand.core.brought.coders import OF_SETS

    if metric in OF_SETS:
        if weights:
            raise Problem(
                f"--weights are for AC2, which has no value with several codes on a unit: {metric}."
            )
        _of_sets(file, metric, as_json)
        return
    read, names = table_in(text_of_file(file))
    found = every(read, metric, weights)
    drawn = intervals.by_units(read, metric, seed=seed)
    pairs = intervals.by_krippendorffs_pairs(read, metric, seed=seed)
    data = {name: one(found[name]) for name in found} | {
        "units": len(read.places), "coders": names, "values": list(read.values), "metric": metric,
        "alpha_intervals": [asdict(drawn), asdict(pairs)],
    }  # fmt: skip
    units, values = _many(len(read.places), "unit"), _many(len(read.values), "value")
    about = f"{units}, {len(names)} coders, {values}, {metric} metric"
    show(data, as_json, lambda: "\n".join([about, "", _list(found), "", *map(_spread, (drawn, pairs))]))


def _of_sets(file: Path, metric: str, as_json: bool) -> None:
    """With several codes on a unit alpha alone can be had."""
    from firsthand.core.agreement.reading import table_in
    from firsthand.core.brought.coders import several

    read, names = table_in(text_of_file(file), sets=True)
    found = several(read, metric)
    data = {
        "alpha": one(found.alpha), "observed": found.observed, "expected": found.expected,
        "units": len(read.places), "coders": names, "values": sorted(map(sorted, read.values)), "metric": metric,
    }  # fmt: skip
    apart = (
        "" if found.observed is None or found.expected is None
        else f"\nDisagreement: {found.observed:.6f} observed, {found.expected:.6f} expected"
    )  # fmt: skip
    about = f"{_many(len(read.places), 'unit')}, {len(names)} coders, several codes on a unit, {metric}"
    show(data, as_json, lambda: f"{about}\n\n{_list({'alpha': found.alpha})}{apart}")


def one(found: Coefficient) -> dict[str, Any]:
    """A coefficient as JSON has it: null and a reason where there is no value."""
    said: dict[str, Any] = {
        "value": found.value, "reason": found.reason, "formula": found.formula, "version": found.version,
        "unit": found.basis.unit, "rule": found.basis.rule, "n": found.basis.n, "coders": found.basis.coders,
        "documents": found.basis.documents,
    }  # fmt: skip
    return said | ({"interval": asdict(found.interval)} if found.interval else {})


# A study ------------------------------------------------------------------------------------------------------------


def _of_study(
    by: Membership, asked: dict[str, Any], how: dict[str, Any], measures: Sequence[str], as_json: bool
) -> None:
    from firsthand.analysis.compare.agreement import agreement
    from firsthand.analysis.compare.segments import pieces, segments

    everything = "all" in measures
    if how["unit"] != "character" and {"segments", "unitizing"} & set(measures):
        raise Problem("Segments and unitizing are reckoned on characters: leave --unit out.")
    on_characters = how["unit"] == "character"
    found = agreement(by, **asked, **how)
    matched = segments(by, **asked) if "segments" in measures or (everything and on_characters) else []
    cut = pieces(by, **asked) if "unitizing" in measures or (everything and on_characters) else []
    wanted = [name for name in MEASURES if everything or name in measures]
    data = _as_data(found, wanted) | ({"segments": [*map(_segments, matched)]} if matched else {})
    data |= {"unitizing": [{"code": line.code.name, "bar_u": one(line.bar_u)} for line in cut]} if cut else {}
    show(data, as_json, lambda: _as_text(found, wanted, matched, cut))


def _of_round(
    by: Membership, number: int, how: dict[str, Any], measures: Sequence[str], as_json: bool
) -> None:
    from firsthand.analysis.compare.in_round import agreement_in_round
    from firsthand.analysis.rounds.selectors import round_

    if {"segments", "unitizing"} & set(measures):
        raise Problem("Segments and unitizing are not reckoned for a round: leave --round out.")
    row = round_(by, number)
    wanted = [name for name in MEASURES if "all" in measures or name in measures]
    then, now = (agreement_in_round(by, row, then=one, **how) for one in (True, False))
    data = {
        "round": number,
        "closed_at": row.closed_at,
        "then": _as_data(then, wanted),
        "now": _as_data(now, wanted),
    }
    show(
        data,
        as_json,
        lambda: "\n\n".join(
            (
                f"Round {number}, as it stood when it was closed on {row.closed_at:%Y-%m-%d}",
                _as_text(then, wanted, (), ()),
                f"Round {number}, as its codings stand now",
                _as_text(now, wanted, (), ()),
            )
        ),
    )


def _as_data(found: Agreement, wanted: Sequence[str]) -> dict[str, Any]:
    return {
        "unit": found.unit, "rule": found.rule, "segmentation": found.segmentation, "coders": found.coders,
        "documents": [document.ref for document in found.documents], "codable": found.codable, "settled": found.settled,
        "all": _of_code(found.whole, wanted), "codes": [_of_code(line, wanted) for line in found.codes],
        "by_document": [
            {"source": line.document.ref, "id": line.document.source_id, "coders": line.coders}
            | _chosen(line.found, wanted)
            for line in found.by_document
        ],
        "means": {name: asdict(mean) for name, mean in found.means.items() if name in wanted},
    }  # fmt: skip


def _of_code(line: OfCode, wanted: Sequence[str]) -> dict[str, Any]:
    said = {"code": line.code.name, "path": line.code.path, "id": line.code.id} if line.code else {}
    return said | _chosen(line.found, wanted) | {"pairs": [_of_two(pair, wanted) for pair in line.pairs]}


def _of_two(pair: OfTwo, wanted: Sequence[str]) -> dict[str, Any]:
    counts = {name: int(many) for name, many in asdict(pair.counts).items()}
    return {"coders": pair.coders, "counts": counts} | _chosen(pair.found, wanted)


def _chosen(found: Mapping[str, Coefficient], wanted: Sequence[str]) -> dict[str, Any]:
    return {name: one(value) for name, value in found.items() if name in wanted}


def _segments(line: Segments) -> dict[str, Any]:
    return {
        "code": line.code.name, "coders": line.coders, "alike": line.least, "counts": line.counts._asdict(),
        "split": line.split, "merged": line.merged,
    } | {name: one(value) for name, value in line.found.items()}  # fmt: skip


# Text for a person --------------------------------------------------------------------------------------------------


def _as_text(
    found: Agreement, wanted: Sequence[str], matched: Sequence[Segments], cut: Sequence[Pieces]
) -> str:
    parts = [_about(found)]
    for pair in range(len(found.whole.pairs)):
        first, second = found.whole.pairs[pair].coders
        names = [name for name in wanted if name in found.whole.pairs[pair].found]
        rows = [
            (_called(line), *_numbers(line.pairs[pair].found, names)) for line in (found.whole, *found.codes)
        ]
        parts.append(f"{first} and {second}\n" + table(("Code", *names), rows))
    if len(found.coders) > 2:
        names = [name for name in wanted if name in found.whole.found]
        rows = [(_called(line), *_numbers(line.found, names)) for line in (found.whole, *found.codes)]
        parts.append("All of them\n" + table(("Code", *names), rows))
    parts += _of_segments(matched) + _of_pieces(cut)
    parts += _of_intervals(found, wanted)
    return "\n\n".join([*parts, *_reasons(found, wanted)])


def _about(found: Agreement) -> str:
    n = found.whole.pairs[0].found["percent"].basis.n // max(len(found.codes), 1) if found.whole.pairs else 0
    rule = f", coded by the rule “{found.rule}”" if found.rule else ""
    cut = f" ({found.segmentation})" if found.segmentation else ""
    settled = (
        f"\nSettled on these texts: {_many(found.settled, 'difference')}. There the coders no longer coded apart."
        if found.settled
        else ""
    )
    return (
        f"{', '.join(found.coders)}: {_many(len(found.documents), 'document')}, {_many(n, found.unit)}{cut}{rule}.\n"
        f"Counted: {found.codable}.{settled}"
    )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("s" if number != 1 else "")


def _called(line: OfCode) -> str:
    return line.code.plain if line.code else "all codes together"


def _numbers(found: Mapping[str, Coefficient], names: Sequence[str]) -> list[str]:
    return [
        "–" if found[name].value is None else f"{round(found[name].value or 0, 3) + 0.0:.3f}"
        for name in names
    ]


def _of_intervals(found: Agreement, wanted: Sequence[str]) -> list[str]:
    """Of all codes together; of each, too, where there are few. How they were made, or why there are none."""
    rows, how = [], ""
    for line in (found.whole, *(found.codes if len(found.codes) <= FEW else ())):
        for pair in line.pairs:
            for name, value in pair.found.items():
                if name in wanted and (drawn := value.interval) is not None:
                    said = drawn.reason or f"{drawn.low:.3f} to {drawn.high:.3f}"
                    rows.append((_called(line), " and ".join(pair.coders), name, said))
                    how = f"95 % of {drawn.times:,} drawings of {drawn.resampled}, seed {drawn.seed}"
    return [f"Intervals ({how})\n" + table(("Code", "Coders", "", "From … to"), rows)] if rows else []


def _of_segments(matched: Sequence[Segments]) -> list[str]:
    rows = [
        (
            line.code.plain, " and ".join(line.coders), line.least, line.counts.both, line.counts.first,
            line.counts.second, line.split, line.merged, *_numbers(line.found, ["segments"]),
        )
        for line in matched
    ]  # fmt: skip
    head = ("Code", "Coders", "Alike", "Both", "First", "Second", "Split", "Merged", "Matched")
    return ["Whole segments\n" + table(head, rows)] if rows else []


def _of_pieces(cut: Sequence[Pieces]) -> list[str]:
    rows = [(line.code.plain, *_numbers({"bar_u": line.bar_u}, ["bar_u"])) for line in cut]
    return ["Where pieces begin and end\n" + table(("Code", "|u-alpha"), rows)] if rows else []


def _reasons(found: Agreement, wanted: Sequence[str]) -> list[str]:
    """Why some have no value, each reason once."""
    every = [
        (name, value)
        for line in (found.whole, *found.codes)
        for of in (line.found, *(pair.found for pair in line.pairs))
        for name, value in of.items()
        if name in wanted and value.value is None
    ]
    why = {f"{name}: {value.reason}": None for name, value in every}
    return ["No value (–):\n" + "\n".join(why)] if why else []


def _list(found: Mapping[str, Coefficient]) -> str:
    rows = [
        (
            name,
            "–" if value.value is None else f"{value.value:.6f}",
            value.basis.n,
            value.reason or value.formula,
        )
        for name, value in found.items()
    ]
    return table(("", "Value", "Units", "Formula, or why there is none"), rows)


def _spread(interval: Any) -> str:
    head = f"alpha, {interval.method}, {interval.times:,} times, seed {interval.seed}"
    if interval.low is None:
        return f"{head}: no interval. {interval.reason}"
    below = "".join(f"; below {limit:g}: {share:.1%}" for limit, share in interval.below.items())
    return f"{head}: {interval.low:.3f} to {interval.high:.3f} (95 %){below}"


COMMANDS = [agree]
