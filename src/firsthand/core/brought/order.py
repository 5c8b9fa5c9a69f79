"""What follows what, in sequences of codes: a row a step, in order."""

from __future__ import annotations

from collections import defaultdict

from firsthand.core.brought.grid import Grid, few_enough, numbered
from firsthand.core.brought.reckoned import Asked, Column, Part, Reckoned
from firsthand.core.figures import Figure, undefined
from firsthand.core.saying import say as _
from firsthand.core.sequences import DRAWS, lags, shuffled

MOST_CODES, MOST_STEPS = 60, 50_000
NO_TRANSITIONS = "there are no transitions"
COLUMNS = (
    Column("count", "Times", places=0), Column("share", "Share of what follows", "x / row"),
    Column("expected", "By chance", "row × column / N"),
    Column("residual", "Adjusted residual", "(x-e)/sqrt(e(1-p row)(1-p column)) (Haberman 1978)"),
    Column("yule_q", "Yule’s Q", "(ad-bc)/(ad+bc)"),
    Column("p", "p by shuffling", f"each sequence’s order drawn anew, {DRAWS} times, two-sided"),
)  # fmt: skip


def of_sequences(grid: Grid, asked: Asked) -> Reckoned:
    """Transitions at a lag, never from one sequence to the next; every two codes, those that never come included."""
    codes, code = numbered(grid.called("code"))
    few_enough(len(codes), MOST_CODES, _("codes"))
    few_enough(len(code), MOST_STEPS, _("steps"))
    by_sequence: dict[str, list[int]] = defaultdict(list)
    for sequence, one in zip(grid.called("sequence"), code, strict=True):
        by_sequence[sequence].append(one)
    sequences, many = [*by_sequence.values()], len(codes)
    found = lags(sequences, many, lag=asked.lag, selves=asked.selves)
    p = shuffled(sequences, many, lag=asked.lag, selves=asked.selves, seed=asked.seed)
    rows = tuple(
        (
            f"{codes[a]} → {codes[b]}", int(found.counts[a, b]), found.share(a, b), found.expected(a, b),
            found.residual(a, b), found.yule_q(a, b),
            Figure(float(p[a, b])) if found.transitions else undefined(NO_TRANSITIONS),
        )
        for a in range(many)
        for b in range(many)
        if asked.selves or a != b
    )  # fmt: skip
    facts = (
        ("Sequences", len(sequences)), ("Steps", len(code)), ("Transitions", found.transitions), ("Lag", asked.lag),
        ("A code after itself", "counts" if asked.selves else "is one event"), ("Seed", asked.seed),
    )  # fmt: skip
    return Reckoned("sequences", facts, (Part("transitions", "What follows what", COLUMNS, rows),))
