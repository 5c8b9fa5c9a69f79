"""Summaries that retell somebody's words, and what was said of two excerpts laid side by side: both go with the words,
since nobody can cut one person out of a sentence.

All that ever was is looked at: what a summary stood on when it was written counts, also where its coding is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from firsthand.analysis.coding.models import Coding
from firsthand.core.spans import Span
from firsthand.giving_back.leaving.history import rows_of_texts
from firsthand.giving_back.leaving.own import Own
from firsthand.ground.trail.past import Was
from firsthand.ground.trail.rows import Values

SUMMARIES, FOOTINGS, COMPARISONS = "framework.summary", "framework.footing", "themes.comparison"


def retelling(theirs: Own, codings: set[UUID], *, named: bool) -> dict[str, Was]:
    """The summaries of a participant, of texts in which they alone speak, and all that stand on words of theirs; and
    what was said of two excerpts of which one is.

    By id, as the trail writes it; those included that are gone. `codings`: those that are on their words. `named`: the
    sentences of the team that name them are taken out, too.
    """
    rows, pairs = theirs.past.get(SUMMARIES, {}), theirs.past.get(COMPARISONS, {})
    if not (rows or pairs):
        return {}
    words = _Words(theirs, frozenset(one.hex for one in codings) | rows_of_texts(theirs, named), named)
    standing = {
        row.values["summary_id"]
        for row in theirs.past.get(FOOTINGS, {}).values()
        if not row.values["aside"] and words.hold(row.values)
    }
    retold = {key: row for key, row in rows.items() if key in standing or words.is_case_of(row.values)}
    return retold | {key: row for key, row in pairs.items() if words.are_in(row.values)}


@dataclass
class _Words:
    """What stands on a participant's words. `rows`: the codings on them, and their texts with all on these."""

    theirs: Own
    rows: frozenset[str]
    named: bool

    def is_case_of(self, summary: Values) -> bool:
        """Whether a summary is of the participant, or of a text of theirs."""
        return (
            summary["participant_id"] == self.theirs.participant.id.hex or summary["source_id"] in self.rows
        )

    def are_in(self, comparison: Values) -> bool:
        """Whether one of two excerpts that were compared is of their words."""
        return not self.rows.isdisjoint((comparison["one"], comparison["other"]))

    def hold(self, footing: Values) -> bool:
        """Whether a footing is on words of theirs, where it is or where it was.

        In an earlier text of several nobody can tell any more whose words it was on: it counts as theirs.
        """
        if footing["coding"] in self.rows or footing["text_version"] in self.rows:
            return True
        then = (footing["text_version"], Span(footing["start"], footing["end"]))
        return any(self._touches(text, span) for text, span in (self._now.get(footing["coding"], then), then))

    def _touches(self, text: str, span: Span) -> bool:
        if text in self._own:
            return any(own.touches(span) for own in self._own[text])
        return text in self._earlier

    @cached_property
    def _own(self) -> dict[str, tuple[Span, ...]]:
        """What goes of the texts of several that stand."""
        return {one.held.version.id.hex: tuple(one.parts.going(self.named)) for one in self.theirs.shared}

    @cached_property
    def _earlier(self) -> frozenset[str]:
        """The earlier texts of sources of several of which something goes."""
        speaking = {one.held.source.id.hex for one in self.theirs.shared if one.loses(self.named)}
        versions = self.theirs.past.get("sources.textversion", {})
        return frozenset(key for key, row in versions.items() if row.values["source_id"] in speaking)

    @cached_property
    def _now(self) -> dict[str, tuple[str, Span]]:
        rows = Coding.objects.filter(study_id=self.theirs.participant.study_id)
        return {
            key.hex: (text.hex, Span(start, end))
            for key, text, start, end in rows.values_list("id", "version_id", "start", "end")
        }
