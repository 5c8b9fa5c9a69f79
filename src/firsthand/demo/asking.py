"""Where the answers of the invented interviews are, from which turn of the interviewer asks what."""

from __future__ import annotations

from collections.abc import Mapping

from firsthand.core.spans import Span
from firsthand.field.sources.talk import Text

NO_QUESTION = "–"


def answered(text: Text, asks: Mapping[int, str]) -> list[tuple[str, Span]]:
    """Questions with the stretch that answers each: what the person says up to the next question listed."""
    turns = text.structure.turns
    asking = [place for place, turn in enumerate(turns) if text.speakers[turn.voice].part == "interviewer"]
    starts = [(asking[number - 1], label) for number, label in sorted(asks.items())]
    ends = [place for place, _label in starts[1:]] + [len(turns)]
    found = []
    for (place, label), until in zip(starts, ends, strict=True):
        theirs = [
            turn for turn in turns[place + 1 : until] if text.speakers[turn.voice].part != "interviewer"
        ]
        if label != NO_QUESTION and theirs:
            found.append((label, Span(theirs[0].start, theirs[-1].end)))
    return found
