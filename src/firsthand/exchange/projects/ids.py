"""GUIDs and rows: each row has a GUID in files, and each GUID a row, without a table between them.

A row's id is its GUID turned by a mask that belongs to the study, and the other way round. So what came from a file
goes out under the GUID it came with; the same file brought into two studies of one installation gives two rows; and a
study that meets its own file again knows every row of it.

>>> study = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
>>> guid_of(study, row_of(study, "ad68fbe7-e1ee-4a82-a279-23cc698c89eb"))
'ad68fbe7-e1ee-4a82-a279-23cc698c89eb'
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from uuid import UUID


def row_of(study_id: UUID, guid: str) -> UUID:
    """The id of the row that a GUID of a file means in a study."""
    return UUID(int=int(guid.replace("-", ""), 16) ^ _mask(study_id))


def guid_of(study_id: UUID, row_id: UUID) -> str:
    """The GUID under which a row of a study is known in files."""
    return str(UUID(int=row_id.int ^ _mask(study_id)))


@lru_cache(maxsize=64)
def _mask(study_id: UUID) -> int:
    return int.from_bytes(blake2b(study_id.bytes, digest_size=16, person=b"firsthand guids").digest())
