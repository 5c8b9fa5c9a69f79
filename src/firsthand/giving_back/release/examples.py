"""Which examples of a codebook quote what was said or noted in the study, and so are somebody's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from firsthand.analysis.codebook.selectors import CodeLine
from firsthand.core.identifying.page import WORD, fold
from firsthand.core.passages import passages
from firsthand.core.spans import Span
from firsthand.field.sources.talk import Text


def unquoted(
    codes: Sequence[CodeLine], opened: Mapping[UUID, Text], may: Callable[[UUID, Span], bool]
) -> list[CodeLine]:
    """The codebook, without the examples that hold words of a text which may not stand there. Linear in all words."""
    examples = "\n\n".join(line.example for line in codes)
    found = passages(examples, ((key, text.words) for key, text in opened.items()))
    runs = {_folded(here.words_in(examples)) for key, there, here in found if not may(key, there)}
    return [replace(line, example="") if _holds(line.example, runs) else line for line in codes]


def _holds(example: str, runs: Iterable[str]) -> bool:
    words = f" {_folded(example)} "
    return any(f" {run} " in words for run in runs)


def _folded(words: str) -> str:
    return " ".join(fold(found[0]) for found in WORD.finditer(words))
