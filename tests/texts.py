"""Bringing text into a study in one line, for tests."""

from __future__ import annotations

from typing import Any

from firsthand.field.sources.importing import import_sources, read_files

AWKWARD = (
    "👍 مرحبا بكم\nMARIGOLD: I came in 👨‍👩‍👧 for the heating, that's the truth.\n"
    "LENA: And then?\nMARIGOLD: é\u0301 𝔄 שלום.\n"
)


def bring(by: Any, *texts: str, name: str = "talk.txt") -> list[Any]:
    """Import texts as files; the sources."""
    incoming, refused = read_files(by, [(name, text.encode()) for text in texts])
    assert not refused, refused
    return import_sources(by, incoming=incoming)
