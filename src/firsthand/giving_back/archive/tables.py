"""The tables of the package: its texts, each text turn by turn, codings, and what was replaced because it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from firsthand.analysis.coding.counts import CodeCount
from firsthand.analysis.coding.selectors import CodingLine
from firsthand.core.identifying import rule, rules
from firsthand.field.deid.selectors import identifiers
from firsthand.field.deid.words import RULE_NAMES
from firsthand.field.people.selectors import Person
from firsthand.giving_back.appendix.record import few
from firsthand.giving_back.archive.cut import CutText
from firsthand.giving_back.reports.tables import Rows
from firsthand.ground.studies.models import Membership

Kept = tuple[CodingLine, CutText, tuple[int, int]]  # a coding that goes, and where it stands now


def texts(cut: Iterable[CutText], people: Mapping[UUID, Person]) -> Rows:
    """A row for each text: of which kind, of whom, how long. Titles stay here: they may name somebody."""
    rows: Rows = [["text", "file", "kind", "people", "characters", "turns", "left_out"]]
    for one in cut:
        named = sorted(people[key].pseudonym for key in one.going.people if key in people)
        rows.append(
            [
                one.line.ref, f"texts/{one.line.ref}.txt", one.line.sort, "; ".join(named), len(one.words),
                sum(1 for row in one.rows() if row.speaker), "yes" if one.gaps else "",
            ]
        )  # fmt: skip
    return rows


def turns(cut: CutText) -> Rows:
    """A text turn by turn, with where each stands in it; nobody is named where something is left out."""
    rows: Rows = [["turn", "speaker", "start", "end", "words"]]
    rows += [[row.number, row.speaker, row.span.start, row.span.end, row.words] for row in cut.rows()]
    return rows


def codings(kept: Sequence[Kept], coders: Mapping[UUID, str]) -> Rows:
    """A row for each coding, with the words it stands on as they go."""
    rows: Rows = [["text", "start", "end", "code", "code_id", "coder", "standpoint", "stance", "words"]]
    for line, cut, (start, end) in kept:
        rows.append(
            [
                cut.line.ref, start, end, line.code.full_path, str(line.code.id), coders[line.coder_id],
                line.standpoint, line.stance, cut.words[start:end],
            ]
        )  # fmt: skip
    return rows


def counts(kept: Iterable[Kept]) -> dict[UUID, CodeCount]:
    """How much stands under each code in the package."""
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for line, cut, _span in kept:
        found.setdefault(line.code.id, []).append((cut.line.id, line.coder_id))
    return {
        code: CodeCount(len(pairs), len({one for one, _ in pairs}), len({other for _, other in pairs}))
        for code, pairs in found.items()
    }


def replaced(by: Membership) -> Rows:
    """What was replaced because it tells who somebody is: of which kind, by what, how often. Never what it was."""
    counted = Counter(one.rule.id for one in identifiers(by, "accepted"))
    rows: Rows = [["rule", "kind", "what", "replaced_by", "decided_by", "different_words_replaced"]]
    for one in rules():
        rows.append(
            [
                one.id, one.kind, str(RULE_NAMES[one.id]), one.replacement or "the chosen name",
                rule(one.id).level, few(counted[one.id]),
            ]
        )  # fmt: skip
    return rows
