"""What is printed: of those who asked that none of their words be, the words are left out of every report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from firsthand.analysis.coding.excerpts import Excerpt, with_words
from firsthand.analysis.coding.quoting import held_back
from firsthand.analysis.framework.frame import Cell, Frame
from firsthand.analysis.memos.selectors import MemoLine, memos
from firsthand.analysis.themes.selectors import ThemeLine, with_excerpts
from firsthand.core.consent import Outcome
from firsthand.core.quoting import Quotes
from firsthand.core.spans import Span, covered
from firsthand.field.consent.selectors import outcome
from firsthand.field.fieldwork.selectors import bystanders_in, spoken_words
from firsthand.field.sources.absent import absent
from firsthand.field.sources.texts import texts
from firsthand.giving_back.leaving.own import own
from firsthand.giving_back.leaving.selectors import flags, unprinted
from firsthand.ground.studies.models import Membership

Spans = dict[UUID, list[Span]]

HIDDEN = "▒"  # in place of each letter that may not leave


def withheld(by: Membership) -> Spans:
    """The words that are printed nowhere, by text version, as this member reads it.

    Nothing is looked for where nobody asked for it.
    """
    found: Spans = defaultdict(list)
    for participant in unprinted(by):
        theirs = own(by, participant, earlier=False)
        for held in theirs.alone:
            found[held.version.id] += held.turns_of(participant.id)
        for shared in theirs.shared:
            found[shared.held.version.id] += shared.own
    gone = absent(by)
    read = {
        version: [there for span in spans if (there := gone.seen(version, span)) is not None]
        for version, spans in found.items()
    }
    return {version: covered(spans) for version, spans in read.items() if spans}


def printed(by: Membership, found: Iterable[Excerpt]) -> list[Excerpt]:
    """Excerpts as they may be printed."""
    excerpts, spans = list(found), withheld(by)
    versions = {one.coding.version_id for one in excerpts} & spans.keys()
    if not versions:
        return excerpts
    opened, unasked = texts(by, versions), bystanders_in(by, versions)
    return [
        replace(
            one,
            words=_without(
                opened[version].words, one.coding.span, [*spans[version], *unasked.get(version, ())]
            ),
        )
        if (version := one.coding.version_id) in versions
        else one
        for one in excerpts
    ]


def printed_memos(by: Membership) -> list[MemoLine]:
    """The memos, the oldest first; without those that quote what is not to be printed, until somebody looked."""
    flagged = {flag.row for flag in flags(by)}
    return [memo for memo in reversed(memos(by)) if memo.id not in flagged]


def printed_themes(by: Membership, found: Iterable[ThemeLine]) -> list[ThemeLine]:
    """Themes with their evidence as it may be printed."""
    return with_excerpts(found, lambda excerpts: printed(by, excerpts))


def printed_cells(by: Membership, found: Frame) -> list[Cell]:
    """The cells whose summary may leave.

    Only as far as those whose words it retells said that they may be retold; none that a withdrawal left to look at, or
    of somebody who asked that nothing be printed; and none that quotes what may not be quoted.
    """
    flagged = {flag.row for flag in flags(by)}
    silent = {person.id for person in unprinted(by)}
    written = [
        cell
        for cell in found
        if cell.summary is not None
        and cell.summary.id not in flagged
        and silent.isdisjoint(cell.retold)
        and outcome(by, cell.retold, "quotes", "retell") is Outcome.YES
    ]
    lines = {line.id: line for cell in written for line in cell.codings}
    held = held_back(by, lines.values())
    words = {one.coding.id: one.words for one in with_words(by, [lines[key] for key in held])}
    return [
        cell
        for cell in written
        if not Quotes(words[key] for key in cell.marks if key in words).found(cell.words)
    ]


def _without(text: str, span: Span, hidden: Iterable[Span]) -> str:
    return spoken_words(text, span, covered(hidden))


def masked(words: str, spans: Sequence[Span]) -> str:
    """The words with a sign in place of each letter that may not leave."""
    pieces, at = [], 0
    for span in spans:
        covered_words = span.words_in(words)
        pieces += [words[at : span.start], "".join("\n" if one == "\n" else HIDDEN for one in covered_words)]
        at = span.end
    return "".join([*pieces, words[at:]])
