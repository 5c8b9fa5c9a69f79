"""What stands on the words of texts, once two copies are one: it is on the text that stands, or in doubt beside it.

It does not matter in which copy a mark was made, in which the text was corrected, and whose correction stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from firsthand.core.batches import batches
from firsthand.core.problems import NotThere
from firsthand.core.transcript import Structure
from firsthand.exchange.joining.kinds import together_in
from firsthand.exchange.joining.three_ways import Choose, Clash
from firsthand.field.sources.models import OwnWords, Placed, Source, TextVersion, Voice
from firsthand.field.sources.revising import carry, placed_models
from firsthand.ground.studies.models import Membership
from firsthand.ground.trail.recording import record
from firsthand.ground.trail.replay import Tables
from firsthand.ground.trail.rows import Values, label_of, rows_of, values_of
from firsthand.ground.vault import store

BATCH = 500
SOURCES, VERSIONS, VOICES = label_of(Source), label_of(TextVersion), label_of(Voice)


@dataclass(frozen=True, slots=True)
class Texts:
    """Which text of a source stood in each of the two copies, and when both were one."""

    base: Tables
    here: Tables
    there: Tables

    def standing(self, side: Tables, source: str) -> str | None:
        """The text version that stood."""
        row = side.get(SOURCES, {}).get(source)
        return None if row is None else row["current"]

    def left_behind(self, row: Placed) -> bool:
        """Whether a row that is not on the text that stands has to go along to it.

        One whose words a correction took out stays on the text as it was, in doubt: where it is in doubt, it goes along
        only from a text that stood in its copy. Nor do words go along that somebody said are gone.
        """
        if isinstance(row, OwnWords) and row.gone:
            return not self._gone_still(row)
        return row.was_in is None or any(
            standing == row.version_id.hex for _side, standing in self._as_it_is(row)
        )

    def _gone_still(self, row: OwnWords) -> bool:
        """Whether that was said of the text that stands now, or of one of which it is a correction."""
        source = row.version.source
        of = {source.current.hex, self.standing(self.base, source.id.hex)}
        return any(standing in of for _side, standing in self._as_it_is(row))

    def _as_it_is(self, row: Placed) -> Iterator[tuple[Tables, str | None]]:
        """The copies in which it stands as it does now, each with the text that stood there."""
        names, now = together_in(type(row)), values_of(row)
        for side in (self.here, self.there):
            was = side.get(label_of(type(row)), {}).get(row.id.hex)
            if was is not None and all(was.get(name) == now[name] for name in names):
                yield side, self.standing(side, row.version.source_id.hex)


def carry_along(by: Membership, texts: Texts) -> int:
    """What stands on a text that stands no more goes along, inside the act that calls for it; how much is in doubt."""
    doubtful = 0
    for model in placed_models():
        left = rows_of(model).filter(study_id=by.study_id).exclude(version_id=F("version__source__current"))
        for batch in batches(list(left.order_by("id").values_list("id", flat=True)), BATCH):
            rows: Any = rows_of(model).filter(pk__in=batch).select_related("version__source").order_by("id")
            going: list[Any] = [row for row in rows if texts.left_behind(row)]
            sure = [row for row in going if row.was_in is None]
            record().change_all([row for row in going if getattr(row, "gone", False)], gone=False)
            carry(by, rows=going)
            doubtful += sum(row.was_in is not None for row in sure)
    return doubtful


# ---------- who speaks ----------


def same_voices(by: Membership, texts: Texts, merged: Tables, choose: Choose) -> None:
    """Who a label stands for was said of a text in the one copy, which was corrected in the other: it holds for both.

    Changes the voices of the texts that are to stand, before anything is written.
    """
    for source, row in merged.get(SOURCES, {}).items():
        sides = [texts.standing(side, source) for side in (texts.base, texts.here, texts.there)]
        if None in sides[1:] or sides[1] == sides[2]:
            continue
        said = [
            _by_label(by, side, version)
            for side, version in zip((texts.base, texts.here, texts.there), sides, strict=True)
        ]
        for label, (voice, values) in _by_label(by, merged, row["current"]).items():
            was, here, there = (_who(one.get(label)) for one in said)
            new = _settled(voice, was, here, there, choose)
            if new is not None and new != _who((voice, values)):
                merged[VOICES][voice] = values | new


def _by_label(by: Membership, side: Tables, version: str | None) -> dict[str, tuple[str, Values]]:
    """The voices of a text version, by what each is called in it."""
    text = side.get(VERSIONS, {}).get(version or "")
    with suppress(NotThere):
        labels = Structure.from_json(store.open_text(by.key, UUID(text["structure"]))).voices if text else ()
        return {
            labels[values["index"]]: (row, values)
            for row, values in side.get(VOICES, {}).items()
            if values["version_id"] == version and values["index"] < len(labels)
        }
    return {}


def _who(voice: tuple[str, Values] | None) -> Values | None:
    return None if voice is None else {name: voice[1][name] for name in together_in(Voice)}


def _settled(
    row: str, was: Values | None, here: Values | None, there: Values | None, choose: Choose
) -> Values | None:
    """Who a label stands for by both; None where one of the two has no such label, so that nothing is to settle."""
    if here is None or there is None or here == there:
        return None
    if was == here:
        return there
    if was == there:
        return here
    chosen = choose(Clash(VOICES, row, together_in(Voice), was, here, there))
    return chosen if not isinstance(chosen, str) else here if chosen == "here" else there
