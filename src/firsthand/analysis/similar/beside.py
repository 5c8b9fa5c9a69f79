"""Looking for words, and beside it for passages worded alike: both ranks stand at each, the words' first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.analysis.compare.searching import Hit
from firsthand.analysis.similar.looking import Passage, Showing, like_words
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class Beside:
    """What is worded alike. `in_both`: by the rank of a place where the words are, the rank of its passage here."""

    found: Showing
    in_both: dict[int, int]
    by_words: dict[
        int, int
    ]  # the other way round: by the rank of a passage, the first place in it with the words


def beside(by: Membership, sought: str, hits: Sequence[Hit]) -> Beside:
    """Passages worded like what is looked for, and which of the places where its words are lie in them."""
    plain = " ".join(sought.replace("*", " ").replace(",", " ").split())
    found = like_words(by, words=plain)
    both = [
        (place, one.rank)
        for place, hit in enumerate(hits, start=1)
        for one in found.passages
        if _in(hit, one)
    ]
    return Beside(found, dict(reversed(both)), {rank: place for place, rank in reversed(both)})


def _in(hit: Hit, passage: Passage) -> bool:
    return hit.source is not None and hit.source.id == passage.source.id and hit.span.touches(passage.span)
