"""How much of each text was marked with each code by which coders: what every measure of agreement is made of.

Each coder has a number of their own that is twice the one before (1, 2, 4 …): it is added where a stretch of theirs
begins and taken off where it ends. The running sum over a text is then the set of coders who marked this place, and the
distance to the next change is how much they did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _

from firsthand.core.problems import Problem
from firsthand.exchange.tallying.engines import rows
from firsthand.exchange.tallying.places import boundaries

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_CODERS = 62  # as many as fit into the bits of one number


def coders_of(codings: ir.Table) -> list[str]:
    """Everybody who coded, in order of id: the place of each is their bit in a `mask`."""
    return sorted(row["coder"] for row in rows(codings.select("coder").distinct()))


def histogram(codings: ir.Table, coders: Sequence[str]) -> ir.Table:
    """For each text and code, how many characters exactly these coders (`mask`, bits by place in `coders`) marked.

    What nobody marked is the rest of the text. Raises `Problem` where there are more coders than can be told apart.
    """
    if not coders:
        raise Problem("Nobody has coded here: there is nothing to agree on.")
    if len(coders) > MOST_CODERS:
        raise Problem(
            f"Agreement is between at most {MOST_CODERS} coders, not {len(coders)}: name some with --coder."
        )
    turns = boundaries(codings, "code", "coder")
    bit = turns["coder"].cases(
        *((coder, 1 << place) for place, coder in enumerate(coders)), else_=ibis.literal(0, "int64")
    )
    steps = (
        turns.mutate(step=turns["turn"] * bit)
        .group_by(["text", "code", "place"])
        .agg(step=_.step.sum().cast("int64"))
    )
    here = {"group_by": ["text", "code"], "order_by": "place"}
    swept = steps.mutate(
        mask=_.step.sum().over(**here, rows=(None, 0)).cast("int64"),
        until=_.place.lead().over(**here),
    )
    return (
        swept.filter(_.mask != 0)
        .group_by(["text", "code", "mask"])
        .agg(characters=(_.until - _.place).sum().cast("int64"))
    )


def names_in(mask: int, coders: Sequence[str]) -> list[str]:
    """The coders of a mask.

    >>> names_in(5, ["Ada", "Ben", "Cem"])
    ['Ada', 'Cem']
    """
    return [coder for place, coder in enumerate(coders) if mask >> place & 1]
