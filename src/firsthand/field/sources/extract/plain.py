"""Plain text: the letters as they are."""

from __future__ import annotations

from firsthand.core.transcript import Reading
from firsthand.field.sources.extract import sentences as say
from firsthand.field.sources.extract.draft import reading
from firsthand.field.sources.extract.letters import Letters, decode, normal


def read(name: str, data: bytes) -> list[Reading]:
    """One text, in normal form; nothing is trimmed."""
    letters = decode(name, data, "txt")
    text, removed = normal(letters.text)
    warnings = [*letters.warnings(), *say.count(removed, say.CONTROLS)]
    return [reading(name, text, (), "txt", warnings, encoding=letters.encoding)]


def with_encoding(readings: list[Reading], letters: Letters) -> list[Reading]:
    """The readings, with what is known of the encoding of the file that they came from."""
    for found in readings:
        found.encoding = letters.encoding
    readings[0].warnings[:0] = letters.warnings()
    return readings
