"""A talk to code in a study that began with a kit."""

from __future__ import annotations

from typing import Any

from counting import brought

from firsthand.analysis.codebook.services import make_code
from firsthand.analysis.coding.services import apply_code
from firsthand.core.spans import Span
from firsthand.field.people.services import add_participant

SAID = "He held the other end of the table, and that was how we met."


def coded(by: Any) -> Any:
    """A first code of the study's own, on words of a talk; the code."""
    ike = add_participant(by, pseudonym="Ike")
    source = brought(by, "ike.txt", f"LEA: And?\nIKE: {SAID}\n", ike)
    code = make_code(by, name="Tables", definition="What is carried together.")
    apply_code(by, source=source, code=code, span=Span(15, 30))
    return code
