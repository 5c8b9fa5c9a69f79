"""All of a study's codings as columns of numbers, for arithmetic over the whole of it.

A million codings as objects would take seconds to make and hundreds of megabytes to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

from firsthand.analysis.coding.bare import bare_codings
from firsthand.field.sources.sight import readable
from firsthand.ground.studies.models import Membership

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CodingColumns:
    """Codings on standing texts that a member may count. `version`, `code` and `coder` are places in the ids."""

    versions: list[UUID]
    codes: list[UUID]
    coders: list[UUID]
    version: Ints
    code: Ints
    coder: Ints
    start: Ints
    end: Ints


def coding_columns(by: Membership) -> CodingColumns:
    """The codings of the study as this member may count them, on the words as they read them.

    Those that a correction left behind, on a text that stands no more, are not among them.
    """
    versions, codes, coders = _Places(), _Places(), _Places()
    numbers = np.array(
        [
            (versions[version], codes[code], coders[coder], start, end)
            for version, code, coder, _whose, start, end in bare_codings(by)
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    standing = set(readable(by).values_list("current", flat=True))
    kept = np.array([version in standing for version in versions.ids()], dtype=np.bool_)
    columns = numbers[kept[numbers[:, 0]]].T.copy()
    return CodingColumns(versions.ids(), codes.ids(), coders.ids(), *columns)


class _Places(dict[str, int]):
    """The place of each id, as the database writes it, in the order in which they came."""

    def __missing__(self, written: str) -> int:
        self[written] = place = len(self)
        return place

    def ids(self) -> list[UUID]:
        """The ids themselves."""
        return [UUID(written) for written in self]
