"""The codings that a correction made doubtful."""

from __future__ import annotations

from firsthand.analysis.coding.models import Coding
from firsthand.analysis.coding.selectors import CodingLine, doubtful_of
from firsthand.field.sources.doubts import Doubt, doubts_in
from firsthand.field.sources.models import Source
from firsthand.ground.studies.models import Membership


def doubtful_codings(by: Membership, source: Source) -> list[tuple[CodingLine, Doubt[Coding]]]:
    """The doubtful codings of a source, each as a list shows it, in the order of the text as it was."""
    lines = {line.id: line for line in doubtful_of(by, source)}
    return [(lines[one.row.id], one) for one in doubts_in(by, source, Coding) if one.row.id in lines]
