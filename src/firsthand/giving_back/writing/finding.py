"""What can be put into a document, found by a few words: evidence first, since that is what is written up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt
from firsthand.analysis.coding.quoting import quotable
from firsthand.analysis.coding.selectors import each_coding, quoted_lines
from firsthand.analysis.themes.models import Evidence
from firsthand.analysis.themes.selectors import claim_sentences, theme_names
from firsthand.core.folding import folded
from firsthand.giving_back.leaving.printing import printed
from firsthand.giving_back.references.selectors import references
from firsthand.giving_back.writing.counts import CALLED
from firsthand.giving_back.writing.live import Live, shown
from firsthand.giving_back.writing.shape import COUNTS
from firsthand.giving_back.writing.showing import Showing, why_not
from firsthand.ground.studies.access import require
from firsthand.ground.studies.models import Membership

KINDS = ("excerpt", "claim", "theme", "table", "figure", "citation")
MOST = 8  # of each kind
LOOKED_AT = 2_000  # codings that are no evidence, at most; somebody who looks for more has Find


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to put in: of what kind, what it names, what it reads as, and what is said beside it."""

    type: str
    value: str
    words: str
    beside: str = ""
    live: Live | None = None


def candidates(by: Membership, words: str = "", kinds: Iterable[str] = KINDS) -> list[Candidate]:
    """What has all of these words in it, of these kinds; without words, what one would begin with."""
    require(by, "study.read")
    sought = folded(words).text.split()
    return [one for kind in kinds if kind in FOUND for one in islice(FOUND[kind](by, sought), MOST)]


def _excerpts(by: Membership, sought: list[str]) -> Iterator[Candidate]:
    put = list(Evidence.objects.filter(study_id=by.study_id).values_list("coding", flat=True))
    lines = {line.id: line for line in quoted_lines(by, put)}
    if sought:
        lines |= {line.id: line for line in islice(each_coding(by), LOOKED_AT)}
    showing, first = Showing(by, (), ""), set(put)
    found = printed(by, quotable(by, lines.values()))
    for one in sorted(found, key=lambda one: one.coding.id not in first):  # the order is otherwise kept
        if not why_not(one) and _has(sought, one.words, one.coding.code.full_path, *one.said_by):
            yield _excerpt(showing, one)


def _excerpt(showing: Showing, one: Excerpt) -> Candidate:
    live = shown(showing, one)
    return Candidate("excerpt", str(one.coding.id), one.words, f"{live.by} · {one.coding.code.plain}", live)


def _named(kind: str, there: dict[UUID, str], sought: list[str]) -> Iterator[Candidate]:
    for key, said in there.items():
        if _has(sought, said):
            yield Candidate(kind, str(key), said, live=Live(said))


def _counts(kind: str, sought: list[str]) -> Iterator[Candidate]:
    for what in COUNTS:
        if _has(sought, str(CALLED[what]), kind):
            yield Candidate(kind, what, str(CALLED[what]))


def _works(by: Membership, sought: list[str]) -> Iterator[Candidate]:
    for line in references(by, words=" ".join(sought)):
        yield Candidate("citation", str(line.id), line.called, line.ref)


def _has(sought: list[str], *said: str) -> bool:
    whole = folded(" ".join(said)).text
    return all(word in whole for word in sought)


FOUND: dict[str, Any] = {
    "excerpt": _excerpts,
    "claim": lambda by, sought: _named("claim", claim_sentences(by), sought),
    "theme": lambda by, sought: _named("theme", theme_names(by), sought),
    "table": lambda _by, sought: _counts("table", sought),
    "figure": lambda _by, sought: _counts("figure", sought),
    "citation": _works,
}
