"""The part of the results on the tallies."""

from __future__ import annotations

from benchmarks.report import about, table
from benchmarks.tally import CODERS, Measured

NAMES = {"duckdb": "DuckDB", "spark": "Spark"}
HEAD = """# Tallies

Written by `python -m benchmarks --tally`. {about}

{codings:,} codings by {coders} coders, {documents:,} documents, in Parquet of {megabytes:.0f} MB; each tally written
once, in Ibis, and run by {engines}, each in a process of its own{local}. Seconds of the processor are
of that process and those that it started; the seconds beside them are of the clock, on a machine that was shared.
No aim is set: on one machine arrays in memory count the same, sooner. Co-occurrence of all codes took them {met:.1f}
seconds of the processor, the histogram of agreement {swept:.1f}, once the codings are in memory: pairs, characters
and the histogram are {same} in theirs.
"""


def written(found: Measured, seconds: float) -> str:
    """The whole part."""
    names = {engine: f"{NAMES[engine]} {run['version']}" for engine, run in found.engines.items()}
    local = ", Spark on this machine alone; its first tally has its start in it" if "spark" in names else ""
    head = HEAD.format(
        about=about(seconds), codings=found.codings, coders=CODERS, documents=max(found.codings // 1_000, 1),
        megabytes=found.megabytes, engines=" and by ".join(names.values()), local=local,
        met=found.arrays["co-occurrence"], swept=found.arrays["agreement"],
        same="the same" if found.same_as_arrays else "OTHER",
    )  # fmt: skip
    columns = [f"{NAMES[engine]}, {what}" for engine in names for what in ("processor (s)", "clock (s)")]
    rows = []
    for tally, same in found.same.items():
        runs = [engine["tallies"][tally] for engine in found.engines.values()]
        took = [f"{run[what]:.1f}" for run in runs for what in ("cpu", "wall")]
        rows.append((tally, f"{runs[0]['rows']:,}", *took, "the same" if same else "OTHER"))
    return f"{head}\n" + table(("Tally", "Rows", *columns, "Rows are"), rows)
