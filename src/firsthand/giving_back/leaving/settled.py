"""What people gave as a reason, of words that go: for how a difference was settled, for keeping passages apart.

A decision on these words alone goes with them. One that stands on other words too stays, for those; but what was said
to it may tell what was said, without quoting a word, and nobody could find that again. So its reason goes. Passages
that are kept apart go all: where one of them is gone, there is nothing to keep the others from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from firsthand.analysis.rounds.models import Decision
from firsthand.core.leaving import Level
from firsthand.core.spans import Span
from firsthand.giving_back.leaving.held import Held, Shared
from firsthand.giving_back.leaving.own import Own
from firsthand.giving_back.leaving.redacting import taken_out
from firsthand.giving_back.release.models import Apart, ApartPassage
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.past import Was
from firsthand.ground.trail.recording import record
from firsthand.ground.vault import store


def take_reasons_out(by: Membership, changing: Iterable[Shared], of: Level) -> None:
    """Take the reasons out of the decisions that stand on some of the words that a level takes out."""
    spans = _going(changing, of)
    for row in Decision.objects.filter(study_id=by.study_id, version_id__in=[UUID(key) for key in spans]):
        if row.reason is not None and _on(row.span, spans[row.version_id.hex]):
            record().change(row, reason=store.seal(by.key, taken_out()))


def end_what_is_kept_apart(
    by: Membership, alone: Iterable[Held], changing: Iterable[Shared], of: Level
) -> None:
    """Take out the rules of which one passage stands on words that go."""
    whole = {one.version.id for one in alone}
    spans = _going(changing, of)
    parts = ApartPassage.objects.filter(study_id=by.study_id)
    rules = {
        part.apart_id
        for part in parts
        if part.version_id in whole or _on(part.span, spans.get(part.version_id.hex, []))
    }
    record().remove(*parts.filter(apart_id__in=rules))
    record().remove(*Apart.objects.filter(id__in=rules))


def reasons_of_the_past(theirs: Own, changing: Sequence[Shared], of: Level) -> Iterator[UUID]:
    """The reasons that were ever given of these words; of a text that was corrected since, all that were given then."""
    named = of.does("mention_by_observer_in_fieldnote", "redact")
    spans = {one.held.version.id.hex: one.parts.going(named) for one in changing}
    texts = {one.held.source.id.hex for one in changing}
    versions = {
        key
        for key, row in theirs.past.get("sources.textversion", {}).items()
        if row.values["source_id"] in texts
    }
    gone = versions | {one.version.id.hex for one in theirs.alone}

    def on_them(row: Was) -> bool:
        version = row.values["version_id"]
        if version not in gone:
            return False
        return version not in spans or _on(Span(row.values["start"], row.values["end"]), spans[version])

    for row in theirs.past.get("rounds.decision", {}).values():
        if on_them(row):
            yield from row.named
    rules = theirs.past.get("release.apart", {})
    for row in theirs.past.get("release.apartpassage", {}).values():
        if on_them(row) and row.values["apart_id"] in rules:
            yield from rules[row.values["apart_id"]].named


def _going(changing: Iterable[Shared], of: Level) -> dict[str, list[Span]]:
    """What goes of each text, by version."""
    named = of.does("mention_by_observer_in_fieldnote", "redact")
    return {version: spans for one in changing for version, spans in one.going(named).items()}


def _on(span: Span, spans: list[Span]) -> bool:
    return any(span.touches(one) for one in spans)
