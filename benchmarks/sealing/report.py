"""The part of the results on sealed beside unsealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.report import about, table, times
from benchmarks.sealing import AIM, SIDES, STATES, Asked

HEAD = """# Sealed beside unsealed

Written by `python -m benchmarks --sealed`. {about}

What sealing costs whoever reads. The same program with the same study is asked the same things in turn, one process
each: as it is (**sealed**); with nothing sealed and everything else as ever, keys fetched that open nothing
(**plain**); and with no text's key asked for either, as where nobody thought of sealing (**keyless**). The aim is held
to the last, which is the strictest. What the two leave out, and that nothing can be set to have it so, is in
`benchmarks/sealing/unsealed.py`.

Each time is that of a whole request by a lead with a secret of her own, the way through Django included: unlocking by
the browser's key, the study key, the texts' keys, the words, the answer. *Cold*: no text has been opened since the
program started. *Warm*: the texts were opened before and are in memory; the study key is unwrapped anew in each
request all the same. Answers are not compressed here, which would make all of them slower and the ratios smaller.

There is no search over the study yet. What is measured is what coding by a rule does when it looks for words: every
text is opened and gone through, since at rest there is no index that could tell its words.
"""


def written(found: Sequence[Asked], seconds: float) -> str:
    """The whole part."""
    return "\n".join([HEAD.format(about=about(seconds)), _aims(found), _times(found)])


def _aims(found: Sequence[Asked]) -> str:
    rows = [
        (
            f"{one.what}, {state}",
            f"≤ {AIM:g}",
            f"{one.ratio(state, 'keyless'):.2f}",
            f"{one.ratio(state, 'plain'):.2f}",
            "met" if one.ratio(state, "keyless") <= AIM else "missed",
        )
        for one in found
        for state in STATES
    ]
    return "## Sealed, as times unsealed\n\n" + table(
        ("What", "Aim", "Times keyless", "Times plain", ""), rows
    )


def _times(found: Sequence[Asked]) -> str:
    rows = [
        (f"{one.what}, {state}", one.much, *(times(asdict(one.times[state, side])) for side in SIDES))
        for one in found
        for state in STATES
    ]
    head = ("What", "How much", *(f"{side}, ms" for side in SIDES))
    return "## Sealed and unsealed, in milliseconds\n\n" + table(head, rows)
