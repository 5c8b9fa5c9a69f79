"""Very many codings, as rows without words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from firsthand.analysis.coding.readable import countable, readable
from firsthand.field.sources.absent import absent
from firsthand.field.sources.models import Source
from firsthand.field.sources.unseen import RULE, unseen
from firsthand.ground.studies.models import Membership


@dataclass(frozen=True, slots=True)
class CodingRows:
    """Many codings as bare rows: id, place in `codes`, place in `coders`, start, end, standpoint, stance, time, rule,
    doubtful.

    Ids and times are text. Fifty thousand codings as objects would cost a second to make.
    """

    codes: list[str]
    coders: list[str]
    rows: list[tuple[Any, ...]]


def coding_rows(by: Membership, source: Source) -> CodingRows:
    """The codings of a source's standing text, by place, as bare rows."""
    written = [Cast(name, TextField()) for name in ("id", "code_id", "coder_id", "at")]
    asked = readable(by).filter(version_id=source.current).order_by("start", "end", "id")
    codes, coders = _Places(), _Places()
    cut, numbered = absent(by).cuts.get(source.current), unseen(by)
    rows = [
        (
            _dashed(key),
            codes[code],
            coders[coder],
            *((start, end) if cut is None else cut.edges(start, end)),
            standpoint,
            stance,
            f"{at[:10]}T{at[11:19]}Z",
            numbered.number(RULE, rule) if rule else 0,
            int(was is not None),
        )
        for key, code, coder, at, start, end, standpoint, stance, rule, was in asked.values_list(
            *written, "start", "end", "standpoint", "stance", "rule__number", "was_in"
        ).iterator(5000)
    ]
    return CodingRows([*map(_dashed, codes)], [*map(_dashed, coders)], rows)


class _Places(dict[str, int]):
    """The place of each value in the order in which they came."""

    def __missing__(self, value: str) -> int:
        self[value] = place = len(self)
        return place


def _dashed(written: str) -> str:
    """An id as it travels, from how the database writes it: PostgreSQL with dashes, SQLite without."""
    if len(written) == 36:
        return written
    return f"{written[:8]}-{written[8:12]}-{written[12:16]}-{written[16:20]}-{written[20:]}"


BareCoding = tuple[str, str, str, str | None, int, int]


def bare_codings(by: Membership) -> Iterator[BareCoding]:
    """Every coding of the study as a bare row, for counting: text version, code, coder, whose words somebody said they
    are, start, end. Ids are as the database writes them; places are in the words that this member reads.
    """
    cuts = absent(by).cuts
    cut = {key: found for version, found in cuts.items() for key in (version.hex, str(version))}
    written = [Cast(name, TextField()) for name in ("version_id", "code_id", "coder_id", "whose_id")]
    asked = countable(by).order_by("version_id", "start")
    rows = asked.values_list(*written, "start", "end").iterator(5000)
    if not cut:
        yield from rows
        return
    for version, code, coder, whose, start, end in rows:
        if version in cut:
            start, end = cut[version].edges(start, end)
            if start == end:
                continue
        yield version, code, coder, whose, start, end
