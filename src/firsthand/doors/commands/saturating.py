"""saturation: what was new in which interview, and what is estimated from that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from firsthand.doors.commands.common import (
    acting,
    coder_option,
    found_study,
    json_option,
    refuse_all_but,
    short,
    show,
    study_option,
    table,
)
from firsthand.doors.commands.counting import as_of_option, shown
from firsthand.doors.commands.figuring import NOT_FOR_TABLES, of_table, table_option

if TYPE_CHECKING:
    from firsthand.analysis.compare.estimates import Assessed, Estimates
    from firsthand.analysis.compare.saturation import InOrder
    from firsthand.core.saturation.curves import Fit
    from firsthand.core.saturation.richness import Interval, Sample


@click.command()
@table_option("a row an interview, in the order in which they were held, and a column a code, with 1 or 0")
@click.option("--step", default="interview", show_default=True, metavar="S", help="interview, or day.")
@as_of_option
@study_option
@coder_option
@json_option
@click.pass_context
def saturation(
    ctx: click.Context, file: Path | None, step: str, at: int | None,
    study: str | None, coder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """What was new in which interview, in the order in which they were held; and what more would bring."""
    if file is not None:
        refuse_all_but(ctx, ("file", "as_json"), NOT_FOR_TABLES)
        of_table(file, ["interviews", "estimates"], as_json)
        return
    by = acting(found_study(study), coder)
    from firsthand.analysis.compare.coded_then import coding_days
    from firsthand.analysis.compare.estimates import estimates
    from firsthand.analysis.compare.saturation import saturation as in_order

    found = in_order(by, step=step, at=at)  # type: ignore[arg-type]
    reckoned = estimates(found)
    data = _saturation(found, reckoned) | {
        "days_of_coding": [
            {"on": day.on, "interviews": day.interviews, "codes": day.codes, "new": day.new, "gone": day.gone}
            for day in coding_days(by)
        ]
    }
    show(data, as_json, lambda: _saturation_told(found, reckoned))


def _saturation(found: InOrder, reckoned: Estimates) -> dict[str, Any]:
    return {
        "step": found.step, "as_of": found.as_of, "not_coded_yet": found.uncoded, "without_a_day": found.undated,
        "what_it_is_not": found.what_it_is_not,
        "steps": [
            {
                "sources": [one.source.ref for one in step.interviews], "on": step.on, "codes": step.codes,
                "new": [code.name for code in step.new], "so_far": step.so_far,
            }
            for step in found.steps
        ],
        "guest_namey_chen": [_assessed(one) for one in reckoned.runs],
        "lowe": {"direct": _fit(reckoned.direct), "fitted": [_fit(one) for one in reckoned.fitted]},
        "estimates": _estimates(reckoned.sample),
        "rarefied": [
            {"steps": one.interviews, "codes": one.codes, **_interval(one.interval)} for one in reckoned.rarefied
        ],
    }  # fmt: skip


def _assessed(one: Assessed) -> dict[str, Any]:
    return {
        "base": one.cell.base, "run": one.cell.run, "base_codes": one.cell.base_codes,
        "runs": [
            {"first": run.first, "last": run.last, "new": run.new, "ratio": run.ratio.as_dict()}
            for run in one.cell.runs
        ],
        "reached": {f"{threshold:.0%}": place for threshold, place in one.reached.items()},
        "share_of_orders": {f"{threshold:.0%}": share.as_dict() for threshold, share in one.share_of_orders.items()},
    }  # fmt: skip


def _fit(one: Fit) -> dict[str, Any]:
    return {
        "kind": one.kind, "all_codes": one.all_codes.as_dict(), "rate": one.rate.as_dict(),
        "index": one.index.as_dict(), "error": one.error.as_dict(), "passes_100": one.passes,
    }  # fmt: skip


def _estimates(sample: Sample) -> dict[str, Any]:
    first, second = sample.jackknife
    return {
        "steps": sample.interviews, "codes": sample.codes, "in_one": sample.once, "in_two": sample.twice,
        "coverage": sample.coverage.as_dict(), "chao2": sample.chao2.as_dict() | _interval(sample.interval),
        "chao2_error": sample.error.as_dict(), "jackknife": [first.as_dict(), second.as_dict()],
        "with_as_many_again": sample.with_more(sample.interviews).as_dict(),
        "more_for_95_in_100": sample.more_for(0.95).as_dict(),
    }  # fmt: skip


def _interval(one: Interval) -> dict[str, Any]:
    return {"least": one.least.as_dict(), "most": one.most.as_dict()}


def _saturation_told(found: InOrder, reckoned: Estimates) -> str:
    sample = reckoned.sample
    rows = [
        (
            ", ".join(one.source.ref for one in step.interviews), step.on or "–", step.codes, len(step.new),
            step.so_far, short(", ".join(code.name for code in step.new), 60),
        )
        for step in found.steps
    ]  # fmt: skip
    runs = [
        (f"{one.cell.base}, {one.cell.run}", *(reached or "–" for reached in one.reached.values()))
        for one in reckoned.runs
    ]
    fits = [
        (one.kind, shown(one.all_codes, 1), shown(one.index, 0) + ("!" if one.passes else ""))
        for one in reckoned.fitted
    ]
    return "\n".join(
        [
            table(("Interviews", "Day", "Codes", "New", "So far", "What was new"), rows),
            *([f"\n{found.uncoded} not coded yet, and not counted."] if found.uncoded else []),
            "", "New codes in a run beside those of a base (Guest, Namey & Chen 2020):",
            table(("Base, run", "At 5%", "At 0%"), runs),
            "", "Curves (Lowe et al. 2018); with an index over 100 (!) one does not fit:",
            table(("Curve", "Codes in all", "Index"), fits),
            "", f"Of what the next will say, so much has a code already (coverage): {shown(sample.coverage)}.",
            f"Codes in all, at least (Chao2): {shown(sample.chao2, 1)}, in an interval from"
            f" {shown(sample.interval.least, 1)} to {shown(sample.interval.most, 1)}.",
            "", *found.what_it_is_not,
        ]
    )  # fmt: skip


COMMANDS = [saturation]
