"""What meets, and what stretches cover together: the two things about places that every tally is made of.

A join on ranges alone has every engine try each row with each. So texts are cut into blocks: two stretches that meet
are in the same block of the same text, which is a join on equal values, and the ranges say which of those do meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

if TYPE_CHECKING:
    import ibis.expr.types as ir

BLOCK = 500  # code points: a few times as long as what people mostly mark


def meeting(one: ir.Table, other: ir.Table) -> ir.Table:
    """Every row of one with every row of the other that shares a code point with it, once.

    The columns of the second are called `other_…`. `from` and `to` are where the two share what they share.
    """
    left = _in_blocks(one)
    right = _in_blocks(other).rename("other_{name}")
    first = ibis.greatest(left["start"], right["other_start"])
    met = left.join(
        right,
        [
            left["text"] == right["other_text"],
            left["block"] == right["other_block"],
            left["start"] < right["other_end"],
            right["other_start"] < left["end"],
            left["block"] == first // BLOCK,  # of the blocks that both are in, the one where they meet first
        ],
    )
    shared = met.mutate(
        **{
            "from": ibis.greatest(met["start"], met["other_start"]),
            "to": ibis.least(met["end"], met["other_end"]),
        }
    )
    return shared.drop("block", "other_block")


def boundaries(codings: ir.Table, *by: str) -> ir.Table:
    """Where in a text what is marked begins (`turn` 1) and ends (-1), for each value of these columns.

    Each coding is one more that is open from its start on, and one fewer from its end on. The running sum of these is
    how many are open; a stretch begins where there were none, and ends where there are none again.
    """
    steps = _steps(codings, *by)
    here = ibis.window(group_by=["text", *by], order_by="place", following=0)
    counted = steps.mutate(open=_.step.sum().over(here))
    before = counted.mutate(before=_.open - _.step)
    turns = before.mutate(turn=(_.open > 0).cast("int64") - (_.before > 0).cast("int64"))
    return turns.filter(_.turn != 0).select("text", *by, "place", "turn")


def stretches(codings: ir.Table, *by: str) -> ir.Table:
    """What is marked, for each value of these columns, as stretches that neither overlap nor touch."""
    turns = boundaries(codings, *by)
    here = ibis.window(group_by=["text", *by], order_by="place")
    ended = turns.mutate(until=_.place.lead().over(here))
    begun = ended.filter(_.turn == 1)
    return begun.select("text", *by, start=begun["place"], end=begun["until"])


def _steps(codings: ir.Table, *by: str) -> ir.Table:
    """How many more are open from each place on: what begins and ends at the same place comes to nothing."""
    named = ["text", *by]
    begun = codings.select(*named, place=codings["start"], step=ibis.literal(1, "int64"))
    ended = codings.select(*named, place=codings["end"], step=ibis.literal(-1, "int64"))
    steps = begun.union(ended).group_by([*named, "place"]).agg(step=_.step.sum())
    return steps.filter(_.step != 0)


def _in_blocks(table: ir.Table) -> ir.Table:
    """A row for each block that a stretch is in."""
    found = table.filter(table["start"] < table["end"])
    first, last = found["start"] // BLOCK, (found["end"] - 1) // BLOCK
    return found.mutate(block=ibis.range(first, last + 1).unnest())
