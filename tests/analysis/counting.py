"""A small study to count, and what its matrices hold."""

from __future__ import annotations

from typing import Any

from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.analysis.compare.matrix import Matrix
from firsthand.core.spans import Span
from firsthand.field.people.services import add_participant
from firsthand.field.sources.importing import Part, import_sources, read_files

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901
TALK = "LEA: Well?\nIKE: I carried it.\nRUTH: I saw him.\n"
ALONE = "LEA: And?\nRUTH: I carried too.\n"


def brought(by: Any, name: str, text: str, *people: Any) -> Any:
    (incoming,), _refused = read_files(by, [(name, text.encode())])
    incoming.parts = [Part("interviewer"), *(Part("participant", person.id) for person in people)]
    return import_sources(by, incoming=[incoming])[0]


def cells(found: Matrix) -> dict[str, list[int]]:
    return {row.code.name: list(row.cells) for row in found.rows}


def two_talks(cast: Any) -> dict[str, Any]:
    """Ike and Ruth in one talk, Ruth in another; carrying in both, seeing on what Ruth says, help above them."""
    ike = add_participant(cast.lea, pseudonym="Ike", attributes={"Role": "peer", "Years": "4"})
    ruth = add_participant(cast.lea, pseudonym="Ruth", attributes={"Role": "peer"})
    talk, alone = brought(cast.lea, "talk.txt", TALK, ike, ruth), brought(cast.lea, "alone.txt", ALONE, ruth)
    top = make_code(cast.lea, name="Helping")
    carrying, seeing = (
        make_code(cast.lea, name="Carrying", parent=top),
        make_code(cast.lea, name="Seeing", parent=top),
    )
    make_code(cast.lea, name="Nowhere yet")
    apply_code(cast.lea, source=talk, code=carrying, span=Span(16, 21))
    apply_code(cast.cody, source=talk, code=carrying, span=Span(12, 47))
    apply_code(cast.lea, source=talk, code=seeing, span=Span(36, 41))
    apply_code(cast.lea, source=alone, code=carrying, span=Span(16, 25))
    return {
        "ike": ike,
        "ruth": ruth,
        "talk": talk,
        "alone": alone,
        "carrying": carrying,
        "seeing": seeing,
        "top": top,
    }
